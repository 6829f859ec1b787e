package app

import (
	"context"
	"time"

	"hearsay/claims"
	"hearsay/classifier"
	"hearsay/ledger"
)

// catalogue is the claims as they are found, and which state of the ledger they are.
type catalogue struct {
	index   *claims.Index
	version ledger.ClaimsVersion
}

// Find implements work.Finder.
func (a *App) Find(text, language string, most int) []claims.Match {
	return a.catalogue.Load().index.Search(text, language, most)
}

// indexClaims reads the catalogue from the ledger, if it has changed, and classifies by it from the next batch on.
func (a *App) indexClaims(ctx context.Context) error {
	version, err := a.ledger.ClaimsVersion(ctx)
	if err != nil {
		return err
	}
	if now := a.catalogue.Load(); now != nil && now.version == version {
		return nil
	}
	all, err := a.ledger.Claims(ctx)
	if err != nil {
		return err
	}
	index := snapshots{snapshotName(a.config.Ledger), programHash, a.options.Log}.index(all, version)
	a.catalogue.Store(&catalogue{index, version})
	a.compose()
	return nil
}

// compose puts the classifier together from the packs and the catalogue of the moment.
func (a *App) compose() {
	a.composing.Lock()
	defer a.composing.Unlock()
	a.classifier.Store(classifier.New(a.rules.Load(), a.catalogue.Load().index))
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
			if err := a.indexClaims(ctx); err != nil && ctx.Err() == nil {
				a.options.Log.Error("the catalogue was not read again", "error", err)
			}
		}
	}
}
