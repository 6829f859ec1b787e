package backtest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hearsay/backtest"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/post"
	"hearsay/settings"
	"hearsay/triage"
)

const before = `pack: flood
rules:
  - id: dam
    kind: claim
    any: [dam broke]
    tests: {match: ["The dam broke"], miss: ["A dam"]}
  - id: wide
    kind: claim
    any: [river*]
    tests: {match: ["The river is high"], miss: ["A lake"]}
`

const after = `pack: flood
rules:
  - id: dam
    kind: claim
    severity: critical
    any: [dam broke]
    tests: {match: ["The dam broke"], miss: ["A dam"]}
  - id: shelter
    kind: claim
    mode: shadow
    any: [shelters are full]
    tests: {match: ["The shelters are full"], miss: ["A shelter"]}
`

// urgentFirst sends what is critical to a queue of its own.
func urgentFirst(t *testing.T) *triage.Routes {
	t.Helper()
	file, err := settings.Parse("routes.yaml", []byte("routes: []"))
	if err != nil {
		t.Fatal(err)
	}
	routes, err := triage.CompileRoutes(file, "$", triage.RouteFile{Routes: []triage.RouteFile{{When: "severity >= critical", Queue: "urgent"}}})
	if err != nil {
		t.Fatal(err)
	}
	return routes
}

// TestAChangedPackAgainstTruth reads posts of which is known what became of them.
func TestAChangedPackAgainstTruth(t *testing.T) {
	dir := t.TempDir()
	for name, pack := range map[string]string{"flood.yaml": before, "other.yaml": "pack: other\nrules: [{id: gas, kind: claim, any: [gas leak], tests: {match: [\"A gas leak\"], miss: [\"Gas\"]}}]"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(pack), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	now, err := rules.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	then, name, err := rules.LoadWith(os.DirFS(dir), dir, nil, "changed", []byte(after))
	if err != nil || name != "flood" {
		t.Fatal(name, err)
	}
	routes := urgentFirst(t)
	noon := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	run := backtest.New(classifier.New(now, nil), classifier.New(then, nil), name, routes, noon)
	n := 0
	read := func(text, item string, truth backtest.Truth) {
		n++
		run.Read(post.Post{Platform: "sample", ID: fmt.Sprint(n), Text: text, Language: "en"}, noon.Add(time.Duration(n)*time.Minute), item, truth)
	}
	read("The dam broke at Riverton, run", "dam", backtest.Confirmed)
	read("The dam broke at Riverton, run", "dam", backtest.Confirmed)
	read("What a lovely river, let us swim", "swim", backtest.Dismissed)
	read("Do not go to the stadium, all shelters are full there", "", backtest.Unknown)
	read("Do not go to the stadium, all shelters are full there", "", backtest.Unknown)
	read("A gas leak in the harbour", "gas", backtest.Confirmed)
	read("Nothing of note", "", backtest.Unknown)

	one, half := 1.0, 2.0/3
	want := backtest.Comparison{
		Posts: 7, From: noon.Add(time.Minute), To: noon.Add(7 * time.Minute),
		Now:    backtest.Figures{Posts: 4, Items: 3, Confirmed: 2, Dismissed: 1, Precision: &half, Recall: &one},
		Then:   backtest.Figures{Posts: 5, Items: 3, Confirmed: 2, Precision: &one, Recall: &one},
		Opened: 1, Vanished: 1, Moved: 1,
		Opens:    []backtest.ItemChange{{Posts: 2, Kind: "claim", Queue: "general", Text: "Do not go to the stadium, all shelters are full there", Language: "en", Rules: []string{"flood.shelter"}}},
		Vanishes: []backtest.ItemChange{{Posts: 1, Kind: "claim", Queue: "general", Text: "What a lovely river, let us swim", Language: "en", Rules: []string{"flood.wide"}, Item: "swim"}},
		Moves:    []backtest.ItemChange{{Posts: 2, Kind: "claim", Queue: "urgent", Was: "general", Text: "The dam broke at Riverton, run", Language: "en", Rules: []string{"flood.dam"}, Item: "dam"}},
		Rules:    []backtest.RuleFigures{{Rule: "flood.dam", Posts: 2, Confirmed: 1}, {Rule: "flood.shelter", Posts: 2, New: 2}},
	}
	got := run.Compare()
	if diff := cmp.Diff(want, got, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".items" }, cmp.Ignore())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
