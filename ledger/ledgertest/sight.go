package ledgertest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hearsay/ledger"
	"hearsay/sight"
)

func spellsKept(t *testing.T, l *ledger.Ledger) {
	ago := func(minutes int) time.Time { return Noon.Add(-time.Duration(minutes) * time.Minute) }
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return tx.Saw(ctx, sight.Sight{Source: "sky", SeenTo: ago(50), Patience: time.Minute})
	})
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return tx.Saw(ctx, sight.Sight{Source: "sky", SeenTo: ago(60), Patience: 2 * time.Minute})
	})
	want := map[string]sight.Sight{"sky": {Source: "sky", SeenTo: ago(50), Patience: 2 * time.Minute}}
	if diff := cmp.Diff(want, must[map[string]sight.Sight](t)(l.Sights(t.Context()))); diff != "" {
		t.Errorf("what was seen is not unseen (-want +got):\n%s", diff)
	}

	begun := sight.Spell{Source: "sky", From: ago(50), Reason: sight.Down, Detail: "503"}
	lost := sight.Spell{Source: "sky", From: ago(90), To: ago(80), Reason: sight.TooOld, IsLost: true}
	for range 2 { // twice is once
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.BeginSpell(ctx, begun) })
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.BeginSpell(ctx, lost) })
	}
	spells := func(from, to time.Time) []sight.Spell { return must[[]sight.Spell](t)(l.Spells(t.Context(), from, to)) }
	if diff := cmp.Diff([]sight.Spell{lost, begun}, spells(ago(100), Noon)); diff != "" {
		t.Errorf("spells (-want +got):\n%s", diff)
	}
	if got := spells(ago(80), ago(50)); len(got) != 0 {
		t.Errorf("between them there are %v", got)
	}
	if diff := cmp.Diff(map[string]sight.Spell{"sky": begun}, must[map[string]sight.Spell](t)(l.LastingSpells(t.Context()))); diff != "" {
		t.Errorf("those that last (-want +got):\n%s", diff)
	}

	caughtUp := func(posted ...time.Time) {
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.CatchUp(ctx, "sky", posted) })
	}
	caughtUp(ago(85), ago(51), ago(50), ago(3), ago(1)) // the last is as fresh as any
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.EndSpells(ctx, "sky", ago(10)) })
	caughtUp(ago(11), ago(10), ago(5))
	begun.To, begun.CaughtUp = ago(10), 3
	unnoted := sight.Spell{Source: "sky", From: ago(50), Reason: sight.NotRunning}
	if diff := cmp.Diff([]sight.Spell{lost, begun, unnoted}, spells(ago(100), Noon)); diff != "" {
		t.Errorf("while nobody reads it (-want +got):\n%s", diff)
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return tx.Saw(ctx, sight.Sight{Source: "sky", SeenTo: Noon})
	})
	if diff := cmp.Diff([]sight.Spell{lost, begun}, spells(ago(100), Noon)); diff != "" {
		t.Errorf("after it ended (-want +got):\n%s", diff)
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.ForgetSpells(ctx, ago(20)) })
	if diff := cmp.Diff([]sight.Spell{begun}, spells(ago(100), Noon)); diff != "" {
		t.Errorf("after the old are forgotten (-want +got):\n%s", diff)
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.ForgetSight(ctx, "sky") })
	if got := must[map[string]sight.Sight](t)(l.Sights(t.Context())); len(got) != 0 {
		t.Errorf("after it is forgotten: %v", got)
	}
}
