// Package bluesky collects posts from the Bluesky network by Jetstream, a stream of every public record as JSON:
// https://github.com/bluesky-social/jetstream
package bluesky

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"time"

	"hearsay/collector"
	"hearsay/collector/stream"
	"hearsay/post"
	"hearsay/post/wire"
	"hearsay/sight"
)

// Settings of a Bluesky source.
type Settings struct {
	Endpoints []string `yaml:"endpoints" doc:"of Jetstream, v1 (…/subscribe) or v2 (…/xrpc/network.bsky.jetstream.subscribeEvents), tried in turn; the network's own if left out"`
	Languages []string `yaml:"languages" doc:"ISO 639-1, as authors declare them; all if left out"`
	Reposts   *bool    `yaml:"reposts" doc:"count reposts of known posts; true if left out"`

	Query    string `yaml:"query" doc:"a search instead of the stream"`
	BaseURL  string `yaml:"base_url" doc:"of the server that searches; https://public.api.bsky.app if left out, or with a password https://bsky.social"`
	Handle   string `yaml:"handle" doc:"of an account that searches, where the server asks for one"`
	Password string `yaml:"password" doc:"an app password of that account"`
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
	s.checkSearch(report)
	for _, language := range s.Languages {
		if len(language) != 2 || strings.ToLower(language) != language {
			report("languages", fmt.Sprintf("%q is not a language", language), "write two small letters, as in fi (ISO 639-1)")
		}
	}
}

// Open implements collector.Settings.
func (s *Settings) Open(env collector.Env) (collector.Source, error) {
	if s.Query != "" {
		return s.openSearch(env), nil
	}
	opened := &source{settings: *s, env: env, isNetwork: len(s.Endpoints) == 0, keeper: stream.Keeper{Log: env.Log, Broke: env.Broke}}
	if opened.isNetwork {
		opened.settings.Endpoints = publicEndpoints
	}
	opened.endpoint = rand.IntN(len(opened.settings.Endpoints))
	return opened, nil
}

type source struct {
	settings  Settings
	env       collector.Env
	keeper    stream.Keeper
	endpoint  int  // the one in use
	isNetwork bool // the endpoints are the network's own
}

// cursor is the last event that is durable: its time by the stream's clock, which is the same on every instance, and its
// number at the instance that it was read from, which is that instance's own.
type cursor struct {
	TimeUS int64  `json:"time_us"` // Unix microseconds
	Host   string `json:"host,omitempty"`
	Seq    int64  `json:"seq,omitempty"`
}

// overlap is read again after every break: instances do not see events in quite the same order. What is known is not
// stored twice.
const overlap = 5 * time.Second

// surelyKept is what every instance keeps of the past, and dense is a time in which the network never says nothing.
const (
	surelyKept = time.Hour
	dense      = time.Minute
)

// lostBetween is what an instance does not give any more, if it began much later than at the place where the stream was to be resumed.
func lostBetween(resumed, began time.Time) *collector.Lost {
	if began.Sub(resumed) < dense {
		return nil
	}
	return &collector.Lost{Span: sight.Span{From: resumed, To: began}, Reason: sight.TooOld, Detail: "the instance keeps less of the past"}
}

// Collect reads the stream until ctx ends. A connection that breaks is made again from the last durable event, at the
// next instance, with growing pauses while nothing comes.
func (s *source) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	var at cursor
	if err := from.Decode(&at); err != nil {
		return err
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
	conn, err := s.connect(ctx, *at)
	if err != nil {
		return err
	}
	defer conn.CloseNow() //nolint:errcheck // the connection is given up
	next := *at
	if next.Host != conn.host {
		next.Host, next.Seq = conn.host, 0
	}
	resumed := time.UnixMicro(at.TimeUS)
	isOld := at.TimeUS > 0 && time.Since(resumed) > surelyKept
	err = stream.Reader{
		Next: conn.next,
		Take: func(batch *collector.Batch, data []byte) {
			s.take(batch, &next, data)
			if isOld && next.TimeUS > at.TimeUS {
				isOld = false
				batch.Lost = lostBetween(resumed, time.UnixMicro(next.TimeUS))
			}
		},
		End: func(batch collector.Batch) func(context.Context) error {
			reached := next
			return stream.Deliver(batch, reached, deliver, func() {
				*at = reached
				s.env.Reached(time.UnixMicro(reached.TimeUS))
			})
		},
	}.Follow(ctx)
	if refused := (*errorFrame)(nil); errors.As(err, &refused) {
		at.Host, at.Seq = "", 0 // the instance may not know the number: by time, then
	}
	return err
}

// take adds an event to a batch. One that cannot be read is logged and passed over.
func (s *source) take(batch *collector.Batch, next *cursor, data []byte) {
	e, err := readEvent(data)
	if err != nil {
		s.env.Log.Warn("an event of the stream cannot be read", "error", err)
		return
	}
	if e.info != "" {
		s.env.Log.Warn("the instance says of the stream", "info", e.info)
	}
	if e.did == "" {
		return
	}
	// A time that is yet to come would let all be passed over that is read from there after a break.
	next.TimeUS, next.Seq = max(next.TimeUS, min(e.timeUS, time.Now().UnixMicro())), max(next.Seq, e.seq)
	if e.account != nil {
		if !e.account.Active && slices.Contains(goneStatuses, e.account.Status) {
			batch.Erased = append(batch.Erased, post.Author{Platform: wire.Bluesky, Name: e.did})
		}
		return
	}
	if e.commit == nil {
		return
	}
	decoded, err := e.commit.Event(e.did, time.UnixMicro(e.timeUS).UTC())
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
