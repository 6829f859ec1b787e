package sentence_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hearsay/classifier/token"
	"hearsay/sentence"
)

func of(text string) sentence.Vector { return sentence.Of(token.Cut(text)) }

func ExampleOf() {
	asked := of("can i catch the virus from my cat")
	same, other := of("Do pets spread the disease to people?"), of("When do the schools open again?")
	fmt.Println(asked.Similarity(&same) > asked.Similarity(&other))
	// Output: true
}

// TestOtherWordsAreNearerThanOtherThings compares each sentence with one that says the same in other words, and with one that shares
// its words.
func TestOtherWordsAreNearerThanOtherThings(t *testing.T) {
	for _, test := range [][3]string{
		{"is tap water safe to drink", "can we use the water from the faucet for drinking", "is it safe to go out"},
		{"the government hides how many died", "officials conceal the number of deaths", "the government is in session today"},
		{"the vaccine makes women infertile", "women cannot get pregnant after the shot", "the vaccine arrives by plane"},
		{"schools will close tomorrow", "no classes from tomorrow on, kids stay at home", "shops will close tomorrow at noon"},
	} {
		said, same, other := of(test[0]), of(test[1]), of(test[2])
		if near, far := said.Similarity(&same), said.Similarity(&other); near <= far {
			t.Errorf("%q: %.2f to %q, %.2f to %q", test[0], near, test[1], far, test[2])
		}
	}
}

func TestWhatHasNoKnownWordSaysNothing(t *testing.T) {
	for _, text := range []string{"", "???", "https://example.org/", "@somebody", "qzxv wvzq", "\xff"} {
		if v := of(text); !v.IsZero() {
			t.Errorf("%q says something", text)
		}
	}
	said, nothing := of("the water is safe"), sentence.Vector{}
	if s := said.Similarity(&nothing); s != 0 {
		t.Errorf("something and nothing are %.2f alike", s)
	}
}

// TestVectorLaws holds for any text, however strange.
func TestVectorLaws(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`((the|water|vaccine|dies|50|[a-z]{1,9})[ .,?!]){1,90}`))
	rapid.Check(t, func(t *rapid.T) {
		one, two := text.Draw(t, "one"), text.Draw(t, "two")
		v, w := of(one), of(two)
		if length := v.Similarity(&v); !v.IsZero() && math.Abs(length-1) > 0.05 {
			t.Fatalf("%q has a length of %.3f", one, length)
		}
		if v.Similarity(&w) != w.Similarity(&v) {
			t.Fatalf("%q and %q are not as alike as the other way round", one, two)
		}
		if kept := sentence.Kept(append(v.Append(nil), "more"...)); kept != v {
			t.Fatalf("%q: kept as something else", one)
		}
		if shouted := of(strings.ToUpper(one) + "!"); shouted != v && isASCII(one) {
			t.Fatalf("%q says something else when shouted", one)
		}
	})
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}

func TestOfAllocatesNothing(t *testing.T) {
	text := token.Cut("is the water of the river safe to drink again, or do we still have to boil it")
	if n := testing.AllocsPerRun(100, func() { sentence.Of(text) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzOf(f *testing.F) {
	for _, text := range []string{"", "is it true?", "\xff\xfe", "👩‍👩‍👧‍👧 \u202e abc", strings.Repeat("water ", 5000), "﷽"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v := of(text)
		if s := v.Similarity(&v); s < 0 || s > 1.1 {
			t.Errorf("a length of %.3f", s)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	text := token.Cut("The ministry says that the water of the river has reached the houses by the bridge, and that nobody was hurt")
	b.ReportAllocs()
	for b.Loop() {
		sentence.Of(text)
	}
}
