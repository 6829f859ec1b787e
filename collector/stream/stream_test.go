package stream_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hearsay/collector"
	"hearsay/collector/collectortest"
	"hearsay/collector/stream"
	"hearsay/post"
)

func TestAStreamThatSaysNothingIsGivenUp(t *testing.T) {
	quiet := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "one")
		w.(http.Flusher).Flush()
		<-quiet
	}))
	defer server.Close()
	defer close(quiet)
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
	body, err := stream.Open(collectortest.Env(t).Client, request, 100*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	next := stream.Lines(body, 100)
	if line, err := next(t.Context()); err != nil || string(line) != "one" {
		t.Fatalf("got %q, %v", line, err)
	}
	if line, err := next(t.Context()); err == nil {
		t.Errorf("got %q of a stream that is silent", line)
	}
}

func TestAReaderThatIsStoppedEnds(t *testing.T) {
	quiet := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.(http.Flusher).Flush()
		<-quiet
	}))
	defer server.Close()
	defer close(quiet)
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
	body, err := stream.Open(collectortest.Env(t).Client, request, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := stream.Lines(body, 100)(ctx); err == nil {
		t.Error("no error after the context's end")
	}
}

// numbered are so many messages, and then a break.
func numbered(n int) func(context.Context) ([]byte, error) {
	sent := 0
	return func(context.Context) ([]byte, error) {
		if sent++; sent > n {
			return nil, errBroken
		}
		return fmt.Append(nil, sent), nil
	}
}

var errBroken = errors.New("broken")

func takeID(b *collector.Batch, message []byte) {
	b.Posts = append(b.Posts, post.Post{ID: string(message)})
}

// TestMessagesComeInOrderAndAllBeforeABreak delivers slowly, so that batches grow meanwhile: each message comes once, in order, one batch
// at a time, none larger than it may be.
func TestMessagesComeInOrderAndAllBeforeABreak(t *testing.T) {
	const all = 3*stream.Most + 7
	var onTheWay atomic.Int32
	var sizes []int
	next := 1
	err := stream.Reader{
		Next: numbered(all),
		Take: takeID,
		End: func(b collector.Batch) func(context.Context) error {
			return func(context.Context) error {
				if onTheWay.Add(1) > 1 {
					t.Error("two batches are on their way")
				}
				defer onTheWay.Add(-1)
				time.Sleep(20 * time.Millisecond)
				sizes = append(sizes, len(b.Posts))
				for _, p := range b.Posts {
					if p.ID != fmt.Sprint(next) {
						t.Fatalf("got message %s, want %d", p.ID, next)
					}
					next++
				}
				return nil
			}
		},
	}.Follow(t.Context())
	if !errors.Is(err, errBroken) || next != all+1 || slices.Max(sizes) > stream.Most || slices.Max(sizes) <= stream.Enough {
		t.Errorf("got %v with batches of %v", err, sizes)
	}
}

// TestWhatIsNotDeliveredEndsTheReading refuses a batch: none comes after it, and the reader ends.
func TestWhatIsNotDeliveredEndsTheReading(t *testing.T) {
	full := errors.New("the ledger is full")
	sent := 0
	err := stream.Reader{
		Next: numbered(1 << 30),
		Take: takeID,
		End: func(collector.Batch) func(context.Context) error {
			return func(context.Context) error {
				if sent++; sent == 3 {
					return full
				}
				return nil
			}
		},
	}.Follow(t.Context())
	var undelivered *stream.Undelivered
	if !errors.As(err, &undelivered) || !errors.Is(err, full) || sent != 3 {
		t.Errorf("got %v after %d batches", err, sent)
	}
}

// TestAQuietStreamIsNotKeptWaiting sends one message and then nothing.
func TestAQuietStreamIsNotKeptWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, ctx := time.Now(), t.Context()
		ctx, stop := context.WithTimeout(ctx, time.Minute)
		defer stop()
		messages := make(chan []byte, 1)
		messages <- []byte("1")
		var took time.Duration
		_ = stream.Reader{
			Next: func(ctx context.Context) ([]byte, error) {
				select {
				case m := <-messages:
					return m, nil
				case <-ctx.Done():
					return nil, ctx.Err()
				}
			},
			Take: takeID,
			End: func(collector.Batch) func(context.Context) error {
				return func(context.Context) error { took = time.Since(began); return nil }
			},
		}.Follow(ctx)
		if took != stream.Longest {
			t.Errorf("a message was on its way for %v", took)
		}
	})
}

func TestAKeeperPausesLongerWhileNothingComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("the ledger is full")
		var at []time.Time
		k := &stream.Keeper{Log: slog.New(slog.DiscardHandler), Broke: func(error) {}, Follow: func(context.Context) (bool, error) {
			at = append(at, time.Now())
			if len(at) == 12 {
				return false, &stream.Undelivered{Err: full}
			}
			return len(at) == 10, errors.New("broken")
		}}
		if err := k.Keep(t.Context()); !errors.Is(err, full) {
			t.Errorf("got %v, want what deliver said", err)
		}
		first, longest, fresh := at[1].Sub(at[0]), at[9].Sub(at[8]), at[10].Sub(at[9])
		if longest < 5*first || fresh > 2*first+200*time.Millisecond {
			t.Errorf("paused %v at first, %v in the end, %v after something came", first, longest, fresh)
		}
	})
	for name, stops := range map[string]error{"patience": &collector.Wait{}, "gone": collector.ErrGone, "refused": &collector.RefusedError{Status: 401}, "nothing to connect to": nil} {
		calls := 0
		k := &stream.Keeper{Log: slog.New(slog.DiscardHandler), Broke: func(error) {}, Follow: func(context.Context) (bool, error) { calls++; return false, stops }}
		if err := k.Keep(t.Context()); calls != 1 || !errors.Is(err, stops) {
			t.Errorf("%s: got %v after %d calls", name, err, calls)
		}
	}
}
