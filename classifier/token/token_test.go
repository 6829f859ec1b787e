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
		"":                            "",
	}
	for text, want := range tests {
		var got []string
		for _, tok := range token.Cut(nil, text) {
			got = append(got, fmt.Sprintf("%s:%s", names[tok.Kind], tok.Folded))
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
		end := 0
		for _, tok := range token.Cut(nil, text) {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(text) {
				t.Fatalf("%q: token %+v after byte %d", text, tok, end)
			}
			if utf8.ValidString(text) && !utf8.ValidString(tok.Folded) || token.Fold(tok.Folded) != tok.Folded && utf8.ValidString(text) {
				t.Errorf("%q: %q folds to %q", text, tok.Folded, token.Fold(tok.Folded))
			}
			end = tok.End
		}
	})
}
