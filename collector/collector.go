// Package collector reads posts from platforms.
//
// It holds the contract that every platform fills (Source), the Scheduler that runs sources and keeps their cursors,
// and the polite, guarded HTTP client that they share. Each platform is one folder below; to add one, copy
// collector/feed, read its README, and register it in app/platforms.go.
//
// It stores nothing itself: what a Source delivers goes to the function it was given, which returns when it is durable.
package collector

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"hearsay/post"
	"hearsay/sight"
)

// Cursor says how far a source has been read. It is opaque to all but the source that made it; empty means the beginning.
type Cursor string

// Decode reads a cursor that EncodeCursor wrote into a pointer to what it wrote; of an empty one nothing is read.
func (c Cursor) Decode(into any) error {
	if c == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(c), into); err != nil {
		return fmt.Errorf("the stored cursor %q is not one of this source: %w", c, err)
	}
	return nil
}

// EncodeCursor writes a place to resume at as JSON, so that it can be read by people, too.
func EncodeCursor(at any) (Cursor, error) {
	encoded, err := json.Marshal(at)
	if err != nil {
		return "", fmt.Errorf("writing the cursor: %w", err)
	}
	return Cursor(encoded), nil
}

// Batch is what a source hands over at once: posts new or seen again, posts the platform deleted, authors whose account is
// gone and whose posts go with it, and the place to resume once all of that is durable. A batch may be empty of posts and still move the cursor.
type Batch struct {
	Posts   []post.Post
	Deleted []post.Ref
	Erased  []post.Author
	Lost    *Lost // nil if all was read since the last batch, as far as the source can tell
	Cursor  Cursor
}

// Lost is a time of which the platform does not give the posts any more, or not to us.
type Lost struct {
	sight.Span
	Reason sight.Reason
	Detail string
}

// Deliver takes a batch and returns when it is durable. After an error nothing of the batch was kept, and the source
// must return that error.
type Deliver func(ctx context.Context, batch Batch) error

// Source reads one configured origin of posts.
//
// Collect reads from the cursor on, hands over batches, and returns nil when it has caught up, or when ctx ends the
// context's error. It may return a *Wait or ErrGone; any other error is tried again later, from the last cursor that was delivered.
// A Source is used by one goroutine at a time.
type Source interface {
	Collect(ctx context.Context, from Cursor, deliver Deliver) error
}

// ErrGone says that the origin will never give posts again (HTTP 410): the source is stopped for good.
var ErrGone = errors.New("the source is gone for good")

// Wait is returned by a Source whose platform asked for patience: it is called again at Until, not before.
type Wait struct {
	Until  time.Time
	Reason string
	// IsSpent is true if what may be read in a day or a month is spent, and not only what may be asked in some minutes.
	IsSpent bool
}

func (w *Wait) Error() string {
	return fmt.Sprintf("%s; waiting until %s", w.Reason, w.Until.UTC().Format(time.RFC3339))
}

// Env is what a source may use of the running program.
type Env struct {
	Name   string       // the source's name in the configuration
	Client *http.Client // polite and guarded; see Fetcher
	Log    *slog.Logger
	// Hubs subscribes to feeds that announce a hub. It may be nil.
	Hubs Hubs
	// Budget keeps count of what a platform gives only so much of. It may be nil, for a source that is tried once.
	Budget Budget
	// OnReached is told up to what time a source that never ends has been read; see Reached. It may be nil.
	OnReached func(upTo time.Time)
	// OnBroke is told why a stream broke that is opened again; see Broke. It may be nil.
	OnBroke func(err error)
	// Progress is told how much of a source of known size has been read, in bytes. It may be nil.
	Progress func(done, total int64)
}

// Reached tells up to what time a source has been read, for its lag. One that returns when it has caught up need not: it is
// for those that never end. Safe for several goroutines.
func (e Env) Reached(upTo time.Time) {
	if e.OnReached != nil {
		e.OnReached(upTo)
	}
}

// Broke tells that a stream broke, which is opened again: nothing is seen meanwhile. Safe for several goroutines.
func (e Env) Broke(err error) {
	if e.OnBroke != nil {
		e.OnBroke(err)
	}
}

// Settings is one source's part of the configuration: a struct with yaml tags, filled strictly.
type Settings interface {
	// Check reports what is wrong with a field, by its YAML name, and what to do about it.
	Check(report func(field, what, remedy string))
	// Open makes the source. It does no I/O.
	Open(env Env) (Source, error)
}

// Hubs tells when a feed has news, for those whose publisher announces a hub (WebSub).
type Hubs interface {
	// Want asks the hub to tell of the feed whose own address is topic, unless it was asked.
	Want(ctx context.Context, source, hub, topic string)
}

// Budget counts what is used of an allowance, durably and over all processes, so that it is never overrun: what may be
// used is taken before it is used, and the rest given back. Its methods are safe for several goroutines.
type Budget interface {
	// Take takes n of an allowance of limit a period, or nothing if fewer are left.
	Take(ctx context.Context, allowance, period string, n, limit int64) (taken bool, err error)
	// Return gives back what was taken and not used.
	Return(ctx context.Context, allowance, period string, n int64) error
}

// Budgeted is a Source that keeps to a budget.
type Budgeted interface {
	// Allowance is what it takes from now, and how much there is of it in the period.
	Allowance() (allowance, period string, limit int64)
}

// Allowance names what those with the same credentials share, without giving the credentials away.
func Allowance(kind, secret string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + secret))
	return kind + "-" + hex.EncodeToString(sum[:6])
}
