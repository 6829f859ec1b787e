package work

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"hearsay/claims"
	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/replies/wording"
	"hearsay/triage"
)

// newID is a random id for what has no natural one.
func newID() string { return strings.ToLower(rand.Text())[:16] }

// Draft begins a reply to an item. reuse, if not empty, is a verified reply whose text is taken over.
func (w *Work) Draft(ctx context.Context, actor Actor, item string, text replies.Text, reuse string) (*replies.Reply, error) {
	if err := actor.must(toRespond); err != nil {
		return nil, err
	}
	var r *replies.Reply
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		it, err := tx.Item(ctx, item)
		if err != nil {
			return err
		}
		switch now := w.Now(); {
		case it.IsHeld(now) && it.Holder != actor.Name:
			return fmt.Errorf("item %s is held by %s: %w", it.ID, it.Holder, triage.ErrHeld)
		case it.State == triage.Dismissed || it.State == triage.Merged:
			return fmt.Errorf("item %s is %s: %w: it needs no reply", it.ID, it.State, triage.ErrState)
		default:
			r = replies.New(newID(), it.ID, it.Kind, it.Claim, actor.Name, now)
		}
		if reuse != "" {
			original, err := reused(ctx, tx, reuse)
			if err != nil {
				return err
			}
			// Who wrote the text does not verify it here either.
			text, r.Medium, r.Reuses, r.Authors = original.Text, original.Medium, reuse, slices.Clone(original.Authors)
		}
		if err := r.Edit(actor.Name, text); err != nil {
			return err
		}
		return saveReply(ctx, tx, r, actor, "drafted", "")
	})
	return r, err
}

func reused(ctx context.Context, tx *ledger.Tx, id string) (*replies.Reply, error) {
	original, err := tx.Reply(ctx, id)
	if err == nil && !original.IsSound() {
		err = fmt.Errorf("reply %s is %s: %w: only a verified reply that nothing casts doubt on is used again", id, original.State, replies.ErrOrder)
	}
	return original, err
}

// Edit replaces the text of a draft. version is that of the reply which the text was written over; 0 is any. What the actor
// had typed and not saved is forgotten, as it is saved now.
func (w *Work) Edit(ctx context.Context, actor Actor, id string, text replies.Text, version int64) (*replies.Reply, error) {
	return w.step(ctx, actor, toRespond, id, "edited", "", func(tx *ledger.Tx, r *replies.Reply, _ *triage.Item) error {
		if err := asSeen("reply "+id, r.Version, version); err != nil {
			return err
		}
		if err := r.Edit(actor.Name, text); err != nil {
			return err
		}
		return tx.DropScratch(ctx, id, actor.Name)
	})
}

// asSeen is ledger.ErrChanged for what somebody has seen in another version than it is in; seen is 0 for who does not say.
func asSeen(what string, is, seen int64) error {
	if seen != 0 && seen != is {
		return fmt.Errorf("%s: %w since version %d", what, ledger.ErrChanged, seen)
	}
	return nil
}

// Keep keeps what the actor has typed into a draft and not saved, so that a crash loses nothing.
func (w *Work) Keep(ctx context.Context, actor Actor, id string, text replies.Text, version int64) error {
	if err := errors.Join(actor.must(toRespond), text.Check()); err != nil {
		return err
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		r, err := tx.Reply(ctx, id)
		if err != nil {
			return err
		}
		if r.State != replies.Draft {
			return fmt.Errorf("reply %s is %s: %w: only a draft can be changed", id, r.State, replies.ErrOrder)
		}
		return tx.KeepScratch(ctx, id, ledger.Scratch{User: actor.Name, Version: version, Text: text})
	})
}

// Discard forgets what the actor has typed and not saved.
func (w *Work) Discard(ctx context.Context, actor Actor, id string) error {
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.DropScratch(ctx, id, actor.Name) })
}

// Submit opens the draft's sources and hands it to a second person. Its item leaves the queue meanwhile.
func (w *Work) Submit(ctx context.Context, actor Actor, id string) (*replies.Reply, error) {
	if err := actor.must(toRespond); err != nil {
		return nil, err
	}
	draft, err := w.Ledger.Reply(ctx, id)
	if err != nil {
		return nil, err
	}
	var found []opened
	if draft.State == replies.Draft && len(draft.Missing()) == 0 { // else the step below says what is wrong
		if found, err = w.open(ctx, draft.Sources); err != nil {
			return nil, err
		}
	}
	return w.step(ctx, actor, toRespond, id, "submitted", "", func(tx *ledger.Tx, r *replies.Reply, it *triage.Item) error {
		if err := r.Submit(actor.Name, checksOf(found), w.Now()); err != nil {
			return err
		}
		if err := guard(r.Text); err != nil {
			return err
		}
		if err := it.Submitted(actor.Name, w.Now()); err != nil {
			return err
		}
		return errors.Join(keepCopies(ctx, tx, found), tx.SaveItem(ctx, it))
	})
}

// Verify confirms a reply by a second person. What it says of a claim that the catalogue does not have becomes an entry of
// it, so that the next item is answered sooner. Of a reply that was sent back and handed in again since they looked, nothing is confirmed.
func (w *Work) Verify(ctx context.Context, actor Actor, id string, v replies.Verification) (*replies.Reply, error) {
	v = w.dated(v)
	var it *triage.Item
	r, err := w.step(ctx, actor, toVerify, id, "verified", "", func(tx *ledger.Tx, r *replies.Reply, of *triage.Item) error {
		it = of
		if err := asSeen("reply "+id, r.Version, v.Version); err != nil {
			return err
		}
		if err := r.Verify(actor.Name, v, w.Now()); err != nil {
			return err
		}
		if err := guard(r.Text); err != nil { // it may have been submitted before there was one
			return err
		}
		return errors.Join(w.toCatalogue(ctx, tx, r, of), w.corrects(ctx, tx, actor, r))
	})
	if err == nil {
		w.Observer.Verified(it, w.Now().Sub(it.OpenedAt))
	}
	return r, err
}

// dated lets every reply be verified again some day, if the verifier names none.
func (w *Work) dated(v replies.Verification) replies.Verification {
	if v.ExpiresAt.IsZero() && w.ReviewAfter > 0 {
		v.ExpiresAt = w.Now().Add(w.ReviewAfter).Truncate(24 * time.Hour)
	}
	return v
}

// guard keeps a reply from leaving that accuses in our own voice. The myth is quoted.
func guard(t replies.Text) error { return wording.Guard(t.Fact, t.Why, t.Again) }

// toCatalogue makes what a reply says of a claim an entry of the catalogue, unless it has the claim: of which the item is by now, as people may have linked it.
func (w *Work) toCatalogue(ctx context.Context, tx *ledger.Tx, r *replies.Reply, it *triage.Item) error {
	if r.Kind != classifier.KindClaim {
		return nil
	}
	if r.Claim = cmp.Or(it.Claim, r.Claim); r.Claim != "" {
		return nil
	}
	r.Claim = "reply-" + r.ID
	it.Claim = r.Claim
	if err := tx.SaveClaim(ctx, claims.Claim{ID: r.Claim, Text: r.Myth, Title: r.Fact, Rating: r.Rating, Language: r.Language}); err != nil {
		return err
	}
	return tx.SaveItem(ctx, it)
}

// VerifyAgain confirms a reply that stands in doubt, by what is at its sources now.
func (w *Work) VerifyAgain(ctx context.Context, actor Actor, id string, v replies.Verification) (*replies.Reply, error) {
	if err := actor.must(toVerify); err != nil {
		return nil, err
	}
	v = w.dated(v)
	before, err := w.Ledger.Reply(ctx, id)
	if err != nil {
		return nil, err
	}
	found, err := w.open(ctx, before.Sources)
	if err != nil {
		return nil, err
	}
	return w.step(ctx, actor, toVerify, id, "verified again", "", func(tx *ledger.Tx, r *replies.Reply, _ *triage.Item) error {
		if err := asSeen("reply "+id, r.Version, v.Version); err != nil {
			return err
		}
		if err := r.VerifyAgain(actor.Name, v, checksOf(found), w.Now()); err != nil {
			return err
		}
		return errors.Join(w.closeRecall(ctx, tx, id), keepCopies(ctx, tx, found))
	})
}

// SendBack returns a reply to its drafter; its item goes back into the queue.
func (w *Work) SendBack(ctx context.Context, actor Actor, id, reason string, remarks []replies.Remark) (*replies.Reply, error) {
	return w.step(ctx, actor, toVerify, id, "sent back", reason, func(tx *ledger.Tx, r *replies.Reply, it *triage.Item) error {
		if err := r.SendBack(reason, remarks); err != nil {
			return err
		}
		return reopen(ctx, tx, it, "the reply was sent back: "+reason)
	})
}

// Publish puts a verified reply into the feeds.
func (w *Work) Publish(ctx context.Context, actor Actor, id string) (*replies.Reply, error) {
	return w.step(ctx, actor, toPublish, id, "published", "", func(tx *ledger.Tx, r *replies.Reply, _ *triage.Item) error {
		if err := r.Publish(w.Now()); err != nil {
			return err
		}
		return w.corrected(ctx, tx, r)
	})
}

// step loads a reply and its item, lets do change them, and saves the reply with a line in the audit log.
func (w *Work) step(ctx context.Context, actor Actor, needs permission, id, action, detail string, do func(*ledger.Tx, *replies.Reply, *triage.Item) error) (*replies.Reply, error) {
	if err := errors.Join(actor.must(needs), checkDetail(detail)); err != nil {
		return nil, err
	}
	var r *replies.Reply
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		var err error
		if r, err = tx.Reply(ctx, id); err != nil {
			return err
		}
		it, err := tx.Item(ctx, r.Item)
		if err != nil {
			return err
		}
		if err := do(tx, r, it); err != nil {
			return err
		}
		return saveReply(ctx, tx, r, actor, action, detail)
	})
	return r, err
}

func saveReply(ctx context.Context, tx *ledger.Tx, r *replies.Reply, actor Actor, action, detail string) error {
	if err := tx.SaveReply(ctx, r); err != nil {
		return err
	}
	return tx.Audit(ctx, actor.Name, "reply "+action, r.Item, strings.TrimSpace(r.ID+" "+detail))
}
