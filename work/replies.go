package work

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"hearsay/claims"
	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/replies"
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
			if text, err = reused(ctx, tx, reuse); err != nil {
				return err
			}
			r.Reuses = reuse
		}
		if err := r.Edit(actor.Name, text); err != nil {
			return err
		}
		return saveReply(ctx, tx, r, actor, "drafted", "")
	})
	return r, err
}

func reused(ctx context.Context, tx *ledger.Tx, id string) (replies.Text, error) {
	original, err := tx.Reply(ctx, id)
	if err == nil && !original.IsVerified() {
		err = fmt.Errorf("reply %s is %s: %w: only a verified reply is used again", id, original.State, replies.ErrOrder)
	}
	if err != nil {
		return replies.Text{}, err
	}
	return original.Text, nil
}

// Edit replaces the text of a draft.
func (w *Work) Edit(ctx context.Context, actor Actor, id string, text replies.Text) (*replies.Reply, error) {
	return w.step(ctx, actor, toRespond, id, "edited", "", func(_ *ledger.Tx, r *replies.Reply, _ *triage.Item) error {
		return r.Edit(actor.Name, text)
	})
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
	checks, err := w.openSources(ctx, draft)
	if err != nil {
		return nil, err
	}
	return w.step(ctx, actor, toRespond, id, "submitted", "", func(tx *ledger.Tx, r *replies.Reply, it *triage.Item) error {
		if err := r.Submit(actor.Name, checks, w.Now()); err != nil {
			return err
		}
		if err := it.Submitted(actor.Name, w.Now()); err != nil {
			return err
		}
		return tx.SaveItem(ctx, it)
	})
}

// openSources checks every source of a complete draft; the error joins what is wrong with each. An incomplete draft is
// left for Submit to refuse.
func (w *Work) openSources(ctx context.Context, draft *replies.Reply) ([]replies.Check, error) {
	if draft.State != replies.Draft || len(draft.Missing()) > 0 {
		return nil, nil
	}
	var checks []replies.Check
	var failed []error
	for _, source := range draft.Sources {
		check, err := w.Sources.Check(ctx, source)
		checks, failed = append(checks, check), append(failed, err)
	}
	return checks, errors.Join(failed...)
}

// Verify confirms a reply by a second person, who vouches for the sources of unknown publishers that are named. What
// it says of a claim that the catalogue does not have becomes an entry of it, so that the next item is answered sooner.
func (w *Work) Verify(ctx context.Context, actor Actor, id string, vouched []string) (*replies.Reply, error) {
	var it *triage.Item
	r, err := w.step(ctx, actor, toVerify, id, "verified", "", func(tx *ledger.Tx, r *replies.Reply, of *triage.Item) error {
		it = of
		if err := r.Verify(actor.Name, vouched, w.Now()); err != nil {
			return err
		}
		return w.toCatalogue(ctx, tx, r, of)
	})
	if err == nil {
		w.Observer.Verified(it, w.Now().Sub(it.OpenedAt))
	}
	return r, err
}

func (w *Work) toCatalogue(ctx context.Context, tx *ledger.Tx, r *replies.Reply, it *triage.Item) error {
	if r.Kind != classifier.KindClaim || r.Claim != "" {
		return nil
	}
	r.Claim = "reply-" + r.ID
	it.Claim = r.Claim
	if err := tx.SaveClaim(ctx, claims.Claim{ID: r.Claim, Text: r.Myth, Title: r.Fact, Rating: r.Rating, Language: r.Language}); err != nil {
		return err
	}
	return tx.SaveItem(ctx, it)
}

// SendBack returns a reply to its drafter; its item goes back into the queue.
func (w *Work) SendBack(ctx context.Context, actor Actor, id, reason string) (*replies.Reply, error) {
	return w.step(ctx, actor, toVerify, id, "sent back", reason, func(tx *ledger.Tx, r *replies.Reply, it *triage.Item) error {
		if err := r.SendBack(reason); err != nil {
			return err
		}
		return reopen(ctx, tx, it, "the reply was sent back: "+reason)
	})
}

// Publish puts a verified reply into the feeds.
func (w *Work) Publish(ctx context.Context, actor Actor, id string) (*replies.Reply, error) {
	return w.step(ctx, actor, toPublish, id, "published", "", func(_ *ledger.Tx, r *replies.Reply, _ *triage.Item) error {
		return r.Publish(w.Now())
	})
}

// Record notes where a reply was posted; its item is answered then.
func (w *Work) Record(ctx context.Context, actor Actor, id, link string) (*replies.Reply, error) {
	var it *triage.Item
	isFirst := false
	r, err := w.step(ctx, actor, toRespond, id, "recorded", link, func(tx *ledger.Tx, r *replies.Reply, of *triage.Item) error {
		it, isFirst = of, len(r.Postings) == 0
		if err := r.Record(actor.Name, link, w.Now()); err != nil {
			return err
		}
		if err := of.Recorded(); err != nil {
			return err
		}
		return tx.SaveItem(ctx, of)
	})
	if err == nil && isFirst {
		w.Observer.Answered(it, w.Now().Sub(it.OpenedAt))
	}
	return r, err
}

// Retract takes back a reply that turned out wrong, and every reply that took over its text. Every item that one of
// them answered is back in its queue.
func (w *Work) Retract(ctx context.Context, actor Actor, id, reason string) (*replies.Reply, error) {
	return w.step(ctx, actor, toPublish, id, "retracted", reason, func(tx *ledger.Tx, r *replies.Reply, it *triage.Item) error {
		if err := r.Retract(reason, w.Now()); err != nil {
			return err
		}
		if err := reopen(ctx, tx, it, "the reply was retracted: "+reason); err != nil {
			return err
		}
		copies, err := tx.Reusing(ctx, id)
		if err != nil {
			return err
		}
		for _, c := range copies {
			if err := w.retractCopy(ctx, tx, actor, c, "it repeats reply "+id+", which was retracted: "+reason); err != nil {
				return err
			}
		}
		return nil
	})
}

// retractCopy takes back a reply whose text came from one that is retracted: what is verified is retracted, what waits is sent back.
func (w *Work) retractCopy(ctx context.Context, tx *ledger.Tx, actor Actor, r *replies.Reply, reason string) error {
	switch {
	case r.IsVerified():
		if err := r.Retract(reason, w.Now()); err != nil {
			return err
		}
	case r.State == replies.Submitted:
		if err := r.SendBack(reason); err != nil {
			return err
		}
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

// step loads a reply and its item, lets do change them, and saves the reply with a line in the audit log.
func (w *Work) step(ctx context.Context, actor Actor, needs permission, id, action, detail string, do func(*ledger.Tx, *replies.Reply, *triage.Item) error) (*replies.Reply, error) {
	if err := actor.must(needs); err != nil {
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
	return tx.Audit(ctx, actor.Name, "reply "+action, r.Item, strings.TrimSpace("reply "+r.ID+" "+detail))
}

// Detail is an item with everything a responder needs to see.
type Detail struct {
	Item      *triage.Item        `json:"item"`
	Posts     []ledger.StoredPost `json:"posts"`
	Spread    []ledger.Bucket     `json:"spread"`
	Claim     *claims.Claim       `json:"claim"`
	Replies   []*replies.Reply    `json:"replies"`
	Suggested []*replies.Reply    `json:"suggested"`
	Notes     []ledger.Note       `json:"notes"`
	History   []ledger.Event      `json:"history"`
}

// maxPosts bounds the posts shown of one item.
const maxPosts = 200

// Detail reads an item with everything about it.
func (w *Work) Detail(ctx context.Context, id string) (*Detail, error) {
	var d Detail
	var err error
	if d.Item, err = w.Ledger.Item(ctx, id); err != nil {
		return nil, err
	}
	var failed [6]error
	d.Posts, failed[0] = w.Ledger.PostsOf(ctx, id, maxPosts)
	d.Spread, failed[1] = w.Ledger.Spread(ctx, id)
	d.Replies, failed[2] = w.Ledger.RepliesOf(ctx, id)
	d.Suggested, failed[3] = w.Ledger.Suggested(ctx, d.Item.Claim, id)
	d.Notes, failed[4] = w.Ledger.Notes(ctx, id)
	d.History, failed[5] = w.Ledger.History(ctx, id)
	if err := errors.Join(failed[:]...); err != nil {
		return nil, err
	}
	if d.Item.Claim != "" {
		switch claim, err := w.Ledger.Claim(ctx, d.Item.Claim); {
		case err == nil:
			d.Claim = &claim
		case !errors.Is(err, ledger.ErrNotFound):
			return nil, err
		}
	}
	return &d, nil
}
