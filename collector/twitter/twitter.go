// Package twitter collects posts of X over its v1.1 API: searches and list timelines.
//
// The platform closed v1.1 to most; the base URL is a setting so that a compatible gateway or an archive server can
// stand behind it.
package twitter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/dghubble/go-twitter/twitter"

	"hearsay/collector"
	"hearsay/post"
	"hearsay/post/wire"
)

// Settings of a twitter source: either a query or a list, and either an app's or a user's credentials.
type Settings struct {
	BaseURL   string `yaml:"base_url" doc:"up to and without /1.1; https://api.twitter.com if empty"`
	Query     string `yaml:"query" doc:"a v1.1 search"`
	Language  string `yaml:"language" doc:"restricts a search, ISO 639-1"`
	ListID    int64  `yaml:"list_id" doc:"a list's timeline instead of a search"`
	ListOwner string `yaml:"list_owner" doc:"with list_slug, the other way to name a list"`
	ListSlug  string `yaml:"list_slug" doc:"with list_owner, the list's short name"`
	PageSize  int    `yaml:"page_size" doc:"1 to 100 for a search, to 200 for a list; 100 if 0"`

	Bearer         string `yaml:"bearer" doc:"app-only: a bearer token"`
	ConsumerKey    string `yaml:"consumer_key" doc:"app-only with the secret alone; OAuth1 with the access token too"`
	ConsumerSecret string `yaml:"consumer_secret" doc:"the secret of consumer_key"`
	AccessToken    string `yaml:"access_token" doc:"OAuth1"`
	AccessSecret   string `yaml:"access_secret" doc:"OAuth1"`
}

const defaultBase = "https://api.twitter.com"

// Check implements collector.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if s.BaseURL != "" {
		if u, err := url.Parse(s.BaseURL); err != nil || u.Host == "" {
			report("base_url", fmt.Sprintf("%q is not an address", s.BaseURL), "write it up to /1.1, as in https://gateway.example.org")
		}
	}
	isList := s.ListID != 0 || s.ListSlug != ""
	if isList == (s.Query != "") {
		report("query", "a source reads either a query or a list", "set one of query, list_id, or list_owner and list_slug")
	}
	if (s.ListSlug == "") != (s.ListOwner == "") {
		report("list_slug", "a list is named by its owner and its slug together", "set both, or list_id alone")
	}
	if most := s.mostPerPage(); s.PageSize < 0 || s.PageSize > most {
		report("page_size", fmt.Sprintf("%d posts a page is out of range", s.PageSize), fmt.Sprintf("write 1 to %d, or leave it out", most))
	}
	s.checkCredentials(report)
}

func (s *Settings) mostPerPage() int {
	if s.Query != "" {
		return 100
	}
	return 200
}

// Open implements collector.Settings.
func (s *Settings) Open(env collector.Env) (collector.Source, error) {
	base := s.BaseURL
	if base == "" {
		base = defaultBase
	}
	u, err := url.Parse(strings.TrimSuffix(base, "/"))
	if err != nil {
		return nil, fmt.Errorf("base_url: %w", err)
	}
	settings := *s
	if settings.PageSize == 0 {
		settings.PageSize = 100
	}
	return &source{settings: settings, base: u, env: env}, nil
}

type source struct {
	settings Settings
	base     *url.URL
	env      collector.Env
}

// cursor walks a timeline that is served newest first without leaving a gap. A sweep takes everything in
// (Since, ∞), page by page downwards; Max is the id to go on from within a sweep, Top the newest id it has seen.
// Only when a sweep reaches Since does Top become the next sweep's Since.
type cursor struct {
	Since int64 `json:"since,omitempty"`
	Max   int64 `json:"max,omitempty"`
	Top   int64 `json:"top,omitempty"`
}

// Collect reads from the newest post down to where the last complete sweep began.
func (s *source) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	var at cursor
	if err := from.Decode(&at); err != nil {
		return err
	}
	client := s.client(ctx)
	for {
		tweets, response, err := s.page(client, at)
		if bad := (*json.UnmarshalTypeError)(nil); errors.As(err, &bad) { // all else was read
			s.env.Log.Warn("a part of a post of X cannot be read", "error", err)
			err = nil
		}
		if err := pageError(response, err, time.Now()); err != nil {
			return err
		}
		next, done := at.after(tweets)
		if next != at {
			encoded, err := collector.EncodeCursor(next)
			if err != nil {
				return err
			}
			if err := deliver(ctx, collector.Batch{Posts: toPosts(tweets), Cursor: encoded}); err != nil {
				return err
			}
		}
		if at = next; done {
			return nil
		}
		if wait := collector.Exhausted(response.Header, time.Now()); wait != nil {
			return wait
		}
	}
}

// after is the cursor once a page is stored, and whether the sweep is complete. An empty page ends a sweep; a short
// one does not, because the platform filters after it has cut the page.
func (at cursor) after(tweets []twitter.Tweet) (next cursor, done bool) {
	lowest := int64(0)
	next = at
	for i := range tweets {
		id := tweets[i].ID
		if id == 0 {
			continue // it cannot be read
		}
		next.Top = max(next.Top, id)
		if lowest == 0 || id < lowest {
			lowest = id
		}
	}
	stuck := at.Max != 0 && lowest > at.Max // a server that ignores max_id
	if lowest == 0 || lowest <= at.Since+1 || stuck {
		return cursor{Since: max(at.Since, next.Top)}, true
	}
	next.Max = lowest - 1
	return next, false
}

func (s *source) page(client *twitter.Client, at cursor) ([]twitter.Tweet, *http.Response, error) {
	entities := true
	if s.settings.Query == "" {
		return client.Lists.Statuses(&twitter.ListsStatusesParams{
			ListID: s.settings.ListID, Slug: s.settings.ListSlug, OwnerScreenName: s.settings.ListOwner,
			SinceID: at.Since, MaxID: at.Max, Count: s.settings.PageSize,
			IncludeEntities: &entities, IncludeRetweets: &entities, TweetMode: "extended",
		})
	}
	found, response, err := client.Search.Tweets(&twitter.SearchTweetParams{
		Query: s.settings.Query, Lang: s.settings.Language, ResultType: "recent",
		SinceID: at.Since, MaxID: at.Max, Count: s.settings.PageSize,
		IncludeEntities: &entities, TweetMode: "extended",
	})
	return found.Statuses, response, err
}

func toPosts(tweets []twitter.Tweet) []post.Post {
	posts := make([]post.Post, 0, len(tweets))
	for i := range tweets {
		if p := wire.FromTweet(&tweets[i]); p.Validate() == nil {
			posts = append(posts, p)
		}
	}
	return posts
}

// rateLimited is the API's error code of that meaning, which some gateways send with status 200.
const rateLimited = 88

// pageError turns an answer that is no page into what the scheduler understands.
func pageError(response *http.Response, err error, now time.Time) error {
	var api twitter.APIError
	limited := errors.As(err, &api) && len(api.Errors) > 0 && api.Errors[0].Code == rateLimited
	switch {
	case response == nil:
		return fmt.Errorf("asking X: %w", err)
	case response.StatusCode == http.StatusTooManyRequests || limited:
		return &collector.Wait{Until: resetAt(response.Header, now), Reason: "the rate limit of X is used up"}
	case response.StatusCode == http.StatusServiceUnavailable:
		return &collector.Wait{Until: collector.RetryAfter(response.Header, now, time.Minute), Reason: "X is over capacity"}
	case response.StatusCode == http.StatusUnauthorized || response.StatusCode == http.StatusForbidden:
		return fmt.Errorf("X refuses the credentials (%s): %w; check bearer, or the consumer and access keys", response.Status, orStatus(err, response))
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("X answers %s: %w", response.Status, orStatus(err, response))
	case err != nil:
		return fmt.Errorf("reading the answer of X: %w", err)
	}
	return nil
}

func orStatus(err error, response *http.Response) error {
	if err == nil {
		return errors.New(response.Status)
	}
	return err
}

// window is how long X counts requests.
const window = 15 * time.Minute

// resetAt is when the window of the rate limit ends: 15 minutes from now where the header does not say.
func resetAt(h http.Header, now time.Time) time.Time {
	if _, reset, ok := collector.RateLimit(h, now); ok {
		return reset
	}
	return collector.RetryAfter(h, now, window)
}
