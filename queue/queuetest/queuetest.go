// Package queuetest holds the laws of queue.Queue. Every implementation runs them, the real server where there is one.
package queuetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"hearsay/queue"
)

// Make makes an empty queue whose leases end by the clock now.
type Make func(t testing.TB, now func() time.Time) queue.Queue

// clock is set by tests, so that a lease that ends in 15 minutes is tested at once.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.UnixMilli(1_600_000_000_000)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

const lease = 15 * time.Minute

// Run runs every law.
func Run(t *testing.T, create Make) {
	tests := map[string]func(*testing.T, queue.Queue, *clock){
		"PullTakesHighestPriorityThenOldest": pullOrder,
		"PushIsIdempotentAndMoves":           pushMoves,
		"PullSkipsLeasedItems":               pullSkipsLeased,
		"ALapsedLeaseComesBack":              lapsedComesBack,
		"AStaleTokenIsRefused":               staleToken,
		"ExtendKeepsTheLease":                extendKeeps,
		"ReleaseGivesBackAtOnce":             releaseGivesBack,
		"AckTakesOutForGood":                 ackTakesOut,
		"RemoveTakesOutLeasedAndWaiting":     removeTakesOut,
		"RestoreBringsLeasesBack":            restoreLeases,
		"PushKeepsALease":                    pushKeepsLease,
		"QueuesAreApart":                     queuesApart,
		"PullWaitsForAPush":                  pullWaitsForPush,
		"PullWaitsForALapse":                 pullWaitsForLapse,
		"EveryoneWhoWaitsIsWoken":            everyoneIsWoken,
		"PullEndsWithItsContext":             pullEndsWithContext,
		"ManyPullersNeverShareAnItem":        neverTwoHolders,
		"LargeBatches":                       largeBatches,
		"AnEpochLastsWhileNothingIsLost":     epochLasts,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			test(t, create(t, c.now), c)
		})
	}
	t.Run("AgreesWithTheModel", func(t *testing.T) { model(t, create) })
}

func entry(id string, priority int, age time.Duration) queue.Entry {
	return queue.Entry{ID: id, Priority: priority, Since: newClock().at.Add(-age)}
}

func push(t testing.TB, q queue.Queue, entries ...queue.Entry) {
	t.Helper()
	if err := q.Push(t.Context(), "q", entries...); err != nil {
		t.Fatal(err)
	}
}

func pull(t testing.TB, q queue.Queue, n int) []queue.Lease {
	t.Helper()
	leases, err := q.Pull(t.Context(), "q", n, lease, 0)
	if err != nil {
		t.Fatal(err)
	}
	return leases
}

func ids(leases []queue.Lease) []string {
	out := []string{}
	for _, l := range leases {
		out = append(out, l.ID)
	}
	return out
}

func wantIDs(t testing.TB, leases []queue.Lease, want ...string) {
	t.Helper()
	if got := ids(leases); !slices.Equal(got, append([]string{}, want...)) {
		t.Fatalf("pulled %v, want %v", got, want)
	}
}

func wantLost(t testing.TB, what string, err error) {
	t.Helper()
	if !errors.Is(err, queue.ErrLeaseLost) {
		t.Errorf("%s: got %v, want %v", what, err, queue.ErrLeaseLost)
	}
}

func wantDepth(t testing.TB, q queue.Queue, ready, leased int) {
	t.Helper()
	depths, err := q.Depth(t.Context())
	if want := (queue.Depth{Ready: ready, Leased: leased}); err != nil || depths["q"] != want {
		t.Errorf("depth %+v, %v; want %+v", depths["q"], err, want)
	}
}

func pullOrder(t *testing.T, q queue.Queue, _ *clock) {
	push(t, q, entry("low", 1, time.Hour), entry("high-young", 9, time.Second), entry("high-old", 9, time.Minute), entry("top", queue.MaxPriority, 0), entry("zero", 0, 24*time.Hour))
	wantIDs(t, pull(t, q, 3), "top", "high-old", "high-young")
	wantIDs(t, pull(t, q, 9), "low", "zero")
	wantIDs(t, pull(t, q, 9))
}

func pushMoves(t *testing.T, q queue.Queue, _ *clock) {
	push(t, q, entry("a", 1, 0), entry("b", 2, 0))
	push(t, q, entry("a", 1, 0), entry("a", 3, 0))
	wantDepth(t, q, 2, 0)
	wantIDs(t, pull(t, q, 9), "a", "b")
}

func pullSkipsLeased(t *testing.T, q queue.Queue, _ *clock) {
	push(t, q, entry("a", 2, 0), entry("b", 1, 0))
	wantIDs(t, pull(t, q, 1), "a")
	wantDepth(t, q, 1, 1)
	wantIDs(t, pull(t, q, 9), "b")
}

func lapsedComesBack(t *testing.T, q queue.Queue, c *clock) {
	push(t, q, entry("a", 1, 0))
	first := pull(t, q, 1)
	c.advance(lease - time.Millisecond)
	wantIDs(t, pull(t, q, 1))
	c.advance(time.Millisecond)
	second := pull(t, q, 1)
	wantIDs(t, second, "a")
	if first[0].Token == second[0].Token {
		t.Error("both leases carry one token")
	}
}

func staleToken(t *testing.T, q queue.Queue, c *clock) {
	push(t, q, entry("a", 1, 0))
	stale := pull(t, q, 1)[0]
	c.advance(lease)
	refused := func(when string) {
		_, err := q.Extend(t.Context(), stale, lease)
		wantLost(t, "extend "+when, err)
		wantLost(t, "release "+when, q.Release(t.Context(), stale))
		wantLost(t, "ack "+when, q.Ack(t.Context(), stale))
	}
	refused("after the end, before anybody else pulled")
	current := pull(t, q, 1)[0]
	refused("after somebody else pulled")
	if err := q.Ack(t.Context(), current); err != nil {
		t.Errorf("the new holder's ack: %v", err)
	}
	wantLost(t, "a second ack", q.Ack(t.Context(), current))
}

func extendKeeps(t *testing.T, q queue.Queue, c *clock) {
	push(t, q, entry("a", 1, 0))
	l := pull(t, q, 1)[0]
	c.advance(lease - time.Minute)
	extended, err := q.Extend(t.Context(), l, lease)
	if err != nil || !extended.Until.Equal(c.now().Add(lease)) {
		t.Fatalf("extended until %v, %v; want %v", extended.Until, err, c.now().Add(lease))
	}
	c.advance(lease - time.Minute)
	wantIDs(t, pull(t, q, 1))
	c.advance(time.Minute)
	wantIDs(t, pull(t, q, 1), "a")
}

func releaseGivesBack(t *testing.T, q queue.Queue, _ *clock) {
	push(t, q, entry("a", 2, 0), entry("b", 1, 0))
	l := pull(t, q, 1)[0]
	if err := q.Release(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, pull(t, q, 9), "a", "b")
}

func ackTakesOut(t *testing.T, q queue.Queue, c *clock) {
	push(t, q, entry("a", 3, 0), entry("b", 2, 0), entry("c", 1, 0))
	leases := pull(t, q, 2)
	lost := queue.Lease{Queue: "q", ID: "c", Token: "made up"}
	wantLost(t, "ack of one that was never leased", q.Ack(t.Context(), append(leases, lost)...))
	c.advance(2 * lease)
	wantIDs(t, pull(t, q, 9), "c")
	push(t, q, entry("a", 1, 0))
	wantIDs(t, pull(t, q, 9), "a")
}

func removeTakesOut(t *testing.T, q queue.Queue, c *clock) {
	push(t, q, entry("a", 2, 0), entry("b", 1, 0), entry("c", 0, 0))
	l := pull(t, q, 1)[0]
	if err := q.Remove(t.Context(), "q", "a", "b", "unknown"); err != nil {
		t.Fatal(err)
	}
	wantLost(t, "release of one that was removed", q.Release(t.Context(), l))
	c.advance(2 * lease)
	wantIDs(t, pull(t, q, 9), "c")
}

func restoreLeases(t *testing.T, q queue.Queue, c *clock) {
	held := queue.Held{Entry: entry("a", 2, 0), Token: "kept", Until: c.now().Add(lease)}
	push(t, q, entry("a", 2, 0), entry("b", 1, 0))
	if err := q.Restore(t.Context(), "q", held); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, pull(t, q, 9), "b")
	if _, err := q.Extend(t.Context(), queue.Lease{Queue: "q", ID: "a", Token: "kept"}, lease); err != nil {
		t.Errorf("the restored lease: %v", err)
	}
	c.advance(lease)
	wantIDs(t, pull(t, q, 1), "a")
}

func pushKeepsLease(t *testing.T, q queue.Queue, _ *clock) {
	push(t, q, entry("a", 1, 0), entry("b", 5, 0))
	leases := pull(t, q, 2)
	push(t, q, entry("a", 9, 0))
	wantIDs(t, pull(t, q, 9))
	for _, l := range leases {
		if err := q.Release(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	wantIDs(t, pull(t, q, 9), "a", "b")
}

func queuesApart(t *testing.T, q queue.Queue, _ *clock) {
	for _, name := range []string{"one", "two"} {
		if err := q.Push(t.Context(), name, entry("same", 1, 0)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"one", "two"} {
		leases, err := q.Pull(t.Context(), name, 9, lease, 0)
		if err != nil || len(leases) != 1 || leases[0].Queue != name {
			t.Errorf("queue %s: got %v, %v", name, leases, err)
		}
	}
	all, err := q.IDs(t.Context(), "one")
	if err != nil || !slices.Equal(all, []string{"same"}) {
		t.Errorf("got the ids %v, %v", all, err)
	}
}

func largeBatches(t *testing.T, q queue.Queue, _ *clock) {
	const items = 2500
	var entries []queue.Entry
	for i := range items {
		entries = append(entries, entry(fmt.Sprint(i), 0, time.Duration(items-i)*time.Second))
	}
	push(t, q, entries...)
	var leases []queue.Lease
	for len(leases) < items {
		more := pull(t, q, items)
		if len(more) == 0 {
			t.Fatalf("pulled %d of %d", len(leases), items)
		}
		leases = append(leases, more...)
	}
	if leases[0].ID != "0" || leases[items-1].ID != fmt.Sprint(items-1) {
		t.Errorf("pulled from %s to %s, want the oldest first", leases[0].ID, leases[items-1].ID)
	}
	if err := q.Ack(t.Context(), leases...); err != nil {
		t.Error(err)
	}
	wantDepth(t, q, 0, 0)
}

func epochLasts(t *testing.T, q queue.Queue, _ *clock) {
	push(t, q, entry("a", 1, 0), entry("b", 1, 0))
	before, err := q.Epoch(t.Context())
	if err != nil || before == "" {
		t.Fatalf("the epoch is %q, %v", before, err)
	}
	leases, err := q.Pull(t.Context(), "q", 1, lease, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Ack(t.Context(), leases...); err != nil {
		t.Fatal(err)
	}
	push(t, q, entry("c", 1, 0))
	if after, err := q.Epoch(t.Context()); err != nil || after != before {
		t.Errorf("the epoch became %q, %v; nothing was lost since %q", after, err, before)
	}
}
