package pipeline

import (
	"context"
	"log/slog"
	"time"

	"hearsay/ledger"
	"hearsay/triage"
)

// Upkeep does what time alone brings about: leases lapse, priorities grow with age, deadlines pass. Its fields are set
// before use. Several processes may run it; each step is done once.
type Upkeep struct {
	Ledger *ledger.Ledger
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
			"looking after the items": u.Sweep, "forgetting deletions of posts that were never seen": u.forget, "scrubbing what was erased": u.Ledger.Scrub,
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
		if err := u.Ledger.Write(ctx, func(tx *ledger.Tx) error { return u.tend(ctx, tx, due) }); err != nil {
			return err
		}
	}
}

// due are the ids of those that time has changed. They are read anew before they are written.
func (u *Upkeep) due(items []*triage.Item) []string {
	now := u.Now()
	var ids []string
	for _, it := range items {
		if it.Lapse(now) || it.Reprice(now) {
			ids = append(ids, it.ID)
		}
	}
	return ids
}

func (u *Upkeep) tend(ctx context.Context, tx *ledger.Tx, ids []string) error {
	items, err := tx.ItemsByID(ctx, ids)
	if err != nil {
		return err
	}
	now := u.Now()
	for _, it := range items {
		holder := it.Holder
		lapsed := it.Lapse(now)
		if lapsed {
			if err := tx.Audit(ctx, actor, "lease lapsed", it.ID, holder); err != nil {
				return err
			}
		}
		if it.Reprice(now) || lapsed {
			if err := tx.SaveItem(ctx, it); err != nil {
				return err
			}
		}
	}
	return nil
}
