package collector_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hearsay/collector"
)

// cursors keeps cursors in memory, as the ledger does on disk.
type cursors struct {
	mu      sync.Mutex
	at      map[string]collector.Cursor
	stopped map[string]string
}

func (c *cursors) Cursor(_ context.Context, source string) (collector.Cursor, string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at[source], c.stopped[source], nil
}

func (c *cursors) StopSource(_ context.Context, source, reason string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped[source] = reason
	return nil
}

func (c *cursors) commit(_ context.Context, job collector.Job, _ collector.Cursor, b collector.Batch) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at[job.Name] = b.Cursor
	return nil
}

type silent struct{}

func (silent) Reached(string, time.Time)  {}
func (silent) Left(string)                {}
func (silent) SweepFailed(string, string) {}

type sourceFunc func(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error

func (f sourceFunc) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	return f(ctx, from, deliver)
}

func scheduler(every time.Duration, source collector.Source) (fixed, *cursors) {
	c := &cursors{at: map[string]collector.Cursor{}, stopped: map[string]string{}}
	s := &collector.Scheduler{Cursors: c, Commit: c.commit, Observer: silent{}, Log: slog.New(slog.DiscardHandler)}
	return fixed{s, []collector.Job{{Name: "s", Source: source, Every: every}}}, c
}

// fixed is a scheduler whose jobs do not change.
type fixed struct {
	*collector.Scheduler
	jobs []collector.Job
}

func (f fixed) Run(ctx context.Context) {
	wanted := make(chan []collector.Job, 1)
	wanted <- f.jobs
	close(wanted)
	f.Scheduler.Run(ctx, wanted)
}

func TestSchedulerSweepsWithJitterAndResumes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var froms []collector.Cursor
		s, _ := scheduler(time.Minute, sourceFunc(func(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
			froms = append(froms, from)
			return deliver(ctx, collector.Batch{Cursor: from + "x"})
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		s.Run(ctx)
		if len(froms) < 9 || len(froms) > 12 {
			t.Errorf("%d sweeps in ten minutes, want about ten", len(froms))
		}
		for i, from := range froms {
			if len(from) != i {
				t.Fatalf("sweep %d began at %q; want where the one before ended", i, from)
			}
		}
	})
}

func TestSchedulerObeysWaitAndBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var at []time.Duration
		s, _ := scheduler(time.Minute, sourceFunc(func(context.Context, collector.Cursor, collector.Deliver) error {
			at = append(at, time.Since(start))
			if len(at) == 1 {
				return &collector.Wait{Until: start.Add(time.Hour), Reason: "asked to"}
			}
			return errors.New("broken")
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Hour)
		defer cancel()
		s.Run(ctx)
		if len(at) < 4 || at[1] < time.Hour || at[1] > time.Hour+time.Second {
			t.Fatalf("called at %v; want the second call at one hour", at)
		}
		if first, later := at[2]-at[1], at[len(at)-1]-at[len(at)-2]; later < 10*first {
			t.Errorf("pauses grew from %v to %v only", first, later)
		}
	})
}

// TestPausesDoNotGrowWhileSomethingComes reads a stream that breaks once a minute for a day: the last time, too, it is read again soon.
func TestPausesDoNotGrowWhileSomethingComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var broke, longest time.Time
		var most time.Duration
		s, _ := scheduler(time.Minute, sourceFunc(func(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
			if pause := time.Since(broke); !broke.IsZero() && pause > most {
				most, longest = pause, time.Now()
			}
			if err := deliver(ctx, collector.Batch{Cursor: from + "x"}); err != nil {
				return err
			}
			time.Sleep(time.Minute)
			broke = time.Now()
			return errors.New("the stream broke")
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
		defer cancel()
		s.Run(ctx)
		if most > 2*time.Second || most == 0 {
			t.Errorf("at %v it took %v until the source was read again", longest, most)
		}
	})
}

// TestTheLedgerIsWaitedForLessThanPlatforms lets the ledger be gone for an hour: what comes then is stored within seconds.
func TestTheLedgerIsWaitedForLessThanPlatforms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := time.Now().Add(time.Hour)
		s, c := scheduler(time.Minute, sourceFunc(func(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
			return deliver(ctx, collector.Batch{Cursor: from + "x"})
		}))
		var stored time.Duration
		s.Commit = func(ctx context.Context, job collector.Job, from collector.Cursor, b collector.Batch) error {
			if time.Now().Before(back) {
				return errors.New("the ledger is gone")
			}
			stored = time.Since(back)
			return c.commit(ctx, job, from, b)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour+30*time.Second)
		defer cancel()
		s.Run(ctx)
		if stored == 0 || stored > 5*time.Second {
			t.Errorf("the first batch was stored %v after the ledger was back", stored)
		}
	})
}

func TestSchedulerStopsWhatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		s, c := scheduler(time.Minute, sourceFunc(func(context.Context, collector.Cursor, collector.Deliver) error {
			calls++
			return collector.ErrGone
		}))
		s.Run(t.Context())
		s.Run(t.Context()) // as after a restart
		if calls != 1 || c.stopped["s"] == "" {
			t.Errorf("%d calls, stopped %q; want one call, and the reason recorded", calls, c.stopped["s"])
		}
	})
}

func TestSchedulerFollowsWhatIsWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		reading := map[string]int{}
		most := map[string]int{}
		slow := func(version string) collector.Source {
			return sourceFunc(func(ctx context.Context, _ collector.Cursor, _ collector.Deliver) error {
				mu.Lock()
				reading[version]++
				most["s"] = max(most["s"], reading["a"]+reading["b"])
				mu.Unlock()
				<-ctx.Done()
				time.Sleep(time.Second) // takes its time to stop
				mu.Lock()
				reading[version]--
				mu.Unlock()
				return ctx.Err()
			})
		}
		s, _ := scheduler(0, nil)
		wanted := make(chan []collector.Job)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { s.Scheduler.Run(ctx, wanted); close(ended) }()
		expect := func(what string, a, b int) {
			t.Helper()
			time.Sleep(10 * time.Second)
			mu.Lock()
			defer mu.Unlock()
			if reading["a"] != a || reading["b"] != b {
				t.Errorf("%s: reading %v", what, reading)
			}
		}
		wanted <- []collector.Job{{Name: "s", Source: slow("a"), Version: "a"}}
		expect("begun", 1, 0)
		wanted <- []collector.Job{{Name: "s", Source: slow("a"), Version: "a"}}
		expect("the same", 1, 0)
		wanted <- []collector.Job{{Name: "s", Source: slow("b"), Version: "b"}}
		expect("changed", 0, 1)
		wanted <- nil
		expect("gone", 0, 0)
		wanted <- []collector.Job{{Name: "s", Source: slow("b"), Version: "b"}}
		expect("back", 0, 1)
		wanted <- nil
		wanted <- []collector.Job{{Name: "s", Source: slow("b"), Version: "b"}} // while the other still stops
		expect("back at once", 0, 1)
		cancel()
		<-ended
		if most["s"] != 1 || reading["b"] != 0 {
			t.Errorf("%d read it at once, %v after the end", most["s"], reading)
		}
	})
}

func TestAWokenSourceIsReadAtOnceUnlessItHasToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var at []time.Duration
		s, _ := scheduler(time.Hour, sourceFunc(func(context.Context, collector.Cursor, collector.Deliver) error {
			at = append(at, time.Since(start).Round(time.Minute))
			if len(at) == 2 {
				return &collector.Wait{Until: time.Now().Add(20 * time.Minute), Reason: "asked to"}
			}
			return nil
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 35*time.Minute)
		defer cancel()
		for _, after := range []time.Duration{10 * time.Minute, 12 * time.Minute, 14 * time.Minute} {
			time.AfterFunc(after, func() { s.Wake("s") })
		}
		s.Run(ctx)
		// at the start, woken at 10, and at 30 when the wait is over; what woke it meanwhile counts then
		if want := []time.Duration{0, 10 * time.Minute, 30 * time.Minute}; len(at) < 3 || !slices.Equal(at[:3], want) {
			t.Errorf("read at %v, want %v", at, want)
		}
	})
}
