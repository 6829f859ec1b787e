package stream_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
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

func TestMessagesComeInBatchesAndAllBeforeABreak(t *testing.T) {
	broken := errors.New("broken")
	sent := 0
	var sizes []int
	err := stream.Reader{
		Next: func(context.Context) ([]byte, error) {
			if sent++; sent > stream.MostMessages+3 {
				return nil, broken
			}
			return []byte("x"), nil
		},
		Take:  func(b *collector.Batch, _ []byte) { b.Posts = append(b.Posts, post.Post{}) },
		Flush: func(_ context.Context, b collector.Batch) error { sizes = append(sizes, len(b.Posts)); return nil },
	}.Follow(t.Context())
	total := 0
	for _, n := range sizes {
		total += n
	}
	if !errors.Is(err, broken) || total != stream.MostMessages+3 || sizes[0] > stream.MostMessages {
		t.Errorf("got %v with batches of %v", err, sizes)
	}
}

func TestAKeeperPausesLongerWhileNothingComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("the ledger is full")
		var at []time.Time
		k := &stream.Keeper{Log: slog.New(slog.DiscardHandler), Follow: func(context.Context) (bool, error) {
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
		k := &stream.Keeper{Log: slog.New(slog.DiscardHandler), Follow: func(context.Context) (bool, error) { calls++; return false, stops }}
		if err := k.Keep(t.Context()); calls != 1 || !errors.Is(err, stops) {
			t.Errorf("%s: got %v after %d calls", name, err, calls)
		}
	}
}
