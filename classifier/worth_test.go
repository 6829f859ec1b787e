package classifier_test

import (
	"cmp"
	"slices"
	"testing"

	"hearsay/post"
)

// TestWhatIsWorthCheckingComesFirst ranks made-up posts of four languages: half say something that somebody might check.
func TestWhatIsWorthCheckingComesFirst(t *testing.T) {
	const least = 0.95 // of average precision
	type ranked struct {
		worth   float64
		isWorth bool
		text    string
	}
	by, languages := shipped(t), map[string][]ranked{}
	for _, fields := range table(t, "testdata/worth.tsv") {
		v := by.Classify(post.Post{Language: fields[0], Text: fields[2]})
		languages[fields[0]] = append(languages[fields[0]], ranked{v.CheckWorthiness, fields[1] == "worth", fields[2]})
	}
	for code, all := range languages {
		slices.SortFunc(all, func(a, b ranked) int { return cmp.Compare(b.worth, a.worth) })
		found, sum := 0.0, 0.0
		for i, r := range all {
			t.Logf("%s %.3f %v %s", code, r.worth, r.isWorth, r.text)
			if r.isWorth {
				found++
				sum += found / float64(i+1)
			}
		}
		if precision := sum / found; precision < least {
			t.Errorf("%s: the average precision is %.3f", code, precision)
		}
	}
}
