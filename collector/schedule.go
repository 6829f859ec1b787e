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
	"go.opentelemetry.io/otel/attribute"

	"hearsay/sight"
	"hearsay/traces"
)

// Job is a source with its name and rhythm.
type Job struct {
	Name   string
	Source Source
	// Every is the time between two sweeps of a source that is polled; 0 means that the source is read once.
	Every time.Duration
	// Version tells a job from another of the same name: one that keeps its version goes on as it is.
	Version string
	// Fence is of the lease under which this process reads the source.
	Fence int64
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
	Reached(source string, upTo time.Time) // it has been read up to then
	Left(source string)                    // it is not read any more
	SweepFailed(source, reason string)     // reason is one of Reason's
}

// Scheduler runs sources, each in a goroutine of its own: first after a little jitter, then every Every, later when the
// platform asks for patience or fails. Its fields are set before use.
type Scheduler struct {
	Cursors Cursors
	// Commit makes a batch of a job durable; from is the cursor that the batch follows. ErrTaken if another process has come
	// to read the source.
	Commit   func(ctx context.Context, job Job, from Cursor, batch Batch) error
	Observer Observer
	Log      *slog.Logger
	// Now is the time that a sweep's end is noted with; time.Now if nil.
	Now func() time.Time

	mu     sync.Mutex
	states map[string]State
	wakers map[string]chan struct{}
}

// State is how a source fares in this process.
type State struct {
	ReadAt  time.Time // up to when it was read
	Problem string    // why the last sweep failed, or ""
	Why     sight.Why // the same for those who look later; none while it is read
	Next    time.Time // when it is read again; zero while it is read, or is not any more
}

// State is how the source of that name fares.
func (s *Scheduler) State(name string) State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.states[name]
}

func (s *Scheduler) note(name string, change func(*State)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.states == nil {
		s.states = map[string]State{}
	}
	state := s.states[name]
	change(&state)
	s.states[name] = state
}

// Wake reads a source now instead of at its next turn, unless it waits because its platform asked for patience or it fails.
func (s *Scheduler) Wake(name string) {
	select {
	case s.waker(name) <- struct{}{}:
	default: // it was woken already
	}
}

func (s *Scheduler) waker(name string) chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wakers == nil {
		s.wakers = map[string]chan struct{}{}
	}
	if s.wakers[name] == nil {
		s.wakers[name] = make(chan struct{}, 1)
	}
	return s.wakers[name]
}

// Reached notes up to what time a source that never ends has been read.
func (s *Scheduler) Reached(name string, upTo time.Time) {
	s.Observer.Reached(name, upTo)
	s.note(name, func(state *State) {
		if upTo.After(state.ReadAt) {
			state.ReadAt, state.Problem, state.Why = upTo, "", sight.Why{}
		}
	})
}

// Broke notes that a source's stream broke, which the source opens again.
func (s *Scheduler) Broke(name string, err error) {
	s.note(name, func(state *State) { state.Why = sight.Why{Reason: sight.Cut, Detail: err.Error()} })
}

func (s *Scheduler) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

// running is a job that has a goroutine, or had one that was told to stop.
type running struct {
	version   string
	stop      context.CancelFunc
	ended     chan struct{}
	isStopped bool
}

// Run reads the sources that wanted names last: what is new is begun, what is gone is stopped. It returns when ctx ends, or
// when wanted is closed and every source is spent, and all its goroutines have ended.
func (s *Scheduler) Run(ctx context.Context, wanted <-chan []Job) {
	var all sync.WaitGroup
	defer all.Wait()
	jobs := map[string]running{}
	for {
		select {
		case <-ctx.Done():
			return
		case list, open := <-wanted:
			if !open {
				return
			}
			s.reconcile(ctx, &all, jobs, list)
		}
	}
}

func (s *Scheduler) reconcile(ctx context.Context, all *sync.WaitGroup, jobs map[string]running, wanted []Job) {
	named := map[string]bool{}
	for _, job := range wanted {
		named[job.Name] = true
		before, known := jobs[job.Name]
		if known && !before.isStopped && before.version == job.Version {
			continue
		}
		if known {
			before.stop()
		}
		jobs[job.Name] = s.begin(ctx, all, job, before.ended)
	}
	for name, job := range jobs {
		if !named[name] && !job.isStopped {
			job.stop()
			job.isStopped = true
			jobs[name] = job // so that the next of that name waits for it
			s.Log.Info("the source is not read any more", "source", name)
			s.note(name, func(state *State) { *state = State{} })
		}
	}
}

// begin reads a source in a goroutine, once the one that read it before has ended.
func (s *Scheduler) begin(ctx context.Context, all *sync.WaitGroup, job Job, before <-chan struct{}) running {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	all.Go(func() {
		defer close(ended)
		defer stop()
		if before != nil {
			<-before
		}
		s.run(ctx, job)
	})
	return running{version: job.Version, stop: stop, ended: ended}
}

// run reads one source until ctx ends, or it is spent or stopped.
func (s *Scheduler) run(ctx context.Context, job Job) {
	defer s.Observer.Left(job.Name)
	log := s.Log.With("source", job.Name)
	pauses := newPauses()
	next := time.Now().Add(jitter(min(job.Every, 5*time.Second)))
	wake, idle := s.waker(job.Name), false
	for {
		s.note(job.Name, func(state *State) { state.Next = next })
		if idle {
			if sleepOr(ctx, next, wake) != nil {
				return
			}
		} else if sleep(ctx, next) != nil {
			return
		}
		idle = false
		s.note(job.Name, func(state *State) { state.Next = time.Time{} })
		delivered, err := s.sweep(ctx, job)
		now := time.Now()
		if delivered || err == nil {
			pauses.reset()
		}
		s.note(job.Name, func(state *State) {
			if err == nil {
				*state = State{ReadAt: s.now()}
			} else if ctx.Err() == nil {
				state.Problem, state.Why = cause(err).Error(), why(err)
			}
		})
		var wait *Wait
		switch {
		case ctx.Err() != nil:
			return
		case err == nil && job.Every == 0:
			s.Observer.Reached(job.Name, time.Now())
			log.Info("the source is read to its end")
			return
		case err == nil:
			s.Observer.Reached(job.Name, time.Now())
			idle = true
			next = now.Add(job.Every - job.Every/10 + jitter(job.Every/5))
		case errors.Is(err, errStopped):
			log.Warn("the source was stopped earlier and is not read", "reason", err)
			return
		case errors.Is(err, ErrTaken):
			log.Info("another process reads the source now")
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
			next = now.Add(pauses.after(err))
			log.Error("reading the source", "error", err, "again", next)
		}
	}
}

// cause is an error of sweep without the name of the source, which stands beside it.
func cause(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

// why is what an error of sweep says to those who look later.
func why(err error) sight.Why {
	var wait *Wait
	var inHouse *houseError
	reason := sight.Down
	switch {
	case errors.As(err, &inHouse):
		reason = sight.House
	case errors.As(err, &wait) && wait.IsSpent:
		reason = sight.Budget
	case errors.As(err, &wait):
		reason = sight.RateLimit
	case errors.Is(err, ErrGone), errors.Is(err, errStopped):
		reason = sight.Gone
	case errors.Is(err, ErrRefused), errors.Is(err, ErrInner):
		reason = sight.Refused
	}
	return sight.Why{Reason: reason, Detail: cause(err).Error()}
}

// ErrTaken says that another process has come to read a source, which is left to it.
var ErrTaken = errors.New("another process reads the source now")

var errStopped = errors.New("stopped for good")

// pauses are those after sweeps that failed; they grow until a sweep brings something.
type pauses struct{ platform, house *backoff.ExponentialBackOff }

func newPauses() pauses {
	platform, house := backoff.NewExponentialBackOff(), backoff.NewExponentialBackOff()
	platform.InitialInterval, platform.MaxInterval = time.Second, 15*time.Minute
	house.InitialInterval, house.MaxInterval = 500*time.Millisecond, 3*time.Second
	return pauses{platform, house}
}

func (p pauses) reset() {
	p.platform.Reset()
	p.house.Reset()
}

// after is the pause after an error. A platform is left alone ever longer; our own ledger is not: what waits for it comes soon after.
func (p pauses) after(err error) time.Duration {
	var inHouse *houseError
	if errors.As(err, &inHouse) {
		return p.house.NextBackOff()
	}
	return p.platform.NextBackOff()
}

// houseError is an error of the ledger, and not of the platform.
type houseError struct{ error }

// Unwrap gives what the ledger said.
func (e *houseError) Unwrap() error { return e.error }

// sweep reads the source once from where the ledger says it stands, and tells whether anything of it was kept.
func (s *Scheduler) sweep(ctx context.Context, job Job) (delivered bool, err error) {
	at, stopped, err := s.Cursors.Cursor(ctx, job.Name)
	if err != nil {
		return false, fmt.Errorf("reading the cursor of source %q: %w", job.Name, &houseError{err})
	}
	if stopped != "" {
		return false, fmt.Errorf("%w: %s", errStopped, stopped)
	}
	deliver := func(ctx context.Context, batch Batch) error {
		if err := s.Commit(ctx, job, at, batch); err != nil {
			return &houseError{err}
		}
		at, delivered = batch.Cursor, true
		return nil
	}
	ctx, span := traces.Begin(ctx, "sweep", attribute.String("source", job.Name))
	err = job.Source.Collect(ctx, at, deliver)
	span.End(err)
	if err != nil {
		return delivered, fmt.Errorf("reading source %q: %w", job.Name, err)
	}
	return delivered, nil
}

// jitter is a random time below most, so that sources do not all wake together.
func jitter(most time.Duration) time.Duration {
	if most <= 0 {
		return 0
	}
	return rand.N(most)
}
