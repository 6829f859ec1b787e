package work

import (
	"context"
	"errors"

	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/triage"
)

// Correct begins a reply that takes the place of one that stands: once it is published or posted, the other is retracted, and
// taken down where our accounts have posted it.
func (w *Work) Correct(ctx context.Context, actor Actor, id string) (*replies.Reply, error) {
	if err := actor.must(toRespond); err != nil {
		return nil, err
	}
	var r *replies.Reply
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		original, err := tx.Reply(ctx, id)
		if err != nil {
			return err
		}
		if r, err = original.Correct(newID(), actor.Name, w.Now()); err != nil {
			return err
		}
		return saveReply(ctx, tx, r, actor, "corrected", "corrects "+id)
	})
	return r, err
}

// corrected retracts what a reply corrects, now that it stands itself. Its item stays answered.
func (w *Work) corrected(ctx context.Context, tx *ledger.Tx, r *replies.Reply) error {
	if r.Corrects == "" {
		return nil
	}
	original, err := tx.Reply(ctx, r.Corrects)
	if err != nil || !original.IsVerified() {
		return err
	}
	by, reason := Actor{Name: ledger.Program}, "corrected by reply "+r.ID
	if err := w.takeBack(ctx, tx, by, original, r, reason); err != nil {
		return err
	}
	return saveReply(ctx, tx, original, by, "retracted", reason)
}

// Retract takes back a reply that turned out wrong, and every reply that took over its text. Every item that one of
// them answered is back in its queue, and what our accounts have posted of them is taken down.
func (w *Work) Retract(ctx context.Context, actor Actor, id, reason string) (*replies.Reply, error) {
	return w.step(ctx, actor, toPublish, id, "retracted", reason, func(tx *ledger.Tx, r *replies.Reply, it *triage.Item) error {
		if err := w.takeBack(ctx, tx, actor, r, nil, reason); err != nil {
			return err
		}
		return reopen(ctx, tx, it, "the reply was retracted: "+reason)
	})
}

// takeBack retracts a reply, calls it back from everybody whom it reached, takes down what our accounts have posted of it, and takes back every reply
// that took over its text. correction is what stands in its place; nil for what is still to be drafted.
func (w *Work) takeBack(ctx context.Context, tx *ledger.Tx, actor Actor, r, correction *replies.Reply, reason string) error {
	if err := r.Retract(reason, w.Now()); err != nil {
		return err
	}
	copies, err := tx.Reusing(ctx, r.ID)
	if err != nil {
		return err
	}
	if err := w.callBack(ctx, tx, actor, r, copies, correction, reason); err != nil {
		return err
	}
	if err := w.withdrawAll(ctx, tx, r.ID, actor); err != nil {
		return err
	}
	if err := leaveOut(ctx, tx, r.ID); err != nil {
		return err
	}
	for _, c := range copies {
		if err := w.retractCopy(ctx, tx, actor, c, "it repeats reply "+r.ID+", which was retracted: "+reason); err != nil {
			return err
		}
	}
	return nil
}

// retractCopy takes back a reply whose text came from one that is retracted: what is verified is retracted, what waits is sent back, and whoever writes a draft is
// told.
func (w *Work) retractCopy(ctx context.Context, tx *ledger.Tx, actor Actor, r *replies.Reply, reason string) error {
	switch {
	case r.IsVerified():
		if err := r.Retract(reason, w.Now()); err != nil {
			return err
		}
		if err := errors.Join(w.withdrawAll(ctx, tx, r.ID, actor), leaveOut(ctx, tx, r.ID)); err != nil {
			return err
		}
	case r.State == replies.Submitted:
		if err := r.SendBack(reason, nil); err != nil {
			return err
		}
	case r.State == replies.Draft:
		r.Reason = reason
		return saveReply(ctx, tx, r, actor, "in doubt", reason)
	default:
		return nil
	}
	it, err := tx.Item(ctx, r.Item)
	if err != nil {
		return err
	}
	if err := reopen(ctx, tx, it, reason); err != nil {
		return err
	}
	return saveReply(ctx, tx, r, actor, string(r.State), reason)
}

// reopen brings an item back into its queue, if it is not there.
func reopen(ctx context.Context, tx *ledger.Tx, it *triage.Item, reason string) error {
	if it.State != triage.Answering && it.State != triage.Answered {
		return nil
	}
	others, err := tx.RepliesOf(ctx, it.ID)
	if err != nil {
		return err
	}
	standing := 0
	for _, r := range others {
		if r.State == replies.Recorded || r.State == replies.Submitted || r.State == replies.Verified || r.State == replies.Published {
			standing++
		}
	}
	if standing > 1 { // another reply than the one that goes
		return nil
	}
	if err := it.Reopen(reason); err != nil {
		return err
	}
	return tx.SaveItem(ctx, it)
}
