package ledgertest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hearsay/amend"
	"hearsay/ledger"
)

func amendmentsAreKept(t *testing.T, l *ledger.Ledger) {
	first, second, other := amend.New("first", "town", "", "pack: town\n", "ann", Noon), amend.New("second", "town", "", "pack: town\n", "ben", Noon.Add(time.Hour)), amend.New("other", "village", "", "", "ann", Noon)
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(first.Submit("ann", "why", ""), first.Accept("ben", "", Noon), tx.SaveAmendment(ctx, first), tx.SaveAmendment(ctx, second), tx.SaveAmendment(ctx, other))
	})
	if diff := cmp.Diff(*first, must[amend.Amendment](t)(l.Amendment(t.Context(), "first"))); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	expect := func(what, want string, found []amend.Amendment, err error) {
		t.Helper()
		ids := ""
		for _, a := range found {
			ids += a.ID + " "
		}
		if err != nil || ids != want {
			t.Errorf("%s: %q, %v, want %q", what, ids, err, want)
		}
	}
	found, err := l.AmendmentsOf(t.Context(), "town", 10)
	expect("of a pack", "second first ", found, err)
	found, err = l.AmendmentsOf(t.Context(), "", 10)
	expect("of all packs", "second first other ", found, err)
	found, err = l.AmendmentsOf(t.Context(), "", 1)
	expect("the newest", "second ", found, err)
	found, err = l.AmendmentsIn(t.Context(), amend.Draft)
	expect("drafts", "second other ", found, err)

	before := must[string](t)(l.InForce(t.Context()))
	stale := *second
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(second.Submit("ben", "why", ""), second.Accept("ann", "", Noon), first.Replace(), tx.SaveAmendment(ctx, first), tx.SaveAmendment(ctx, second))
	})
	if after := must[string](t)(l.InForce(t.Context())); before == "" || after == "" || after == before {
		t.Errorf("in force: %q, then %q", before, after)
	}
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveAmendment(t.Context(), &stale) }); !errors.Is(err, ledger.ErrChanged) {
		t.Errorf("a stale one was stored: %v", err)
	}
	if _, err := l.Amendment(t.Context(), "none"); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("none: %v", err)
	}
}
