package work

import (
	"context"
	"fmt"
	"time"

	"hearsay/sight"
)

// Blindness are the spells of sources that touch the time from one moment to another, the present if it is zero.
func (w *Work) Blindness(ctx context.Context, from, to time.Time) ([]sight.Spell, error) {
	now := w.Now()
	if to.IsZero() || to.After(now) {
		to = now
	}
	if !from.Before(to) {
		return nil, fmt.Errorf("%w: the time ends before it begins", ErrBounds)
	}
	return w.Ledger.Spells(ctx, from, to)
}
