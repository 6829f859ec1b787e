package mastodon

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coder/websocket"

	"hearsay/collector"
	"hearsay/collector/stream"
)

// stream follows the stream, connecting again when it breaks. Where an instance gives none, the timeline is read and
// that is all until the next sweep.
func (s *source) stream(ctx context.Context, at *cursor, deliver collector.Deliver) error {
	s.keeper.Follow = func(ctx context.Context) (bool, error) {
		before := *at
		err := s.follow(ctx, at, deliver)
		return *at != before, err
	}
	return s.keeper.Keep(ctx)
}

// follow opens the stream, reads what was missed, and then what comes, until the stream breaks.
func (s *source) follow(ctx context.Context, at *cursor, deliver collector.Deliver) error {
	opened, err := s.connect(ctx)
	if err != nil {
		s.env.Log.Warn("the instance does not stream; its timeline is read in turns", "error", err)
		return s.catchUp(ctx, at, deliver)
	}
	defer opened.close()
	if err := s.catchUp(ctx, at, deliver); err != nil {
		return err
	}
	s.env.Reached(time.Now())
	next := *at
	return stream.Reader{
		Next: opened.next,
		Take: func(batch *collector.Batch, message []byte) { s.takeEvent(batch, &next, message) },
		End: func(batch collector.Batch) func(context.Context) error {
			reached := next
			return stream.Deliver(batch, reached, deliver, func() {
				*at = reached
				s.env.Reached(time.Now())
			})
		},
	}.Follow(ctx)
}

// connection is an open stream.
type connection struct {
	next  func(context.Context) ([]byte, error)
	close func()
}

// connect opens the stream by WebSocket, else by Server-Sent Events.
func (s *source) connect(ctx context.Context) (*connection, error) {
	byWebSocket, err := s.webSocket(ctx)
	if err == nil {
		return byWebSocket, nil
	}
	byEvents, failed := s.serverSent(ctx)
	if failed != nil {
		return nil, errors.Join(err, failed)
	}
	return byEvents, nil
}

// channel is the stream's name, as a WebSocket and as a path.
func (s *source) channel() (name, path string) {
	switch s.settings.Timeline {
	case "local":
		return "public:local", "public/local"
	case "hashtag":
		return "hashtag", "hashtag"
	}
	return "public", "public"
}

func (s *source) webSocket(ctx context.Context) (*connection, error) {
	name, _ := s.channel()
	query := url.Values{"stream": {name}}
	if s.settings.Hashtag != "" {
		query.Set("tag", s.settings.Hashtag)
	}
	header := http.Header{}
	s.authorize(header)
	conn, response, err := websocket.Dial(ctx, s.streaming(ctx)+"/api/v1/streaming?"+query.Encode(), &websocket.DialOptions{HTTPClient: s.env.Client, HTTPHeader: header, OnPingReceived: func(context.Context, []byte) bool {
		s.env.Reached(time.Now()) // a stream that says nothing misses nothing
		return true
	}})
	if response != nil && response.Body != nil {
		defer response.Body.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("by WebSocket: %w", err)
	}
	conn.SetReadLimit(mostEvent)
	socket := stream.Watch(conn, silence, false)
	return &connection{
		next: func(ctx context.Context) ([]byte, error) {
			_, data, err := socket.Read(ctx)
			return data, err
		},
		close: func() { _ = conn.CloseNow() }, // the connection is given up
	}, nil
}

// streaming is where the instance streams: elsewhere if it says so, which it may within its own domain only, as the token
// goes there.
func (s *source) streaming(ctx context.Context) string {
	own := "ws" + strings.TrimPrefix(s.base.String(), "http")
	var said instance
	if _, err := s.ask(ctx, "/api/v2/instance", &said); err != nil {
		return own
	}
	u, err := url.Parse(said.Configuration.URLs.Streaming)
	if err != nil || u.Scheme != "wss" || !strings.HasSuffix("."+u.Hostname(), "."+s.base.Hostname()) {
		return own
	}
	return strings.TrimSuffix(u.String(), "/")
}

// silence is how long a stream may send nothing: instances send a sign of life every 15 seconds.
const silence = time.Minute

func (s *source) serverSent(ctx context.Context) (*connection, error) {
	_, path := s.channel()
	query := url.Values{}
	if s.settings.Hashtag != "" {
		query.Set("tag", s.settings.Hashtag)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base.String()+"/api/v1/streaming/"+path+"?"+query.Encode(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("by events: %w", err)
	}
	s.authorize(request.Header)
	body, err := stream.Open(s.env.Client, request, silence)
	if err != nil {
		return nil, fmt.Errorf("by events: %w", err)
	}
	reader := newEvents(body, func() { s.env.Reached(time.Now()) })
	return &connection{
		next: func(ctx context.Context) ([]byte, error) {
			defer body.EndWith(ctx)()
			return reader.next()
		},
		close: func() { _ = body.Close() }, // the connection is given up
	}, nil
}
