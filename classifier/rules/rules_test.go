package rules_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"hearsay/classifier/rules"
	"hearsay/fault"
	"hearsay/post"
)

func TestPacksThatShipPassTheirOwnTests(t *testing.T) {
	set, err := rules.Load("../../configs/rules")
	if err != nil {
		t.Fatal(err)
	}
	tests, err := set.SelfTest()
	for _, f := range fault.All(err) {
		t.Error(f)
	}
	if tests < 4*set.Len() {
		t.Errorf("%d tests for %d rules, want at least four a rule", tests, set.Len())
	}
}

const goodRule = `pack: sample
rules:
  - id: water
    kind: question
    all: [water, safe | clean]
    tests: {match: ["Is the water safe?"], miss: ["The water is safe."]}
`

func TestParseReportsEveryFaultWithItsLine(t *testing.T) {
	tests := map[string]struct {
		pack string
		want []string
	}{
		"an unknown key":   {strings.Replace(goodRule, "all:", "every:", 1), []string{"p.yaml:5: "}},
		"a wrong type":     {"pack: [1]\n", []string{"p.yaml:1: "}},
		"not YAML":         {"pack: sample\n  rules: : [\n", []string{"p.yaml:2: "}},
		"no rules":         {"pack: sample\n", []string{"p.yaml:1: the pack has no rules"}},
		"a duplicate key":  {"pack: a\npack: b\n", []string{"p.yaml:2: "}},
		"two faults":       {strings.NewReplacer("question", "query", "id: water", "id: Wa ter").Replace(goodRule), []string{`p.yaml:3: "Wa ter"`, `p.yaml:4: "query"`}},
		"a bad phrase":     {strings.Replace(goodRule, "[water,", "['*',", 1), []string{"p.yaml:5: "}},
		"alternatives":     {strings.Replace(goodRule, "all: [water, safe | clean]", "any: ['a | b']", 1), []string{"p.yaml:5: "}},
		"never fires":      {strings.Replace(goodRule, "all: [water, safe | clean]", "none: [x]", 1), []string{"can never fire"}},
		"no tests":         {strings.Replace(goodRule, `miss: ["The water is safe."]`, "miss: []", 1), []string{"p.yaml:3: the rule \"water\" has no tests"}},
		"a rule twice":     {goodRule + strings.SplitN(goodRule, "rules:\n", 2)[1], []string{"p.yaml:7: the rule \"water\" stands twice"}},
		"severity":         {goodRule + "    severity: huge\n", []string{`p.yaml:7: "huge" is not a severity`}},
		"nested too deep":  {"pack: " + strings.Repeat("[", 10_000), []string{"nested"}},
		"indented too far": {"pack: a\n" + strings.Repeat(" ", 10_000) + "x: y", []string{"nested"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := rules.Parse("p.yaml", []byte(test.pack))
			faults := fault.All(err)
			if len(faults) != len(test.want) {
				t.Fatalf("got %v, want %d faults", err, len(test.want))
			}
			for i, f := range faults {
				if !strings.Contains(f.Error(), test.want[i]) {
					t.Errorf("fault %d is %q, want %q in it", i, f, test.want[i])
				}
			}
		})
	}
}

func TestLoadRefusesTwoPacksOfOneName(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.yaml", "b.yaml"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(goodRule), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := rules.Load(dir); err == nil || !strings.Contains(err.Error(), "a.yaml already") {
		t.Errorf("got %v; want to be told where the other one stands", err)
	}
	if _, err := rules.Load(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no rule pack") {
		t.Errorf("an empty folder: got %v", err)
	}
}

func TestSelfTestSaysWhichTextDiffers(t *testing.T) {
	set, err := rules.Parse("p.yaml", []byte(strings.Replace(goodRule, "Is the water safe?", "The water is clean today.", 1)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = set.SelfTest()
	if err == nil || !strings.Contains(err.Error(), "p.yaml:3: sample.water: should match") || !strings.Contains(err.Error(), "statement") {
		t.Errorf("got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(goodRule))
	f.Add([]byte("pack: {a: [&x *x]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		set, err := rules.Parse("p.yaml", data)
		if err == nil && set.Len() == 0 {
			t.Error("a pack without rules passed")
		}
	})
}

// TestAPackIsTriedBesideThoseInForce has a pack of the folder that was changed since, and reads another one with it.
func TestAPackIsTriedBesideThoseInForce(t *testing.T) {
	pack := func(name, phrase string) string {
		return fmt.Sprintf("pack: %s\nrules:\n  - {id: one, kind: claim, any: [%s], tests: {match: [%s], miss: [nothing]}}\n", name, phrase, phrase)
	}
	folder := fstest.MapFS{"north.yaml": {Data: []byte(pack("north", "wet"))}, "south.yaml": {Data: []byte(pack("south", "dry"))}}
	over := map[string][]byte{"north": []byte(pack("north", "soaked")), "south": []byte(pack("south", "parched"))}
	set, name, err := rules.LoadWith(folder, "folder", over, "tried", []byte(pack("south", "dusty")))
	if err != nil || name != "south" || set.Len() != 2 {
		t.Fatalf("%q, %v", name, err)
	}
	for text, want := range map[string]bool{"wet": false, "soaked": true, "dry": false, "parched": false, "dusty": true} {
		var f rules.Findings
		if set.Fire(&f, rules.SubjectOf(&post.Post{Text: text})); len(f.Fired) > 0 != want {
			t.Errorf("%s: fires %v, want %v", text, f.Fired, want)
		}
	}
}
