package access_test

import (
	"bytes"
	"crypto/sha1"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hearsay/desk/access"
)

// listOf is a file of passwords as the downloader writes it.
func listOf(passwords []string, end string) []byte {
	var lines []string
	for _, one := range passwords {
		lines = append(lines, fmt.Sprintf("%X:%d", sha1.Sum([]byte(one)), len(one)))
	}
	slices.Sort(lines)
	return []byte(strings.Join(slices.Compact(lines), end))
}

// TestBreachedIsWhatTheFileHas looks for passwords in files of any length, with and without an end of the last line.
func TestBreachedIsWhatTheFileHas(t *testing.T) {
	name := filepath.Join(t.TempDir(), "stolen.txt")
	rapid.Check(t, func(r *rapid.T) {
		stolen := rapid.SliceOfN(rapid.StringMatching(`[a-f]{1,3}`), 0, 60).Draw(r, "stolen")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(r, "end")
		data := listOf(stolen, end)
		if len(data) > 0 && rapid.Bool().Draw(r, "last line ends") {
			data = append(data, end...)
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			r.Fatal(err)
		}
		for _, one := range append(stolen, rapid.StringMatching(`[a-f]{1,3}`).Draw(r, "another")) {
			if has, err := access.Breached(name).Has(one); err != nil || has != slices.Contains(stolen, one) {
				r.Fatalf("%q of %q: %v, %v", one, stolen, has, err)
			}
		}
	})
}

func TestAListOfSomethingElseIsRefused(t *testing.T) {
	for what, data := range map[string]string{
		"words":       "password\nletmein\n",
		"other sums":  strings.Repeat("0123456789abcdef", 8) + "\n",
		"a long line": strings.Repeat("x", 1<<20),
	} {
		name := filepath.Join(t.TempDir(), "list.txt")
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := access.Breached(name).Check(); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if err := access.Breached(filepath.Join(t.TempDir(), "none")).Check(); err == nil {
		t.Error("no file: no error")
	}
	if err := access.Breached("").Check(); err != nil {
		t.Error(err)
	}
}

// FuzzBreached reads any file: it ends, with an answer or an error.
func FuzzBreached(f *testing.F) {
	f.Add(listOf([]string{"a", "b", "c"}, "\n"), "b")
	f.Add(bytes.Repeat([]byte("\n"), 300), "b")
	f.Add([]byte(nil), "")
	name := filepath.Join(f.TempDir(), "list.txt")
	f.Fuzz(func(t *testing.T, data []byte, password string) {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if has, err := access.Breached(name).Has(password); has && (err != nil || !bytes.Contains(bytes.ToUpper(data), fmt.Appendf(nil, "%X", sha1.Sum([]byte(password))))) {
			t.Errorf("it has what is not there, %v", err)
		}
	})
}
