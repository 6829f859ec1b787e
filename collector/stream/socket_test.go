package stream_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"hearsay/collector/stream"
)

// dial opens a WebSocket whose other side does what serve says.
func dial(t *testing.T, serve func(ctx context.Context, conn *websocket.Conn)) *websocket.Conn {
	t.Helper()
	ended := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(ended)
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.CloseNow()
		serve(r.Context(), conn)
	}))
	conn, response, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(server.URL, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if response.Body != nil {
		response.Body.Close()
	}
	t.Cleanup(func() {
		_ = conn.CloseNow() // it may be closed
		<-ended
		server.Close()
	})
	return conn
}

func TestASocketThatDiedWithoutAWordIsGivenUp(t *testing.T) {
	over := make(chan struct{})
	defer close(over)
	conn := dial(t, func(ctx context.Context, conn *websocket.Conn) {
		_ = conn.Write(ctx, websocket.MessageText, []byte("one"))
		<-over // it reads nothing, and so answers nothing
	})
	socket := stream.Watch(conn, 50*time.Millisecond, false)
	if _, message, err := socket.Read(t.Context()); err != nil || string(message) != "one" {
		t.Fatalf("got %q, %v", message, err)
	}
	if _, message, err := socket.Read(t.Context()); !errors.Is(err, stream.ErrSilent) {
		t.Errorf("got %q, %v of a connection that is dead", message, err)
	}
}

func TestASocketThatIsQuietIsKept(t *testing.T) {
	const quiet = 50 * time.Millisecond
	answers := func(ctx context.Context, conn *websocket.Conn) {
		ctx = conn.CloseRead(ctx) // signs of life are answered
		time.Sleep(5 * quiet)
		_ = conn.Write(ctx, websocket.MessageText, []byte("at last"))
		<-ctx.Done()
	}
	socket := stream.Watch(dial(t, answers), quiet, false)
	if _, message, err := socket.Read(t.Context()); err != nil || string(message) != "at last" {
		t.Errorf("got %q, %v", message, err)
	}
	time.Sleep(5 * quiet) // the reader is busy elsewhere
	ctx, cancel := context.WithTimeout(t.Context(), 5*quiet)
	defer cancel()
	if _, message, err := socket.Read(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %q, %v of a connection that is only quiet", message, err)
	}
	dense := stream.Watch(dial(t, answers), quiet, true)
	if _, message, err := dense.Read(t.Context()); !errors.Is(err, stream.ErrSilent) {
		t.Errorf("got %q, %v where messages come all the time", message, err)
	}
}
