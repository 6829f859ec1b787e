package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hearsay/claims"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/matching"
)

// catalogue is the claims as they are found, and which state of the ledger's they are.
type catalogue struct {
	index *claims.Index
	state string
}

// Find implements work.Finder.
func (a *App) Find(text, language string, most int) []claims.Match {
	return a.catalogue.Load().index.Search(text, language, most)
}

// indexClaims reads the catalogue from the ledger, if it has changed, and classifies by it from the next batch on. At the start the
// snapshot serves, of whatever state: hundreds of thousands of claims take a minute to index, and the next look does so beside the work.
func (a *App) indexClaims(ctx context.Context) error {
	version, err := a.ledger.ClaimsVersion(ctx)
	if err != nil {
		return err
	}
	state, now := fmt.Sprint(version), a.catalogue.Load()
	if now != nil && now.state == state {
		return nil
	}
	kept, err := a.snapshots(ctx)
	if err != nil {
		return err
	}
	if now == nil {
		if index, of := kept.load(); index != nil {
			a.find(&catalogue{index, of})
			return nil
		}
	}
	all, err := a.ledger.Claims(ctx)
	if err != nil {
		return err
	}
	a.find(&catalogue{kept.index(all, state), state})
	return nil
}

// find lets claims be found in another catalogue.
func (a *App) find(in *catalogue) {
	a.catalogue.Store(in)
	a.compose()
	if a.options.Settle != nil {
		a.options.Settle()
	}
}

// compose puts the classifier together from the packs and the catalogue of the moment.
func (a *App) compose() {
	a.composing.Lock()
	defer a.composing.Unlock()
	a.classifier.Store(a.classifierOf(a.rules.Load()))
}

// classifierOf is a classifier of some packs with the catalogue of the moment.
func (a *App) classifierOf(set *rules.Set) *classifier.Classifier {
	return classifier.New(set, known{a.catalogue.Load().index, a.levels()[matching.Catalogue].Certain})
}

// claimsInterval is how often a process looks whether the catalogue has changed, here or in another process.
const claimsInterval = 5 * time.Second

// followClaims keeps to the catalogue until ctx ends.
func (a *App) followClaims(ctx context.Context) {
	ticker := time.NewTicker(claimsInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := errors.Join(a.indexClaims(ctx), a.learn(ctx), a.amend(ctx)); err != nil && ctx.Err() == nil {
				a.options.Log.Error("the catalogue, the amended rule packs or what people say of matches were not read again", "error", err)
			}
		}
	}
}
