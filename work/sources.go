package work

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"hearsay/ledger"
)

// SourceLister knows the sources and how they fare.
type SourceLister interface {
	List(ctx context.Context) ([]SourceView, error)
}

// SourceView is a source and how far it has been read.
type SourceView struct {
	Name       string    `json:"name"`
	Kind       string    `json:"kind"`
	Every      string    `json:"every,omitempty"`
	Posts      int64     `json:"posts" doc:"that it brought"`
	NewsAt     time.Time `json:"news_at,omitzero" doc:"when it last brought something"`
	ReadAt     time.Time `json:"read_at,omitzero" doc:"when this process last read it to its end"`
	NextAt     time.Time `json:"next_at,omitzero" doc:"when this process reads it again"`
	SeenTo     time.Time `json:"seen_to,omitzero" doc:"all that was posted until then is here; whichever process reads it"`
	Problem    string    `json:"problem,omitempty" doc:"why it could not be read just now"`
	Stopped    string    `json:"stopped,omitempty" doc:"why it is not read any more"`
	Paused     bool      `json:"paused,omitempty"`
	Added      bool      `json:"added,omitempty" doc:"at run time, not in the configuration"`
	BudgetLeft *int64    `json:"budget_left,omitempty" doc:"what it may still take in this month or day"`
}

// SourceDefinition is a source as it is added at run time.
type SourceDefinition struct {
	Name     string         `json:"name" minLength:"1" maxLength:"100" doc:"its name in cursors, metrics and logs"`
	Kind     string         `json:"kind" doc:"which platform"`
	Every    string         `json:"every,omitempty" doc:"how often it is read, as in 5m"`
	Settings map[string]any `json:"settings,omitempty" doc:"those of its kind: docs/sources.md"`
}

// Collecting knows the sources of the configuration, and the kinds of them.
type Collecting interface {
	// Check says what is wrong with a definition.
	Check(definition []byte) error
	// IsConfigured tells whether the configuration has a source of that name.
	IsConfigured(name string) bool
	// Kinds are the kinds that a source may be of.
	Kinds() []string
}

// ErrConfigured is returned for a change that only the configuration can make.
var ErrConfigured = errors.New("the source stands in the configuration; change it there")

// ErrDefinition is returned for a source that cannot be added, with what is wrong.
var ErrDefinition = errors.New("the source cannot be added")

// AddSource adds a source. Every process reads it from then on, one at a time.
func (w *Work) AddSource(ctx context.Context, actor Actor, d SourceDefinition) error {
	if err := actor.must(toCollect); err != nil {
		return err
	}
	if w.Collecting.IsConfigured(d.Name) {
		return fmt.Errorf("source %q: %w", d.Name, ErrConfigured)
	}
	definition, err := json.Marshal(d.flat())
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDefinition, err)
	}
	if err := w.Collecting.Check(definition); err != nil {
		return fmt.Errorf("%w: %w", ErrDefinition, err)
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		if err := tx.AddSource(ctx, d.Name, string(definition), actor.Name); err != nil {
			return err
		}
		return tx.Audit(ctx, actor.Name, "source added", "source/"+d.Name, d.Kind)
	})
}

// flat is the definition as it would stand in the configuration.
func (d *SourceDefinition) flat() map[string]any {
	flat := map[string]any{}
	for key, value := range d.Settings {
		flat[key] = value
	}
	flat["name"], flat["kind"] = d.Name, d.Kind
	if d.Every != "" {
		flat["every"] = d.Every
	}
	return flat
}

// PauseSource stops the reading of a source, or takes that back, for those of the configuration as well.
func (w *Work) PauseSource(ctx context.Context, actor Actor, name string, paused bool) error {
	if err := actor.must(toCollect); err != nil {
		return err
	}
	orders, err := w.Ledger.SourceOrders(ctx)
	if err != nil {
		return err
	}
	if _, added := orders[name]; !added && !w.Collecting.IsConfigured(name) {
		return fmt.Errorf("source %q: %w", name, ledger.ErrNotFound)
	}
	action := "source resumed"
	if paused {
		action = "source paused"
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		if err := tx.PauseSource(ctx, name, paused, actor.Name); err != nil {
			return err
		}
		return tx.Audit(ctx, actor.Name, action, "source/"+name, "")
	})
}

// RemoveSource takes back a source that was added. What it brought stays; added again, it goes on where it stood.
func (w *Work) RemoveSource(ctx context.Context, actor Actor, name string) error {
	if err := actor.must(toCollect); err != nil {
		return err
	}
	if w.Collecting.IsConfigured(name) {
		return fmt.Errorf("source %q: %w", name, ErrConfigured)
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		if err := tx.RemoveSource(ctx, name); err != nil {
			return err
		}
		return tx.Audit(ctx, actor.Name, "source removed", "source/"+name, "")
	})
}
