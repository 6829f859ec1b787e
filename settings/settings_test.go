package settings_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hearsay/fault"
	"hearsay/settings"
)

type sample struct {
	Name  string            `yaml:"name"`
	Every settings.Duration `yaml:"every"`
	Below []struct {
		URL string `yaml:"url"`
	} `yaml:"below"`
}

func TestDecodeIsStrictAndNamesTheLine(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"unknown key":     {"name: a\nnaming: b\n", "s.yaml:2: unknown field"},
		"wrong type":      {"name: a\nbelow: 7\n", "s.yaml:2: "},
		"no duration":     {"name: a\nevery: soon\n", `s.yaml:2: "soon" is not a duration; write it with its unit`},
		"no unit":         {"name: a\nevery: 5\n", `s.yaml:2: "5" is not a duration`},
		"a tag":           {"name: a\nbelow: !x 7\n", "s.yaml:2: tags (!)"},
		"an alias":        {"name: &x a\nbelow: *x\n", "s.yaml:1: tags (!), anchors"},
		"duplicate key":   {"name: a\nname: b\n", "s.yaml:2: "},
		"not YAML":        {"name: [\n", "s.yaml:1: "},
		"two documents":   {"name: a\n---\nname: b\n", "s.yaml:3: a second YAML document"},
		"unset variable":  {"name: ${HEARSAY_TEST_UNSET}\n", "s.yaml:1: the environment variable HEARSAY_TEST_UNSET is not set"},
		"nested too deep": {"name: " + strings.Repeat("[", 100), "s.yaml:1: brackets are nested"},
		"too large":       {"name: " + strings.Repeat("x", 5<<20), "4 MiB is the most"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file, err := settings.Parse("s.yaml", []byte(test.text))
			if err == nil {
				err = file.Decode(&sample{})
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestDecodeFillsAndExpands(t *testing.T) {
	t.Setenv("HEARSAY_TEST_SECRET", "s3cret: [not yaml]")
	file, err := settings.Parse("dir/s.yaml", []byte("name: x-${HEARSAY_TEST_SECRET}\nevery: 90s\nbelow:\n  - url: a\n  - url: ${HEARSAY_TEST_SECRET}\n"))
	if err != nil {
		t.Fatal(err)
	}
	var s sample
	if err := file.Decode(&s); err != nil || s.Name != "x-s3cret: [not yaml]" || s.Every != settings.Duration(90*time.Second) || s.Below[1].URL != "s3cret: [not yaml]" {
		t.Errorf("got %+v, %v", s, err)
	}
	for path, want := range map[string]int{"$.below[1].url": 5, "$.below[1]": 5, "$.below[1].missing": 5, "$.nothing": 1} {
		if got := file.Line(path); got != want {
			t.Errorf("%s stands in line %d, want %d", path, got, want)
		}
	}
	if got := file.Relative("rules"); got != "dir/rules" {
		t.Errorf("a relative path became %q", got)
	}
}

func TestMapsAreExpandedAndQuotesDoNotMatter(t *testing.T) {
	t.Setenv("HEARSAY_TEST_SECRET", "s3cret")
	for _, text := range []string{"headers: {X-Key: '${HEARSAY_TEST_SECRET}'}\nevery: \"90s\"\n", `{"headers":{"X-Key":"${HEARSAY_TEST_SECRET}"},"every":"90s"}`} {
		file, err := settings.Parse("s.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Headers map[string]string `yaml:"headers"`
			Every   settings.Duration `yaml:"every"`
		}
		if err := file.Decode(&got); err != nil || got.Headers["X-Key"] != "s3cret" || got.Every != settings.Duration(90*time.Second) {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
		var written map[string]any
		if err := file.DecodeAsWritten(&written); err != nil || written["headers"].(map[string]any)["X-Key"] != "${HEARSAY_TEST_SECRET}" {
			t.Errorf("as written: got %v, %v", written, err)
		}
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte("s3cret\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"name: Bearer ${file:" + path + "}\n": "Bearer s3cret", "name: ${file:" + path + ".none}\n": ""} {
		file, err := settings.Parse("s.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		var got sample
		err = file.Decode(&got)
		if want == "" && (err == nil || !strings.Contains(err.Error(), "s.yaml:1: the file "+path+".none with a secret cannot be read")) || want != "" && got.Name != want {
			t.Errorf("%s: got %q, %v", text, got.Name, err)
		}
	}
}

func TestParts(t *testing.T) {
	file, err := settings.Parse("s.yaml", []byte("below:\n  - {url: u, name: n, odd: 1}\n"))
	if err != nil {
		t.Fatal(err)
	}
	var head struct{ Name string }
	var rest struct{ URL string }
	if err := file.DecodeOnly("$.below[0]", &head, "name"); err != nil || head.Name != "n" {
		t.Errorf("got %+v, %v", head, err)
	}
	if err := file.DecodeAt("$.below[0]", &rest, "name"); err == nil || !strings.Contains(err.Error(), "s.yaml:2: ") {
		t.Errorf("an odd key passed: %v", err)
	}
	if err := file.DecodeAt("$.below[7]", &rest); err == nil {
		t.Error("a part that is not there passed")
	}
}

func TestReadSaysThatAFileIsMissing(t *testing.T) {
	_, err := settings.Read("missing.yaml")
	if f := (fault.Fault{}); !errors.As(err, &f) || !strings.Contains(err.Error(), "missing.yaml: there is no such file") {
		t.Errorf("got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("name: a\nbelow: [{url: b}]\n")
	f.Add("a: &x [*x, *x]\n")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := settings.Parse("s.yaml", []byte(text))
		if err != nil {
			return
		}
		if line := file.Line("$.below[0].url"); line < 1 {
			t.Errorf("line %d", line)
		}
		_ = file.Decode(&sample{}) // it may refuse, and must return
	})
}
