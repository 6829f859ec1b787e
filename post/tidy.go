package post

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is kept of a post, beside MaxText. In bytes, where nothing else is said; what is longer is no honest one's.
const (
	MaxID      = 2000 // and of every id that a post names: an index of PostgreSQL takes no key above 2,704
	maxAddress = 4000
	maxLinks   = 100
	maxName    = 200            // of a space or a territory
	mostPeople = 10_000_000_000 // that a post may reach or be shared by: sums of it overflow nothing
)

// Tidy makes everything that a platform says of a post safe to keep and to count, so that nobody who writes one can stop the others
// that it comes with. What cannot be kept is left out; an id or a platform that cannot be is for Validate to refuse. The author's
// name does not stay.
func (p *Post) Tidy() {
	if !isSafe(p.Text) || len(p.Text) > MaxText {
		p.Text = Clean(p.Text)
	}
	p.Language, p.Space, p.Territory = LanguageOf(p.Language), tidyName(p.Space, maxName), tidyName(p.Territory, maxName)
	for _, id := range []*string{&p.ReplyTo, &p.RepostOf, &p.QuoteOf, &p.Alias} {
		if !isID(*id) {
			*id = ""
		}
	}
	if isNoAddress(p.URL) {
		p.URL = ""
	}
	if len(p.Links) > maxLinks || slices.ContainsFunc(p.Links, isNoAddress) {
		p.Links = slices.DeleteFunc(slices.Clone(p.Links[:min(len(p.Links), maxLinks)]), isNoAddress)
	}
	p.Reach, p.Shares = min(max(p.Reach, 0), mostPeople), min(max(p.Shares, 0), mostPeople)
	if year := p.CreatedAt.Year(); year < 1 || year > 9999 { // what JSON can say: RFC 3339, 1
		p.CreatedAt = time.Time{}
	}
}

// isSafe tells whether every database takes it as text.
func isSafe(s string) bool { return strings.IndexByte(s, 0) < 0 && utf8.ValidString(s) }

// isID tells whether it can be an id, or is empty.
func isID(s string) bool { return len(s) <= MaxID && isSafe(s) }

func isNoAddress(s string) bool {
	return len(s) > maxAddress || !isSafe(s) || strings.ContainsFunc(s, steers)
}

// tidyName makes a name one line that steers nothing where it is shown: a table, a chat, a terminal.
func tidyName(s string, most int) string {
	if len(s) > most || !isSafe(s) || strings.ContainsFunc(s, steers) {
		s = Cut(strings.Join(strings.Fields(strings.Map(asSpace, Clean(s))), " "), most)
	}
	return s
}

// steers tells whether a character is not shown but obeyed: controls, and marks that turn the direction of what follows them
// (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters).
func steers(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

func asSpace(r rune) rune {
	if steers(r) {
		return ' '
	}
	return r
}
