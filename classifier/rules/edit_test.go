package rules_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hearsay/classifier/rules"
)

const edited = `# A made-up pack.
pack: water
about: Made up.
rules:
  # the first one
  - id: poisoned
    kind: claim
    any: [poisoned water]   # as they say
    tests: {match: [Poisoned water], miss: [Water]}

  # the second one
  - {id: safe, kind: question, all: [water, safe], tests: {match: ["Is the water safe?"], miss: ["The water is safe."]}}
# the end
`

func TestARuleIsChangedAndAllElseStays(t *testing.T) {
	pack, err := rules.ReadPack("p", []byte(edited))
	if err != nil || pack.Name != "water" || len(pack.Rules) != 2 || pack.Rules[1].All[1] != "safe" {
		t.Fatalf("read %+v, %v", pack, err)
	}
	rule := pack.Rules[0]
	rule.Tests.Match = []string{"Poisoned water", `says "so": 'it' # is`, "# no comment", "two\nlines: and - more"}
	rule.Mode = "shadow"
	changed, err := rules.With("p", []byte(edited), rule)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"# A made-up pack.\n", "  # the first one\n  - id: poisoned\n", "\n\n  # the second one\n  - {id: safe,", "# the end\n"} {
		if !strings.Contains(string(changed), part) {
			t.Errorf("%q is gone: %s", part, changed)
		}
	}
	after, err := rules.ReadPack("p", changed)
	if err != nil {
		t.Fatalf("%v: %s", err, changed)
	}
	if diff := cmp.Diff(rule, after.Rules[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if d := rules.Differ(pack, after); len(d.Changed) != 1 || len(d.Added)+len(d.Removed) != 0 {
		t.Errorf("differ %+v", d)
	}
	fresh := rules.Written{ID: "dry", Kind: "claim", Any: []string{"no water"}, Tests: rules.WrittenTests{Match: []string{"There is no water"}, Miss: []string{"Water"}}}
	if changed, err = rules.With("p", changed, fresh); err != nil {
		t.Fatal(err)
	}
	if changed, err = rules.Without("p", changed, "safe"); err != nil {
		t.Fatal(err)
	}
	after, err = rules.ReadPack("p", changed)
	if err != nil || len(after.Rules) != 2 || after.Rules[1].ID != "dry" || !strings.HasSuffix(string(changed), "# the end\n") {
		t.Errorf("%v: %s", err, changed)
	}
	if set, err := rules.Parse("p", changed); err != nil || set.Len() != 2 {
		t.Errorf("it does not compile: %v: %s", err, changed)
	}
	if d := rules.Differ(pack, after); len(d.Added) != 1 || len(d.Removed) != 1 {
		t.Errorf("differ %+v", d)
	}
}

func TestAPackOnOneLineIsNotChanged(t *testing.T) {
	one := "pack: water\nrules: [{id: a, kind: claim, any: [x], tests: {match: [x], miss: [y]}}, {id: b, kind: claim, any: [z], tests: {match: [z], miss: [y]}}]\n"
	if _, err := rules.Without("p", []byte(one), "a"); !errors.Is(err, rules.ErrLayout) {
		t.Errorf("got %v", err)
	}
}

// TestShippedPacksCanBeChanged writes every rule of every pack that ships anew, one after the other: the packs stay what they were.
func TestShippedPacksCanBeChanged(t *testing.T) {
	files, err := filepath.Glob("../../configs/rules/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		before, err := rules.ReadPack(name, data)
		if err != nil {
			t.Fatal(err)
		}
		comments := strings.Count(string(data), "\n  # ---")
		for i := 0; i < len(before.Rules); i += 5 {
			if data, err = rules.With(name, data, before.Rules[i]); err != nil {
				t.Fatalf("%s, %s: %v", name, before.Rules[i].ID, err)
			}
		}
		after, err := rules.ReadPack(name, data)
		if err != nil {
			t.Fatal(err)
		}
		if d := rules.Differ(before, after); len(d.Added)+len(d.Changed)+len(d.Removed) != 0 || len(after.Rules) != len(before.Rules) || strings.Count(string(data), "\n  # ---") != comments {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func FuzzWith(f *testing.F) {
	f.Add(edited, "poisoned", "a phrase")
	f.Fuzz(func(t *testing.T, source, id, phrase string) {
		changed, err := rules.With("p", []byte(source), rules.Written{ID: id, Kind: "claim", Any: []string{phrase}})
		if err != nil {
			return
		}
		before, err := rules.ReadPack("p", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		after, err := rules.ReadPack("p", changed)
		if err != nil {
			return // the rule itself may be none
		}
		for _, r := range before.Rules {
			if _, stays := after.Find(r.ID); !stays && r.ID != id {
				t.Errorf("rule %q is gone: %q became %q", r.ID, source, changed)
			}
		}
	})
}
