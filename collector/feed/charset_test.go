package feed

import (
	"net/url"
	"testing"
	"time"
	"unicode/utf8"
)

func FuzzParse(f *testing.F) {
	f.Add([]byte(`<rss version="2.0"><channel><item><title>a</title></item></channel></rss>`), "text/xml")
	f.Add([]byte("\xFF\xFE<\x00?\x00"), "text/xml; charset=utf-16")
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","content_text":"x"}]}`), "application/json")
	f.Add([]byte("\x1f\x8b"), "")
	base := &url.URL{Scheme: "https", Host: "example.org"}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		if unpacked, err := gunzip(body); err == nil {
			body = unpacked
		}
		text := toUTF8(body, contentType)
		if !utf8.Valid(text) {
			t.Fatalf("not UTF-8: %q", text)
		}
		parsed, err := parse(text)
		if err != nil {
			return
		}
		for _, p := range toPosts(parsed, base, Settings{}, time.Unix(0, 0)) {
			if err := p.Validate(); err != nil {
				t.Error(err)
			}
		}
	})
}
