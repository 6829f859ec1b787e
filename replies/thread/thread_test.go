package thread_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hearsay/replies/thread"
)

func platform(t rapid.TB, name string) thread.Platform {
	t.Helper()
	p, ok := thread.Of(name)
	if !ok {
		t.Fatalf("no platform %s", name)
	}
	return p
}

// TestCountsAreThePlatforms holds the counting against examples of the platforms' own documentation and of twitter-text's
// conformance suite.
func TestCountsAreThePlatforms(t *testing.T) {
	tests := []struct {
		platform, text string
		want           int
	}{
		{"x", "hello", 5},
		{"x", "ällö", 4},
		{"x", "故障", 4},
		{"x", "https://example.org/a/very/long/path/that/goes/on/and/on", 23},
		{"x", "see https://t.co/x now", 31},
		{"x", "👍", 2},
		{"x", "👨‍👩‍👧‍👦", 2},
		{"x", "🇫🇮", 2},
		{"x", "❤️", 2},
		{"x", "1️⃣", 2},
		{"x", "e\u0301", 1}, // é in two code points is one in NFC
		{"mastodon", "👨‍👩‍👧‍👦", 1},
		{"mastodon", "see https://example.org/a/very/long/path/that/goes/on", 27},
		{"bluesky", "👨‍👩‍👧‍👦", 1},
		{"bluesky", "see https://example.org/a", 25},
		{"telegram", "👍", 2},
		{"telegram", "ä", 1},
	}
	for _, test := range tests {
		if got := platform(t, test.platform).Count(test.text); got != test.want {
			t.Errorf("%s counts %q as %d, want %d", test.platform, test.text, got, test.want)
		}
	}
	if _, ok := thread.Of("pigeon"); ok {
		t.Error("there is a platform for pigeons")
	}
}

func TestAThreadIsCutWhereItHurtsLeast(t *testing.T) {
	short := thread.Platform{Name: "short", Limit: 40, Count: func(s string) int { return len(s) }}
	tests := map[string]struct {
		paragraphs []string
		want       []string
	}{
		"what fits is one post":      {[]string{"The fact.", "Why."}, []string{"The fact.\n\nWhy."}},
		"between paragraphs":         {[]string{"The water is safe to drink.", "It was tested today."}, []string{"The water is safe to drink. (1/2)", "It was tested today. (2/2)"}},
		"between sentences":          {[]string{"The water is safe. It was tested twice. Drink it."}, []string{"The water is safe. (1/2)", "It was tested twice. Drink it. (2/2)"}},
		"between words":              {[]string{"The water that comes from the tap is safe"}, []string{"The water that comes from the tap (1/2)", "is safe (2/2)"}},
		"not within a link":          {[]string{"Ask at https://a.org/b?C=1. Or do not ask, as you like."}, []string{"Ask at https://a.org/b?C=1. (1/2)", "Or do not ask, as you like. (2/2)"}},
		"a list stays one":           {[]string{"https://a.org/1\nhttps://a.org/2\nhttps://a.org/3"}, []string{"https://a.org/1\nhttps://a.org/2 (1/2)", "https://a.org/3 (2/2)"}},
		"where nobody writes spaces": {[]string{"水是安全的。已经检测过。可以喝。"}, []string{"水是安全的。 (1/2)", "已经检测过。可以喝。 (2/2)"}},
		"within a word, if it must":  {[]string{strings.Repeat("x", 50)}, []string{strings.Repeat("x", 34) + " (1/2)", strings.Repeat("x", 16) + " (2/2)"}},
	}
	for name, test := range tests {
		if got := thread.Split(test.paragraphs, short); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// TestEveryPostOfAThreadFits holds for any text on any platform, and every word and link that fits stays whole.
func TestEveryPostOfAThreadFits(t *testing.T) {
	word := rapid.StringMatching(`[a-zäöß故🙂]{1,12}[.!?]?|[a-z]\.[A-Z][a-z]|https://[a-z]{3,9}\.org/[A-Z]\?[A-Z]=[a-z]!`)
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(thread.Platforms()).Draw(t, "platform")
		p.Limit = rapid.IntRange(40, p.Limit).Draw(t, "limit")
		var paragraphs, words []string
		for _, said := range rapid.SliceOfN(rapid.SliceOfN(word, 1, 80), 1, 6).Draw(t, "words") {
			paragraphs, words = append(paragraphs, strings.Join(said, " ")), append(words, said...)
		}
		posts := thread.Split(paragraphs, p)
		var all []string
		for i, post := range posts {
			if n := p.Count(post); n > p.Limit {
				t.Errorf("post %d counts %d of %d: %q", i, n, p.Limit, post)
			}
			if len(posts) > 1 {
				cut, found := strings.CutSuffix(post, fmt.Sprintf(" (%d/%d)", i+1, len(posts)))
				if !found {
					t.Errorf("post %d has no number: %q", i, post)
				}
				post = cut
			}
			all = append(all, strings.Fields(post)...)
		}
		if !slices.Equal(all, words) {
			t.Errorf("got %q, want %q", all, words)
		}
	})
}

// TestNothingOfALongWordIsLost chops words that no post has room for.
func TestNothingOfALongWordIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := platform(t, "bluesky")
		p.Limit = 40
		text := rapid.StringMatching(`[a-zäöß故🙂]{20,200}( [a-z]{1,60}){0,5}`).Draw(t, "text")
		var all strings.Builder
		for _, post := range thread.Split([]string{text}, p) {
			if n := p.Count(post); n > p.Limit {
				t.Errorf("a post counts %d of %d: %q", n, p.Limit, post)
			}
			said, _, _ := strings.Cut(post, " (")
			all.WriteString(strings.ReplaceAll(said, " ", ""))
		}
		if got, want := all.String(), strings.ReplaceAll(text, " ", ""); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// TestALongWordIsCountedFewTimes holds that a text without spaces is not counted anew for each of its characters.
func TestALongWordIsCountedFewTimes(t *testing.T) {
	for _, p := range thread.Platforms() {
		count, counted := p.Count, 0
		p.Count = func(s string) int {
			counted += len(s)
			return count(s)
		}
		text := strings.Repeat("水", 8000)
		if posts := thread.Split([]string{text}, p); len(posts) < 2 || counted > 100*len(text) {
			t.Errorf("%s: %d posts, and each byte counted %d times", p.Name, len(posts), counted/len(text))
		}
	}
}
