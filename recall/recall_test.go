package recall_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hearsay/recall"
	"hearsay/replies"
	"hearsay/replies/wording"
)

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

func reply(language string) *replies.Reply {
	return &replies.Reply{ID: "r", VerifiedAt: noon, Text: replies.Text{Language: language, Fact: "The water is safe.", Myth: "The water is poisoned.", Rating: "false", Sources: []string{"https://water.example"}}}
}

// TestCorrectionsAreDraftedInEveryLanguage: what was withdrawn, when and why stands in each; nothing is left open, the myth is no headline, and nothing accuses.
func TestCorrectionsAreDraftedInEveryLanguage(t *testing.T) {
	for _, language := range []string{"en", "fi", "sv", "it", "ro", "de", "fr", "es", "xx"} {
		r := reply(language)
		text := recall.Draft(r, "The laboratory took the wrong sample.")
		title, word := recall.Letter(r)
		all := strings.Join([]string{text.Fact, text.Why, text.Again, title, word}, "\n")
		for _, part := range []string{"2026-03-03", "The water is safe.", "The laboratory took the wrong sample."} {
			if !strings.Contains(all, part) {
				t.Errorf("%s lacks %q: %s", language, part, all)
			}
		}
		if strings.ContainsAny(all, "{}") || text.Language != language || text.Myth != r.Myth || len(text.Sources) != 1 {
			t.Errorf("%s: %+v, %s", language, text, word)
		}
		if err := errors.Join(wording.Guard(text.Fact, text.Why, text.Again, word), wording.GuardHeadline(title, r.Myth)); err != nil {
			t.Errorf("%s: %v", language, err)
		}
	}
}

func TestARecallIsOverWhenEveryTraceIsDone(t *testing.T) {
	r := recall.New("k", reply("en"), recall.Retracted, "wrong", noon)
	traces := func() []recall.Trace {
		return r.Marked([]recall.Trace{{ID: "a", Progress: recall.Done}, {ID: "b", Progress: recall.Left}})
	}
	if r.IsOver(nil) {
		t.Error("nothing is sent yet")
	}
	if err := r.Send("c", "e", noon); err != nil || r.State != recall.Sent {
		t.Errorf("sent: %+v, %v", r, err)
	}
	if err := r.Send("c", "e", noon); !errors.Is(err, recall.ErrRecall) {
		t.Errorf("sent twice: %v", err)
	}
	if r.IsOver(traces()) {
		t.Error("a trace is left")
	}
	for range 2 { // saying it twice says it once
		if err := r.See("b", "ann", " called them ", noon); err != nil {
			t.Fatal(err)
		}
	}
	all := traces()
	if !r.IsOver(all) || len(r.Done) != 1 || all[1].Mark == nil || all[1].Mark.Note != "called them" {
		t.Errorf("marked: %+v", all)
	}
	r.Close(noon)
	if err := r.See("a", "ann", "", noon); !errors.Is(err, recall.ErrRecall) {
		t.Errorf("after its end: %v", err)
	}
}
