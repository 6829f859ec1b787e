package question_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hearsay/classifier/language"
	"hearsay/classifier/question"
	"hearsay/classifier/token"
)

// TestQuestionsWithoutTheirMarkAreTold reads made-up sentences without their marks, a file a language. Not all can be told from their
// words; -v prints those that are not.
func TestQuestionsWithoutTheirMarkAreTold(t *testing.T) {
	const least = 0.8 // of F1
	for _, code := range language.Codes() {
		t.Run(code, func(t *testing.T) {
			right, wrong := 0, 0
			for text, isQuestion := range sentences(t, code) {
				answer := question.Score(token.Cut(text), code)
				switch {
				case answer.Asks() != isQuestion:
					wrong++
					t.Logf("%q scores %.2f, is a question: %v", text, answer.Score, isQuestion)
				case isQuestion:
					right++
				}
			}
			if f1 := 2 * float64(right) / float64(2*right+wrong); f1 < least {
				t.Errorf("got F1 %.3f, want %v", f1, least)
			}
		})
	}
}

// sentences are those of a language, and whether each asks.
func sentences(t *testing.T, code string) map[string]bool {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", code+".tsv"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for line := range strings.Lines(string(file)) {
		if label, text, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && label != "label" {
			all[text] = label == "question"
		}
	}
	if len(all) < 80 {
		t.Fatalf("got %d sentences of %s", len(all), code)
	}
	return all
}
