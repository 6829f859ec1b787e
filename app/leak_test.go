package app_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"hearsay/internal/leaktest"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "hearsay-app-test")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	programs = dir
	leaktest.Main(m, func() { os.RemoveAll(dir) })
}

// programs is where the program is built.
var programs string

// built is the program, built once for all tests.
var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(programs, "hearsay")
	if out, err := exec.Command("go", "build", "-o", path, "hearsay/cmd/hearsay").CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program: %w\n%s", err, out)
	}
	return path, nil
})

// binary is the program, to be run as a process of its own.
func binary(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}
