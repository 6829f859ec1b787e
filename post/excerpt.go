package post

import (
	"regexp"
	"strings"
)

// What in a post may name a person: it is not told outside of the desk.
var (
	handles    = regexp.MustCompile(`@[\pL\pN_][\pL\pN_.@-]*`)
	mails      = regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN.-]+\.\pL{2,}`)
	links      = regexp.MustCompile(`https?://\S+`)
	telephones = regexp.MustCompile(`\+?\d[\d ()./-]{6,}\d`)
)

// Excerpt is the beginning of a post's text, on one line, without handles, addresses, links and telephone numbers: most bytes of
// it, for readers outside of the desk.
func Excerpt(text string, most int) string {
	text = links.ReplaceAllString(text, "[link]")
	text = mails.ReplaceAllString(text, "[e-mail]")
	text = handles.ReplaceAllString(text, "@…")
	text = telephones.ReplaceAllString(text, "[number]")
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= most {
		return text
	}
	return strings.TrimSpace(Cut(text, most)) + "…"
}
