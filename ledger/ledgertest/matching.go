package ledgertest

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hearsay/ledger"
	"hearsay/matching"
)

func suggestionsAreSettled(t *testing.T, l *ledger.Ledger) {
	m := func(score float64) matching.Match { return matching.Match{Kind: matching.Claim, Score: score} }
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.Suggest(ctx, "a", "b", m(0.4)), tx.Suggest(ctx, "c", "a", m(0.45)), tx.Suggest(ctx, "d", "e", m(0.4)),
			tx.SettleSuggestion(ctx, ledger.Suggestion{Item: "a", Target: "b", Match: m(0.4), State: ledger.SuggestionRefused}),
			tx.Suggest(ctx, "a", "b", m(0.49)), // it was refused, and stays so
			tx.SettleSuggestion(ctx, ledger.Suggestion{Item: "a", Target: "x", Match: matching.Match{Kind: matching.Catalogue, Score: 0.3}, State: ledger.SuggestionRefused}),
			tx.Judge(ctx, m(0.4), false, "ann"), tx.Judge(ctx, m(0.5), true, "ann"))
	})
	want := []ledger.Suggestion{
		{Item: "c", Target: "a", Match: m(0.45), State: ledger.SuggestionOpen}, {Item: "a", Target: "b", Match: m(0.4), State: ledger.SuggestionRefused},
		{Item: "a", Target: "x", Match: matching.Match{Kind: matching.Catalogue, Score: 0.3}, State: ledger.SuggestionRefused},
	}
	if diff := cmp.Diff(want, must[[]ledger.Suggestion](t)(l.SuggestionsOf(t.Context(), "a"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	said := must[[]matching.Judgement](t)(l.Judgements(t.Context()))
	if len(said) != 2 || said[0].IsRight == said[1].IsRight || !said[0].At.Equal(Noon) {
		t.Errorf("said %+v", said)
	}
	if last, err := l.LastJudgement(t.Context()); err != nil || !last.Equal(Noon) {
		t.Errorf("last at %v, %v", last, err)
	}
}
