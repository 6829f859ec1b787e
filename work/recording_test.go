package work

import (
	"errors"
	"testing"
	"time"

	"hearsay/ledger"
	"hearsay/replies"
)

// TestALinkThatCannotBeOpenedIsMarked: what is posted where we cannot look is recorded, and people see that they have to; whoever was wrong takes it back.
func TestALinkThatCannotBeOpenedIsMarked(t *testing.T) {
	b := newBench(t, time.Time{})
	b.Observer = silent{}
	const group, forum = "https://group.example/only-members", "https://forum.example/thread"
	b.site.err = errors.New("sign in first")
	if _, err := b.Record(t.Context(), ben, "reply", group); err != nil {
		t.Fatal(err)
	}
	b.site.err = nil
	r, err := b.Record(t.Context(), ben, "reply", forum)
	if err != nil || len(r.Postings) != 2 || !r.Postings[0].Unseen || r.Postings[1].Unseen {
		t.Fatalf("recorded %+v, %v", r.Postings, err)
	}
	if r, err = b.Record(t.Context(), ben, "reply", group); err != nil || len(r.Postings) != 2 || r.Postings[0].Unseen {
		t.Errorf("recorded again, now that it opens: %+v, %v", r.Postings, err)
	}
	if r, err = b.Strike(t.Context(), ben, "reply", group); err != nil || len(r.Standing()) != 1 || r.Standing()[0].URL != forum {
		t.Errorf("struck: %+v, %v", r.Postings, err)
	}
	if _, err := b.Strike(t.Context(), ben, "reply", group); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("struck twice: %v", err)
	}
	if _, err := b.Record(t.Context(), ben, "reply", "javascript:alert(1)"); !errors.Is(err, replies.ErrLink) {
		t.Errorf("no link: %v", err)
	}
}

// TestWhatAnAccountPostedIsWithdrawnNotStruck: its post would stand on.
func TestWhatAnAccountPostedIsWithdrawnNotStruck(t *testing.T) {
	b, w := newWall(t)
	d := b.dispatch(t)
	b.move(t, 0)
	d, err := b.Ledger.Dispatch(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Strike(t.Context(), ben, "reply", d.URL); !errors.Is(err, replies.ErrOrder) || w.stands() == 0 {
		t.Errorf("struck: %v; %d parts stand", err, w.stands())
	}
}
