package feed

import (
	"bytes"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// feedTypes are the media types by which a page names its feeds:
// https://www.rssboard.org/rss-autodiscovery and https://www.jsonfeed.org/version/1.1/#discovery.
var feedTypes = map[string]bool{
	"application/rss+xml": true, "application/atom+xml": true, "application/feed+json": true, "application/json": true,
}

// discover are the feeds that a web page names, as addresses, in its order; none for what is no page.
func discover(page []byte, base *url.URL) []string {
	var found []string
	tokens := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return found
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := tokens.Token()
			if tag.DataAtom == atom.Body {
				return found
			}
			if address := feedOf(tag, base); address != "" {
				found = append(found, address)
			}
		}
	}
}

// feedOf is the feed that a link names, empty for any other tag.
func feedOf(tag html.Token, base *url.URL) string {
	if tag.DataAtom != atom.Link {
		return ""
	}
	values := map[string]string{}
	for _, a := range tag.Attr {
		values[a.Key] = a.Val
	}
	kind, _, _ := strings.Cut(strings.ToLower(values["type"]), ";")
	isAlternate := false
	for rel := range strings.FieldsSeq(strings.ToLower(values["rel"])) {
		isAlternate = isAlternate || rel == "alternate" || rel == "feed"
	}
	if !isAlternate || !feedTypes[strings.TrimSpace(kind)] || values["href"] == "" {
		return ""
	}
	address, err := base.Parse(strings.TrimSpace(values["href"]))
	if err != nil || address.Scheme != "http" && address.Scheme != "https" {
		return ""
	}
	return address.String()
}
