package collector

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Job is a source with its name and rhythm.
type Job struct {
	Name   string
	Source Source
	// Every is the time between two sweeps of a source that is polled; 0 means that the source is read once.
	Every time.Duration
}

// Cursors keeps how far each source has been read.
type Cursors interface {
	// Cursor is where to resume; stopped is the reason if the source was stopped for good, else empty.
	Cursor(ctx context.Context, source string) (at Cursor, stopped string, err error)
	// StopSource records that the source is not to be read again.
	StopSource(ctx context.Context, source, reason string) error
}

// Observer is told what happens to sources. Its methods return at once and are safe for several goroutines.
type Observer interface {
	Swept(source string)               // a sweep ended well
	SweepFailed(source, reason string) // reason is one of Reason's
}

// Scheduler runs sources, each in a goroutine of its own: first after a little jitter, then every Every, later when the
// platform asks for patience or fails.
type Scheduler struct {
	Jobs    []Job
	Cursors Cursors
	// Commit makes a batch durable; from is the cursor that the batch follows.
	Commit   func(ctx context.Context, source string, from Cursor, batch Batch) error
	Observer Observer
	Log      *slog.Logger
}

// Run reads all sources until ctx ends or every one is spent; it returns when all its goroutines have.
func (s *Scheduler) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, job := range s.Jobs {
		wg.Go(func() { s.run(ctx, job) })
	}
	wg.Wait()
}

// run reads one source until ctx ends, or it is spent or stopped.
func (s *Scheduler) run(ctx context.Context, job Job) {
	log := s.Log.With("source", job.Name)
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.MaxInterval = time.Second, 15*time.Minute
	next := time.Now().Add(jitter(min(job.Every, 5*time.Second)))
	for sleep(ctx, next) == nil {
		err := s.sweep(ctx, job)
		now := time.Now()
		var wait *Wait
		switch {
		case ctx.Err() != nil:
			return
		case err == nil && job.Every == 0:
			s.Observer.Swept(job.Name)
			log.Info("the source is read to its end")
			return
		case err == nil:
			s.Observer.Swept(job.Name)
			pauses.Reset()
			next = now.Add(job.Every - job.Every/10 + jitter(job.Every/5))
		case errors.Is(err, errStopped):
			log.Warn("the source was stopped earlier and is not read", "reason", err)
			return
		case errors.Is(err, ErrGone):
			s.Observer.SweepFailed(job.Name, "gone")
			log.Warn("the source is stopped for good; remove it from the configuration", "error", err)
			if err := s.Cursors.StopSource(ctx, job.Name, err.Error()); err != nil {
				log.Error("recording that the source stopped", "error", err)
			}
			return
		case errors.As(err, &wait):
			s.Observer.SweepFailed(job.Name, "wait")
			log.Info("the platform asks for patience", "reason", wait.Reason, "until", wait.Until)
			next = wait.Until.Add(jitter(time.Second))
		default:
			s.Observer.SweepFailed(job.Name, Reason(err))
			next = now.Add(pauses.NextBackOff())
			log.Error("reading the source", "error", err, "again", next)
		}
	}
}

var errStopped = errors.New("stopped for good")

// sweep reads the source once from where the ledger says it stands.
func (s *Scheduler) sweep(ctx context.Context, job Job) error {
	at, stopped, err := s.Cursors.Cursor(ctx, job.Name)
	if err != nil {
		return fmt.Errorf("reading the cursor of source %q: %w", job.Name, err)
	}
	if stopped != "" {
		return fmt.Errorf("%w: %s", errStopped, stopped)
	}
	deliver := func(ctx context.Context, batch Batch) error {
		if err := s.Commit(ctx, job.Name, at, batch); err != nil {
			return err
		}
		at = batch.Cursor
		return nil
	}
	if err := job.Source.Collect(ctx, at, deliver); err != nil {
		return fmt.Errorf("reading source %q: %w", job.Name, err)
	}
	return nil
}

// jitter is a random time below most, so that sources do not all wake together.
func jitter(most time.Duration) time.Duration {
	if most <= 0 {
		return 0
	}
	return rand.N(most)
}
