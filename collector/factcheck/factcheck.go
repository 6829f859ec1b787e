// Package factcheck reads what fact-checkers publish: files of ClaimReviews, and Google's index of them. What it gives fills
// the catalogue; it collects no posts.
package factcheck

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"time"

	"hearsay/claims"
	"hearsay/collector"
)

// Settings of a publisher: a file, or a search of Google's index.
type Settings struct {
	URL       string `yaml:"url" doc:"of ClaimReview JSON-LD, a DataFeed, CSV, TSV or NDJSON"`
	Key       string `yaml:"key" doc:"an API key of Google, to search its Fact Check Tools instead"`
	Query     string `yaml:"query" doc:"what the claims are about"`
	Publisher string `yaml:"publisher" doc:"the site of a publisher, as in fullfact.org"`
	Language  string `yaml:"language" doc:"ISO 639-1"`
	BaseURL   string `yaml:"base_url" doc:"of the index; https://factchecktools.googleapis.com if left out"`
}

// Check reports what is wrong with a field, by its YAML name, and what to do about it.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if s.Key == "" {
		if u, err := url.Parse(s.URL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			report("url", fmt.Sprintf("%q is not an address", s.URL), "write it whole, as in https://example.org/claimreview.json, or set key to search Google's index")
		}
		return
	}
	if s.URL != "" {
		report("url", "fact-checks are read from a file or from Google's index", "set url or key")
	}
	if s.Query == "" && s.Publisher == "" {
		report("query", "nothing says what to search for", "set query, publisher or both")
	}
}

// Name is what to call it in a log.
func (s *Settings) Name() string {
	if s.Key != "" {
		return "Google Fact Check Tools: " + s.Query + " " + s.Publisher
	}
	return s.URL
}

// Reader reads what is published. It is used by one goroutine at a time.
type Reader interface {
	// Read gives the claims that can be used, none if nothing has changed; the error joins what is wrong with the others.
	Read(ctx context.Context) ([]claims.Claim, error)
	// Forget makes the next Read give everything again, because what this one gave was not kept.
	Forget()
}

// Open makes a reader. It does no I/O.
func (s *Settings) Open(client *http.Client) Reader {
	if s.Key != "" {
		return &index{settings: *s, client: client, now: time.Now}
	}
	return &file{url: s.URL, client: client}
}

// file asks for a file, and not again for what has not changed (RFC 9110, 13).
type file struct {
	url            string
	client         *http.Client
	etag, modified string
}

// mostBody bounds one answer, in bytes.
const mostBody = 256 << 20

// Forget implements Reader.
func (f *file) Forget() { f.etag, f.modified = "", "" }

// Read implements Reader.
func (f *file) Read(ctx context.Context) ([]claims.Claim, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("asking for fact-checks: %w", err)
	}
	if f.etag != "" {
		request.Header.Set("If-None-Match", f.etag)
	}
	if f.modified != "" {
		request.Header.Set("If-Modified-Since", f.modified)
	}
	answer, err := collector.Ask(f.client, request, mostBody)
	if errors.Is(err, collector.ErrUnchanged) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := parse(f.name(), answer.Body)
	if err == nil {
		f.etag, f.modified = answer.Header.Get("ETag"), answer.Header.Get("Last-Modified")
	}
	return all, err
}

// name is the file's name in the address, by whose ending its form is told; without an ending it is JSON.
func (f *file) name() string {
	u, err := url.Parse(f.url)
	if err != nil || path.Ext(u.Path) == "" {
		return "fact-checks.json"
	}
	return path.Base(u.Path)
}
