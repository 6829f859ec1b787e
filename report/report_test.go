package report_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hearsay/effect"
	"hearsay/ledger"
	"hearsay/replies/wording"
	"hearsay/report"
	"hearsay/sight"
	"hearsay/work"
)

var update = flag.Bool("update", false, "write the golden files anew")

var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// week is a made-up one.
func week() *work.Report {
	day := func(n int) time.Time { return monday.AddDate(0, 0, n) }
	return &work.Report{
		Publisher: "The made-up town", From: monday, To: day(7).Add(-time.Second), MadeAt: day(7),
		Posts:  []ledger.DayCount{{Day: day(0), Kind: "question", N: 4}, {Day: day(0), Kind: "claim", N: 1}, {Day: day(5), Kind: "claim", N: 8}},
		Opened: []ledger.DayCount{{Day: day(0), Kind: "question", N: 2}},
		Blind: []sight.Spell{
			{Source: "towns", From: day(2).Add(10 * time.Hour), To: day(2).Add(15 * time.Hour), Reason: sight.RateLimit, CaughtUp: 12},
			{Source: "sky", From: day(3), To: day(4), Reason: sight.TooOld, IsLost: true},
		},
		Questions: []work.ReportItem{{ID: "q1", Posts: 4, Language: "fi", Says: "Milloin rokotukset alkavat?", Fact: "Rokotukset alkavat maanantaina."}},
		Claims:    []work.ReportItem{{ID: "c1", Posts: 9, Language: "ar", Says: `The pump is <script>alert("poisoned")</script>`}},
		Spaces:    []ledger.Share{{Name: "r/madeup", Posts: 9}}, Platforms: []ledger.Share{{Name: "reddit", Posts: 9}}, Languages: []ledger.Share{{Name: "fi", Posts: 4}, {Name: "ar", Posts: 9}},
		Answered: []work.AnswerTime{{Item: "q1", Kind: "question", Seconds: 5400}, {Item: "q2", Kind: "question", Seconds: 4 * 86400}},
		Effects:  []work.ReportEffect{{Item: "q1", Fact: "Rokotukset alkavat maanantaina.", Effect: work.Effect{Hours: 12, Before: 3.5, After: 0.25}, Judged: effect.Judgement{Verdict: effect.Slowed, Ratio: 0.31, Low: 0.2, High: 0.62}}},
		Editions: []work.ReportEdition{{ID: "e1", Title: "The week", At: day(4), Copies: map[string]int64{"sent": 98, "refused": 2}}},
	}
}

func TestAWeekAsOneFile(t *testing.T) {
	got, err := report.HTML(week(), "https://desk.example/")
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "week.html")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the report is not as it was: %s", diff)
	}
	if err := wording.Guard(got); err != nil {
		t.Error(err)
	}
	for _, outside := range []string{"<script", "<link", "<img", "url(", "@import"} {
		if strings.Contains(got, outside) {
			t.Errorf("%s in a file that needs nothing beside it", outside)
		}
	}
}

func TestAWeekInWhichNothingHappened(t *testing.T) {
	got, err := report.HTML(&work.Report{Publisher: "The made-up town", From: monday, To: monday.AddDate(0, 0, 7), MadeAt: monday.AddDate(0, 0, 7)}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, says := range []string{"questions: none", "Nobody asked anything.", "No claim went round.", "Nothing was answered for the first time.", "No answer has stood for long enough to tell.", "None was sent."} {
		if !strings.Contains(got, says) {
			t.Errorf("the report does not say %q", says)
		}
	}
}
