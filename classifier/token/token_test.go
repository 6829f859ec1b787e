package token_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"hearsay/classifier/token"
)

func TestCut(t *testing.T) {
	names := map[token.Kind]string{token.Word: "w", token.Number: "n", token.Hashtag: "#", token.Mention: "@", token.Link: "link", token.Question: "?", token.Stop: "."}
	tests := map[string]string{
		"Rokoté, NYT!":                "w:rokote w:nyt .:",
		"#Korona @THL_org don’t":      "#:korona @:thl_org w:don't",
		"3.4 percent, 5 000":          "n:3.4 w:percent n:5 n:000",
		"https://a.example/x?y=1 ok":  "link: w:ok",
		"www.a.example) ok":           "link: w:ok",
		"Straße ﬁne Łódź":             "w:strasse w:fine w:lodz",
		"koulut auki？ يعني؟":          "w:koulut w:auki ?: w:يعني ?:",
		"end. Next\nline: more; done": "w:end .: w:next .: w:line .: w:more .: w:done",
		"# @ alone":                   "w:alone",
		"dell'acqua l’eau don't C'è":  "w:dell' w:acqua w:l' w:eau w:don't w:c' w:e",
		"vac\u200bcine so\u00adft":    "w:vaccine w:soft",
		"Ελλάδα МОСКВА ½":             "w:ελλαδα w:москва",
		"":                            "",
	}
	for text, want := range tests {
		var got []string
		cut := token.Cut(text)
		for i, tok := range cut.Tokens {
			got = append(got, fmt.Sprintf("%s:%s", names[tok.Kind], cut.Folded(i)))
		}
		if joined := strings.Join(got, " "); joined != want {
			t.Errorf("%q: got %q, want %q", text, joined, want)
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add("Rokoté #tag @name https://x 3.4?")
	f.Add("\xff\xfe'’.,")
	f.Fuzz(func(t *testing.T, text string) {
		end := int32(0)
		cut := token.Cut(text)
		for i, tok := range cut.Tokens {
			if tok.Start < end || tok.End <= tok.Start || int(tok.End) > len(text) {
				t.Fatalf("%q: token %+v after byte %d", text, tok, end)
			}
			folded := string(cut.Folded(i))
			if utf8.ValidString(text) && (!utf8.ValidString(folded) || token.Fold(folded) != folded) {
				t.Errorf("%q: %q folds to %q", text, folded, token.Fold(folded))
			}
			end = tok.End
		}
	})
}

// BenchmarkRead cuts a post of 94 bytes.
func BenchmarkRead(b *testing.B) {
	text := &token.Text{}
	b.ReportAllocs()
	for b.Loop() {
		text.Read("The ministry says that 2.5 million tests were bought in March, and nobody knows where they are")
	}
}
