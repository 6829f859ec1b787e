package stream

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

// ErrSilent is returned where nothing came for so long that the connection was given up.
var ErrSilent = errors.New("nothing comes any more")

// Socket reads a WebSocket, and notices one that died without a word. It is read by one goroutine.
type Socket struct {
	*websocket.Conn

	quiet     time.Duration
	isDense   bool
	alarm     *time.Timer
	turn      atomic.Int64 // odd while a message is waited for
	isGivenUp atomic.Bool
}

// Watch watches a connection. When no message has come for as long as quiet, the other side is asked for a sign of life
// (RFC 6455, 5.5.2), and the connection is given up if none comes in the same time again; where messages are known to come
// all the time (isDense), at once. Time in which nobody reads does not count.
func Watch(conn *websocket.Conn, quiet time.Duration, isDense bool) *Socket {
	s := &Socket{Conn: conn, quiet: quiet, isDense: isDense}
	s.alarm = time.AfterFunc(quiet, s.check)
	s.alarm.Stop()
	return s
}

// Read is the next message; ErrSilent of a connection that was given up.
func (s *Socket) Read(ctx context.Context) (websocket.MessageType, []byte, error) {
	s.turn.Add(1)
	s.alarm.Reset(s.quiet)
	kind, data, err := s.Conn.Read(ctx)
	s.alarm.Stop()
	s.turn.Add(1)
	if err != nil && s.isGivenUp.Load() {
		err = fmt.Errorf("%w: %w", ErrSilent, err)
	}
	return kind, data, err
}

// check asks for a sign of life.
func (s *Socket) check() {
	turn := s.turn.Load()
	if turn%2 == 0 {
		return
	}
	isAlive := !s.isDense
	if isAlive {
		ctx, cancel := context.WithTimeout(context.Background(), s.quiet)
		defer cancel()
		isAlive = s.Ping(ctx) == nil
	}
	switch {
	case s.turn.Load() != turn: // something came, which may have kept the sign from being read
	case isAlive:
		s.alarm.Reset(s.quiet)
	default:
		s.isGivenUp.Store(true)
		_ = s.CloseNow() // the connection is given up
	}
}
