package claims

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
		if got := strings.TrimSpace(translate(token.Cut(test.text), test.lang)); got != test.want {
			t.Errorf("%s: %q becomes %q, want %q", test.lang, test.text, got, test.want)
		}
	}
}

func TestPostsFindClaimsInEnglish(t *testing.T) {
	all := []Claim{
		{ID: "turbines", Text: "Wind turbines near the village make cows ill."},
		{ID: "bananas", Text: "Bananas with green stalks were ripened with chemicals."},
		{ID: "diver", Text: "A burned diver was found in a tree after a forest fire."},
		{ID: "bridge", Text: "The bridge over the river was closed because of a snake."},
		{ID: "beggars", Text: "Beggars earn fifty dollars an hour."},
	}
	for i := range 40 { // most claims are about something else
		all = append(all, Claim{ID: "other", Text: "The mayor of town " + strings.Repeat("x", i+3) + " said that it will be a sunny week for all of us."})
	}
	x := NewIndex(all)
	for text, want := range map[string]string{
		"fi Tuulivoimalat sairastuttavat lehmät kylän lähellä": "turbines",
		"sv Bananer med gröna stjälkar mognar av kemikalier":   "bananas",
		"it Un sommozzatore bruciato trovato su un albero":     "diver",
		"de Die Brücke ist wegen einer Schlange gesperrt":      "bridge",
		"fr Des mendiants gagnent 50 dollars de l'heure":       "beggars",
		"ro Podul peste râu închis din cauza unui șarpe":       "bridge",
		"es Un buzo quemado apareció en un árbol":              "diver",
	} {
		lang, text, _ := strings.Cut(text, " ")
		if found := x.Search(text, lang, 3); len(found) == 0 || found[0].Claim != want {
			t.Errorf("%q finds %+v, want %s", text, found, want)
		}
	}
}

func TestTheLexiconIsWhole(t *testing.T) {
	english := map[string]bool{}
	for line := range strings.Lines(lexiconText) {
		head, _, isEntry := strings.Cut(line, "|")
		if !isEntry {
			continue
		}
		if english[head] {
			t.Errorf("%q has two lines", head)
		}
		english[head] = true
	}
	for i, code := range lexiconOrder {
		l := readLexicon(lexiconText, i+1)
		if len(l.english) < len(english) || slices.Contains(l.letters, 0) {
			t.Errorf("%s: %d phrases for %d English words", code, len(l.english), len(english))
		}
	}
}

func FuzzTranslate(f *testing.F) {
	f.Add("Tuulivoimalat aiheuttavat syöpää", "fi")
	f.Add("L'eau \xff de la Maison Blanche", "fr")
	f.Fuzz(func(t *testing.T, text, lang string) {
		got := translate(token.Cut(text), lang)
		if len(got) > 64*(len(text)+1) {
			t.Errorf("%d bytes become %d", len(text), len(got))
		}
	})
}
