package websub_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"hearsay/collector/websub"
)

// FuzzCalls calls the desk as anybody can who has seen the address that a hub calls, and does not know the secret: no source is woken,
// and nothing is confirmed but what was asked for.
func FuzzCalls(f *testing.F) {
	const topic = "https://town.example/feed.xml"
	var callback string
	hub := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { callback = r.PostFormValue("hub.callback") }))
	f.Cleanup(hub.Close)
	woken := false
	s := &websub.Subscriber{Client: hub.Client(), BaseURL: "https://desk.example", Key: []byte("key"), Wake: func(string) { woken = true }, Tell: func(context.Context, string) error { woken = true; return nil }, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	s.Want(f.Context(), "town", hub.URL, topic)
	path := strings.TrimPrefix(callback, "https://desk.example")
	if len(path) < len(websub.Path)+20 {
		f.Fatalf("the hub was told to call %q", callback)
	}
	f.Add("POST", path, "", "sha256=00ff", "<rss/>")
	f.Add("GET", path, "hub.mode=subscribe&hub.challenge=%3Cb%3E&hub.lease_seconds=9&hub.topic="+url.QueryEscape(topic), "", "")
	f.Fuzz(func(t *testing.T, method, called, query, signature, body string) {
		r := httptest.NewRequest(http.MethodGet, "/", strings.NewReader(body))
		r.Method, r.URL.Path, r.URL.RawQuery = method, called, query
		r.Header.Set("X-Hub-Signature", signature)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		isAsked := called == path && r.URL.Query().Get("hub.topic") == topic
		if woken || method == http.MethodGet && w.Code == http.StatusOK && !isAsked {
			t.Errorf("%d %s, woken: %v", w.Code, w.Body, woken)
		}
	})
}
