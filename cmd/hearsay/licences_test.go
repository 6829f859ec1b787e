package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/licensecheck"
)

// allowed are licences of parts that a program under the Apache License 2.0 may have in it.
var allowed = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0", "Unlicense", "CC0-1.0", "Zlib"}

// TestLicencesOfAllParts reads the licence of every module that is in the program.
func TestLicencesOfAllParts(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	modules := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if path, dir, isModule := strings.Cut(strings.TrimSpace(line), " "); isModule {
			modules[path] = dir
		}
	}
	if len(modules) < 50 {
		t.Fatalf("only %d modules are found", len(modules))
	}
	for path, dir := range modules {
		found := licencesIn(t, dir)
		if len(found) == 0 {
			t.Errorf("%s has no licence that is known", path)
		}
		for _, name := range found {
			if !slices.Contains(allowed, name) {
				t.Errorf("%s is under %s", path, name)
			}
		}
	}
}

// licencesIn are the licences that the files of a module's folder name.
func licencesIn(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	for _, pattern := range []string{"LICEN[CS]E*", "licen[cs]e*", "COPYING*", "UNLICENSE*"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				continue // a folder
			}
			for _, match := range licensecheck.Scan(text).Match {
				found = append(found, match.ID)
			}
		}
	}
	return found
}
