package feed

import (
	"net/http"
	"net/url"
	"testing"
)

func TestAFeedsHubIsFound(t *testing.T) {
	base := &url.URL{Scheme: "https", Host: "town.example", Path: "/feed"}
	for name, test := range map[string]struct {
		text, link, hub, self string
	}{
		"none":         {`<rss><channel><link>https://town.example</link></channel></rss>`, "", "", ""},
		"Atom":         {`<feed><link rel="self" href="/atom.xml"/><link href="https://hub.example/?a=1&amp;b=2" rel="hub" /><entry/></feed>`, "", "https://hub.example/?a=1&b=2", "https://town.example/atom.xml"},
		"RSS":          {`<rss><channel><atom:link rel='hub' href='https://hub.example/'/></channel></rss>`, "", "https://hub.example/", "https://town.example/feed"},
		"headers":      {`<rss/>`, `<https://hub.example/>; rel="hub", <https://town.example/self>; rel=self`, "https://hub.example/", "https://town.example/self"},
		"an entry's":   {`<rss><channel><item><atom:link rel="hub" href="https://hub.example/"/></item></channel></rss>`, "", "", ""},
		"both at once": {`<feed><link rel="self hub" href="https://town.example/all"/></feed>`, "", "https://town.example/all", "https://town.example/all"},
	} {
		h := http.Header{}
		if test.link != "" {
			h.Set("Link", test.link)
		}
		if hub, self := hubOf([]byte(test.text), h, base); hub != test.hub || self != test.self {
			t.Errorf("%s: got %q, %q; want %q, %q", name, hub, self, test.hub, test.self)
		}
	}
}
