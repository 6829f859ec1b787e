package classifier_test

import (
	"os"
	"strings"
	"testing"

	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/post"
)

// TestThePacksHearWhatGoesRound reads made-up posts that are no tests of the packs: nine in ten at least are heard, as what they are.
func TestThePacksHearWhatGoesRound(t *testing.T) {
	const least = 0.9
	by, posts := shipped(t), table(t, "testdata/posts.tsv")
	heard := 0
	for _, fields := range posts {
		v := by.Classify(post.Post{Language: fields[0], Text: fields[2]})
		if string(v.Kind) == fields[1] && len(v.Rules) > 0 {
			heard++
			continue
		}
		t.Logf("%q is heard as %s by %v", fields[2], v.Kind, v.Rules)
	}
	if float64(heard) < least*float64(len(posts)) {
		t.Errorf("of %d posts %d are heard", len(posts), heard)
	}
}

// TestWhoCorrectsAClaimDoesNotMakeIt reads made-up posts that say, in many words, that a claim is false, or ask whether it is true.
func TestWhoCorrectsAClaimDoesNotMakeIt(t *testing.T) {
	by := shipped(t)
	for _, fields := range table(t, "testdata/corrections.tsv") {
		v := by.Classify(post.Post{Language: fields[0], Text: fields[2]})
		if v.Kind == classifier.KindClaim {
			t.Errorf("%s: %q %s, and is heard as %s by %v", fields[0], fields[2], fields[1], v.Kind, v.Rules)
		}
	}
}

func TestWhoAsksWhetherAClaimIsTrueAsks(t *testing.T) {
	by := shipped(t)
	for text, want := range map[string]classifier.Kind{
		"Is it true that vaccines contain microchips?":         classifier.KindQuestion,
		"Vaccines contain microchips. Is that true?":           classifier.KindQuestion,
		"Can garlic cure the virus":                            classifier.KindQuestion,
		"Onko rokotteissa mikrosiruja?":                        classifier.KindQuestion,
		"È vero che il 5G diffonde il virus?":                  classifier.KindQuestion,
		"Why do they put microchips in the vaccines?":          classifier.KindClaim,
		"Did you know that the vaccines contain microchips?":   classifier.KindClaim,
		"There are microchips in the vaccines. Are you awake?": classifier.KindClaim,
	} {
		if v := by.Classify(post.Post{Text: text}); v.Kind != want || len(v.Rules) == 0 || len(v.Topics) == 0 {
			t.Errorf("%q is heard as %s on %v by %v, want %s", text, v.Kind, v.Topics, v.Rules, want)
		}
	}
}

// shipped is a classifier with the packs that ship.
func shipped(t *testing.T) *classifier.Classifier {
	t.Helper()
	set, err := rules.Load("../configs/rules")
	if err != nil {
		t.Fatal(err)
	}
	return classifier.New(set, nil)
}

// table are the cells of a file, without its head.
func table(t *testing.T, name string) [][]string {
	t.Helper()
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for _, line := range strings.Split(strings.TrimSpace(string(file)), "\n")[1:] {
		rows = append(rows, strings.Split(line, "\t"))
	}
	return rows
}
