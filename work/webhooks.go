package work

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"hearsay/ledger"
)

// Webhooks are how far each configured receiver has been told.
func (w *Work) Webhooks(ctx context.Context, actor Actor) ([]ledger.Webhook, error) {
	if err := actor.must(toTell); err != nil {
		return nil, err
	}
	all := []ledger.Webhook{}
	for _, name := range w.Hooks {
		hook, err := w.Ledger.Webhook(ctx, name)
		if err != nil && !errors.Is(err, ledger.ErrNotFound) {
			return nil, err
		}
		all = append(all, hook)
	}
	return all, nil
}

// Replay tells a receiver again what happened behind an event, and starts one that was stopped. Events keep their ids, so that a
// receiver knows what it has.
func (w *Work) Replay(ctx context.Context, actor Actor, name string, after int64) (ledger.Webhook, error) {
	if err := actor.must(toTell); err != nil {
		return ledger.Webhook{}, err
	}
	if !slices.Contains(w.Hooks, name) {
		return ledger.Webhook{}, fmt.Errorf("webhook %q: %w; webhooks stand in the configuration", name, ledger.ErrNotFound)
	}
	hook := ledger.Webhook{Name: name, Told: after}
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		last, err := tx.LastEvent(ctx)
		if err != nil {
			return err
		}
		if after < 0 || after > last {
			return fmt.Errorf("%w: the last event is %d", ErrBounds, last)
		}
		if err := tx.SaveWebhook(ctx, hook); err != nil {
			return err
		}
		return tx.Audit(ctx, actor.Name, "replayed", "webhook/"+name, fmt.Sprint(after))
	})
	return hook, err
}
