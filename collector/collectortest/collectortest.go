// Package collectortest runs sources in tests: over loopback, with everything they deliver kept.
package collectortest

import (
	"context"
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"hearsay/collector"
	"hearsay/post"
)

// Env is an environment that may ask loopback, without pauses.
func Env(t testing.TB) collector.Env {
	t.Helper()
	fetcher := collector.Fetcher{PerHost: time.Nanosecond, Rest: time.Millisecond, Timeout: 5 * time.Second, AllowInner: Loopback()}
	client := fetcher.Client()
	t.Cleanup(client.CloseIdleConnections)
	return collector.Env{Name: "test", Client: client, Log: slog.New(slog.DiscardHandler)}
}

// Loopback is the networks a test may reach.
func Loopback() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

// Kept is what a source delivered.
type Kept struct {
	Posts   []post.Post
	Deleted []post.Ref
	Erased  []post.Author
	Lost    []collector.Lost
	Cursor  collector.Cursor
	Batches int
}

// Take is a collector.Deliver that keeps everything.
func (k *Kept) Take(_ context.Context, b collector.Batch) error {
	k.Posts = append(k.Posts, b.Posts...)
	k.Deleted = append(k.Deleted, b.Deleted...)
	k.Erased = append(k.Erased, b.Erased...)
	if b.Lost != nil {
		k.Lost = append(k.Lost, *b.Lost)
	}
	k.Cursor = b.Cursor
	k.Batches++
	return nil
}
