package sources

import (
	"bytes"
	"net/http"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// Bounds of what is kept of a page, in bytes.
const (
	maxTitle = 200
	maxText  = 200 << 10
)

// isPage tells whether a body is a web page or plain text, by what its site says, or by its first bytes.
func isPage(contentType string, body []byte) bool {
	if contentType == "" {
		contentType = http.DetectContentType(body)
	}
	return strings.HasPrefix(contentType, "text/") || strings.HasPrefix(contentType, "application/xhtml")
}

// unread are elements whose text nobody reads as the page's own.
var unread = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Svg: true, atom.Nav: true, atom.Footer: true, atom.Select: true, atom.Button: true,
}

// blocks are elements that begin a new line.
var blocks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Br: true, atom.Li: true, atom.Tr: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Section: true, atom.Article: true, atom.Blockquote: true, atom.Header: true, atom.Td: true, atom.Dt: true, atom.Dd: true,
}

// read is a page's title and what people read on it, a line for each block.
func read(body []byte) (title, text string) {
	decoded, err := charset.NewReader(bytes.NewReader(body), "")
	if err != nil { // an unknown encoding: what is UTF-8 in it is read
		decoded = bytes.NewReader(body)
	}
	page, err := html.Parse(decoded)
	if err != nil {
		return "", ""
	}
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.ElementNode && n.DataAtom == atom.Title && title == "" && n.FirstChild != nil:
			title = oneLine(n.FirstChild.Data)
			return
		case n.Type == html.ElementNode && unread[n.DataAtom]:
			return
		case n.Type == html.TextNode && b.Len() < maxText:
			b.WriteString(strings.ReplaceAll(n.Data, "\n", " "))
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(child)
		}
		if n.Type == html.ElementNode && blocks[n.DataAtom] {
			b.WriteByte('\n')
		}
	}
	walk(page)
	var lines []string
	for line := range strings.SplitSeq(b.String(), "\n") {
		if line = oneLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	return cut(title, maxTitle), cut(strings.Join(lines, "\n"), maxText)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// cut is the beginning of a text in so many bytes, without half a character.
func cut(s string, most int) string { return strings.ToValidUTF8(s[:min(len(s), most)], "") }
