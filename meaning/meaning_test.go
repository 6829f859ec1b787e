package meaning_test

import (
	"fmt"
	"testing"

	"hearsay/classifier/language"
	"hearsay/classifier/token"
	"hearsay/meaning"
)

func of(text string) meaning.Meaning {
	cut := token.Cut(text)
	return meaning.Of(cut, language.Identify(cut, ""))
}

func Example() {
	a, b, c := of("When will there be a vaccine?"), of("how soon is the jab ready"), of("Where did the virus come from?")
	fmt.Println(a.Similarity(b) > 0.45, a.Similarity(c) > 0.45)
	// Output: true false
}

func TestOtherWordsAndLanguagesAreAboutTheSame(t *testing.T) {
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"Is the vaccine safe for pregnant women?", "Onko rokote turvallinen raskaana oleville?", true},
		{"Is the vaccine safe for pregnant women?", "Il vaccino è sicuro in gravidanza?", true},
		{"Can dogs spread it?", "Is it transmitted by pets", true},
		{"Can dogs spread it?", "Should masks be worn in school?", false},
		{"", "", false},
	} {
		if similarity := of(test.a).Similarity(of(test.b)); similarity > 0.45 != test.same || similarity > 1.0001 || similarity < 0 {
			t.Errorf("%q and %q: %v", test.a, test.b, similarity)
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("When will the vaccine be here? \xff")
	f.Fuzz(func(t *testing.T, text string) {
		m := of(text)
		if len(m) > meaning.Most {
			t.Errorf("%q has %d features", text, len(m))
		}
		if self := m.Similarity(m); len(m) > 0 && (self < 0.999 || self > 1.001) {
			t.Errorf("%q is similar to itself by %v", text, self)
		}
	})
}
