package ledgertest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hearsay/ledger"
)

func cursorMoves(t *testing.T, l *ledger.Ledger) {
	move := func(from, to string) error {
		return l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.MoveCursor(t.Context(), "s", from, to, 3) })
	}
	if err := errors.Join(move("", "a"), move("a", "b")); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{"", "a", "c"} {
		if err := move(from, "z"); !errors.Is(err, ledger.ErrCursorMoved) {
			t.Errorf("moving from %q: got %v, want %v", from, err, ledger.ErrCursorMoved)
		}
	}
	at, stopped, err := l.Cursor(t.Context(), "s")
	if err != nil || at != "b" || stopped != "" {
		t.Errorf("got %q, %q, %v; want b", at, stopped, err)
	}
	if err := l.StopSource(t.Context(), "s", "gone"); err != nil {
		t.Fatal(err)
	}
	if at, stopped, err = l.Cursor(t.Context(), "s"); err != nil || at != "b" || stopped != "gone" {
		t.Errorf("after stopping: got %q, %q, %v", at, stopped, err)
	}
	if states := must[map[string]ledger.SourceState](t)(l.SourceStates(t.Context())); len(states) != 1 || states["s"] != (ledger.SourceState{Posts: 6, ReadAt: Noon, Stopped: "gone"}) {
		t.Errorf("the states are %+v", states)
	}
	if at, _, err = l.Cursor(t.Context(), "unknown"); err != nil || at != "" {
		t.Errorf("an unknown source: got %q, %v", at, err)
	}
}

// newsWait tells twice of one feed and once of another: each is told of once, until somebody reads it.
func newsWait(t *testing.T, l *ledger.Ledger) {
	for _, token := range []string{"b", "a", "b"} {
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.TellNews(ctx, token) })
	}
	if told := must[[]string](t)(l.News(t.Context())); !slices.Equal(told, []string{"a", "b"}) {
		t.Errorf("told of %q", told)
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.ForgetNews(ctx, "b") })
	if told := must[[]string](t)(l.News(t.Context())); !slices.Equal(told, []string{"a"}) {
		t.Errorf("told of %q", told)
	}
}

func budgets(t *testing.T, l *ledger.Ledger) {
	const limit, takers, each = 100, 8, 7
	var taken atomic.Int64
	var all sync.WaitGroup
	for range takers {
		all.Go(func() {
			for range 5 {
				if ok, err := l.Take(t.Context(), "x", "2026-11", each, limit); err != nil {
					t.Error(err)
				} else if ok {
					taken.Add(each)
				}
			}
		})
	}
	all.Wait()
	if taken.Load() != limit/each*each {
		t.Errorf("%d of %d were taken", taken.Load(), limit)
	}
	if err := l.Return(t.Context(), "x", "2026-11", 10); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		period string
		n      int64
		want   bool
	}{{"2026-11", 13, false}, {"2026-11", 12, true}, {"2026-11", 1, false}, {"2026-12", 100, true}} {
		if got := must[bool](t)(l.Take(t.Context(), "x", test.period, test.n, limit)); got != test.want {
			t.Errorf("taking %d of %s: got %v", test.n, test.period, got)
		}
	}
}

func sourceOrders(t *testing.T, l *ledger.Ledger) {
	do := func(step func(ctx context.Context, tx *ledger.Tx) error) error {
		return l.Write(t.Context(), func(tx *ledger.Tx) error { return step(t.Context(), tx) })
	}
	add := func(ctx context.Context, tx *ledger.Tx) error { return tx.AddSource(ctx, "a", "{}", "ann") }
	if first, again := do(add), do(add); first != nil || !errors.Is(again, ledger.ErrExists) {
		t.Errorf("adding twice: %v, %v", first, again)
	}
	if err := l.StopSource(t.Context(), "b", "gone"); err != nil {
		t.Fatal(err)
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.PauseSource(ctx, "a", true, "ann"), tx.PauseSource(ctx, "b", true, "ann"), tx.PauseSource(ctx, "b", false, "ann"))
	})
	orders := must[map[string]ledger.SourceOrder](t)(l.SourceOrders(t.Context()))
	if want := map[string]ledger.SourceOrder{"a": {Definition: "{}", IsPaused: true, At: Noon}, "b": {At: Noon}}; !cmp.Equal(orders, want) {
		t.Errorf("got %+v, want %+v", orders, want)
	}
	if _, stopped, err := l.Cursor(t.Context(), "b"); stopped != "" || err != nil {
		t.Errorf("resumed, it is still stopped: %q, %v", stopped, err)
	}
	remove := func(name string) error {
		return do(func(ctx context.Context, tx *ledger.Tx) error { return tx.RemoveSource(ctx, name) })
	}
	if a, b := remove("a"), remove("b"); a != nil || !errors.Is(b, ledger.ErrNotFound) {
		t.Errorf("removing one that was added %v, and one of the configuration %v", a, b)
	}
}

func sourceLeases(t *testing.T, l *ledger.Ledger) {
	ctx := t.Context()
	write := func(do func(tx *ledger.Tx) error) {
		t.Helper()
		if err := l.Write(ctx, do); err != nil {
			t.Fatal(err)
		}
	}
	taken := func(source, reader string) (lease ledger.SourceLease) {
		t.Helper()
		write(func(tx *ledger.Tx) (err error) { lease, err = tx.TakeSource(ctx, source, reader); return err })
		return lease
	}
	write(func(tx *ledger.Tx) error {
		return errors.Join(tx.Beat(ctx, "one"), tx.Beat(ctx, "one"), tx.Beat(ctx, "other"))
	})
	if diff := cmp.Diff(map[string]int64{"one": 2, "other": 1}, must[map[string]int64](t)(l.Beats(ctx))); diff != "" {
		t.Errorf("beats (-want +got):\n%s", diff)
	}
	first, second := taken("s", "one"), taken("s", "other")
	if second.Fence <= first.Fence {
		t.Errorf("the fence went from %d to %d", first.Fence, second.Fence)
	}
	write(func(tx *ledger.Tx) error {
		if err := tx.HoldsSource(ctx, "s", first.Fence); !errors.Is(err, ledger.ErrSourceTaken) {
			t.Errorf("the older lease: got %v", err)
		}
		return errors.Join(tx.HoldsSource(ctx, "s", second.Fence), tx.FreeSource(ctx, "s", "one")) // who does not hold it frees nothing
	})
	if got := must[map[string]ledger.SourceLease](t)(l.SourceLeases(ctx)); got["s"] != second {
		t.Errorf("the lease is %+v, want %+v", got["s"], second)
	}
	write(func(tx *ledger.Tx) error { return tx.ForgetReader(ctx, "other") })
	if got := must[map[string]ledger.SourceLease](t)(l.SourceLeases(ctx)); got["s"] != (ledger.SourceLease{Fence: second.Fence}) {
		t.Errorf("after its reader ended: %+v", got["s"])
	}
	if got := must[map[string]int64](t)(l.Beats(ctx)); len(got) != 1 {
		t.Errorf("the readers are %v", got)
	}
	if third := taken("s", "one"); third.Fence <= second.Fence {
		t.Errorf("the fence went from %d to %d", second.Fence, third.Fence)
	}
}
