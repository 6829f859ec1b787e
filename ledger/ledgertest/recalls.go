package ledgertest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hearsay/bulletin"
	"hearsay/ledger"
	"hearsay/recall"
	"hearsay/replies"
)

func recallsAreFollowed(t *testing.T, l *ledger.Ledger) {
	of := func(id, reply string, hours int) *recall.Recall {
		return recall.New(id, &replies.Reply{ID: reply}, recall.Retracted, "wrong", Noon.Add(-time.Duration(hours)*time.Hour))
	}
	first, second, over := of("first", "r1", 2), of("second", "r2", 1), of("over", "r1", 9)
	over.Close(Noon)
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.SaveRecall(ctx, first), tx.SaveRecall(ctx, second), tx.SaveRecall(ctx, over))
	})
	got := must[recall.Recall](t)(l.RecallOf(t.Context(), "r1"))
	if diff := cmp.Diff(*first, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := l.RecallOf(t.Context(), "r3"); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("of none: %v", err)
	}
	open := must[[]recall.Recall](t)(l.Recalls(t.Context(), 10, recall.Open, recall.Sent))
	if len(open) != 2 || open[0].ID != "second" || open[1].ID != "first" {
		t.Errorf("open: %+v", open)
	}
	if all := must[[]recall.Recall](t)(l.Recalls(t.Context(), 0, recall.Open)); len(all) != 2 {
		t.Errorf("all that are open: %+v", all)
	}
	if n := must[int64](t)(l.CountRecalls(t.Context())); n != 2 {
		t.Errorf("%d are not over", n)
	}
	stale := got
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveRecall(ctx, &got) })
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveRecall(t.Context(), &stale) }); !errors.Is(err, ledger.ErrChanged) {
		t.Errorf("a stale one was stored: %v", err)
	}
}

func sharingIsKnown(t *testing.T, l *ledger.Ledger) {
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		var err error
		for id, reply := range map[string]string{"one": "r1", "two": "r2", "both": "r1", "none": "", "r1": "r3"} {
			m := bulletin.Messenger{ID: id, Name: id, Email: id + "@town.example", State: bulletin.Confirmed}
			if reply != "" {
				m.Shared = []bulletin.Shared{{URL: "https://made-up.example/" + id, Reply: reply, At: Noon}}
			}
			err = errors.Join(err, tx.SaveMessenger(ctx, &m))
		}
		return err
	})
	for want, replies := range map[string][]string{"": nil, "both one ": {"r1"}, "both one two ": {"r1", "r2"}, "r1 ": {"r3"}} {
		ids := ""
		for _, m := range must[[]bulletin.Messenger](t)(l.Sharing(t.Context(), replies)) {
			ids += m.ID + " "
		}
		if ids != want {
			t.Errorf("%v is shared by %q, want %q", replies, ids, want)
		}
	}
}
