package work

import (
	"context"
	"time"

	"hearsay/ledger"
	"hearsay/queue"
	"hearsay/triage"
)

// holding is a lease on its way into the ledger.
type holding struct {
	by      reader
	lease   queue.Lease
	item    *triage.Item // as it is after; nil if there is none
	isStale bool         // the ledger knows better than the queue
}

// writeTime bounds one transaction of holds, which is nobody's alone.
const writeTime = 10 * time.Second

// hold makes leases of the queue the ledger's. Where the ledger knows better the queue is mended, and the item is left out.
func (w *Work) hold(ctx context.Context, by reader, leases []queue.Lease) ([]*triage.Item, error) {
	holdings := make([]*holding, len(leases))
	for i, l := range leases {
		holdings[i] = &holding{by: by, lease: l}
	}
	if err := w.holds.Do(holdings, w.writeHolds); err != nil {
		return nil, err
	}
	var held []*triage.Item
	for _, h := range holdings {
		if h.isStale {
			if err := w.mend(ctx, h.lease, h.item); err != nil { // the entry lapses by itself, and the rest is held already
				w.Log.Warn("mending the queue", "item", h.lease.ID, "error", err)
			}
			continue
		}
		w.Observer.Claimed(h.item, w.Now().Sub(h.item.OpenedAt))
		held = append(held, h.item)
	}
	return held, nil
}

// writeHolds writes holdings in one transaction.
func (w *Work) writeHolds(all []*holding) error {
	ctx, cancel := context.WithTimeout(context.Background(), writeTime)
	defer cancel()
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		ids := make([]string, len(all))
		for i, h := range all {
			ids[i] = h.lease.ID
		}
		found, err := tx.ItemsByID(ctx, ids)
		if err != nil {
			return err
		}
		byID := map[string]*triage.Item{}
		for _, it := range found {
			byID[it.ID] = it
		}
		var changed []*triage.Item
		var events []ledger.Event
		var taken []ledger.Taking
		for _, h := range all {
			h.item = byID[h.lease.ID]
			if h.isStale = h.item == nil || h.item.Queue != h.lease.Queue || h.item.Hold(h.by.Name, h.lease.Token, h.lease.Until, w.Now()) != nil; h.isStale {
				continue
			}
			changed = append(changed, h.item)
			if h.item.IsHarsh || h.by.isInARow {
				taken = append(taken, ledger.Taking{User: h.by.Name, IsHarsh: h.item.IsHarsh})
			}
			events = append(events, ledger.Event{Actor: h.by.Name, Action: "held", Subject: h.item.ID, Detail: h.lease.Until.UTC().Format(time.RFC3339)})
		}
		if err := tx.SaveHandedOut(ctx, changed); err != nil {
			return err
		}
		if err := tx.NoteTakings(ctx, taken); err != nil {
			return err
		}
		return tx.AuditAll(ctx, events)
	})
}
