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
		pause := k.pauses.NextBackOff()
		k.Log.Warn("the stream broke", "error", err, "again", pause)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// A batch is delivered when it has that many messages, or when that long has passed since its first.
const (
	MostMessages = 500
	Longest      = 100 * time.Millisecond
)

// Undelivered is an error of Flush. It ends a sweep; a connection that breaks does not.
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
	// Flush makes a batch durable, with its cursor; it is called after Take, by the same goroutine.
	Flush func(ctx context.Context, batch collector.Batch) error
}

// Follow reads until the connection breaks, Flush fails (*Undelivered), or ctx ends. What was read before a break is
// delivered first. It returns after Next has.
func (r Reader) Follow(ctx context.Context) error {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	messages, broke := make(chan []byte, MostMessages), make(chan error, 1)
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
	err := r.gather(ctx, messages)
	stop()
	for range messages { // until the reader is done
	}
	return errors.Join(err, <-broke)
}

// gather delivers messages until there are no more.
func (r Reader) gather(ctx context.Context, messages <-chan []byte) error {
	var batch collector.Batch
	count := 0
	due := time.NewTimer(Longest)
	due.Stop()
	flush := func() error {
		due.Stop()
		if count == 0 {
			return nil
		}
		if err := r.Flush(ctx, batch); err != nil {
			return &Undelivered{err}
		}
		batch, count = collector.Batch{}, 0
		return nil
	}
	for {
		select {
		case message, open := <-messages:
			if !open {
				return flush()
			}
			if count++; count == 1 {
				due.Reset(Longest)
			}
			r.Take(&batch, message)
			if count < MostMessages {
				continue
			}
		case <-due.C:
		}
		if err := flush(); err != nil {
			return err
		}
	}
}
