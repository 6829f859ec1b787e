package app

import (
	"context"
	"time"

	"hearsay/claims"
	"hearsay/matching"
)

// learned is how sure matches have to be, and up to which judgement that was learned.
type learned struct {
	levels matching.Set
	upTo   time.Time
}

// levels are how sure matches have to be at this moment.
func (a *App) levels() matching.Set {
	if l := a.learned.Load(); l != nil {
		return l.levels
	}
	return matching.Measured()
}

// learn keeps to what people say of matches, here or in another process.
func (a *App) learn(ctx context.Context) error {
	last, err := a.ledger.LastJudgement(ctx)
	if err != nil {
		return err
	}
	if now := a.learned.Load(); now != nil && now.upTo.Equal(last) {
		return nil
	}
	said, err := a.ledger.Judgements(ctx)
	if err != nil {
		return err
	}
	a.learned.Store(&learned{matching.Learn(said), last})
	a.compose()
	return nil
}

// known finds claims of the catalogue that are as sure as people have taught.
type known struct {
	*claims.Index
	certain float64
}

// Known implements classifier.Catalogue.
func (k known) Known(text, language string) (id string, score float64, ok bool) {
	best := k.Search(text, language, 1)
	if len(best) == 0 || best[0].Score < k.certain {
		return "", 0, false
	}
	return best[0].Claim, best[0].Score, true
}
