package language_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hearsay/classifier/language"
	"hearsay/classifier/token"
	"hearsay/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// TestShortSentencesAreOfTheirLanguage reads the made-up sentences of the questions, which have six words each or so.
func TestShortSentencesAreOfTheirLanguage(t *testing.T) {
	const leastRight, mostWrong = 0.92, 0.03
	for _, code := range language.Codes() {
		file, err := os.ReadFile(filepath.Join("..", "question", "testdata", code+".tsv"))
		if err != nil {
			t.Fatal(err)
		}
		right, wrong := 0, 0
		sentences := strings.Split(strings.TrimSpace(string(file)), "\n")[1:]
		for _, line := range sentences {
			_, text, _ := strings.Cut(line, "\t")
			switch got := language.Identify(token.Cut(text), ""); got {
			case code:
				right++
			case "":
			default:
				wrong++
				t.Logf("%s: %q is taken for %s", code, text, got)
			}
		}
		all := float64(len(sentences))
		if float64(right) < leastRight*all || float64(wrong) > mostWrong*all {
			t.Errorf("%s: of %d sentences %d are told rightly and %d wrongly", code, len(sentences), right, wrong)
		}
	}
}
