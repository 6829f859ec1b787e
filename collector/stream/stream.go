// Package stream reads connections that stay open: WebSockets, Server-Sent Events, lines that never end. It gathers what
// comes into batches, so that a busy stream costs one transaction for hundreds of posts and a quiet one is not kept waiting.
//
// It does not connect: a source does, and reads with Follow until the connection breaks.
package stream

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/cenkalti/backoff/v5"

	"hearsay/collector"
)

// Keeper connects again when a connection breaks, after pauses that grow while none brings anything.
type Keeper struct {
	Log *slog.Logger
	// Follow connects, reads until the connection breaks, and tells whether it brought anything. Without an error there is
	// nothing to connect to, and Keep returns.
	Follow func(ctx context.Context) (brought bool, err error)
	// Broke is told why a connection broke.
	Broke func(err error)

	pauses *backoff.ExponentialBackOff
}

// Keep follows until ctx ends, or an error that a new connection cannot mend: *Undelivered, and those that a Scheduler acts on.
func (k *Keeper) Keep(ctx context.Context) error {
	if k.pauses == nil {
		k.pauses = backoff.NewExponentialBackOff()
		k.pauses.InitialInterval, k.pauses.MaxInterval = 200*time.Millisecond, time.Minute
	}
	for {
		brought, err := k.Follow(ctx)
		var undelivered *Undelivered
		var wait *collector.Wait
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			return nil
		case errors.As(err, &undelivered):
			return undelivered.Err
		case errors.As(err, &wait), errors.Is(err, collector.ErrGone), errors.Is(err, collector.ErrRefused):
			return err
		case brought:
			k.pauses.Reset()
		}
		k.Broke(err)
		pause := k.pauses.NextBackOff()
		k.Log.Warn("the stream broke", "error", err, "again", pause)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// A batch is delivered when it has Enough messages, or when Longest has passed since its first. While the one before is on its way it
// grows, up to Most: the busier a stream, the larger its batches.
const (
	Enough  = 500
	Most    = 2000
	Longest = 100 * time.Millisecond
)

// Undelivered is an error of delivering. It ends a sweep; a connection that breaks does not.
type Undelivered struct{ Err error }

func (e *Undelivered) Error() string { return e.Err.Error() }

// Unwrap gives what deliver said.
func (e *Undelivered) Unwrap() error { return e.Err }

// Reader follows a connection.
type Reader struct {
	// Next is the next message; it is called by one goroutine, beside Take. It returns when ctx ends.
	Next func(ctx context.Context) ([]byte, error)
	// Take adds what a message says to the batch. It is called by the goroutine that called Follow.
	Take func(batch *collector.Batch, message []byte)
	// End ends a batch, with its cursor. It is called after Take, by the same goroutine; the function it returns, which makes the
	// batch durable, by another while Take fills the next: one after the other, in order.
	End func(batch collector.Batch) (deliver func(ctx context.Context) error)
}

// Deliver delivers a batch with its cursor at, and then calls done: what most sources return from End.
func Deliver(batch collector.Batch, at any, deliver collector.Deliver, done func()) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		if batch.Cursor, err = collector.EncodeCursor(at); err != nil {
			return err
		}
		if err := deliver(ctx, batch); err != nil {
			return err
		}
		done()
		return nil
	}
}

// Follow reads until the connection breaks, a batch is not delivered (*Undelivered), or ctx ends. What was read before a break is
// delivered first. It returns after Next has, and nothing is on its way then.
func (r Reader) Follow(ctx context.Context) error {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	messages, broke := make(chan []byte, Enough), make(chan error, 1)
	go func() {
		defer close(messages)
		for {
			message, err := r.Next(reading)
			if err != nil {
				broke <- err
				return
			}
			select {
			case messages <- message:
			case <-reading.Done():
				broke <- reading.Err()
				return
			}
		}
	}()
	err := (&gathering{Reader: r, due: time.NewTimer(Longest)}).gather(ctx, messages)
	stop()
	for range messages { // until the reader is done
	}
	return errors.Join(err, <-broke)
}

// gathering is the batch that grows, and the one that is on its way.
type gathering struct {
	Reader
	batch     collector.Batch
	count     int // messages in it
	due       *time.Timer
	isDue     bool
	delivered chan error // of the batch that is on its way; nil if none is
}

// gather delivers messages until there are no more.
func (g *gathering) gather(ctx context.Context, messages <-chan []byte) error {
	defer g.due.Stop()
	g.due.Stop()
	for {
		from := messages
		if g.count >= Most { // until the one before has arrived
			from = nil
		}
		select {
		case message, open := <-from:
			if !open {
				return g.end(ctx)
			}
			g.take(message)
		case <-g.due.C:
			g.isDue = true
		case err := <-g.delivered:
			if g.delivered = nil; err != nil {
				return err
			}
		}
		if g.delivered == nil && (g.count >= Enough || g.isDue) {
			g.send(ctx)
		}
	}
}

func (g *gathering) take(message []byte) {
	if g.count++; g.count == 1 {
		g.due.Reset(Longest)
	}
	g.Take(&g.batch, message)
}

// send lets the batch be delivered, and begins the next.
func (g *gathering) send(ctx context.Context) {
	deliver, delivered := g.End(g.batch), make(chan error, 1)
	g.batch, g.count, g.isDue, g.delivered = collector.Batch{}, 0, false, delivered
	g.due.Stop()
	go func() {
		err := deliver(ctx)
		if err != nil {
			err = &Undelivered{err}
		}
		delivered <- err
	}()
}

// end delivers what is left.
func (g *gathering) end(ctx context.Context) error {
	if g.delivered != nil {
		if err := <-g.delivered; err != nil {
			return err
		}
	}
	if g.count == 0 {
		return nil
	}
	g.send(ctx)
	return <-g.delivered
}
