package wording_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hearsay/replies"
	"hearsay/replies/wording"
)

// good is a reply that nothing is warned of.
var good = replies.Text{
	Language: "en", Fact: "Disinfectants are for surfaces only.", Myth: "Drinking bleach cures the infection.",
	Why: "It burns the mouth and the stomach.", Again: "Call the poison centre if somebody drank it.", Sources: []string{"https://www.who.int/a"},
}

func rulesOf(found []wording.Warning) []wording.Rule {
	var rules []wording.Rule
	for _, w := range found {
		rules = append(rules, w.Rule)
	}
	return rules
}

func TestWhatIsWarnedOf(t *testing.T) {
	if found := wording.Check(good); len(found) != 0 {
		t.Fatalf("of a good reply: %v", found)
	}
	tests := map[string]struct {
		change func(*replies.Text)
		want   wording.Rule
	}{
		"fake news in English":      {func(t *replies.Text) { t.Why = "This is Fake News." }, wording.Accusing},
		"in Finnish, inflected":     {func(t *replies.Text) { t.Why = "Tämä on valeuutisten levittämistä." }, wording.Accusing},
		"in Swedish":                {func(t *replies.Text) { t.Fact = "Det är falska nyheter" }, wording.Accusing},
		"in Italian":                {func(t *replies.Text) { t.Why = "È una bufala!" }, wording.Accusing},
		"in Romanian, no marks":     {func(t *replies.Text) { t.Why = "E o ştire falsă." }, wording.Accusing},
		"in German":                 {func(t *replies.Text) { t.Why = "Eine Falschmeldung." }, wording.Accusing},
		"in French":                 {func(t *replies.Text) { t.Why = "Encore une infox." }, wording.Accusing},
		"in Spanish":                {func(t *replies.Text) { t.Why = "Es un bulo." }, wording.Accusing},
		"capitals":                  {func(t *replies.Text) { t.Fact = "DISINFECTANTS ARE FOR SURFACES" }, wording.Shouting},
		"exclamation marks":         {func(t *replies.Text) { t.Again = "Call now!!" }, wording.Shouting},
		"the myth in the lead":      {func(t *replies.Text) { t.Fact = "No, drinking bleach never cures the infection" }, wording.MythFirst},
		"the myth again":            {func(t *replies.Text) { t.Again = "So: drinking bleach cures the infection? No." }, wording.MythTwice},
		"no source":                 {func(t *replies.Text) { t.Sources = nil }, wording.NoSource},
		"a source behind a wall":    {func(t *replies.Text) { t.Sources = []string{"https://m.facebook.com/x"} }, wording.SignIn},
		"a source behind a sign-in": {func(t *replies.Text) { t.Sources = []string{"https://intra.example.org/login/?to=x"} }, wording.SignIn},
		"a long sentence": {func(t *replies.Text) {
			t.Why = strings.Repeat("Notwithstanding contradictory pharmacological considerations regarding concentration ", 6)
		}, wording.Hard},
	}
	for name, test := range tests {
		text := good
		test.change(&text)
		found := wording.Check(text)
		if !slices.Equal(rulesOf(found), []wording.Rule{test.want}) {
			t.Errorf("%s: got %v, want %s", name, found, test.want)
		}
		for _, w := range found {
			if said := w.String(); strings.HasSuffix(said, ": ") || w.Field == "" {
				t.Errorf("%s: it says %q", name, said)
			}
		}
	}
}

func TestWhatIsNotWarnedOf(t *testing.T) {
	tests := map[string]func(*replies.Text){
		"a word that begins alike":  func(t *replies.Text) { t.Why = "Bulosan was a writer, and intoxication is a danger." },
		"a short cry":               func(t *replies.Text) { t.Again = "STOP!" },
		"a script without capitals": func(t *replies.Text) { t.Fact = "المطهرات للأسطح فقط ولا يجوز شربها" },
		"the subject in the lead":   func(t *replies.Text) { t.Fact = "Bleach is for surfaces and not for drinking" },
		"a host that ends alike":    func(t *replies.Text) { t.Sources = []string{"https://notx.com/a"} },
		"long words of Finnish": func(t *replies.Text) {
			t.Language, t.Why = "fi", strings.Repeat("Desinfiointiaine vahingoittaa suuta, eikä sitä saa juoda lainkaan. ", 10)
		},
	}
	for name, change := range tests {
		text := good
		change(&text)
		if found := wording.Check(text); len(found) != 0 {
			t.Errorf("%s: %v", name, found)
		}
	}
}

func TestAnyTextCanBeRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String()
		wording.Check(replies.Text{Language: rapid.SampledFrom([]string{"en", "fi", "xx"}).Draw(t, "language"), Fact: text.Draw(t, "fact"), Myth: text.Draw(t, "myth"), Why: text.Draw(t, "why"), Sources: []string{text.Draw(t, "source")}})
	})
}
