package alerts

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"hearsay/ledger"
)

// Evaluator finds out which conditions hold. Its fields are set before use. Several processes may run it: each round is made by
// one of them.
type Evaluator struct {
	Ledger     *ledger.Ledger
	Conditions []Condition
	Every      time.Duration
	Sources    func(ctx context.Context) ([]SourceState, error)
	Now        func() time.Time
	Log        *slog.Logger
}

// spellsKept is how long it is known when sources were blind: as long as reports look back.
const spellsKept = 400 * 24 * time.Hour

// SourceState is a source that is to be read.
type SourceState struct {
	Name    string
	Stopped bool // its platform refuses, and it is not read any more
}

// Run makes a round every Every until ctx ends.
func (e *Evaluator) Run(ctx context.Context) {
	again := time.NewTicker(min(e.Every, time.Second))
	defer again.Stop()
	for {
		if err := e.Turn(ctx); err != nil && ctx.Err() == nil {
			e.Log.Error("looking for what is worth a message", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// Turn makes a round, if Every has passed since the last one of all processes.
func (e *Evaluator) Turn(ctx context.Context) error {
	isDue, err := e.Ledger.IsTurn(ctx, "alerts", e.Every) // asked every second, and mostly in vain: no lock for that
	if err != nil || !isDue {
		return err
	}
	err = e.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		isDue, err = tx.TakeTurn(ctx, "alerts", e.Every)
		return err
	})
	if err != nil || !isDue {
		return err
	}
	return e.Round(ctx)
}

// Round tries every condition on everything it is of, and stores what holds and what does not any more.
func (e *Evaluator) Round(ctx context.Context) error {
	subjects, samples, err := e.gather(ctx)
	if err != nil {
		return err
	}
	holding := map[string]ledger.Alert{}
	for i := range e.Conditions {
		e.try(&e.Conditions[i], subjects, holding)
	}
	return e.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		for name, value := range samples {
			if err := tx.SaveSample(ctx, name, value); err != nil {
				return err
			}
		}
		if err := tx.ForgetSamples(ctx, gapSample, gapHistory); err != nil {
			return err
		}
		if err := e.store(ctx, tx, holding); err != nil {
			return err
		}
		if err := tx.ForgetHours(ctx); err != nil {
			return err
		}
		if err := tx.ForgetSpells(ctx, e.Now().Add(-spellsKept)); err != nil {
			return err
		}
		return tx.ForgetAlerts(ctx)
	})
}

// try adds what a condition holds for. Where it fails it does not hold, and one of these is logged.
func (e *Evaluator) try(c *Condition, subjects map[string][]subject, holding map[string]ledger.Alert) {
	var failed error
	for _, s := range subjects[c.Of] {
		holds, err := c.holds(s)
		if err != nil {
			failed = fmt.Errorf("on %s: %w", s.key(), err)
		}
		if holds {
			a := e.alert(c, s)
			holding[a.ID] = a
		}
	}
	if failed != nil {
		e.Log.Error("a condition cannot be tried; mend its when in alerts.yaml", "condition", c.Name, "error", failed)
	}
}

func (e *Evaluator) alert(c *Condition, s subject) ledger.Alert {
	facts, err := json.Marshal(s.facts)
	if err != nil {
		panic(fmt.Sprintf("alerts: facts that are no JSON: %v", err)) // structs of ours
	}
	now := e.Now()
	return ledger.Alert{ID: c.Name + "/" + s.key(), Condition: c.Name, Subject: s.key(), Labels: c.labelsOf(s), Facts: facts, ActiveAt: now, SeenAt: now}
}

// store brings what is known of alerts to what holds now.
func (e *Evaluator) store(ctx context.Context, tx *ledger.Tx, holding map[string]ledger.Alert) error {
	known, err := tx.Alerts(ctx, e.Now())
	if err != nil {
		return err
	}
	var changed []ledger.Alert
	for _, before := range known {
		now, holds := holding[before.ID]
		delete(holding, before.ID)
		switch {
		case holds:
			changed = append(changed, e.goesOn(before, now))
		case before.FiredAt.IsZero():
			if err := tx.DropAlert(ctx, before.ID); err != nil {
				return err
			}
		case e.isOver(before):
			before.ResolvedAt = e.Now()
			changed = append(changed, before)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(holding)) {
		changed = append(changed, e.goesOn(ledger.Alert{}, holding[id]))
	}
	return tx.SaveAlerts(ctx, changed...)
}

// goesOn is an alert that holds now. before is zero for one that did not.
func (e *Evaluator) goesOn(before, now ledger.Alert) ledger.Alert {
	if !before.ActiveAt.IsZero() {
		now.ActiveAt, now.FiredAt = before.ActiveAt, before.FiredAt
	}
	if now.FiredAt.IsZero() && ledger.HasPassed(e.condition(now.Condition).For, now.ActiveAt, now.SeenAt) {
		now.FiredAt = now.SeenAt
	}
	return now
}

// isOver tells whether an alert that does not hold is not to be kept firing either.
func (e *Evaluator) isOver(a ledger.Alert) bool {
	c := e.condition(a.Condition)
	return c == nil || ledger.HasPassed(c.Keep, a.SeenAt, e.Now())
}

func (e *Evaluator) condition(name string) *Condition {
	for i := range e.Conditions {
		if e.Conditions[i].Name == name {
			return &e.Conditions[i]
		}
	}
	return nil // it was taken out of the configuration
}
