package classifier_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"hearsay/claims"
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
		"So they put microchips in the vaccines?":              classifier.KindClaim,
		"The vaccines contain microchips, right?":              classifier.KindClaim,
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
	return classifier.New(shippedRules(t), nil)
}

func shippedRules(t testing.TB) *rules.Set {
	t.Helper()
	set, err := rules.Load("../configs/rules")
	if err != nil {
		t.Fatal(err)
	}
	return set
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

// TestPostsInOtherLanguagesRepeatEnglishClaims looks at the whole way from a post that no rule sees to a claim of the catalogue.
func TestPostsInOtherLanguagesRepeatEnglishClaims(t *testing.T) {
	var all []claims.Claim
	for i := range 300 {
		all = append(all, claims.Claim{ID: fmt.Sprint(i), Text: fmt.Sprintf("In town number %d the mayor %s said that sunny weeks are ahead.", i, strings.Repeat("x", i%30+3))})
	}
	all = append(all, claims.Claim{ID: "diver", Text: "A burned diver was found dead in a tree after a forest fire in California.", Title: "Burned Diver in a Tree"})
	by := classifier.New(shippedRules(t), claims.NewIndex(all))
	for _, text := range []string{
		"Palanut sukeltaja löytyi puusta metsäpalon jälkeen Kaliforniassa",
		"En förbränd dykare hittades i ett träd efter en skogsbrand i Kalifornien",
		"Un sommozzatore bruciato trovato morto su un albero dopo un incendio boschivo in California",
		"Verbrannter Taucher nach Waldbrand in Kalifornien tot in einem Baum gefunden",
	} {
		if v := by.Classify(post.Post{Text: text}); v.Claim == nil || v.Claim.ID != "diver" || v.Kind != classifier.KindClaim {
			t.Errorf("%q is heard as %s of %+v, worth %.3f", text, v.Kind, v.Claim, v.CheckWorthiness)
		}
	}
}
