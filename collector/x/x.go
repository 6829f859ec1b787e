// Package x collects posts of X over its v2 API: a search of the last seven days, the filtered stream, or the compliance
// stream, which says what was deleted. https://docs.x.com/x-api
package x

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"hearsay/collector"
	"hearsay/collector/stream"
	"hearsay/sight"
)

// Settings of an X source: one of query, rules and partition.
type Settings struct {
	BaseURL   string   `yaml:"base_url" doc:"up to and without /2; https://api.x.com if left out"`
	Bearer    string   `yaml:"bearer" doc:"the app's bearer token"`
	Query     string   `yaml:"query" doc:"a recent search"`
	Rules     []string `yaml:"rules" doc:"of the filtered stream; what X has of this source is kept the same"`
	Partition int      `yaml:"partition" doc:"1 to 4: a part of the compliance stream"`
	Monthly   int64    `yaml:"monthly" doc:"posts that all sources with this token may read in a calendar month"`
	Backfill  int      `yaml:"backfill" doc:"minutes that a stream is to repeat after a break, 1 to 5, for plans that allow it"`
	PageSize  int      `yaml:"page_size" doc:"10 to 100 posts for a search; 100 if left out"`
}

const defaultBase = "https://api.x.com"

// Check implements collector.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if u, err := url.Parse(s.base()); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		report("base_url", fmt.Sprintf("%q is not an address", s.BaseURL), "write it up to /2, as in https://gateway.example.org")
	}
	if s.Bearer == "" && s.BaseURL == "" {
		report("bearer", "the API needs a token", "set bearer, as in ${X_BEARER}")
	}
	if chosen := count(s.Query != "", len(s.Rules) > 0, s.Partition != 0); chosen != 1 {
		report("query", "a source reads a search, the filtered stream or the compliance stream", "set one of query, rules and partition")
	}
	if i := slices.Index(s.Rules, ""); i >= 0 {
		report("rules", fmt.Sprintf("rule %d is empty", i+1), "write what to look for, as in (flood OR tulva) lang:fi")
	}
	for _, field := range []struct {
		name        string
		value       int
		least, most int
		unit        string
	}{{"partition", s.Partition, 1, 4, "of the stream"}, {"backfill", s.Backfill, 1, 5, "minutes"}, {"page_size", s.PageSize, 10, 100, "posts"}} {
		if field.value != 0 && (field.value < field.least || field.value > field.most) {
			report(field.name, fmt.Sprintf("%d is out of range", field.value), fmt.Sprintf("write %d to %d %s, or leave it out", field.least, field.most, field.unit))
		}
	}
	if s.Monthly < 0 {
		report("monthly", "a number of posts cannot be negative", "write what your plan allows, or leave it out")
	}
}

func count(facts ...bool) (n int) {
	for _, fact := range facts {
		if fact {
			n++
		}
	}
	return n
}

func (s *Settings) base() string {
	if s.BaseURL == "" {
		return defaultBase
	}
	return strings.TrimSuffix(s.BaseURL, "/")
}

// Open implements collector.Settings.
func (s *Settings) Open(env collector.Env) (collector.Source, error) {
	opened := &source{settings: *s, base: s.base(), env: env, now: time.Now, keeper: stream.Keeper{Log: env.Log, Broke: env.Broke}}
	if s.PageSize == 0 {
		opened.settings.PageSize = 100
	}
	return opened, nil
}

type source struct {
	settings Settings
	base     string
	env      collector.Env
	keeper   stream.Keeper
	now      func() time.Time
}

// cursor walks a search that is served newest first without leaving a gap: a sweep takes everything newer than Since, page by
// page downwards. Next is the page to go on with within a sweep, Top the newest id that it has seen, which becomes the next
// sweep's Since when it is through. A stream has no place to resume at, and notes until when it was heard.
type cursor struct {
	Since string `json:"since,omitempty"`
	Next  string `json:"next,omitempty"`
	Top   string `json:"top,omitempty"`

	Heard time.Time `json:"heard,omitzero"` // when a stream last said something
}

// Collect implements collector.Source.
func (s *source) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	switch {
	case s.settings.Query != "":
		return s.search(ctx, from, deliver)
	case s.settings.Partition != 0:
		return s.comply(ctx, deliver)
	}
	return s.follow(ctx, from, deliver)
}

// search reads pages downwards to where the last complete sweep began.
func (s *source) search(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	var at cursor
	if err := from.Decode(&at); err != nil {
		return err
	}
	var lost *collector.Lost
	for {
		found, header, err := s.page(ctx, at)
		if restart, isStale := at.afresh(err); isStale {
			s.env.Log.Warn("X does not know the place any more where the search stood; it begins again", "error", err)
			if restart.Since == "" {
				lost = lostSince(at.Since, s.now())
			}
			at = restart
			continue
		}
		if err != nil {
			return err
		}
		posts, replaced, err := found.Posts()
		if err != nil {
			s.env.Log.Warn("posts of the search cannot be read", "error", err)
		}
		at.Top, at.Next = higher(at.Top, found.Meta.NewestID), found.Meta.NextToken
		done := at.Next == ""
		if done {
			at = cursor{Since: higher(at.Since, at.Top)}
		}
		encoded, err := collector.EncodeCursor(at)
		if err != nil {
			return err
		}
		if err := deliver(ctx, collector.Batch{Posts: posts, Deleted: replaced, Lost: lost, Cursor: encoded}); err != nil || done {
			return err
		}
		lost = nil
		if wait := collector.Exhausted(header, s.now()); wait != nil {
			return wait
		}
	}
}

// afresh is where to begin again if X no longer takes what the cursor names: a page's token ends, and a search goes back
// seven days.
func (at cursor) afresh(err error) (cursor, bool) {
	var status *collector.StatusError
	if !errors.As(err, &status) || status.Status != http.StatusBadRequest {
		return at, false
	}
	switch {
	case at.Next != "":
		return cursor{Since: at.Since, Top: at.Top}, true
	case at.Since != "" && strings.Contains(status.Body, "since_id"):
		return cursor{}, true
	}
	return at, false
}

const (
	searched   = 7 * 24 * time.Hour // how far back X searches
	snowflakes = 1288834974657      // Unix milliseconds at which ids begin, whose upper bits count on: https://docs.x.com/fundamentals/x-ids
)

// lostSince is what a search misses that does not reach back to a post.
func lostSince(id string, now time.Time) *collector.Lost {
	number, err := strconv.ParseInt(id, 10, 64)
	since := time.UnixMilli(number>>22 + snowflakes)
	if to := now.Add(-searched); err == nil && since.Before(to) {
		return &collector.Lost{Span: sight.Span{From: since, To: to}, Reason: sight.TooOld, Detail: "X searches back seven days"}
	}
	return nil
}

// higher is the later of two ids.
func higher(a, b string) string {
	if len(a) > len(b) || len(a) == len(b) && a > b {
		return a
	}
	return b
}

// page asks for a page, within the month's budget.
func (s *source) page(ctx context.Context, at cursor) (*page, http.Header, error) {
	query := s.fields()
	query.Set("query", s.settings.Query)
	query.Set("max_results", strconv.Itoa(s.settings.PageSize))
	if at.Since != "" {
		query.Set("since_id", at.Since)
	}
	if at.Next != "" {
		query.Set("next_token", at.Next)
	}
	most := int64(s.settings.PageSize)
	if err := s.spend(ctx, most); err != nil {
		return nil, nil, err
	}
	var found page
	answer, err := s.ask(ctx, http.MethodGet, "/2/tweets/search/recent?"+query.Encode(), nil, &found)
	if err != nil {
		var refused *collector.StatusError
		if errors.As(err, &refused) { // nothing was read; after any other error something may have been
			return nil, nil, errors.Join(err, s.giveBack(ctx, most))
		}
		return nil, nil, err
	}
	return &found, answer.Header, s.giveBack(ctx, most-found.Meta.Count)
}

// fields are what is asked of each post.
func (s *source) fields() url.Values {
	return url.Values{
		"tweet.fields": {"author_id,created_at,edit_history_tweet_ids,entities,lang,note_tweet,public_metrics,referenced_tweets"},
		"expansions":   {"author_id,referenced_tweets.id"},
		"user.fields":  {"public_metrics,username"},
	}
}
