// Package thread fits a reply to a platform: it counts as the platform counts, and cuts what is too long into a thread.
//
// The package is pure. Start at Platforms and Split.
package thread

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/sentences"
	"golang.org/x/text/unicode/norm"
)

// Platform is how long a post may be somewhere, and how that is counted.
type Platform struct {
	Name    string
	Limit   int // of Count
	Caption int // the same of a text that goes with a picture or a video; 0 if that is no other
	Count   func(string) int
}

// WithFile is the platform for a thread that begins with a picture or a video.
func (p Platform) WithFile() Platform {
	if p.Caption > 0 {
		p.Limit = p.Caption
	}
	return p
}

// Platforms are those that replies are cut for.
//
//   - Mastodon: 500 characters, a link counts as 23 (https://docs.joinmastodon.org/user/posting/#text); an instance may allow more.
//   - Bluesky: 300 graphemes (lexicon app.bsky.feed.post).
//   - X: 280, weighted (https://docs.x.com/resources/fundamentals/counting-characters); a link counts as 23.
//   - Telegram: 4,096 units of UTF-16 (https://core.telegram.org/bots/api#sendmessage), 1,024 below a file (#sendvideo).
func Platforms() []Platform {
	return []Platform{
		{Name: "mastodon", Limit: 500, Count: func(s string) int { return countGraphemes(shorten(s)) }},
		{Name: "bluesky", Limit: 300, Count: countGraphemes},
		{Name: "x", Limit: 280, Count: weigh},
		{Name: "telegram", Limit: 4096, Caption: 1024, Count: func(s string) int { return len(utf16.Encode([]rune(s))) }},
	}
}

// Of is the platform of a name; false if replies are not cut for it.
func Of(name string) (Platform, bool) {
	for _, p := range Platforms() {
		if p.Name == name {
			return p, true
		}
	}
	return Platform{}, false
}

// linkLength is what a link counts on Mastodon and X, however long it is.
const linkLength = 23

var link = regexp.MustCompile(`https?://[^\s<>"]+`)

// shorten puts something of the length that counts in the place of each link.
func shorten(s string) string {
	return link.ReplaceAllLiteralString(s, strings.Repeat("x", linkLength))
}

func countGraphemes(s string) int {
	n := 0
	for all := graphemes.FromString(s); all.Next(); {
		n++
	}
	return n
}

// weigh counts as X does, by version 3 of twitter-text's configuration: a character of the ranges below counts as one, any
// other and an emoji, however long its sequence, as two. The text is normalised first (NFC).
func weigh(s string) int {
	n := 0
	for all := graphemes.FromString(norm.NFC.String(shorten(s))); all.Next(); {
		grapheme := all.Value()
		if isEmoji(grapheme) {
			n += 2
			continue
		}
		for _, r := range grapheme {
			n += weight(r)
		}
	}
	return n
}

func weight(r rune) int {
	switch {
	case r <= 4351, r >= 8192 && r <= 8205, r >= 8208 && r <= 8223, r >= 8242 && r <= 8247:
		return 1
	}
	return 2
}

// isEmoji tells whether a grapheme is shown as a picture: it begins with one, or is made one by a selector or a keycap.
func isEmoji(grapheme string) bool {
	for i, r := range grapheme {
		switch {
		case i == 0 && r >= 0x1F000 && r <= 0x1FAFF:
			return true
		case r == 0xFE0F, r == 0x20E3:
			return true
		}
	}
	return false
}

// Split cuts paragraphs into posts that each fit the platform, as few as are needed: between paragraphs where that can be,
// else between sentences, else between words, and only what is longer than a post within a word. In a thread of several each
// ends with its number, as in (2/3).
func Split(paragraphs []string, p Platform) []string {
	text := strings.Join(paragraphs, "\n\n")
	if p.Count(text) <= p.Limit {
		return []string{text}
	}
	for digits := 1; ; digits++ {
		room := p.Limit - len(number(0, 0, digits))
		posts := pack(paragraphs, Platform{Name: p.Name, Limit: room, Count: p.Count})
		if len(fmt.Sprint(len(posts))) > digits {
			continue // the numbers take more room than was left for them
		}
		for i := range posts {
			posts[i] += number(i+1, len(posts), 0)
		}
		return posts
	}
}

// number is what stands at the end of a post of a thread; with digits it is as long as the longest of that many.
func number(i, of, digits int) string {
	if digits > 0 {
		longest := strings.Repeat("9", digits)
		return " (" + longest + "/" + longest + ")"
	}
	return fmt.Sprintf(" (%d/%d)", i, of)
}

// pack fills posts one after the other.
func pack(paragraphs []string, p Platform) []string {
	var posts []string
	current := ""
	add := func(piece, joint string) bool {
		joined := piece
		if current != "" {
			joined = current + joint + piece
		}
		if p.Count(joined) > p.Limit {
			return false
		}
		current = joined
		return true
	}
	finish := func() {
		if current != "" {
			posts, current = append(posts, current), ""
		}
	}
	for _, paragraph := range paragraphs {
		if add(paragraph, "\n\n") {
			continue
		}
		finish()
		for i, piece := range pieces(paragraph, p) {
			space := piece.space
			if i == 0 {
				space = "\n\n"
			}
			if !add(piece.text, space) {
				finish()
				current = piece.text
			}
		}
	}
	finish()
	return posts
}

// piece is a part of a paragraph, and the white space before it. Joined they are the paragraph as it was written, so that a link that two
// of them would share stays whole.
type piece struct{ space, text string }

// pieces cuts a paragraph into parts of which each fits: sentences, of those that do not fit words, of those that do not
// fit graphemes.
func pieces(paragraph string, p Platform) []piece {
	if p.Count(paragraph) <= p.Limit {
		return []piece{{text: paragraph}}
	}
	var parts []piece
	for _, sentence := range inSentences(paragraph) {
		if p.Count(sentence.text) <= p.Limit {
			parts = append(parts, sentence)
			continue
		}
		for _, word := range inWords(sentence) {
			parts = append(parts, chopped(word, p)...)
		}
	}
	return parts
}

// inSentences cuts a text between sentences. Where no white space follows is no end, as in links ("/search?q=1"), but behind the marks of scripts that
// write none.
func inSentences(text string) []piece {
	var all []piece
	space, start, end := "", 0, 0
	for found := sentences.FromString(text); found.Next(); {
		end += len(found.Value())
		bare := strings.TrimRight(text[start:end], spaces)
		last, _ := utf8.DecodeLastRuneInString(bare)
		if isWithin := len(bare) == end-start && last < utf8.RuneSelf; isWithin && end < len(text) {
			continue
		}
		all = append(all, piece{space, bare})
		space, start = text[start+len(bare):end], end
	}
	return all
}

// spaces are what may be cut at. Spaces of no break are not among them.
const spaces = " \t\r\n"

var wordAndSpace = regexp.MustCompile(`[^ \t\r\n]+[ \t\r\n]*`)

// inWords cuts a sentence between words.
func inWords(sentence piece) []piece {
	var all []piece
	space := sentence.space
	for _, found := range wordAndSpace.FindAllString(sentence.text, -1) {
		word := strings.TrimRight(found, spaces)
		all = append(all, piece{space, word})
		space = found[len(word):]
	}
	return all
}

// chopped is a word in parts that fit.
func chopped(word piece, p Platform) []piece {
	if p.Count(word.text) <= p.Limit {
		return []piece{word}
	}
	ends := []int{0} // of its graphemes
	for all := graphemes.FromString(word.text); all.Next(); {
		ends = append(ends, all.End())
	}
	parts := []piece{}
	for from := 0; from < len(ends)-1; {
		to := from + fitting(len(ends)-1-from, func(n int) bool { return p.Count(word.text[ends[from]:ends[from+n]]) <= p.Limit })
		parts = append(parts, piece{text: word.text[ends[from]:ends[to]]})
		from = to
	}
	parts[0].space = word.space
	return parts
}

// fitting is the largest n that fits, 1 at least and most at most; whatever is less than one that fits does, too. It doubles n until that is too much and
// then searches by halves, as to ask for each n in turn is to count a text anew for each of its graphemes.
func fitting(most int, fits func(n int) bool) int {
	beyond := 2
	for beyond <= most && fits(beyond) {
		beyond *= 2
	}
	half := beyond / 2
	return half + sort.Search(min(beyond, most+1)-half-1, func(i int) bool { return !fits(half + i + 1) })
}
