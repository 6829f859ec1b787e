package triage_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"hearsay/classifier"
	"hearsay/classifier/language"
	"hearsay/post"
	"hearsay/triage"
)

// TestTheSameQuestionInOtherWordsIsOneItem reads made-up questions, ten of three wordings each, in every language of the packs.
func TestTheSameQuestionInOtherWordsIsOneItem(t *testing.T) {
	const leastPrecision, leastRecall = 0.9, 0.5 // of pairs
	for _, lang := range language.Codes() {
		t.Run(lang, func(t *testing.T) {
			file, err := os.ReadFile("testdata/asked-" + lang + ".tsv")
			if err != nil {
				t.Fatal(err)
			}
			board := triage.NewBoard(triage.DefaultRoutes(), time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))
			type asked struct{ question, item string }
			var all []asked
			for line := range strings.Lines(string(file)) {
				question, text, _ := strings.Cut(strings.TrimSpace(line), "\t")
				sign := triage.Sign(text, lang)
				p := post.Post{Platform: "test", ID: fmt.Sprint(len(all)), Text: text}
				placed := board.Place(p, &classifier.Verdict{Kind: classifier.KindQuestion, Language: lang}, &sign)
				all = append(all, asked{question, placed.Item.ID})
			}
			right, wrong, missed := 0, 0, 0
			for i := range all {
				for j := range i {
					isOne, isSame := all[i].item == all[j].item, all[i].question == all[j].question
					switch {
					case isOne && isSame:
						right++
					case isOne:
						wrong++
					case isSame:
						missed++
					}
				}
			}
			precision, recall := float64(right)/float64(max(right+wrong, 1)), float64(right)/float64(max(right+missed, 1))
			if t.Logf("precision %.2f, recall %.2f of pairs", precision, recall); precision < leastPrecision || recall < leastRecall {
				t.Errorf("want %.2f and %.2f", leastPrecision, leastRecall)
			}
		})
	}
}
