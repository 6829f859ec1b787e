package wording

import (
	"testing"

	"hearsay/replies"
)

// TestReadingCountsSentences holds the level against counts by hand.
func TestReadingCountsSentences(t *testing.T) {
	const ten = "Nobody has to drink what the rest of us drink" // no long word
	const five = "Chlorine dissolves membranes entirely everywhere"
	for name, c := range map[string]struct {
		text replies.Text
		want int // words a sentence, and long words in a hundred
	}{
		"one sentence a field":              {replies.Text{Fact: ten, Why: ten, Again: ten}, 10 + 0},
		"fields that are empty are none":    {replies.Text{Why: ten + " " + ten + " " + ten + "."}, 30 + 0},
		"marks without words are none":      {replies.Text{Why: ten + ". … . ! " + ten + ". " + ten + "."}, 10 + 0},
		"a sentence ends within quotations": {replies.Text{Why: ten + ". She said: “" + ten + ".” (" + ten + ".)"}, 8 + 0},
		"long words":                        {replies.Text{Why: ten + ". " + ten + ". " + five + ". " + five + "."}, 41},
	} {
		if got, _ := reading(c.text); got != c.want {
			t.Errorf("%s: %d, not %d", name, got, c.want)
		}
	}
}
