package ledgertest

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"hearsay/ledger"
)

// streaksAreCounted takes items in batches and counts streaks as their definition says.
func streaksAreCounted(t *testing.T, l *ledger.Ledger) {
	want := map[string]int64{}
	taking := rapid.Custom(func(t *rapid.T) ledger.Taking {
		return ledger.Taking{User: rapid.SampledFrom([]string{"ann", "ben", "cay"}).Draw(t, "user"), IsHarsh: rapid.Bool().Draw(t, "is harsh")}
	})
	rapid.Check(t, func(rt *rapid.T) {
		batch := rapid.SliceOfN(taking, 0, 7).Draw(rt, "batch")
		for _, one := range batch {
			if want[one.User]++; !one.IsHarsh {
				want[one.User] = 0
			}
		}
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.NoteTakings(ctx, batch) })
		for _, user := range []string{"ann", "ben", "cay"} {
			if got := must[ledger.Streak](t)(l.Streak(t.Context(), user)); got.Harsh != want[user] || got.Harsh > 0 && !got.At.Equal(Noon) {
				rt.Fatalf("after %+v %s has a streak of %+v, not %d", batch, user, got, want[user])
			}
		}
	})
}
