package pipeline

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"hearsay/ledger"
	"hearsay/queue"
	"hearsay/triage"
)

// Upkeep does what time alone brings about: leases lapse, and end for who has left, priorities grow with age, items that nobody answers
// escalate. Its fields are set before use. Several processes may run it; each step is done once.
type Upkeep struct {
	Ledger *ledger.Ledger
	Queue  queue.Queue
	Routes *triage.Routes
	Now    func() time.Time
	Every  time.Duration
	Log    *slog.Logger
}

// Run looks at all unfinished items every Every until ctx ends.
func (u *Upkeep) Run(ctx context.Context) {
	again := time.NewTicker(u.Every)
	defer again.Stop()
	for {
		for what, step := range map[string]func(context.Context) error{
			"looking after the items": u.Sweep, "taking back what is held in vain": u.TakeBack, "forgetting deletions of posts that were never seen": u.forget, "scrubbing what was erased": u.Ledger.Scrub,
		} {
			if err := step(ctx); err != nil && ctx.Err() == nil {
				u.Log.Error(what, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// forget forgets old deletions, some in each transaction, so that nobody waits for it.
func (u *Upkeep) forget(ctx context.Context) error {
	const most = 1000
	for n := int64(most); n == most; {
		err := u.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
			n, err = tx.ForgetTombstones(ctx, most)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Sweep looks at all unfinished items once, a page in each transaction.
func (u *Upkeep) Sweep(ctx context.Context) error {
	const page = 200
	for after := ""; ; {
		stale, err := u.Ledger.UnfinishedItems(ctx, after, page)
		if err != nil || len(stale) == 0 {
			return err
		}
		after = stale[len(stale)-1].ID
		due := u.due(stale)
		if len(due) == 0 {
			continue
		}
		var left map[string][]string
		err = u.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
			left, err = u.tend(ctx, tx, due)
			return err
		})
		if err != nil {
			return err
		}
		for queue, ids := range left {
			if err := u.Queue.Remove(ctx, queue, ids...); err != nil {
				return err
			}
		}
	}
}

// TakeBack puts back into their queues the items of people who may not take any more: a long hold would outlast them.
func (u *Upkeep) TakeBack(ctx context.Context) error {
	const most = 200
	if held, err := u.Ledger.HeldInVain(ctx, 1); err != nil || len(held) == 0 {
		return err // mostly in vain: no lock for that
	}
	return u.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		held, err := tx.HeldInVain(ctx, most)
		for _, it := range held {
			holder := it.Holder
			it.Lapse(it.HeldUntil)
			err = errors.Join(err, tx.SaveItem(ctx, it), tx.Audit(ctx, ledger.Program, "lease lapsed", it.ID, holder))
		}
		return err
	})
}

// due are the ids of those that time has changed. They are read anew before they are written.
func (u *Upkeep) due(items []*triage.Item) []string {
	now := u.Now()
	var ids []string
	for _, it := range items {
		if it.Lapse(now) || it.Overrun(u.Routes.Escalates(it.Queue), now) || it.Reprice(now) {
			ids = append(ids, it.ID)
		}
	}
	return ids
}

// tend writes what time has changed. left are the items that left their queues for another, by queue.
func (u *Upkeep) tend(ctx context.Context, tx *ledger.Tx, ids []string) (left map[string][]string, err error) {
	items, err := tx.ItemsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	now := u.Now()
	left = map[string][]string{}
	for _, it := range items {
		holder, from := it.Holder, it.Queue
		lapsed := it.Lapse(now)
		if lapsed {
			if err := tx.Audit(ctx, ledger.Program, "lease lapsed", it.ID, holder); err != nil {
				return nil, err
			}
		}
		overran := it.Overrun(u.Routes.Escalates(from), now)
		if overran {
			left[from] = append(left[from], it.ID)
			if err := tx.Audit(ctx, ledger.Program, "escalated", it.ID, it.Reason); err != nil {
				return nil, err
			}
		}
		if it.Reprice(now) || lapsed || overran {
			if err := tx.SaveItem(ctx, it); err != nil {
				return nil, err
			}
		}
	}
	return left, nil
}
