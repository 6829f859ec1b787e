package replies_test

import (
	"strings"
	"testing"

	"hearsay/replies"
)

func TestWhatMakesAPageAnother(t *testing.T) {
	sentences := []string{
		"Chlorine in tap water is measured every day.", "The highest value this year was a fifth of the limit.", "Filters in homes are not needed.",
		"The water comes from two lakes in the north.", "It is cleaned in three steps before it leaves the plant.", "Ask the laboratory for the figures of your street.",
	}
	page := strings.Join(sentences, "\n")
	tests := map[string]struct {
		after string
		want  bool
	}{
		"the same":               {page, false},
		"other spaces and cases": {strings.ToUpper(strings.ReplaceAll(page, " ", "  ")), false},
		"a date at the end":      {page + "\nRead on 3 May at 12:40", false},
		"a sentence replaced":    {strings.Replace(page, sentences[2], "Boil it first.", 1), false},
		"half of it replaced":    {strings.Join(sentences[:3], "\n") + "\nWe use cookies. Subscribe to read more of this article and support our newsroom today.", true},
		"a correction on top":    {"Correction: the limit was wrong.\n" + page, true},
		"taken back, in German":  {"Dieser Beitrag wurde zurückgezogen.\n" + page, true},
		"empty":                  {"", true},
	}
	for name, test := range tests {
		if got := replies.Differ(page, test.after); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
	if replies.Differ("A correction of 2 May.\n"+page, page+"\nA correction of 2 May.") {
		t.Error("an old correction that moved counts as a new one")
	}
}
