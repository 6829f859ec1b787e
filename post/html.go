package post

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// FromHTML is the text a reader of the fragment would see, and the absolute links in it, in order and once each.
// Paragraphs and breaks become line breaks; scripts, styles and elements that Mastodon marks "invisible" vanish.
func FromHTML(fragment string) (text string, links []string) {
	var b strings.Builder
	var hidden int // depth inside an element that shows nothing
	var stack []bool
	seen := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return Clean(tidyLines(b.String())), links
		case html.TextToken:
			if hidden == 0 {
				b.WriteString(html.UnescapeString(string(z.Raw())))
			}
		case html.StartTagToken:
			token := z.Token()
			breakLine(&b, token.DataAtom)
			if href := attribute(token, "href"); token.DataAtom == atom.A && isAbsolute(href) && !seen[href] {
				seen[href] = true
				links = append(links, href)
			}
			if isVoid(token.DataAtom) {
				continue
			}
			hides := token.DataAtom == atom.Script || token.DataAtom == atom.Style || token.DataAtom == atom.Template ||
				strings.Contains(" "+attribute(token, "class")+" ", " invisible ")
			stack = append(stack, hides)
			if hides {
				hidden++
			}
		case html.EndTagToken:
			token := z.Token()
			breakLine(&b, token.DataAtom)
			if n := len(stack); n > 0 && !isVoid(token.DataAtom) {
				if stack[n-1] {
					hidden--
				}
				stack = stack[:n-1]
			}
		case html.SelfClosingTagToken:
			breakLine(&b, z.Token().DataAtom)
		}
	}
}

func attribute(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func isAbsolute(href string) bool {
	return strings.HasPrefix(href, "https://") || strings.HasPrefix(href, "http://")
}

func isVoid(a atom.Atom) bool {
	switch a {
	case atom.Br, atom.Img, atom.Hr, atom.Input, atom.Meta, atom.Link, atom.Source, atom.Wbr, atom.Area, atom.Base, atom.Col, atom.Embed, atom.Track:
		return true
	}
	return false
}

func breakLine(b *strings.Builder, a atom.Atom) {
	switch a {
	case atom.P, atom.Div, atom.Br, atom.Li, atom.Ul, atom.Ol, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Tr, atom.Figure:
		b.WriteByte('\n')
	case atom.Td, atom.Th:
		b.WriteByte(' ')
	}
}

// tidyLines folds runs of spaces within lines and drops empty lines.
func tidyLines(s string) string {
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
