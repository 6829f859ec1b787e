package pages

import (
	"embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/triage"
)

//go:embed templates
var templateFiles embed.FS

// pages are the parsed templates by name; each is its own file within base.html.
type pages map[string]*template.Template

func parsePages(now func() time.Time) (pages, error) {
	functions := template.FuncMap{
		"ago":       func(t time.Time) string { return ago(now().Sub(t)) },
		"until":     func(t time.Time) string { return until(t.Sub(now())) },
		"late":      func(t time.Time) bool { return now().After(t) },
		"clock":     func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") },
		"marked":    marked,
		"languages": func() []string { return languages },
		"nameOf":    func(code string) string { return display.Self.Name(language.Make(code)) },
		"lines":     func(s []string) string { return strings.Join(s, "\n") },
		"list":      func(s []string) string { return strings.Join(s, ", ") },
		"heldBy":    func(it *triage.Item, name string) bool { return it.IsHeld(now()) && it.Holder == name },
		"held":      func(it *triage.Item) bool { return it.IsHeld(now()) },
		"waits":     func(it *triage.Item) bool { return it.IsWaiting(now()) },
	}
	all := pages{}
	for _, name := range []string{"signin", "queues", "items", "item", "reply", "problem", "tip", "receipt"} {
		t, err := template.New("base.html").Funcs(functions).ParseFS(templateFiles, "templates/base.html", "templates/post.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("reading the pages: %w", err)
		}
		all[name] = t
	}
	return all, nil
}

// ago says how long something is past, in the largest unit.
func ago(d time.Duration) string { return span(d) + " ago" }

// until says how long something is ahead, or that it is over.
func until(d time.Duration) string {
	if d < 0 {
		return span(-d) + " over"
	}
	return "in " + span(d)
}

func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(int(d.Seconds()), 0))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// piece is a part of a post's text; Rules are those that it made fire.
type piece struct {
	Text  string
	Rules string
}

// marked cuts a post's text where the matched words begin and end.
func marked(p ledger.StoredPost) []piece {
	if p.Verdict == nil {
		return []piece{{Text: p.Text}}
	}
	var pieces []piece
	at := 0
	reasons := slices.Clone(p.Verdict.Rules)
	slices.SortFunc(reasons, func(a, b classifier.Reason) int { return a.Start - b.Start })
	for _, r := range reasons {
		if r.Start < at || r.End > len(p.Text) || r.Start >= r.End {
			continue // overlaps one that is marked already
		}
		if r.Start > at {
			pieces = append(pieces, piece{Text: p.Text[at:r.Start]})
		}
		pieces = append(pieces, piece{p.Text[r.Start:r.End], r.ID})
		at = r.End
	}
	return append(pieces, piece{Text: p.Text[at:]})
}
