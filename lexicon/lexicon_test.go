package lexicon

import (
	"slices"
	"strings"
	"testing"

	"hearsay/classifier/token"
)

func TestWordsOfOtherLanguagesBecomeEnglish(t *testing.T) {
	for _, test := range []struct{ lang, text, want string }{
		{"fi", "Tuulivoimalat aiheuttavat syöpää", "wind turbines causes cause cancer"},
		{"sv", "En skogsbrand i Kalifornien", "forest fire California"},
		{"it", "Il cibo per cani di Riverton", "dog food Riverton"},
		{"de", "Das Weiße Haus hat 312 Zimmer", "White House 312 room"},
		{"fr", "La Maison Blanche", "White House"},
		{"ro", "Migranții primesc 900 de euro", "immigrants migrants receives got 900 euros"},
		{"es", "@agencia Casa Blanca https://example.org", "@agencia White House https://example.org"},
		{"nl", "Een taal zonder lijst", "Een taal zonder lijst"},
	} {
		if got := strings.TrimSpace(English(token.Cut(test.text), test.lang)); got != test.want {
			t.Errorf("%s: %q becomes %q, want %q", test.lang, test.text, got, test.want)
		}
	}
}

func TestTheLexiconIsWhole(t *testing.T) {
	english := map[string]bool{}
	for line := range strings.Lines(lines) {
		head, _, isEntry := strings.Cut(line, "|")
		if !isEntry {
			continue
		}
		if english[head] {
			t.Errorf("%q has two lines", head)
		}
		english[head] = true
	}
	for i, code := range languages {
		l := read(lines, i+1)
		if len(l.english) < len(english) || slices.Contains(l.says, 0) {
			t.Errorf("%s: %d phrases for %d English words", code, len(l.english), len(english))
		}
	}
}

func FuzzEnglish(f *testing.F) {
	f.Add("Tuulivoimalat aiheuttavat syöpää", "fi")
	f.Add("L'eau \xff de la Maison Blanche", "fr")
	f.Fuzz(func(t *testing.T, text, lang string) {
		got := English(token.Cut(text), lang)
		if len(got) > 64*(len(text)+1) {
			t.Errorf("%d bytes become %d", len(text), len(got))
		}
	})
}
