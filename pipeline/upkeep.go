package pipeline

import (
	"context"
	"errors"
	"log/slog"
	"slices"
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

// wholly is how often all unfinished items are looked at. Mostly for nothing; but a clock may have been set back.
const wholly = time.Hour

// Run looks at all unfinished items, and then every Every at those that time has changed, until ctx ends.
func (u *Upkeep) Run(ctx context.Context) {
	u.try(ctx, "looking after all items", u.SweepAll)
	again, all := time.NewTicker(u.Every), time.NewTicker(wholly)
	defer again.Stop()
	defer all.Stop()
	for {
		for what, step := range map[string]func(context.Context) error{
			"looking after the items": u.Sweep, "taking back what is held in vain": u.TakeBack, "forgetting deletions of posts that were never seen": u.forget, "scrubbing what was erased": u.Ledger.Scrub,
		} {
			u.try(ctx, what, step)
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		case <-all.C:
			u.try(ctx, "looking after all items", u.SweepAll)
		}
	}
}

func (u *Upkeep) try(ctx context.Context, what string, step func(context.Context) error) {
	if err := step(ctx); err != nil && ctx.Err() == nil {
		u.Log.Error(what, "error", err)
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

// lookedAt is how many items are looked at in one transaction.
const lookedAt = 200

// Sweep looks at all items that time alone may have changed. Those that are saved meanwhile can wait for the next, or a busy stream would let it go on for ever.
func (u *Upkeep) Sweep(ctx context.Context) error {
	for {
		ids, err := u.Ledger.ItemsToLookAt(ctx, lookedAt)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := u.lookAt(ctx, ids); err != nil || len(ids) < lookedAt {
			return err
		}
	}
}

// SweepAll looks at all unfinished items, whenever they are to be looked at: routes may say something else now, and so may a new build of the program.
func (u *Upkeep) SweepAll(ctx context.Context) error {
	all, err := u.Ledger.UnfinishedItems(ctx)
	if err != nil {
		return err
	}
	for ids := range slices.Chunk(all, lookedAt) {
		items, err := u.Ledger.ItemsByID(ctx, ids)
		if err != nil {
			return err
		}
		if changed := u.changed(items); len(changed) > 0 {
			if err := u.lookAt(ctx, changed); err != nil {
				return err
			}
		}
	}
	return nil
}

// changed are the ids of those that time has changed. They are read anew before they are written.
func (u *Upkeep) changed(items []*triage.Item) []string {
	now := u.Now()
	var ids []string
	for _, it := range items {
		if it.Lapse(now) || it.Overrun(u.Routes.Escalates(it.Queue), now) || it.Reprice(now) {
			ids = append(ids, it.ID)
		}
	}
	return ids
}

// lookAt writes what time has changed of some items.
func (u *Upkeep) lookAt(ctx context.Context, ids []string) error {
	var left map[string][]string
	err := u.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		left, err = u.tend(ctx, tx, ids)
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
	return nil
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

// tend writes what time has changed. left are the items that left their queues for another, by queue.
func (u *Upkeep) tend(ctx context.Context, tx *ledger.Tx, ids []string) (left map[string][]string, err error) {
	items, err := tx.ItemsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	now := u.Now()
	left = map[string][]string{}
	var changed []*triage.Item
	next := make(map[string]time.Time, len(items))
	for _, it := range items {
		from := it.Queue
		isChanged, err := u.age(ctx, tx, it, now)
		if err != nil {
			return nil, err
		}
		if isChanged {
			changed = append(changed, it)
		}
		if it.Queue != from {
			left[from] = append(left[from], it.ID)
		}
		next[it.ID] = it.NextChange(now)
	}
	if err := tx.SaveItems(ctx, changed); err != nil {
		return nil, err
	}
	return left, tx.LookedAt(ctx, next)
}

// age makes of an item what time makes of it, and tells whether it did anything.
func (u *Upkeep) age(ctx context.Context, tx *ledger.Tx, it *triage.Item, now time.Time) (isChanged bool, err error) {
	if !it.State.IsUnfinished() {
		return false, nil
	}
	holder := it.Holder
	lapsed := it.Lapse(now)
	if lapsed {
		err = tx.Audit(ctx, ledger.Program, "lease lapsed", it.ID, holder)
	}
	overran := it.Overrun(u.Routes.Escalates(it.Queue), now)
	if overran {
		err = errors.Join(err, tx.Audit(ctx, ledger.Program, "escalated", it.ID, it.Reason))
	}
	return it.Reprice(now) || lapsed || overran, err
}
