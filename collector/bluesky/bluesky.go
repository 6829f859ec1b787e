// Package bluesky collects posts from the Bluesky network by Jetstream, a stream of every public record as JSON:
// https://github.com/bluesky-social/jetstream
package bluesky

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"

	"hearsay/collector"
	"hearsay/collector/stream"
	"hearsay/post"
	"hearsay/post/wire"
)

// Settings of a Bluesky source.
type Settings struct {
	Endpoints []string `yaml:"endpoints" doc:"of Jetstream v1, tried in turn; the network's own if left out"`
	Languages []string `yaml:"languages" doc:"ISO 639-1, as authors declare them; all if left out"`
	Reposts   *bool    `yaml:"reposts" doc:"count reposts of known posts; true if left out"`
}

// publicEndpoints are the instances that the network's operator runs.
var publicEndpoints = []string{
	"wss://jetstream1.us-east.bsky.network/subscribe", "wss://jetstream2.us-east.bsky.network/subscribe",
	"wss://jetstream1.us-west.bsky.network/subscribe", "wss://jetstream2.us-west.bsky.network/subscribe",
}

// Check implements collector.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	for _, endpoint := range s.Endpoints {
		if u, err := url.Parse(endpoint); err != nil || u.Host == "" || u.Scheme != "wss" && u.Scheme != "ws" {
			report("endpoints", fmt.Sprintf("%q is not the address of a Jetstream", endpoint), "write it as in wss://jetstream1.us-east.bsky.network/subscribe")
		}
	}
	for _, language := range s.Languages {
		if len(language) != 2 || strings.ToLower(language) != language {
			report("languages", fmt.Sprintf("%q is not a language", language), "write two small letters, as in fi (ISO 639-1)")
		}
	}
}

// Open implements collector.Settings.
func (s *Settings) Open(env collector.Env) (collector.Source, error) {
	opened := &source{settings: *s, env: env, keeper: stream.Keeper{Log: env.Log}}
	if len(s.Endpoints) == 0 {
		opened.settings.Endpoints = publicEndpoints
	}
	opened.endpoint = rand.IntN(len(opened.settings.Endpoints))
	return opened, nil
}

type source struct {
	settings Settings
	env      collector.Env
	keeper   stream.Keeper
	endpoint int // the one in use
}

// cursor is the time of the last event that is durable, by the stream's clock. It is the same on every instance.
type cursor struct {
	TimeUS int64 `json:"time_us"` // Unix microseconds
}

// overlap is read again after every break: instances do not see events in quite the same order. What is known is not
// stored twice.
const overlap = 5 * time.Second

// Collect reads the stream until ctx ends. A connection that breaks is made again from the last durable event, at the
// next instance, with growing pauses while nothing comes.
func (s *source) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	var at cursor
	if from != "" {
		if err := json.Unmarshal([]byte(from), &at); err != nil {
			return fmt.Errorf("the stored cursor %q is not one of this source: %w", from, err)
		}
	}
	s.keeper.Follow = func(ctx context.Context) (bool, error) {
		before := at
		err := s.follow(ctx, &at, deliver)
		if err != nil {
			err = fmt.Errorf("%s: %w", s.settings.Endpoints[s.endpoint], err)
		}
		s.endpoint = (s.endpoint + 1) % len(s.settings.Endpoints)
		return at != before, err
	}
	return s.keeper.Keep(ctx)
}

// mostEvent bounds one message, in bytes. Records have at most 1 MiB; Jetstream adds a little.
const mostEvent = 2 << 20

// follow reads one connection until it breaks.
func (s *source) follow(ctx context.Context, at *cursor, deliver collector.Deliver) error {
	conn, response, err := websocket.Dial(ctx, s.address(*at), &websocket.DialOptions{HTTPClient: s.env.Client})
	if response != nil && response.Body != nil {
		defer response.Body.Close()
	}
	if err != nil {
		return fmt.Errorf("connecting: %w", err)
	}
	defer conn.CloseNow() //nolint:errcheck // the connection is given up
	conn.SetReadLimit(mostEvent)
	next := *at
	return stream.Reader{
		Next: func(ctx context.Context) ([]byte, error) {
			_, data, err := conn.Read(ctx)
			return data, err
		},
		Take: func(batch *collector.Batch, data []byte) { s.take(batch, &next, data) },
		Flush: func(ctx context.Context, batch collector.Batch) error {
			encoded, err := json.Marshal(next)
			if err != nil {
				return err
			}
			batch.Cursor = collector.Cursor(encoded)
			if err := deliver(ctx, batch); err != nil {
				return err
			}
			*at = next
			return nil
		},
	}.Follow(ctx)
}

func (s *source) address(at cursor) string {
	query := url.Values{"wantedCollections": {"app.bsky.feed.post"}}
	if s.settings.Reposts == nil || *s.settings.Reposts {
		query.Add("wantedCollections", "app.bsky.feed.repost")
	}
	if at.TimeUS > 0 {
		query.Set("cursor", strconv.FormatInt(at.TimeUS-overlap.Microseconds(), 10))
	}
	return s.settings.Endpoints[s.endpoint] + "?" + query.Encode()
}

// event is what is read of every event of Jetstream v1.
type event struct {
	DID     string `json:"did"`
	TimeUS  int64  `json:"time_us"`
	Kind    string `json:"kind"` // commit, identity, account
	Account *struct {
		Active bool   `json:"active"`
		Status string `json:"status"` // takendown, suspended, deleted, deactivated
	} `json:"account"`
}

// goneStatuses are those of accounts whose posts the network shows no more.
var goneStatuses = []string{"deleted", "takendown", "suspended", "deactivated"}

// take adds an event to a batch. One that cannot be read is logged and passed over.
func (s *source) take(batch *collector.Batch, next *cursor, data []byte) {
	var e event
	if err := json.Unmarshal(data, &e); err != nil || e.DID == "" {
		s.env.Log.Warn("an event of the stream cannot be read", "error", err)
		return
	}
	next.TimeUS = max(next.TimeUS, e.TimeUS)
	if e.Kind == "account" {
		if e.Account != nil && !e.Account.Active && slices.Contains(goneStatuses, e.Account.Status) {
			batch.Erased = append(batch.Erased, post.Author{Platform: wire.Bluesky, Name: e.DID})
		}
		return
	}
	decoded, err := wire.Decode(data)
	switch {
	case err != nil:
		s.env.Log.Warn("an event of the stream cannot be read", "error", err)
	case decoded.Deleted != nil:
		batch.Deleted = append(batch.Deleted, *decoded.Deleted)
	case decoded.Post != nil && s.wants(decoded.Post):
		batch.Posts = append(batch.Posts, *decoded.Post)
	}
}

// wants tells whether a post is in a language that is asked for. Reposts have none.
func (s *source) wants(p *post.Post) bool {
	return len(s.settings.Languages) == 0 || p.RepostOf != "" || slices.Contains(s.settings.Languages, p.Language)
}
