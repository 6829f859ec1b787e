package rules

import (
	"net/url"
	"strings"

	"hearsay/classifier/token"
)

// findDomain looks for a link to one of the rule's domains or below it: among the post's links, and in its text, where
// it also says which token.
func (r *Rule) findDomain(subject *Subject) (where span, found bool) {
	for i := range subject.Text.Tokens {
		if t := &subject.Text.Tokens[i]; t.Kind == token.Link && r.isListed(hostOf(subject.Post.Text[t.Start:t.End])) {
			return span{i, i}, true
		}
	}
	for _, link := range subject.Post.Links {
		if r.isListed(hostOf(link)) {
			return span{0, -1}, true
		}
	}
	return span{0, -1}, false
}

func (r *Rule) isListed(host string) bool {
	for _, domain := range r.domains {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}

// hostOf is the host of a link in small letters, empty if it has none.
func hostOf(link string) string {
	if !strings.Contains(link, "://") {
		link = "http://" + link
	}
	parsed, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return strings.ToLower(parsed.Hostname())
}
