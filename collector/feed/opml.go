package feed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

// Subscription is a feed as a list of feeds names it.
type Subscription struct {
	Title string
	URL   string
}

// opml is a list of feeds: http://opml.org/spec2.opml.
type opml struct {
	XMLName xml.Name `xml:"opml"`
	Version string   `xml:"version,attr"`
	Title   string   `xml:"head>title"`
	Body    struct {
		Outlines []outline `xml:"outline"`
	} `xml:"body"`
}

// outline is a feed, or a folder of outlines.
type outline struct {
	Text     string    `xml:"text,attr"`
	Title    string    `xml:"title,attr,omitempty"`
	Type     string    `xml:"type,attr,omitempty"`
	XMLURL   string    `xml:"xmlUrl,attr,omitempty"`
	Outlines []outline `xml:"outline"`
}

// mostOPML bounds a list, in bytes.
const mostOPML = 16 << 20

// ErrNoFeeds is what ReadOPML says of a list that names no feed.
var ErrNoFeeds = errors.New("the list names no feed")

// ReadOPML reads the feeds of an OPML file, folders and all, each address once, in their order.
func ReadOPML(r io.Reader) ([]Subscription, error) {
	decoder := xml.NewDecoder(io.LimitReader(r, mostOPML))
	decoder.CharsetReader = charset.NewReaderLabel
	decoder.Strict = false
	var list opml
	if err := decoder.Decode(&list); err != nil {
		return nil, fmt.Errorf("reading OPML: %w", err)
	}
	var found []Subscription
	seen := map[string]bool{}
	var walk func([]outline)
	walk = func(outlines []outline) {
		for _, o := range outlines {
			if address := strings.TrimSpace(o.XMLURL); address != "" && !seen[address] {
				seen[address] = true
				title := o.Title
				if title == "" {
					title = o.Text
				}
				found = append(found, Subscription{strings.TrimSpace(title), address})
			}
			walk(o.Outlines)
		}
	}
	walk(list.Body.Outlines)
	if len(found) == 0 {
		return nil, ErrNoFeeds
	}
	return found, nil
}

// WriteOPML writes feeds as OPML 2.0.
func WriteOPML(w io.Writer, title string, feeds []Subscription) error {
	list := opml{Version: "2.0", Title: title}
	for _, f := range feeds {
		list.Body.Outlines = append(list.Body.Outlines, outline{Text: f.Title, Type: "rss", XMLURL: f.URL})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(list); err != nil {
		return fmt.Errorf("writing OPML: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}
