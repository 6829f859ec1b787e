package main

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"hearsay": func() {
			os.Exit(execute(context.Background(), os.Args[1:], &streams{os.Stdin, os.Stdout, os.Stderr}))
		},
	})
}

// TestScripts runs the commands as a person would: testdata/script has one file for each thing they do.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}
