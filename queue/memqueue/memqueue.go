// Package memqueue is a queue in the memory of one process, for a program that runs without servers.
package memqueue

import (
	"cmp"
	"container/heap"
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"hearsay/queue"
)

// Queue implements queue.Queue. Make one with New.
type Queue struct {
	now func() time.Time

	mu     sync.Mutex
	queues map[string]*entries
	rung   chan struct{} // closed when something may be pulled that could not before
}

// entries are one queue: its ids, those that wait in the order they are pulled, and those that are leased, by when their leases end. A pull
// looks at the first of each.
type entries struct {
	all    map[string]*entry
	ready  []*entry // sorted
	leased leased
}

type entry struct {
	queue.Entry
	token string // "" while it waits
	until time.Time
	place int // among those that are leased
}

// New makes an empty queue whose leases end by the clock now.
func New(now func() time.Time) *Queue {
	return &Queue{now: now, queues: map[string]*entries{}, rung: make(chan struct{})}
}

var _ queue.Queue = (*Queue)(nil)

// Push implements queue.Queue.
func (q *Queue) Push(_ context.Context, name string, pushed ...queue.Entry) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	es := q.named(name)
	for _, p := range pushed {
		e := es.all[p.ID]
		switch {
		case e == nil:
			e = &entry{Entry: p}
			es.all[p.ID] = e
			es.wait(e)
		case e.token != "":
			e.Entry = p
		default:
			es.unwait(e)
			e.Entry = p
			es.wait(e)
		}
	}
	q.ring()
	return nil
}

// Pull implements queue.Queue.
func (q *Queue) Pull(ctx context.Context, name string, n int, lease, wait time.Duration) ([]queue.Lease, error) {
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	for {
		leases, next, rung := q.take(name, n, lease)
		if len(leases) > 0 || n <= 0 || wait <= 0 {
			return leases, nil
		}
		lapse := time.NewTimer(next)
		select {
		case <-rung:
		case <-lapse.C:
		case <-deadline.C:
			lapse.Stop()
			return nil, nil
		case <-ctx.Done():
			lapse.Stop()
			return nil, ctx.Err()
		}
		lapse.Stop()
	}
}

// take leases what is there. If that is nothing, next is the time to the next lapse, and rung is closed when there is more.
func (q *Queue) take(name string, n int, lease time.Duration) (leases []queue.Lease, next time.Duration, rung chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	es := q.named(name)
	es.reclaim(now)
	for len(leases) < n && len(es.ready) > 0 {
		e := es.ready[0]
		es.ready = es.ready[1:]
		es.lease(e, rand.Text(), now.Add(lease))
		leases = append(leases, queue.Lease{Queue: name, ID: e.ID, Token: e.token, Until: e.until})
	}
	next = time.Hour
	if len(es.leased) > 0 {
		next = min(next, max(es.leased[0].until.Sub(now), time.Millisecond))
	}
	return leases, next, q.rung
}

// Extend implements queue.Queue.
func (q *Queue) Extend(_ context.Context, lease queue.Lease, by time.Duration) (queue.Lease, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	e := q.held(lease)
	if e == nil {
		return queue.Lease{}, queue.ErrLeaseLost
	}
	e.until = q.now().Add(by)
	heap.Fix(&q.named(lease.Queue).leased, e.place)
	lease.Until = e.until
	return lease, nil
}

// Release implements queue.Queue.
func (q *Queue) Release(_ context.Context, lease queue.Lease) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	e := q.held(lease)
	if e == nil {
		return queue.ErrLeaseLost
	}
	q.named(lease.Queue).giveBack(e)
	q.ring()
	return nil
}

// Ack implements queue.Queue.
func (q *Queue) Ack(_ context.Context, leases ...queue.Lease) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	var err error
	for _, lease := range leases {
		if q.held(lease) == nil {
			err = queue.ErrLeaseLost
			continue
		}
		q.named(lease.Queue).remove(lease.ID)
	}
	return err
}

// Remove implements queue.Queue.
func (q *Queue) Remove(_ context.Context, name string, ids ...string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, id := range ids {
		q.named(name).remove(id)
	}
	return nil
}

// Restore implements queue.Queue.
func (q *Queue) Restore(_ context.Context, name string, held ...queue.Held) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	es := q.named(name)
	for _, h := range held {
		es.remove(h.Entry.ID)
		e := &entry{Entry: h.Entry}
		es.all[h.Entry.ID] = e
		es.lease(e, h.Token, h.Until)
	}
	q.ring()
	return nil
}

// Depth implements queue.Queue.
func (q *Queue) Depth(context.Context) (map[string]queue.Depth, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	depths := map[string]queue.Depth{}
	for name, es := range q.queues {
		depths[name] = queue.Depth{Ready: len(es.ready), Leased: len(es.all) - len(es.ready)}
	}
	return depths, nil
}

// IDs implements queue.Queue.
func (q *Queue) IDs(_ context.Context, name string) ([]string, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var ids []string
	for id := range q.named(name).all {
		ids = append(ids, id)
	}
	return ids, nil
}

func (q *Queue) named(name string) *entries {
	es := q.queues[name]
	if es == nil {
		es = &entries{all: map[string]*entry{}}
		q.queues[name] = es
	}
	return es
}

// held is the entry under the lease, nil if the lease has ended.
func (q *Queue) held(lease queue.Lease) *entry {
	e := q.named(lease.Queue).all[lease.ID]
	if e == nil || e.token == "" || e.token != lease.Token || !q.now().Before(e.until) {
		return nil
	}
	return e
}

func (q *Queue) ring() {
	close(q.rung)
	q.rung = make(chan struct{})
}

// pulledBefore orders entries as they are pulled.
func pulledBefore(a, b *entry) int {
	return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(a.Since.UnixMilli(), b.Since.UnixMilli()), cmp.Compare(a.ID, b.ID))
}

func (es *entries) wait(e *entry) {
	at, _ := slices.BinarySearchFunc(es.ready, e, pulledBefore)
	es.ready = slices.Insert(es.ready, at, e)
}

func (es *entries) unwait(e *entry) {
	if at, found := slices.BinarySearchFunc(es.ready, e, pulledBefore); found {
		es.ready = slices.Delete(es.ready, at, at+1)
	}
}

func (es *entries) remove(id string) {
	e := es.all[id]
	if e == nil {
		return
	}
	if e.token == "" {
		es.unwait(e)
	} else {
		heap.Remove(&es.leased, e.place)
	}
	delete(es.all, id)
}

// lease takes an entry that does not wait.
func (es *entries) lease(e *entry, token string, until time.Time) {
	e.token, e.until = token, until
	heap.Push(&es.leased, e)
}

// giveBack lets a leased entry wait again.
func (es *entries) giveBack(e *entry) {
	e.token = ""
	heap.Remove(&es.leased, e.place)
	es.wait(e)
}

// reclaim puts back what was leased until now.
func (es *entries) reclaim(now time.Time) {
	for len(es.leased) > 0 && !now.Before(es.leased[0].until) {
		es.giveBack(es.leased[0])
	}
}

// Epoch implements queue.Queue. What is lost is lost with the process.
func (q *Queue) Epoch(context.Context) (string, error) { return "memory", nil }
