package classifier_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hearsay/classifier"
	"hearsay/classifier/language"
	"hearsay/classifier/question"
	"hearsay/classifier/rules"
	"hearsay/classifier/token"
	"hearsay/post"
)

const pack = `pack: water
guard: [debunk*]
rules:
  - id: safe
    kind: question
    severity: medium
    territory: Riverton
    all: [water, safe | clean]
    tests: {match: ["Is the water safe?"], miss: ["The water is safe."]}
  - id: poisoned
    kind: claim
    severity: critical
    claim: water-poisoned
    all: [water, poisoned]
    tests: {match: ["The water is poisoned"], miss: ["The water is fine"]}
  - id: only-finnish
    kind: claim
    languages: [fi]
    any: [myrkky*]
    tests: {match: ["Vedessä on myrkkyä"], miss: ["Vesi on hyvää"]}
`

func sample(t testing.TB) *classifier.Classifier {
	t.Helper()
	set, err := rules.Parse("water.yaml", []byte(pack))
	if err != nil {
		t.Fatal(err)
	}
	return classifier.New(set, nil)
}

// TestARuleInShadowChangesNothing compares each verdict with that of the same pack without the rule that is being tried.
func TestARuleInShadowChangesNothing(t *testing.T) {
	const tried = `  - id: tried
    kind: claim
    mode: shadow
    severity: critical
    topic: other
    territory: Lakeville
    claim: other
    any: [water, tap]
    tests: {match: ["The water"], miss: ["The wine"]}
`
	without := sample(t)
	set, err := rules.Parse("water.yaml", []byte(pack+tried))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := set.SelfTest(); err != nil {
		t.Errorf("the tests of a rule that is being tried are run: %v", err)
	}
	with := classifier.New(set, nil)
	for text, fires := range map[string]bool{"Is the tap water safe?": true, "The water is poisoned": true, "A glass of water": true, "Vedessä on myrkkyä": false, "": false} {
		p := post.Post{Text: text}
		got, want := with.Classify(p), without.Classify(p)
		if isShown := len(got.Shadow) == 1 && got.Shadow[0].ID == "water.tried" && p.Text[got.Shadow[0].Start:got.Shadow[0].End] == got.Shadow[0].Text; isShown != fires {
			t.Errorf("%q: shadow %+v", text, got.Shadow)
		}
		got.Shadow = nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-without +with):\n%s", text, diff)
		}
	}
	if _, err := rules.Parse("water.yaml", []byte(strings.Replace(pack, "kind: question", "kind: question\n    mode: ghost", 1))); err == nil || !strings.Contains(err.Error(), "write live") {
		t.Errorf("a mode that there is none of: %v", err)
	}
}

func TestClassifySaysWhatAndWhy(t *testing.T) {
	c := sample(t)
	tests := map[string]struct {
		post  post.Post
		kind  classifier.Kind
		rules []string
		words string
	}{
		"a question":                     {post.Post{Text: "Is the tap WATER safe?"}, classifier.KindQuestion, []string{"water.safe"}, "WATER safe"},
		"a claim":                        {post.Post{Text: "Listen: the water is poisoned"}, classifier.KindClaim, []string{"water.poisoned"}, "water is poisoned"},
		"both: who asks does not assert": {post.Post{Text: "Is the water safe or poisoned?"}, classifier.KindQuestion, []string{"water.poisoned", "water.safe"}, "water safe or poisoned"},
		"a correction":                   {post.Post{Text: "Debunked: the water is poisoned"}, classifier.KindNone, nil, ""},
		"nobody's business":              {post.Post{Text: "Nice weather"}, classifier.KindNone, nil, ""},
		"a rule of one language":         {post.Post{Text: "Siellä on myrkkyä vedessä ja se on totta"}, classifier.KindClaim, []string{"water.only-finnish"}, "myrkkyä"},
		"not in another":                 {post.Post{Text: "This myrkky is what they say and it is the best of all"}, classifier.KindNone, nil, ""},
		"no text":                        {post.Post{}, classifier.KindNone, nil, ""},
		"not UTF-8":                      {post.Post{Text: "\xff the water \xfe is poisoned \xc3"}, classifier.KindClaim, []string{"water.poisoned"}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			v := c.Classify(test.post)
			var fired []string
			for _, r := range v.Rules {
				fired = append(fired, r.ID)
				if test.post.Text[r.Start:r.End] != r.Text {
					t.Errorf("%s: bytes %d to %d are not %q", r.ID, r.Start, r.End, r.Text)
				}
			}
			if v.Kind != test.kind || !slices.Equal(fired, test.rules) || test.words != "" && v.Rules[0].Text != test.words {
				t.Errorf("got %s by %+v, want %s by %v", v.Kind, v.Rules, test.kind, test.rules)
			}
			if v.Topics == nil || v.Territories == nil || v.Rules == nil {
				t.Error("a list is nil")
			}
		})
	}
	v := c.Classify(post.Post{Text: "The water is poisoned", Territory: "FI"})
	if v.Severity != rules.Critical || v.Claim == nil || v.Claim.ID != "water-poisoned" || !slices.Equal(v.Territories, []string{"FI"}) {
		t.Errorf("got %+v", v)
	}
}

// TestClassifyIsPure runs many goroutines on one classifier; with -race it also shows that nothing is shared.
func TestClassifyIsPure(t *testing.T) {
	c := sample(t)
	p := post.Post{ID: "1", Text: "Is the water safe or poisoned?"}
	want := c.Classify(p)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if diff := cmp.Diff(want, c.Classify(p)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
	wg.Wait()
}

func TestQuestionsAreToldByTheirStructure(t *testing.T) {
	tests := []struct {
		language, text string
		asks           bool
	}{
		{"en", "when do the schools open", true}, {"en", "does anyone know if the water is safe", true}, {"en", "The schools open on Monday.", false}, {"en", "When I was young we had no masks", false}, {"en", "Really?", true},
		{"en", "The U.S. has more debt than ever", false}, {"en", "I lost my phone what should I do", true}, {"en", "My sister waits and so do I", false}, {"en", "will the schools open", true},
		{"fi", "saako koulussa olla maski", true}, {"fi", "Onko vesi puhdasta", true}, {"fi", "milloin koulut aukeavat", true}, {"fi", "Koulut aukeavat maanantaina.", false}, {"fi", "Kirkko on auki", false},
		{"sv", "när öppnar skolan", true}, {"sv", "Kan man dricka vattnet", true}, {"sv", "Skolan öppnar på måndag.", false}, {"sv", "undrar om skolan är öppen", true},
		{"it", "Quando aprono le scuole?", true}, {"it", "Le scuole aprono lunedì.", false}, {"it", "vorrei sapere se le scuole aprono", true},
		{"de", "Wann öffnen die Schulen wieder", true}, {"de", "Darf man das Wasser trinken", true}, {"de", "Die Schulen öffnen am Montag.", false}, {"de", "weiß jemand ob die Schule zu ist", true},
		{"fr", "Quand ouvrent les écoles", true}, {"fr", "Est-ce que l'eau est potable", true}, {"fr", "Peut-on boire l'eau du robinet", true}, {"fr", "Les écoles ouvrent lundi.", false},
		{"es", "¿Cuándo abren las escuelas?", true}, {"es", "cuándo abren las escuelas", true}, {"es", "alguien sabe si el agua es segura", true}, {"es", "Las escuelas abren el lunes.", false},
		{"en", "The water is safe, isn't it", true}, {"en", "Who cares?", false}, {"en", "Why was it closed? Because it leaked.", false}, {"en", "Quiz: what is the capital of Finland?", false},
		{"en", "The shop is shut What do we do now", true}, {"en", "They asked when the water comes; why it went, nobody said", false}, {"en", "When their papers are checked they may go home", false},
		{"fi", "Koulut avataan, niin saako jo ilmoittautua", true}, {"fi", "Kaupat kiinni - saako mistään leipää", true}, {"fi", "Sitä, saako vettä juoda, ei kerrottu", false}, {"fi", "Koulut ovat kiinni, miksi", true},
		{"sv", "I vilken butik finns det vatten", true}, {"sv", "Hur de än gör blir det fel", false}, {"sv", "Väntar man en timme blir man av med platsen", false},
		{"sv", "Vi kan inte vänta, säger hon", false}, {"sv", "Om vattnet är rent, kan vi dricka det", false}, {"sv", "Vårt vatten är rent", false}, {"sv", "Bör inte barnen stanna hemma, som man sade i går", true},
		{"de", "Wenn das Wasser sauber ist, kann man es trinken", false}, {"de", "Bis wann gilt die Sperre", true}, {"fr", "Depuis quand l'école est fermée", true}, {"es", "Desde cuándo está cerrada la escuela", true}, {"es", "A la escuela se puede ir", false},
		{"it", "Qualcuno di voi ha già l'acqua", true}, {"it", "Con chi posso parlare", true}, {"it", "Con la scuola va tutto bene", false},
		{"ro", "Când se deschid școlile?", true}, {"ro", "Școlile se deschid luni.", false}, {"ro", "știe cineva dacă apa e bună", true},
	}
	for _, test := range tests {
		answer := question.Score(token.Cut(test.text), test.language)
		if asks := answer.Score >= question.Asks; asks != test.asks || answer.Score < 0 || answer.Score > 1 || answer.First > answer.Last {
			t.Errorf("%s: %q scores %+v, want a question: %v", test.language, test.text, answer, test.asks)
		}
	}
}

func TestIdentifyTellsTheLanguagesOfThePacks(t *testing.T) {
	tests := map[string]struct{ text, hint, want string }{
		"English":            {"What should we do about the water in this town", "", "en"},
		"Finnish":            {"Mitä meidän pitäisi tehdä tämän kaupungin vedelle", "", "fi"},
		"Swedish":            {"Vad ska vi göra med vattnet i den här staden", "", "sv"},
		"Italian":            {"Che cosa dobbiamo fare con l'acqua di questa città", "", "it"},
		"Romanian":           {"Ce trebuie să facem cu apa din acest oraș", "", "ro"},
		"German":             {"Was sollen wir mit dem Wasser in dieser Stadt machen", "", "de"},
		"French":             {"Que devons-nous faire avec l'eau de cette ville", "", "fr"},
		"Spanish":            {"Qué debemos hacer con el agua de esta ciudad", "", "es"},
		"too little to tell": {"ok", "", ""},
		"a hint decides":     {"Corona", "sv", "sv"},
		"a foreign hint":     {"Wanneer gaan de scholen open", "nl", "nl"},
		"words beat a hint":  {"This is what they have been saying about all of the schools in this town and it is not true", "nl", "en"},
		"nothing but a link": {"https://example.org", "", ""},
	}
	for name, test := range tests {
		if got := language.Identify(token.Cut(test.text), test.hint); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// TestCheckWorthinessIsTransparent wants the score to be the sum of what the table says of the post.
func TestCheckWorthinessIsTransparent(t *testing.T) {
	w := classifier.ParseWorth("*bias\t-1\n*links\t2\n*words' bias\t-2\n*share of form beside words\t0.5\nvaccine\t1.5\nnot a line\n")
	for name, test := range map[string]struct {
		lang  string
		post  post.Post
		logit float64
	}{
		"nothing":                {"", post.Post{}, -1},
		"two links":              {"fi", post.Post{Links: []string{"a", "b", "c"}}, 1},
		"words tell in English":  {"en", post.Post{Text: "The VACCINE arrived today"}, -0.5 - 2 + 1.5/2},
		"and in other languages": {"sv", post.Post{Text: "Vaccinet anlände"}, -0.5 - 2 + 1.5/math.Sqrt(2)},
		"not in all":             {"nl", post.Post{Text: "Het vaccin is er"}, -1},
		"nor words not known":    {"sv", post.Post{Text: "Snusförnuftiga gubbar"}, -1},
		"a word repeated":        {"en", post.Post{Text: "vaccine vaccine vaccine"}, -0.5 - 2 + 1.5*math.Sqrt(3)},
		"links beside words":     {"en", post.Post{Text: "vaccine", Links: []string{"a", "b"}}, 0.5 - 2 + 1.5},
	} {
		if got, want := w.Score(&test.post, token.Cut(test.post.Text), test.lang, 0), 1/(1+math.Exp(-test.logit)); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	reported := sample(t).Classify(post.Post{Text: "2.5 million tests were donated, says the Ministry", Links: []string{"https://a.example"}, Reach: 1e6}).CheckWorthiness
	if idle := sample(t).Classify(post.Post{Text: "lol!!!"}).CheckWorthiness; reported <= idle || reported > 1 || idle < 0 {
		t.Errorf("a report scores %v, idle talk %v", reported, idle)
	}
}

// TestHugePostsDoNoHarm feeds a megabyte of what each part finds hardest. A quadratic one would run for minutes.
func TestHugePostsDoNoHarm(t *testing.T) {
	set, err := rules.Load("../configs/rules")
	if err != nil {
		t.Fatal(err)
	}
	c := classifier.New(set, nil)
	for _, part := range []string{
		"right? ", "water poisoned ", "don't l'acqua ", "a", "@", "#x", "\xff", "é", "“x” ", ", what is ", "https://", "who cares? because ", "vaccine autism dam burst ", "\u200b", "ﷺ",
	} {
		v := c.Classify(post.Post{Text: strings.Repeat(part, 1<<20/len(part))})
		if v.Question < 0 || v.Question > 1 || v.CheckWorthiness < 0 || v.CheckWorthiness > 1 {
			t.Errorf("%q, again and again: %+v", part, v)
		}
	}
}

func FuzzClassify(f *testing.F) {
	c := sample(f)
	f.Add("Is the water safe?", "en")
	f.Add("\xff#@ http://", "")
	f.Fuzz(func(t *testing.T, text, hint string) {
		v := c.Classify(post.Post{Text: text, Language: hint})
		for _, r := range v.Rules {
			if r.Start < 0 || r.End > len(text) || r.Start >= r.End {
				t.Errorf("%q: bytes %d to %d", text, r.Start, r.End)
			}
		}
	})
}

// nobodysBusiness are posts that no rule sees, one in a language whose words weigh and one in which others do.
var nobodysBusiness = map[string]string{
	"nobody's business":            "Lovely walk by the river today, the ducks are back and the sun was out for an hour.",
	"nobody's business in Finnish": "Ihana kävely joen rannalla tänään, sorsat ovat palanneet ja aurinko paistoi tunnin verran.",
}

func TestPostsThatAreNobodysBusinessAllocateNothing(t *testing.T) {
	c := classifier.New(shippedRules(t), nil)
	for name, text := range nobodysBusiness {
		p := post.Post{ID: "1", Text: text}
		if v := c.Classify(p); v.Kind != classifier.KindNone {
			t.Errorf("%s: got %+v", name, v)
		}
		least := math.Inf(1) // with -race pools forget at random
		for range 100 {
			least = min(least, testing.AllocsPerRun(1, func() { c.Classify(p) }))
		}
		if least > 0 {
			t.Errorf("%s: %v allocations", name, least)
		}
	}
}

func BenchmarkClassify(b *testing.B) {
	c := classifier.New(shippedRules(b), nil)
	texts := map[string]string{
		"a claim": "Drinking diluted bleach cures it in two days, they hide it from us, look it up yourself!",
		"long":    strings.Repeat("Nothing in particular happened on this day either. ", 40),
	}
	maps.Copy(texts, nobodysBusiness)
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			p := post.Post{ID: "1", Text: text}
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				c.Classify(p)
			}
		})
	}
}
