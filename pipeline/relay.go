package pipeline

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"hearsay/ledger"
	"hearsay/queue"
	"hearsay/traces"
	"hearsay/triage"
)

// Relay tells the queues what the ledger says. Its fields are set before use. It is safe for several goroutines.
type Relay struct {
	Ledger *ledger.Ledger
	Queue  queue.Queue
	Now    func() time.Time
	Log    *slog.Logger

	mu    sync.Mutex
	epoch string // of the queue when it was last filled
}

// relayBatch is how many items are told of at once.
const relayBatch = 500

// Run relays until ctx ends: at once after a write of this process, and once a second for the others'. Queues that may have
// lost something are filled anew.
func (r *Relay) Run(ctx context.Context) {
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for {
		if err := r.Flush(ctx); err != nil && ctx.Err() == nil {
			r.Log.Error("telling the queues", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-r.Ledger.Woken():
		case <-again.C:
			if err := r.refill(ctx); err != nil && ctx.Err() == nil {
				r.Log.Error("filling the queues from the ledger", "error", err)
			}
		}
	}
}

// refill fills the queues if they may have lost something since they were last filled.
func (r *Relay) refill(ctx context.Context) error {
	epoch, err := r.Queue.Epoch(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	isFull := epoch == r.epoch
	r.mu.Unlock()
	if isFull {
		return nil
	}
	done, err := r.Rebuild(ctx)
	if err == nil {
		r.Log.Warn("the queue's server has been restarted or emptied, or has a new queue; the queues are filled from the ledger", "waiting", done.Waiting, "held", done.Held, "removed", done.Removed)
	}
	return err
}

// Flush relays all there is.
func (r *Relay) Flush(ctx context.Context) error {
	for {
		n, err := r.Ledger.Relay(ctx, relayBatch, func(items []*triage.Item) error { return r.tell(ctx, items) })
		if err != nil || n == 0 {
			return err
		}
	}
}

// tell puts items that wait or are held into their queues, and takes all others out. A lease stays as it is, unless it was ended.
func (r *Relay) tell(ctx context.Context, items []*triage.Item) (err error) {
	began := r.Now()
	ctx, span := traces.Begin(ctx, "tell queues", attribute.Int("items", len(items)))
	defer func() {
		span.End(err)
		if err == nil {
			for _, it := range items {
				traces.Mark(ctx, it.ID, "queue told", began, attribute.String("queue", it.Queue), attribute.String("state", string(it.State)))
			}
		}
	}()
	in, out := map[string][]queue.Entry{}, map[string][]string{}
	for _, it := range items {
		if it.State.IsUnfinished() {
			in[it.Queue] = append(in[it.Queue], Entry(it))
		} else {
			out[it.Queue] = append(out[it.Queue], it.ID)
		}
	}
	for name, entries := range in {
		if err := r.Queue.Push(ctx, name, entries...); err != nil {
			return err
		}
	}
	for name, ids := range out {
		if err := r.Queue.Remove(ctx, name, ids...); err != nil {
			return err
		}
	}
	for _, it := range items {
		if err := r.release(ctx, it); err != nil {
			return err
		}
	}
	return nil
}

// release gives an item back to its queue whose lease was ended before its time.
func (r *Relay) release(ctx context.Context, it *triage.Item) error {
	if it.State != triage.Open || it.Ended == "" {
		return nil
	}
	err := r.Queue.Release(ctx, queue.Lease{Queue: it.Queue, ID: it.ID, Token: it.Ended})
	if errors.Is(err, queue.ErrLeaseLost) { // it had lapsed, or the item was pulled again
		return nil
	}
	return err
}

// Entry is an item as its queue knows it.
func Entry(it *triage.Item) queue.Entry {
	return queue.Entry{ID: it.ID, Priority: it.Priority.Total, Since: it.OpenedAt}
}

// Rebuilt counts what Rebuild did.
type Rebuilt struct {
	Waiting int `json:"waiting"`
	Held    int `json:"held"`
	Removed int `json:"removed"`
}

// Rebuild makes the queues what the ledger says, whatever they held before: after Redis was flushed, restarted or
// moved, and at every start. It may run while people work.
func (r *Relay) Rebuild(ctx context.Context) (Rebuilt, error) {
	epoch, err := r.Queue.Epoch(ctx) // before: what is lost while they are filled is noticed after
	if err != nil {
		return Rebuilt{}, err
	}
	done, err := r.rebuild(ctx)
	if err == nil {
		r.mu.Lock()
		r.epoch = epoch
		r.mu.Unlock()
	}
	return done, err
}

func (r *Relay) rebuild(ctx context.Context) (Rebuilt, error) {
	var done Rebuilt
	belongs := map[string]map[string]bool{}
	all, err := r.Ledger.UnfinishedItems(ctx)
	if err != nil {
		return done, err
	}
	for ids := range slices.Chunk(all, relayBatch) {
		items, err := r.Ledger.ItemsByID(ctx, ids)
		if err != nil {
			return done, err
		}
		if err := r.restore(ctx, items, &done, belongs); err != nil {
			return done, err
		}
	}
	return done, r.removeStrangers(ctx, &done, belongs)
}

func (r *Relay) restore(ctx context.Context, items []*triage.Item, done *Rebuilt, belongs map[string]map[string]bool) error {
	waiting, held := map[string][]queue.Entry{}, map[string][]queue.Held{}
	for _, it := range items {
		if !it.State.IsUnfinished() {
			continue // since they were listed
		}
		if belongs[it.Queue] == nil {
			belongs[it.Queue] = map[string]bool{}
		}
		belongs[it.Queue][it.ID] = true
		if it.IsHeld(r.Now()) {
			held[it.Queue] = append(held[it.Queue], Lease(it))
			done.Held++
		} else {
			waiting[it.Queue] = append(waiting[it.Queue], Entry(it))
			done.Waiting++
		}
	}
	for name, entries := range waiting {
		if err := r.Queue.Push(ctx, name, entries...); err != nil {
			return err
		}
	}
	for name, leases := range held {
		if err := r.Queue.Restore(ctx, name, leases...); err != nil {
			return err
		}
	}
	return nil
}

// Lease is a held item as its queue knows it.
func Lease(it *triage.Item) queue.Held {
	return queue.Held{Entry: Entry(it), Token: it.Token, Until: it.HeldUntil}
}

// removeStrangers takes out what the ledger does not know as waiting. An item that was opened meanwhile is looked at again.
func (r *Relay) removeStrangers(ctx context.Context, done *Rebuilt, belongs map[string]map[string]bool) error {
	depths, err := r.Queue.Depth(ctx)
	if err != nil {
		return err
	}
	for name := range depths {
		ids, err := r.Queue.IDs(ctx, name)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if belongs[name][id] {
				continue
			}
			if it, err := r.Ledger.Item(ctx, id); err == nil && it.Queue == name && it.State.IsUnfinished() {
				continue
			}
			if err := r.Queue.Remove(ctx, name, id); err != nil {
				return err
			}
			done.Removed++
		}
	}
	return nil
}
