package feed

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

var (
	link      = regexp.MustCompile(`(?is)<(?:\w+:)?link\s[^>]*>`)
	attribute = regexp.MustCompile(`(?is)\b(rel|href)\s*=\s*["']([^"']*)["']`)
	header    = regexp.MustCompile(`<([^>]*)>\s*;[^,]*\brel\s*=\s*"?([^",;]+)"?`)
)

// mostHead is how much of a feed is searched for a hub, in bytes: it stands before the entries.
const mostHead = 64 << 10

// hubOf is the hub that a feed announces, and its own address: in the headers, else in its links (WebSub, 4). Both are
// empty for a feed that has none.
func hubOf(text []byte, h http.Header, base *url.URL) (hub, self string) {
	found := map[string]string{}
	note := func(rel, address string) {
		for one := range strings.FieldsSeq(strings.ToLower(rel)) {
			if u, err := base.Parse(strings.TrimSpace(address)); err == nil && found[one] == "" {
				found[one] = u.String()
			}
		}
	}
	for _, value := range h.Values("Link") {
		for _, m := range header.FindAllStringSubmatch(value, -1) {
			note(m[2], m[1])
		}
	}
	head := text[:min(len(text), mostHead)]
	if at := entry.FindIndex(head); at != nil {
		head = head[:at[0]]
	}
	for _, one := range link.FindAll(head, -1) {
		var rel, href string
		for _, m := range attribute.FindAllSubmatch(one, -1) {
			if strings.EqualFold(string(m[1]), "rel") {
				rel = string(m[2])
			} else {
				href = strings.ReplaceAll(string(m[2]), "&amp;", "&")
			}
		}
		note(rel, href)
	}
	if found["hub"] == "" {
		return "", ""
	}
	if found["self"] == "" {
		found["self"] = base.String()
	}
	return found["hub"], found["self"]
}
