package ledgertest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hearsay/asks"
	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/triage"
)

func asksAreDue(t *testing.T, l *ledger.Ledger) {
	clock := asks.Clock{Within: time.Hour, Every: 30 * time.Minute, Reminders: 2}
	ask := func(id, item string, kind classifier.Kind, ago time.Duration) *asks.Ask {
		return asks.New(id, item, kind, "whom-"+id, "ann", "a note", clock, Noon.Add(-ago))
	}
	now, later, late, verified := ask("now", "q", classifier.KindQuestion, 0), ask("later", "q", classifier.KindQuestion, 0), ask("late", "d", classifier.KindQuestion, 2*time.Hour), ask("verified", "c", classifier.KindClaim, time.Minute)
	later.Sent(Noon)
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.SaveAsk(ctx, now), tx.SaveAsk(ctx, later), tx.SaveAsk(ctx, late), tx.SaveAsk(ctx, verified),
			tx.SaveItem(ctx, &triage.Item{ID: "q", Kind: classifier.KindQuestion, State: triage.Open}), tx.SaveItem(ctx, &triage.Item{ID: "d", Kind: classifier.KindQuestion, State: triage.Dismissed}),
			tx.SaveItem(ctx, &triage.Item{ID: "c", Kind: classifier.KindClaim, State: triage.Answering}), tx.SaveReply(ctx, &replies.Reply{ID: "r", Item: "c", State: replies.Verified}))
	})
	if diff := cmp.Diff(later, must[*asks.Ask](t)(l.Ask(t.Context(), "later"))); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	expect := func(what, want string, found []*asks.Ask, err error) {
		t.Helper()
		ids := ""
		for _, a := range found {
			ids += a.ID + " "
		}
		if err != nil || ids != want {
			t.Errorf("%s: %q, %v, want %q", what, ids, err, want)
		}
	}
	found, err := l.DueAsks(t.Context(), 10)
	expect("due", "late verified now ", found, err)
	found, err = l.OpenAsks(t.Context(), "", 10)
	expect("open", "late verified later now ", found, err)
	found, err = l.OpenAsks(t.Context(), "whom-now", 10)
	expect("open of one", "now ", found, err)
	found, err = l.AsksOf(t.Context(), "q")
	expect("of an item", "later now ", found, err)
	found, err = l.SettledAsks(t.Context(), 10)
	expect("settled", "late verified ", found, err)
	if open, late, err := l.CountAsks(t.Context(), classifier.KindQuestion); err != nil || open != 3 || late != 1 {
		t.Errorf("counted %d, %d late, %v", open, late, err)
	}
	stale := *now
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveAsk(ctx, now) })
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveAsk(t.Context(), &stale) }); !errors.Is(err, ledger.ErrChanged) {
		t.Errorf("a stale one was stored: %v", err)
	}
	if _, err := l.Ask(t.Context(), "none"); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("none: %v", err)
	}
}
