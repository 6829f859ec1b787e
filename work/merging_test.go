package work

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/recall"
	"hearsay/replies"
	"hearsay/triage"
)

// other puts an open item into the ledger that the bench's question may be merged into, if it is one.
func (b *bench) other(t *testing.T, kind classifier.Kind) {
	t.Helper()
	it := &triage.Item{ID: "other", Kind: kind, State: triage.Open, Queue: "q", Claim: "wells", OpenedAt: b.now, Deadline: b.now.Add(time.Hour)}
	if err := b.Ledger.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveItem(t.Context(), it) }); err != nil {
		t.Fatal(err)
	}
}

// TestADraftGoesWithItsItem merges the item of a correction that nobody has checked yet: it is finished at the other item, which is the
// trace of the recall then.
func TestADraftGoesWithItsItem(t *testing.T) {
	b, _, _ := newRecallRoom(t)
	ctx := t.Context()
	b.other(t, classifier.KindQuestion)
	_, err := b.Retract(ctx, ben, "reply", "The laboratory took the wrong sample.")
	_, failed := b.Merge(ctx, ann, "item", "other")
	open, unread := b.Recalls(ctx)
	if err := errors.Join(err, failed, unread); err != nil || len(open) != 1 {
		t.Fatalf("recalls %+v, %v", open, err)
	}
	trace := func() recall.Trace {
		v, err := b.Recall(ctx, open[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range v.Traces {
			if one.ID == "item/item" {
				return one
			}
		}
		t.Fatal("the item is no trace")
		return recall.Trace{}
	}
	if before := trace(); before.Progress != recall.Left || before.Of != "other" {
		t.Errorf("merged into an item without an answer: %+v", before)
	}
	_, failed = b.Submit(ctx, carla, open[0].Correction)
	correction, err := b.Verify(ctx, dan, open[0].Correction, replies.Verification{})
	if err := errors.Join(failed, err); err != nil {
		t.Fatal(err)
	}
	if correction.Item != "other" {
		t.Errorf("it is of item %s", correction.Item)
	}
	if after := trace(); after.Progress != recall.Done {
		t.Errorf("answered: %+v", after)
	}
}

// TestWhoseTextWasRetractedIsTold: a draft that took over a text says that it was retracted, and why.
func TestWhoseTextWasRetractedIsTold(t *testing.T) {
	b := newBench(t, time.Time{})
	ctx := t.Context()
	b.other(t, classifier.KindQuestion)
	copied, err := b.Draft(ctx, carla, "other", replies.Text{}, "reply")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Retract(ctx, ben, "reply", "The sample was wrong."); err != nil {
		t.Fatal(err)
	}
	if r, err := b.Ledger.Reply(ctx, copied.ID); err != nil || r.State != replies.Draft || !strings.Contains(r.Reason, "The sample was wrong.") {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestAVerifiedReplyIsOfTheClaimThatItsItemIsLinkedTo, though it was drafted before.
func TestAVerifiedReplyIsOfTheClaimThatItsItemIsLinkedTo(t *testing.T) {
	b := newBench(t, time.Time{})
	ctx := t.Context()
	b.Observer = silent{}
	b.other(t, classifier.KindClaim)
	text := replies.Text{Language: "en", Fact: "Wells are tested.", Myth: "Wells are poisoned.", Why: "Somebody tests them.", Again: "Wells are tested.", Rating: "false", Sources: b.reply(t).Sources}
	r, err := b.Draft(ctx, carla, "other", text, "")
	_, unlinked := b.LinkClaim(ctx, ann, "other", "")
	if err := errors.Join(err, unlinked); err != nil {
		t.Fatal(err)
	}
	without, err := b.Draft(ctx, carla, "other", text, "")
	if err != nil || r.Claim != "wells" || without.Claim != "" {
		t.Fatalf("drafts of %q and %q, %v", r.Claim, without.Claim, err)
	}
	err = b.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		it, err := tx.Item(ctx, "other")
		if err != nil {
			return err
		}
		it.Claim = "springs"
		return tx.SaveItem(ctx, it)
	})
	_, failed := b.Submit(ctx, carla, without.ID)
	verified, unverified := b.Verify(ctx, dan, without.ID, replies.Verification{})
	if err := errors.Join(err, failed, unverified); err != nil {
		t.Fatal(err)
	}
	it, err := b.Ledger.Item(ctx, "other")
	if err != nil || verified.Claim != "springs" || it.Claim != "springs" {
		t.Errorf("the reply is of %q, the item of %q, %v", verified.Claim, it.Claim, err)
	}
}

// TestAnItemWithANoteThatIsTooLongStaysWithItsHolder: nothing of a wrong order is done.
func TestAnItemWithANoteThatIsTooLongStaysWithItsHolder(t *testing.T) {
	b := newShift(t, false)
	if _, err := b.pull(t, ann); err != nil {
		t.Fatal(err)
	}
	if _, err := b.HandOver(t.Context(), ann, "i0", "ben", time.Hour, strings.Repeat("long ", maxNote)); !errors.Is(err, ErrBounds) {
		t.Errorf("got %v", err)
	}
	if it, err := b.Ledger.Item(t.Context(), "i0"); err != nil || it.Holder != "ann" {
		t.Errorf("held by %q, %v", it.Holder, err)
	}
}

// TestWhatWasHandedInAnewIsNotVerifiedUnseen: a verifier has a reply before them that is sent back, changed and handed in again meanwhile.
func TestWhatWasHandedInAnewIsNotVerifiedUnseen(t *testing.T) {
	b := newBench(t, time.Time{})
	ctx := t.Context()
	b.Observer = silent{}
	b.other(t, classifier.KindQuestion)
	drafted, err := b.Draft(ctx, carla, "other", replies.Text{Language: "en", Fact: "At noon.", Sources: []string{source}}, "")
	if err != nil {
		t.Fatal(err)
	}
	seen, err := b.Submit(ctx, carla, drafted.ID)
	if err != nil {
		t.Fatal(err)
	}
	before := seen.Version
	_, sent := b.SendBack(ctx, ben, drafted.ID, "when exactly?", nil)
	_, edited := b.Edit(ctx, carla, drafted.ID, replies.Text{Language: "en", Fact: "At midnight.", Sources: []string{source}}, 0)
	again, handed := b.Submit(ctx, carla, drafted.ID)
	if err := errors.Join(sent, edited, handed); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Verify(ctx, dan, drafted.ID, replies.Verification{Version: before}); !errors.Is(err, ledger.ErrChanged) {
		t.Errorf("verified unseen: %v", err)
	}
	if r, err := b.Verify(ctx, dan, drafted.ID, replies.Verification{Version: again.Version}); err != nil || r.State != replies.Verified {
		t.Errorf("as it was seen: %+v, %v", r, err)
	}
}
