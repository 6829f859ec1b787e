package match_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hearsay/classifier/match"
	"hearsay/classifier/token"
)

func find(t testing.TB, phrases []string, text string) []string {
	t.Helper()
	var b match.Builder
	for i, phrase := range phrases {
		if err := b.Add(phrase, i); err != nil {
			t.Fatal(err)
		}
	}
	tokens := token.Cut(text)
	var found []string
	for _, hit := range b.Build().Find(nil, tokens) {
		found = append(found, fmt.Sprintf("%s=%s", phrases[hit.Phrase], text[tokens.Tokens[hit.First].Start:tokens.Tokens[hit.Last].End]))
	}
	return found
}

func TestFind(t *testing.T) {
	tests := map[string]struct {
		phrases []string
		text    string
		want    []string
	}{
		"a word, any case":              {[]string{"vaccine"}, "The VACCINE!", []string{"vaccine=VACCINE"}},
		"marks are folded":              {[]string{"våccìn"}, "vaccin", []string{"våccìn=vaccin"}},
		"a stem":                        {[]string{"rokot*"}, "rokotteita ja ROKOTUS", []string{"rokot*=rokotteita", "rokot*=ROKOTUS"}},
		"words in order":                {[]string{"when can i"}, "When can I, when I can", []string{"when can i=When can I"}},
		"a star for a word":             {[]string{"the * vaccine"}, "the new vaccine, the vaccine", []string{"the * vaccine=the new vaccine"}},
		"hashtags count as words":       {[]string{"vaccine works"}, "#vaccine works", []string{"vaccine works=#vaccine works"}},
		"not across sentences":          {[]string{"a b"}, "a. b a\nb", nil},
		"not inside links":              {[]string{"vaccine"}, "https://vaccine.example/vaccine", nil},
		"not inside words":              {[]string{"cure"}, "cured secure", nil},
		"overlapping":                   {[]string{"a", "a b", "b"}, "a b", []string{"a=a", "a b=a b", "b=b"}},
		"apostrophes of either kind":    {[]string{"don't"}, "don’t don't", []string{"don't=don’t", "don't=don't"}},
		"numbers with a point are one":  {[]string{"3.4"}, "3.4 percent 3. 4", []string{"3.4=3.4"}},
		"a hyphen is a space":           {[]string{"covid-19 case*"}, "COVID-19 cases", []string{"covid-19 case*=COVID-19 cases"}},
		"an article drawn to its word":  {[]string{"acqua", "eau"}, "l'acqua, dell’acqua, l'eau", []string{"acqua=acqua", "acqua=acqua", "eau=eau"}},
		"hidden by widthless marks":     {[]string{"vaccine"}, "vac\u200bci\u00adne", []string{"vaccine=vac\u200bci\u00adne"}},
		"stems of several lengths":      {[]string{"va*", "vaccin*", "vaccinat*"}, "vaccinated", []string{"vaccinat*=vaccinated", "vaccin*=vaccinated", "va*=vaccinated"}},
		"text that is not UTF-8 passes": {[]string{"a"}, "\xff a \xc3", []string{"a=a"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := find(t, test.phrases, test.text); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestAddRefusesWhatCannotMatch(t *testing.T) {
	for _, phrase := range []string{"", "   ", "*", "a *", "* a", "a*b", "x*", strings.Repeat("w ", 17), "?!"} {
		var b match.Builder
		if err := b.Add(phrase, 0); err == nil {
			t.Errorf("%q was taken", phrase)
		}
	}
}

// naive finds phrases one at a time, word by word, as the definition says.
func naive(phrases []string, text *token.Text) []match.Hit {
	var hits []match.Hit
	for first := range text.Tokens {
		for id, phrase := range phrases {
			words := strings.Fields(phrase)
			if first+len(words) > len(text.Tokens) {
				continue
			}
			matches := true
			for i, word := range words {
				at := string(text.Folded(first + i))
				stem, isStem := strings.CutSuffix(word, "*")
				matches = matches && at != "" && (isStem && strings.HasPrefix(at, stem) || at == word)
			}
			if matches {
				hits = append(hits, match.Hit{Phrase: id, First: first, Last: first + len(words) - 1})
			}
		}
	}
	return hits
}

func TestFindAgreesWithTheDefinition(t *testing.T) {
	word := rapid.StringMatching(`[ab]{1,3}`)
	rapid.Check(t, func(rt *rapid.T) {
		phrase := rapid.Custom(func(t *rapid.T) string {
			words := rapid.SliceOfN(word, 1, 4).Draw(t, "words")
			for i := range words {
				if len(words[i]) > 1 && rapid.Bool().Draw(t, "stem") {
					words[i] += "*"
				}
				if i > 0 && i < len(words)-1 && rapid.IntRange(0, 3).Draw(t, "any") == 0 {
					words[i] = "*"
				}
			}
			return strings.Join(words, " ")
		})
		phrases := rapid.SliceOfN(phrase, 1, 12).Draw(rt, "phrases")
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(word, rapid.Just(".")), 0, 12).Draw(rt, "text"), " ")
		var b match.Builder
		for i, p := range phrases {
			if err := b.Add(p, i); err != nil {
				rt.Fatal(err)
			}
		}
		tokens := token.Cut(text)
		got, want := b.Build().Find(nil, tokens), naive(phrases, tokens)
		order := func(x, y match.Hit) int {
			return (x.First-y.First)*1e6 + (x.Last-y.Last)*1e3 + x.Phrase - y.Phrase
		}
		slices.SortFunc(got, order)
		slices.SortFunc(want, order)
		if !slices.Equal(got, want) {
			rt.Fatalf("phrases %q in %q: got %v, want %v", phrases, text, got, want)
		}
	})
}

func FuzzFind(f *testing.F) {
	f.Add("when can i", "When can I get it?")
	f.Add("rokot*", "\xffrokote #Rokotus @rokote https://rokote")
	f.Fuzz(func(t *testing.T, phrase, text string) {
		var b match.Builder
		if b.Add(phrase, 1) != nil {
			return
		}
		tokens := token.Cut(text)
		for _, hit := range b.Build().Find(nil, tokens) {
			start, end := tokens.Tokens[hit.First].Start, tokens.Tokens[hit.Last].End
			if start < 0 || int(end) > len(text) || start >= end {
				t.Fatalf("%q in %q: bytes %d to %d", phrase, text, start, end)
			}
		}
	})
}
