package app

import (
	"context"
	"sync"
	"time"

	"hearsay/collector/factcheck"
)

// FactChecks is where somebody publishes fact-checks, and how often it is asked.
type FactChecks struct {
	Settings factcheck.Settings
	Every    time.Duration
}

// followFactChecks fills the catalogue from what is published, until ctx ends.
func (a *App) followFactChecks(ctx context.Context) {
	var parts sync.WaitGroup
	for _, f := range a.config.FactChecks {
		parts.Go(func() { a.followOne(ctx, f) })
	}
	parts.Wait()
}

func (a *App) followOne(ctx context.Context, f FactChecks) {
	log, reader := a.options.Log.With("publisher", f.Settings.Name()), f.Settings.Open(a.client)
	for next := time.NewTimer(0); ; next.Reset(f.Every) {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
		all, err := reader.Read(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			log.Warn("reading fact-checks; what could be read is kept", "error", err)
		}
		changed, err := a.keepClaims(ctx, all)
		switch {
		case err != nil && ctx.Err() == nil:
			log.Error("keeping fact-checks", "error", err)
			reader.Forget()
		case changed > 0:
			log.Info("the catalogue has news", "claims", changed)
		}
	}
}
