// Package reddit collects posts and comments of Reddit over its Data API: https://www.reddit.com/dev/api/
package reddit

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"hearsay/collector"
	"hearsay/post"
)

// Settings of a Reddit source: a subreddit's posts or comments, or a search.
type Settings struct {
	Subreddit    string `yaml:"subreddit" doc:"without r/; several are joined by +"`
	Comments     bool   `yaml:"comments" doc:"read the subreddit's comments instead of its posts"`
	Query        string `yaml:"query" doc:"a search, in the subreddit or, without one, everywhere"`
	ClientID     string `yaml:"client_id" doc:"of an app of the kind 'script' or 'web app'"`
	ClientSecret string `yaml:"client_secret" doc:"the secret of client_id"`
	BaseURL      string `yaml:"base_url" doc:"of the API; https://oauth.reddit.com if left out"`
	TokenURL     string `yaml:"token_url" doc:"https://www.reddit.com/api/v1/access_token if left out"`
}

// Where Reddit answers.
const (
	defaultBase  = "https://oauth.reddit.com"
	defaultToken = "https://www.reddit.com/api/v1/access_token" //nolint:gosec // an address
)

var subreddits = regexp.MustCompile(`^[A-Za-z0-9_]{2,24}(\+[A-Za-z0-9_]{2,24})*$`)

// Check implements collector.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if s.Subreddit != "" && !subreddits.MatchString(s.Subreddit) {
		report("subreddit", fmt.Sprintf("%q is not a subreddit", s.Subreddit), "write it without r/, several joined by +")
	}
	if s.Subreddit == "" && s.Query == "" {
		report("subreddit", "nothing says what to read", "set subreddit, query or both")
	}
	if s.Comments && (s.Subreddit == "" || s.Query != "") {
		report("comments", "comments are read of a subreddit, and not searched", "set subreddit, and leave out query")
	}
	if s.ClientID == "" || s.ClientSecret == "" {
		report("client_id", "the API needs an app's id and secret", "set client_id and client_secret, or read the public feed without them: kind: feed, url: https://www.reddit.com/r/SUBREDDIT/new/.rss")
	}
	for field, address := range map[string]string{"base_url": s.BaseURL, "token_url": s.TokenURL} {
		if u, err := url.Parse(address); address != "" && (err != nil || u.Host == "") {
			report(field, fmt.Sprintf("%q is not an address", address), "write it whole, with https://")
		}
	}
}

// Open implements collector.Settings.
func (s *Settings) Open(env collector.Env) (collector.Source, error) {
	opened := &source{settings: *s, env: env}
	if s.BaseURL == "" {
		opened.settings.BaseURL = defaultBase
	}
	if s.TokenURL == "" {
		opened.settings.TokenURL = defaultToken
	}
	app := clientcredentials.Config{ClientID: s.ClientID, ClientSecret: s.ClientSecret, TokenURL: opened.settings.TokenURL, AuthStyle: oauth2.AuthStyleInHeader}
	// The token outlives a sweep, so that it is not asked for in a sweep's context.
	opened.client = app.Client(context.WithValue(context.Background(), oauth2.HTTPClient, env.Client))
	opened.client.Timeout, opened.client.CheckRedirect = env.Client.Timeout, collector.AtHome
	return opened, nil
}

type source struct {
	settings Settings
	env      collector.Env
	client   *http.Client
}

// cursor is how far the listing has been read, and the latest posts, which are looked at again lest one was deleted.
type cursor struct {
	Down   json.RawMessage `json:"down,omitempty"`
	Latest []string        `json:"latest,omitempty"`
	// Missing are those that were not shown at the last look. One that is missing twice is gone: an answer may lack some.
	Missing []string `json:"missing,omitempty"`
}

// watched is how many posts are looked at again: what one request to /api/info may ask for.
const watched = 100

// overlap is how far out of order a listing may be.
const overlap = 2 * time.Minute

// Collect reads the listing down to what is known, and then looks for deletions.
func (s *source) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	var at cursor
	if err := from.Decode(&at); err != nil {
		return err
	}
	watchedBefore := at.Latest
	var fresh []string
	down := collector.Down{Page: s.page, Overlap: overlap}
	err := down.Collect(ctx, collector.Cursor(at.Down), func(ctx context.Context, b collector.Batch) error {
		for i := range b.Posts {
			fresh = append(fresh, b.Posts[i].ID)
		}
		at.Down = json.RawMessage(b.Cursor)
		at.Latest = latest(fresh, watchedBefore)
		return s.deliver(ctx, at, b, deliver)
	})
	if err != nil || len(watchedBefore) == 0 {
		return err
	}
	removed, missing, err := s.look(ctx, watchedBefore)
	if err != nil {
		return err
	}
	var gone []post.Ref
	for _, name := range missing {
		if slices.Contains(at.Missing, name) {
			removed = append(removed, name)
		}
	}
	for _, name := range removed {
		gone = append(gone, post.Ref{Platform: Platform, ID: name})
	}
	at.Missing = missing
	at.Latest = slices.DeleteFunc(at.Latest, func(name string) bool { return slices.Contains(removed, name) })
	return s.deliver(ctx, at, collector.Batch{Deleted: gone}, deliver)
}

func (s *source) deliver(ctx context.Context, at cursor, b collector.Batch, deliver collector.Deliver) error {
	encoded, err := collector.EncodeCursor(at)
	if err != nil {
		return err
	}
	b.Cursor = encoded
	return deliver(ctx, b)
}

// latest are the newest of what was just read, and then of what was watched before.
func latest(fresh, before []string) []string {
	seen := map[string]bool{}
	var names []string
	for _, list := range [][]string{fresh, before} {
		for _, name := range list {
			if !seen[name] && len(names) < watched {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// page is the page below a full name. Reddit's "before" would read upwards, but finds nothing once the post that it names
// is deleted.
func (s *source) page(ctx context.Context, after string, _ time.Time) (collector.DownPage, error) {
	query := url.Values{"limit": {"100"}, "raw_json": {"1"}}
	if after != "" {
		query.Set("after", after)
	}
	path := "/search"
	switch {
	case s.settings.Query != "":
		query.Set("q", s.settings.Query)
		query.Set("sort", "new")
		if s.settings.Subreddit != "" {
			path = "/r/" + s.settings.Subreddit + "/search"
			query.Set("restrict_sr", "1")
		}
	case s.settings.Comments:
		path = "/r/" + s.settings.Subreddit + "/comments"
	default:
		path = "/r/" + s.settings.Subreddit + "/new"
	}
	found, header, err := s.ask(ctx, path+"?"+query.Encode())
	if err != nil {
		return collector.DownPage{}, err
	}
	page := collector.DownPage{Next: found.Data.After, Pause: collector.Exhausted(header, time.Now())}
	things := found.Data.Children.All
	for i := range things {
		t := &things[i].Data
		if t.isGone() {
			page.Deleted = append(page.Deleted, t.ref())
		} else if p := t.post(); p.Validate() == nil {
			page.Posts = append(page.Posts, p)
		}
	}
	return page, nil
}

// look tells which of the names were deleted or removed, and which Reddit does not show at all.
func (s *source) look(ctx context.Context, names []string) (removed, missing []string, err error) {
	found, _, err := s.ask(ctx, "/api/info?"+url.Values{"id": {strings.Join(names, ",")}, "raw_json": {"1"}}.Encode())
	if err != nil {
		return nil, nil, err
	}
	shown := map[string]bool{}
	things := found.Data.Children.All
	for i := range things {
		t := &things[i].Data
		if shown[t.Name] = true; t.isGone() {
			removed = append(removed, t.Name)
		}
	}
	for _, name := range names {
		if !shown[name] {
			missing = append(missing, name)
		}
	}
	return removed, missing, nil
}

func (s *source) ask(ctx context.Context, path string) (*listing, http.Header, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.settings.BaseURL+path, http.NoBody)
	if err != nil {
		return nil, nil, fmt.Errorf("asking Reddit: %w", err)
	}
	var found listing
	answer, err := collector.AskJSON(s.client, request, &found)
	if err != nil {
		return nil, nil, err
	}
	for _, err := range found.Data.Children.Unread {
		s.env.Log.Warn("a post of Reddit cannot be read", "error", err)
	}
	return &found, answer.Header, nil
}
