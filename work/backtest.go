package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hearsay/backtest"
	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/triage"
)

// Packs are the rule packs of the running program. It is safe for several goroutines.
type Packs interface {
	// Classifier is that of the packs as they are.
	Classifier() *classifier.Classifier
	// With is one with a changed pack in place of the one that has its name, and that name. An error says the pack's faults.
	With(pack []byte) (c *classifier.Classifier, name string, err error)
	// Sources are the packs as they are in force, by name, and as the folder has them.
	Sources() (inForce, folder map[string]string, err error)
	// Test reads a pack beside the others and runs the tests inside it.
	Test(pack []byte) error
}

// ErrPack says that a rule pack has faults.
var ErrPack = errors.New("the rule pack has faults")

// Bounds of a backtest.
const (
	backtestLongest = 90 * 24 * time.Hour
	backtestPosts   = 100_000 // the last that came
)

// Backtest shows what a changed pack would have made of the posts that came since a time.
func (w *Work) Backtest(ctx context.Context, actor Actor, pack []byte, since time.Time) (backtest.Comparison, error) {
	if err := actor.must(toTry); err != nil {
		return backtest.Comparison{}, err
	}
	now := w.Now()
	if !since.Before(now) || now.Sub(since) > backtestLongest {
		return backtest.Comparison{}, fmt.Errorf("%w: posts of the last ninety days can be read again", ErrBounds)
	}
	then, name, err := w.Packs.With(pack)
	if err != nil {
		return backtest.Comparison{}, fmt.Errorf("%w: %w", ErrPack, err)
	}
	run := backtest.New(w.Packs.Classifier(), then, name, w.Routing, now)
	err = w.Ledger.Lately(ctx, since, backtestPosts, func(p ledger.StoredPost, state triage.State) error {
		run.Read(p.Post, p.CollectedAt, p.Item, backtest.TruthOf(state))
		return nil
	})
	if err != nil {
		return backtest.Comparison{}, err
	}
	return run.Compare(), w.See(ctx, actor, "backtest")
}
