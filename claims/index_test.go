package claims_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"hearsay/claims"
)

func sample() []claims.Claim {
	return []claims.Claim{
		{ID: "dragon", Text: "A video shows a dragon flying over a baseball stadium.", Title: "Did a Dragon Fly Over a Stadium?"},
		{ID: "flakes", Text: "Kellogg's Corn Flakes were created to discourage a habit.", Title: "Why Corn Flakes Were Created"},
		{ID: "twin-2019", Text: "A 'large-scale killing' of farmers is taking place in the valley.", Title: "Killing of Farmers?"},
		{ID: "twin-2020", Text: "A \"large-scale killing\" of farmers is taking place in the valley.", Title: "Killing of Farmers?"},
		{ID: "festival", Text: "The Fyre Festival was oversold and left people stranded.", Title: "Luxury Festival Descends Into Chaos"},
		{ID: "vesi", Text: "Kaupungin vesijohtovesi on myrkytetty klorilla.", Title: "Vesi ei ole myrkytettyä", Language: "fi"},
		{ID: "money", Text: "The city moved 200 million to a bank abroad in 2016.", Title: "The City's Sudden Transfer"},
	}
}

func TestSearchFindsWhatAPostRepeats(t *testing.T) {
	x := claims.NewIndex(sample())
	tests := map[string]struct{ text, lang, want string }{
		"in other words":         {"Realistic dragon flew over the stadium. Just unbelievable!!!", "en", "dragon"},
		"written together":       {"Google why were cornflakes invented", "en", "flakes"},
		"a hashtag of two words": {"officials chained the doors #fyrefestival", "en", "festival"},
		"the first of twins":     {"the large scale killing of farmers", "en", "twin-2019"},
		"Finnish inflection":     {"Myrkytettyä vettä kaupungin vesijohdosta, klooria", "fi", "vesi"},
		"a number":               {"they sent 200 million away", "en", "money"},
		"undetermined language":  {"dragon stadium", "", "dragon"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			found := x.Search(test.text, test.lang, 3)
			if len(found) == 0 || found[0].Claim != test.want {
				t.Fatalf("got %+v, want %s first", found, test.want)
			}
			for i, m := range found {
				if m.Score < 0 || m.Score > 1 || i > 0 && m.Score > found[i-1].Score || m.Claim == "twin-2020" {
					t.Errorf("place %d: %+v", i, m)
				}
			}
		})
	}
	for _, text := range []string{"", "zzzz qqqq", "\xff\xfe", "https://example.org"} {
		if found := x.Search(text, "", 5); len(found) != 0 {
			t.Errorf("%q finds %+v", text, found)
		}
	}
	if found := claims.NewIndex(nil).Search("anything", "", 5); len(found) != 0 {
		t.Errorf("an empty catalogue finds %+v", found)
	}
}

// TestSearchIsSafeForManyGoroutines also wants the same answer every time.
func TestSearchIsSafeForManyGoroutines(t *testing.T) {
	x := claims.NewIndex(sample())
	const text = "dragon over the valley of farmers with 200 million — Somebody (@some) May 1, 2020"
	want := x.Search(text, "en", 5)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got := x.Search(text, "en", 5); !slices.Equal(got, want) {
					t.Errorf("got %+v, want %+v", got, want)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzSearch(f *testing.F) {
	x := claims.NewIndex(sample())
	f.Add("the large-scale #killingfarmers — A (@b) May 1, 2020", "en")
	f.Fuzz(func(t *testing.T, text, lang string) {
		for _, m := range x.Search(text, lang, 5) {
			if !(m.Score >= 0 && m.Score <= 1) {
				t.Errorf("%q: %+v", text, m)
			}
		}
	})
}

func TestAPostInAnotherLanguageFindsTheClaim(t *testing.T) {
	file, err := os.Open("../configs/claims.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	all, err := claims.Read("claims.ndjson", file)
	if err != nil {
		t.Fatal(err)
	}
	x := claims.NewIndex(all)
	findsFirst(t, x, map[string]string{
		"Valkaisuaineen juominen parantaa koronan, kertoi naapuri": "disinfectant-cures",
		"I vaccini causano autismo, lo dice mia zia":               "vaccine-autism",
		"Die Impfung verursacht Autismus, sagt meine Nachbarin":    "vaccine-autism",
		"Boire de la javel soigne le covid, dit mon voisin":        "disinfectant-cures",
	})
}

func TestPostsFindClaimsInEnglish(t *testing.T) {
	all := []claims.Claim{
		{ID: "turbines", Text: "Wind turbines near the village make cows ill."},
		{ID: "bananas", Text: "Bananas with green stalks were ripened with chemicals."},
		{ID: "diver", Text: "A burned diver was found in a tree after a forest fire."},
		{ID: "bridge", Text: "The bridge over the river was closed because of a snake."},
		{ID: "beggars", Text: "Beggars earn fifty dollars an hour."},
	}
	for i := range 40 { // most claims are about something else
		all = append(all, claims.Claim{ID: "other", Text: "The mayor of town " + strings.Repeat("x", i+3) + " said that it will be a sunny week for all of us."})
	}
	x := claims.NewIndex(all)
	findsFirst(t, x, map[string]string{
		"Tuulivoimalat sairastuttavat lehmät kylän lähellä": "turbines",
		"Bananer med gröna stjälkar mognar av kemikalier":   "bananas",
		"Un sommozzatore bruciato trovato su un albero":     "diver",
		"Die Brücke ist wegen einer Schlange gesperrt":      "bridge",
		"Des mendiants gagnent 50 dollars de l'heure":       "beggars",
		"Podul peste râu închis din cauza unui șarpe":       "bridge",
		"Un buzo quemado apareció en un árbol":              "diver",
	})
}

func TestNamesAreFoundAcrossScripts(t *testing.T) {
	x := claims.NewIndex([]claims.Claim{
		{ID: "putin", Text: "Putin released 500 lions in Moscow to keep people indoors."},
		{ID: "mitsotakis", Text: "Mitsotakis closed the port of Piraeus."},
		{ID: "other", Text: "A shark swam down a street in Houston."},
	})
	findsFirst(t, x, map[string]string{
		"Путин выпустил 500 львов":          "putin",
		"Ο Μητσοτάκης έκλεισε τον Πειραιάς": "mitsotakis",
	})
}

// findsFirst wants of each text the claim that is found first.
func findsFirst(t *testing.T, x *claims.Index, want map[string]string) {
	t.Helper()
	for text, id := range want {
		if found := x.Search(text, "", 3); len(found) == 0 || found[0].Claim != id {
			t.Errorf("%q finds %+v, want %s", text, found, id)
		}
	}
}

// BenchmarkSearch finds the best 5 for tweets: among the shared claims, or where a clone lacks them among ten thousand
// made-up ones.
func BenchmarkSearch(b *testing.B) {
	all, posts := sharedClaims(b)
	x := claims.NewIndex(all)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		x.Search(posts[i%len(posts)], "en", 5)
	}
}

func sharedClaims(tb testing.TB) (all []claims.Claim, posts []string) {
	file, err := os.Open("../../shared/data/claims/claims.tsv")
	if err != nil {
		for i := range 10_000 {
			all = append(all, claims.Claim{ID: fmt.Sprint(i), Text: fmt.Sprintf("Street %d of town %d was flooded by river %d in the year %d", i, i%97, i%31, 1900+i%120)})
		}
		return all, []string{"Street 12 was flooded again by river 12, and the mayor's own house stayed dry #corruption"}
	}
	defer file.Close()
	if all, err = claims.Read("claims.tsv", file); err != nil {
		tb.Fatal(err)
	}
	data, err := os.ReadFile("../../shared/data/claims/dev.posts.tsv")
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if _, text, ok := strings.Cut(line, "\t"); ok {
			posts = append(posts, text)
		}
	}
	return all, posts[1:]
}
