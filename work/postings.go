package work

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/triage"
)

// recordTime bounds how long a link is waited for at which somebody says that a reply stands.
const recordTime = 5 * time.Second

// Record notes where a reply was posted; its item is answered then. A link that cannot be opened from here, as in a group that only members read, is
// marked, so that somebody looks whether it is right.
func (w *Work) Record(ctx context.Context, actor Actor, id, link string) (*replies.Reply, error) {
	if err := errors.Join(actor.must(toRespond), replies.CheckLink(link)); err != nil {
		return nil, err
	}
	looking, cancel := context.WithTimeout(ctx, recordTime)
	defer cancel()
	_, _, unseen := w.Sources.Open(looking, link)
	var it *triage.Item
	isFirst := false
	r, err := w.step(ctx, actor, toRespond, id, "recorded", link, func(tx *ledger.Tx, r *replies.Reply, of *triage.Item) error {
		it, isFirst = of, len(r.Postings) == 0
		if err := r.Record(actor.Name, link, unseen == nil, w.Now()); err != nil {
			return err
		}
		if err := of.Recorded(); err != nil {
			return err
		}
		return errors.Join(tx.SaveItem(ctx, of), w.corrected(ctx, tx, r))
	})
	if err == nil && isFirst {
		w.Observer.Answered(it, w.Now().Sub(it.OpenedAt))
	}
	return r, err
}

// Strike takes back that a reply stands where somebody posted it by hand: the link was wrong, or it was taken down there.
func (w *Work) Strike(ctx context.Context, actor Actor, id, link string) (*replies.Reply, error) {
	return w.step(ctx, actor, toRespond, id, "struck", link, func(tx *ledger.Tx, r *replies.Reply, _ *triage.Item) error {
		sent, err := tx.DispatchesOf(ctx, id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(sent, func(d *publish.Dispatch) bool { return d.StoodAt(link) }) {
			return fmt.Errorf("reply %s at %s: %w: an account of ours posted it; withdraw that", id, link, replies.ErrOrder)
		}
		if !r.Strike(link, w.Now()) {
			return fmt.Errorf("reply %s at %s: %w", id, link, ledger.ErrNotFound)
		}
		return nil
	})
}
