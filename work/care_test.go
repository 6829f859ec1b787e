package work

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/queue"
	"hearsay/queue/memqueue"
	"hearsay/replies"
	"hearsay/triage"
)

// newShift is a queue of items, some of which are hard to read.
func newShift(t *testing.T, hard ...bool) *bench {
	t.Helper()
	b := newBench(t, time.Time{})
	b.Queue, b.Observer, b.Care = memqueue.New(func() time.Time { return b.now }), silent{}, Care{InARow: 2, Pause: 10 * time.Minute}
	err := b.Ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		for i, isHard := range hard {
			it := &triage.Item{ID: fmt.Sprint("i", i), Kind: classifier.KindClaim, State: triage.Open, Queue: "q", OpenedAt: b.now, Deadline: b.now.Add(time.Hour), Lead: post.Ref{Platform: "x", ID: fmt.Sprint(i)}, Posts: 1, IsHarsh: isHard}
			if err := tx.SaveItem(t.Context(), it); err != nil {
				return err
			}
		}
		return tx.AddUser(t.Context(), ledger.User{Name: "ben", Role: string(Responder)})
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range hard {
		if err := b.Queue.Push(t.Context(), "q", queue.Entry{ID: fmt.Sprint("i", i), Priority: 100 - i, Since: b.now}); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (b *bench) pull(t *testing.T, who Actor) (string, error) {
	t.Helper()
	pulled, err := b.Pull(t.Context(), who, "q", 1, time.Minute, 0)
	if err != nil || len(pulled) == 0 {
		return "", err
	}
	return pulled[0].ID, nil
}

// TestHardItemsEndInAPause pulls: after two hard ones in a row there is no third for a while, not even in a fuller queue; others are not held up, an easy one
// ends the row, and one may be taken by hand.
func TestHardItemsEndInAPause(t *testing.T) {
	b := newShift(t, true, false, true, true, true, true, false)
	for i, want := range []string{"i0", "i1", "i2", "i3"} {
		if got, err := b.pull(t, ann); err != nil || got != want {
			t.Fatalf("pull %d: %q, %v", i, got, err)
		}
	}
	if _, err := b.pull(t, ann); !errors.Is(err, ErrRest) || !strings.Contains(err.Error(), "12:10:00") {
		t.Errorf("a third hard one: %v", err)
	}
	if got, err := b.pull(t, ben); err != nil || got != "i4" {
		t.Errorf("somebody else gets %q, %v", got, err)
	}
	if it, err := b.Assign(t.Context(), ann, "i6", "ben", time.Minute); err != nil || it.Holder != "ben" {
		t.Errorf("by hand: %+v, %v", it, err)
	}
	b.now = b.now.Add(10 * time.Minute)
	if got, err := b.pull(t, ann); err != nil || got == "" {
		t.Errorf("after the pause: %q, %v", got, err)
	}
}

// TestAnItemIsHandedOver parks an item with a reason, hands it over with a note that the other is told of, and finds the draft there after the lease has lapsed.
func TestAnItemIsHandedOver(t *testing.T) {
	b := newShift(t, false)
	ctx := t.Context()
	if _, err := b.pull(t, ann); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Park(ctx, ann, "i0", 8*24*time.Hour, "long"); !errors.Is(err, ErrBounds) {
		t.Errorf("for more than a week: %v", err)
	}
	if it, err := b.Park(ctx, ann, "i0", 48*time.Hour, " the water works answer on Monday "); err != nil || it.Reason != "the water works answer on Monday" || !it.HeldUntil.Equal(b.now.Add(48*time.Hour)) {
		t.Errorf("parked: %+v, %v", it, err)
	}
	r, err := b.Draft(ctx, ann, "i0", replies.Text{Language: "en", Fact: "As far as we know"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.HandOver(ctx, ann, "i0", "ben", time.Hour, "Monday, at noon"); err != nil {
		t.Fatal(err)
	}
	told, err := b.Ledger.Mentions(ctx, "ben")
	notes, failed := b.Ledger.Notes(ctx, "i0")
	if err != nil || failed != nil || len(told) != 1 || len(notes) != 1 || !strings.Contains(notes[0].Text, "Monday, at noon") {
		t.Errorf("told %+v, noted %+v, %v, %v", told, notes, err, failed)
	}
	b.now = b.now.Add(2 * time.Hour)
	it, err := b.Ledger.Item(ctx, "i0")
	if err != nil || !it.Lapse(b.now) {
		t.Fatalf("it does not lapse: %+v, %v", it, err)
	}
	d, err := b.Detail(ctx, "i0")
	if err != nil || len(d.Replies) != 1 || d.Replies[0].ID != r.ID || d.Replies[0].Fact != "As far as we know" {
		t.Errorf("the draft: %+v, %v", d.Replies, err)
	}
	if _, err := b.Edit(ctx, ben, r.ID, replies.Text{Language: "en", Fact: "We know"}, 0); err != nil {
		t.Errorf("whoever takes it goes on: %v", err)
	}
}

// TestWhatSomebodyHoldsIsHandedOnByWhoMayRelieveThem: an editor gives it to somebody else, and its holder is told; another responder may not.
func TestWhatSomebodyHoldsIsHandedOnByWhoMayRelieveThem(t *testing.T) {
	b := newShift(t, false)
	ctx := t.Context()
	if _, err := b.pull(t, ann); err != nil {
		t.Fatal(err)
	}
	_, err := b.Park(ctx, ann, "i0", 48*time.Hour, "on Monday")
	added := b.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.AddUser(ctx, ledger.User{Name: eva.Name, Role: string(eva.Role)}) })
	if err := errors.Join(err, added); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Assign(ctx, carla, "i0", "ben", time.Hour); !errors.Is(err, triage.ErrHeld) {
		t.Errorf("a verifier took it: %v", err)
	}
	if _, err := b.Claim(ctx, eva, "i0", time.Hour); !errors.Is(err, triage.ErrHeld) {
		t.Errorf("an editor took it for themselves unasked: %v", err)
	}
	it, err := b.Assign(ctx, eva, "i0", "ben", time.Hour)
	told, failed := b.Ledger.Mentions(ctx, "ann")
	if err := errors.Join(err, failed); err != nil || it.Holder != "ben" || len(told) != 1 || told[0].Author != "eva" {
		t.Errorf("%+v, ann is told of %+v, %v", it, told, err)
	}
	if _, err := b.Release(ctx, ann, "i0"); !errors.Is(err, triage.ErrHolder) {
		t.Errorf("who held it before gave it back: %v", err)
	}
}
