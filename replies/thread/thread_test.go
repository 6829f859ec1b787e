package thread_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hearsay/replies/thread"
)

func platform(t testing.TB, name string) thread.Platform {
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
		"what fits is one post":     {[]string{"The fact.", "Why."}, []string{"The fact.\n\nWhy."}},
		"between paragraphs":        {[]string{"The water is safe to drink.", "It was tested today."}, []string{"The water is safe to drink. (1/2)", "It was tested today. (2/2)"}},
		"between sentences":         {[]string{"The water is safe. It was tested twice. Drink it."}, []string{"The water is safe. (1/2)", "It was tested twice. Drink it. (2/2)"}},
		"between words":             {[]string{"The water that comes from the tap is safe"}, []string{"The water that comes from the tap (1/2)", "is safe (2/2)"}},
		"within a word, if it must": {[]string{strings.Repeat("x", 50)}, []string{strings.Repeat("x", 34) + " (1/2)", strings.Repeat("x", 16) + " (2/2)"}},
	}
	for name, test := range tests {
		if got := thread.Split(test.paragraphs, short); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// TestEveryPostOfAThreadFits holds for any text on any platform, and no word is lost.
func TestEveryPostOfAThreadFits(t *testing.T) {
	word := rapid.StringMatching(`[a-zäöß故🙂]{1,12}[.!]?|https://[a-z]{3,60}\.org`)
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
		if got, want := strings.Join(all, ""), strings.Join(words, ""); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
