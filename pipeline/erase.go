package pipeline

import (
	"context"
	"time"

	"hearsay/ledger"
	"hearsay/post"
)

// Erase takes the text of posts out of the ledger, as if their authors had deleted them, and gives the items they were of. by
// and why stand in the audit log. An item whose posts are all gone is dismissed, if nobody has answered it yet.
func Erase(ctx context.Context, tx *ledger.Tx, refs []post.Ref, by, why string, now time.Time) (items []string, err error) {
	return erase(ctx, tx, tx.DeletePost, refs, by, why, now)
}

// eraser erases a post for a reason, and gives the items that lost one by it.
type eraser func(ctx context.Context, ref post.Ref, why string) (items []string, err error)

func erase(ctx context.Context, tx *ledger.Tx, one eraser, refs []post.Ref, by, why string, now time.Time) (items []string, err error) {
	for _, ref := range refs {
		touched, err := one(ctx, ref, why)
		if err != nil {
			return nil, err
		}
		for _, id := range touched {
			if err := tx.Audit(ctx, by, "post deleted", id, why); err != nil {
				return nil, err
			}
			if err := bereave(ctx, tx, id, now); err != nil {
				return nil, err
			}
		}
		items = append(items, touched...)
	}
	return unique(items), nil
}

// bereave finds an item whose post was deleted another post to stand for it.
func bereave(ctx context.Context, tx *ledger.Tx, id string, now time.Time) error {
	it, err := tx.Item(ctx, id)
	if err != nil {
		return err
	}
	lead, err := tx.LeadOf(ctx, id)
	if err != nil {
		return err
	}
	if lead != nil {
		it.Lead = *lead
		return tx.SaveItem(ctx, it)
	}
	if !it.State.IsUnfinished() {
		return nil
	}
	it.Lapse(it.HeldUntil)
	if err := it.Dismiss(ledger.Program, "every post was deleted", now); err != nil {
		return err
	}
	if err := tx.Audit(ctx, ledger.Program, "dismissed", id, it.Reason); err != nil {
		return err
	}
	return tx.SaveItem(ctx, it)
}
