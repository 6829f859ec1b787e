package article

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzTextOf(f *testing.F) {
	f.Add([]byte(`<html><body><article><h1>Water</h1><p>`+strings.Repeat("The water is fine, says the town. ", 20)+`</p></article></body></html>`), "text/html; charset=iso-8859-1")
	base := &url.URL{Scheme: "https", Host: "paper.example", Path: "/a"}
	f.Fuzz(func(t *testing.T, page []byte, contentType string) {
		text, err := textOf(page, contentType, base)
		if err == nil && (!utf8.ValidString(text) || len(text) > mostText || strings.ContainsRune(text, 0)) {
			t.Errorf("%q", text)
		}
	})
}
