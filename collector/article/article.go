// Package article lets posts carry the text of the article that they link, as a feed gives a headline and an address only.
//
// It stands between a source and the pipeline: Carry wraps a Source. Pages are read as politely as everything else, and
// only where the site's robots.txt allows; a page that cannot be read leaves the post as it was.
package article

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html/charset"

	"hearsay/collector"
	"hearsay/collector/robots"
	"hearsay/post"
)

// Reader reads the text of articles. Safe for several goroutines.
type Reader struct {
	Client *http.Client
	Robots *robots.Rules
}

// Bounds of an article, in bytes.
const (
	mostPage = 4 << 20
	mostText = 8 << 10 // that a post carries
)

// Read gives the words of the article at an address: no navigation, no advertisements.
func (r *Reader) Read(ctx context.Context, address string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return "", fmt.Errorf("asking for the article: %w", err)
	}
	if err := r.Robots.Check(ctx, request.URL); err != nil {
		return "", err
	}
	request.Header.Set("Accept", "text/html, application/xhtml+xml")
	answer, err := collector.Ask(r.Client, request, mostPage)
	if err != nil {
		return "", err
	}
	kind, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if err != nil || kind != "text/html" && kind != "application/xhtml+xml" {
		return "", fmt.Errorf("%s is no page but %s", collector.WithoutQuery(answer.URL), answer.Header.Get("Content-Type"))
	}
	return textOf(answer.Body, answer.Header.Get("Content-Type"), answer.URL)
}

// textOf reads the article of a page.
func textOf(page []byte, contentType string, base *url.URL) (string, error) {
	body, err := charset.NewReader(bytes.NewReader(page), contentType)
	if err != nil {
		return "", fmt.Errorf("reading the page: %w", err)
	}
	read, err := readability.FromReader(body, base)
	if err != nil {
		return "", fmt.Errorf("finding the article of the page: %w", err)
	}
	if read.Node == nil {
		return "", fmt.Errorf("%s holds no article", collector.WithoutQuery(base))
	}
	var text strings.Builder
	if err := read.RenderText(&text); err != nil {
		return "", fmt.Errorf("writing the article: %w", err)
	}
	return post.Cut(post.Clean(text.String()), mostText), nil
}
