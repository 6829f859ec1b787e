// Package feed collects posts from RSS, Atom and JSON feeds.
package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"hearsay/collector"
)

// Settings of a feed source.
type Settings struct {
	URL       string `yaml:"url" doc:"http or https"`
	Language  string `yaml:"language" doc:"ISO 639-1, for feeds that do not say"`
	Territory string `yaml:"territory" doc:"of every post in the feed"`
	WebSub    bool   `yaml:"websub" doc:"let the feed's hub tell of news, if it has one; hubs must reach the desk at base_url"`
}

// Check implements collector.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if u, err := url.Parse(s.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		report("url", fmt.Sprintf("%q is not the address of a feed", s.URL), "write it whole, as in https://example.org/feed.xml")
	}
}

// Open implements collector.Settings.
func (s *Settings) Open(env collector.Env) (collector.Source, error) {
	return &source{settings: *s, env: env}, nil
}

// maxBody bounds a feed after decompression, in bytes.
const maxBody = 16 << 20

type source struct {
	settings Settings
	env      collector.Env
}

// cursor is what a conditional request needs, where the feed has moved to, and how far it was read.
type cursor struct {
	Configured   string    `json:"configured"` // the address in the configuration
	URL          string    `json:"url"`        // where it is now, after permanent redirects
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"last_modified,omitempty"`
	Newest       time.Time `json:"newest,omitzero"` // of the entries that have a date
}

// Collect fetches the feed once and delivers its entries; none if it has not changed.
func (s *source) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	at := s.resume(from)
	response, body, moved, err := s.fetch(ctx, at)
	if err != nil || body == nil {
		return err
	}
	text := toUTF8(body, response.Header.Get("Content-Type"))
	parsed, err := parse(text)
	if err != nil {
		if named := discover(body, response.Request.URL); len(named) > 0 {
			return fmt.Errorf("%s is a web page; set url to a feed that it names: %s", collector.WithoutQuery(response.Request.URL), strings.Join(named, ", "))
		}
		return fmt.Errorf("%s is not a feed that can be read: %w; look at it with hearsay source try", collector.WithoutQuery(response.Request.URL), err)
	}
	if hub, self := hubOf(text, response.Header, response.Request.URL); hub != "" && s.env.Hubs != nil && s.settings.WebSub {
		s.env.Hubs.Want(ctx, s.env.Name, hub, self)
	}
	now := time.Now().UTC()
	posts := toPosts(parsed, response.Request.URL, s.settings, now)
	next := cursor{Configured: s.settings.URL, URL: moved, ETag: response.Header.Get("ETag"), LastModified: response.Header.Get("Last-Modified"), Newest: newest(posts, at.Newest, now)}
	encoded, err := collector.EncodeCursor(next)
	if err != nil {
		return err
	}
	return deliver(ctx, collector.Batch{Posts: posts, Lost: pushedOut(posts, at.Newest, now), Cursor: encoded})
}

// resume reads the cursor; what it remembers counts only as long as the configuration names the same address.
func (s *source) resume(from collector.Cursor) cursor {
	var at cursor
	if json.Unmarshal([]byte(from), &at) != nil || at.Configured != s.settings.URL {
		return cursor{Configured: s.settings.URL, URL: s.settings.URL}
	}
	return at
}

// fetch asks for the feed. The body is nil if it has not changed; the string is the address to ask next time, another
// one after a permanent redirect.
func (s *source) fetch(ctx context.Context, at cursor) (*http.Response, []byte, string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.URL, nil)
	if err != nil {
		return nil, nil, "", fmt.Errorf("asking for the feed: %w", err)
	}
	request.Header.Set("Accept", "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5")
	if at.ETag != "" {
		request.Header.Set("If-None-Match", at.ETag)
	}
	if at.LastModified != "" {
		request.Header.Set("If-Modified-Since", at.LastModified)
	}
	client := *s.env.Client
	permanent, moved := true, at.URL
	client.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if len(via) >= 5 {
			return errors.New("it redirects more than five times")
		}
		status := next.Response.StatusCode
		if permanent = permanent && (status == http.StatusMovedPermanently || status == http.StatusPermanentRedirect); permanent {
			moved = next.URL.String()
		}
		return nil
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, nil, "", fmt.Errorf("asking for the feed: %w", collector.HideQuery(err))
	}
	defer response.Body.Close()
	answer, err := collector.Read(response, maxBody, time.Now())
	if errors.Is(err, collector.ErrUnchanged) {
		return nil, nil, "", nil
	}
	if err != nil {
		return nil, nil, "", fmt.Errorf("%s: %w", collector.WithoutQuery(response.Request.URL), err)
	}
	body, err := gunzip(answer.Body)
	return response, body, moved, err
}
