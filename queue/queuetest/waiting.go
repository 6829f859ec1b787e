package queuetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"hearsay/queue"
)

func pullWaitsForPush(t *testing.T, q queue.Queue, _ *clock) {
	pushed := make(chan error, 1)
	go func() {
		time.Sleep(50 * time.Millisecond)
		pushed <- q.Push(t.Context(), "q", entry("late", 1, 0))
	}()
	leases, err := q.Pull(t.Context(), "q", 1, lease, 20*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	wantIDs(t, leases, "late")
	if err := <-pushed; err != nil {
		t.Error(err)
	}
	start := time.Now()
	leases, err = q.Pull(t.Context(), "q", 1, lease, 30*time.Millisecond)
	if err != nil || len(leases) != 0 || time.Since(start) < 25*time.Millisecond {
		t.Errorf("got %v, %v after %v; want nothing after the wait", leases, err, time.Since(start))
	}
}

func pullWaitsForLapse(t *testing.T, q queue.Queue, c *clock) {
	push(t, q, entry("a", 1, 0))
	if _, err := q.Pull(t.Context(), "q", 1, 100*time.Millisecond, 0); err != nil {
		t.Fatal(err)
	}
	go func() {
		time.Sleep(50 * time.Millisecond)
		c.advance(100 * time.Millisecond)
	}()
	leases, err := q.Pull(t.Context(), "q", 1, lease, 20*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	wantIDs(t, leases, "a")
}

func everyoneIsWoken(t *testing.T, q queue.Queue, _ *clock) {
	const waiting = 5
	pulled := make(chan []queue.Lease, waiting)
	for range waiting {
		go func() {
			leases, err := q.Pull(t.Context(), "q", 1, lease, 20*time.Second)
			if err != nil {
				t.Error(err)
			}
			pulled <- leases
		}()
	}
	time.Sleep(50 * time.Millisecond)
	var entries []queue.Entry
	for i := range waiting {
		entries = append(entries, entry(fmt.Sprint(i), i, 0))
	}
	push(t, q, entries...)
	seen := map[string]bool{}
	for range waiting {
		for _, l := range <-pulled {
			seen[l.ID] = true
		}
	}
	if len(seen) != waiting {
		t.Errorf("those who waited got %d of %d items", len(seen), waiting)
	}
}

func pullEndsWithContext(t *testing.T, q queue.Queue, _ *clock) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := q.Pull(ctx, "q", 1, lease, 20*time.Second); err == nil || time.Since(start) > 10*time.Second {
		t.Errorf("got %v after %v; want the context's error at once", err, time.Since(start))
	}
}

func neverTwoHolders(t *testing.T, q queue.Queue, _ *clock) {
	const items, pullers = 200, 8
	var entries []queue.Entry
	for i := range items {
		entries = append(entries, entry(fmt.Sprint(i), i%7, 0))
	}
	push(t, q, entries...)
	var mu sync.Mutex
	pulled := map[string]int{}
	var wg sync.WaitGroup
	for range pullers {
		wg.Go(func() {
			for {
				leases, err := q.Pull(t.Context(), "q", 3, lease, 0)
				if err != nil || len(leases) == 0 {
					return
				}
				mu.Lock()
				for _, l := range leases {
					pulled[l.ID]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for id, n := range pulled {
		if n > 1 {
			t.Errorf("item %s was pulled %d times at once", id, n)
		}
	}
	if len(pulled) != items {
		t.Errorf("pulled %d of %d items", len(pulled), items)
	}
}
