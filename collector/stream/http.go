package stream

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"hearsay/collector"
)

// Body is the body of an answer that never ends.
type Body struct {
	body   io.ReadCloser
	cancel context.CancelFunc
	alive  *time.Timer
	limit  time.Duration
}

// Open sends a request whose answer never ends. The body is given up when nothing came for as long as silence, so that a
// connection that died without a word is noticed. A refusal is an error as Ask gives it.
func Open(client *http.Client, request *http.Request, silence time.Duration) (*Body, error) {
	ctx, cancel := context.WithCancel(request.Context())
	endless := *client
	endless.Timeout = 0                                   // of the whole body
	response, err := endless.Do(request.WithContext(ctx)) //nolint:gosec // as for Ask
	if err != nil {
		cancel()
		return nil, collector.HideQuery(err)
	}
	if response.StatusCode != http.StatusOK {
		defer cancel()
		defer response.Body.Close()
		_, err := collector.Read(response, mostRefusal, time.Now())
		if err == nil {
			err = errors.New(response.Status)
		}
		return nil, fmt.Errorf("%s: %w", collector.WithoutQuery(request.URL), err)
	}
	return &Body{response.Body, cancel, time.AfterFunc(silence, cancel), silence}, nil
}

// mostRefusal bounds the body of an answer that is no stream, in bytes.
const mostRefusal = 64 << 10

// Read implements io.Reader.
func (b *Body) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if n > 0 {
		b.alive.Reset(b.limit)
	}
	return n, err
}

// Close gives the stream up.
func (b *Body) Close() error {
	b.alive.Stop()
	b.cancel()
	return b.body.Close()
}

// EndWith gives the stream up when ctx ends. What it returns takes that back.
func (b *Body) EndWith(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, b.cancel)
}

// ErrEnded is returned when the server ends a stream in order.
var ErrEnded = errors.New("the server ended the stream")

// Lines reads a body a line at a time, each of at most most bytes.
func Lines(b *Body, most int) func(context.Context) ([]byte, error) {
	lines := bufio.NewScanner(b)
	lines.Buffer(nil, most)
	return func(ctx context.Context) ([]byte, error) {
		defer b.EndWith(ctx)()
		if !lines.Scan() {
			return nil, errors.Join(lines.Err(), ErrEnded)
		}
		return append([]byte(nil), lines.Bytes()...), nil
	}
}
