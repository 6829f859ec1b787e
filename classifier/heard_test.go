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
	set, err := rules.Load("../configs/rules")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile("testdata/posts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	by := classifier.New(set, nil)
	posts := strings.Split(strings.TrimSpace(string(file)), "\n")[1:]
	heard := 0
	for _, line := range posts {
		fields := strings.Split(line, "\t")
		v := by.Classify(post.Post{Language: fields[0], Text: fields[2]})
		if string(v.Kind) == fields[1] && len(v.Rules) > 0 {
			heard++
			continue
		}
		t.Logf("%s is heard as %s by %v", line, v.Kind, v.Rules)
	}
	if float64(heard) < least*float64(len(posts)) {
		t.Errorf("of %d posts %d are heard", len(posts), heard)
	}
}
