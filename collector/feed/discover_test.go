package feed_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hearsay/collector/collectortest"
	"hearsay/collector/feed"
)

func TestAPageThatNamesFeedsSaysWhich(t *testing.T) {
	page := `<!doctype html><html><head><title>Ministry</title>
<link rel="stylesheet" href="/style.css"><link rel=alternate type=text/html hreflang=sv href=/sv>
<link rel="Alternate home" type="application/rss+xml; charset=utf-8" title="News" href="/news.xml">
<link rel="alternate" type="application/atom+xml" href="https://other.example/atom"><link rel="alternate" type="application/atom+xml" href="javascript:x">
</head><body><link rel="alternate" type="application/rss+xml" href="/in-the-body.xml"></body></html>`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(page)) }))
	defer server.Close()
	source, err := (&feed.Settings{URL: server.URL}).Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	k := &collectortest.Kept{}
	err = source.Collect(t.Context(), "", k.Take)
	want := "is a web page; set url to a feed that it names: " + server.URL + "/news.xml, https://other.example/atom"
	if err == nil || !strings.HasSuffix(err.Error(), want) || k.Batches != 0 {
		t.Errorf("got %v, want %s", err, want)
	}
}
