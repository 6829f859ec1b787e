package app

import (
	"context"
	"time"

	"hearsay/ledger"
	"hearsay/sight"
)

// lookEvery is how often it is noted how far the sources see. A spell is known that much later, and is not shorter for it.
const lookEvery = 10 * time.Second

// noteSight notes how far the sources see that this process reads, begins and ends their spells of blindness, and those of sources that are paused
// or that nobody knows any more.
func (b *sourceBook) noteSight(ctx context.Context, orders map[string]ledger.SourceOrder, held map[string]int64) error {
	return b.ledger.Write(ctx, func(tx *ledger.Tx) error {
		sights, err := tx.Sights(ctx)
		if err != nil {
			return err
		}
		lasting, err := tx.LastingSpells(ctx)
		if err != nil {
			return err
		}
		known := map[string]bool{}
		for _, s := range b.known(orders) {
			known[s.Name] = true
			_, isHeld := held[s.Name]
			if s.Every == 0 || !isHeld && !orders[s.Name].IsPaused {
				continue // it is read once, or by another process
			}
			_, isBlind := lasting[s.Name]
			if err := b.noteOne(ctx, tx, s, orders[s.Name].IsPaused, sights[s.Name], isBlind); err != nil {
				return err
			}
		}
		return b.forgetOthers(ctx, tx, sights, known)
	})
}

// forgetOthers ends what is noted of sources that are not to be read any more.
func (b *sourceBook) forgetOthers(ctx context.Context, tx *ledger.Tx, sights map[string]sight.Sight, known map[string]bool) error {
	for name := range sights {
		if known[name] {
			continue
		}
		if err := tx.EndSpells(ctx, name, b.now()); err != nil {
			return err
		}
		if err := tx.ForgetSight(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// noteOne notes how far one source sees.
func (b *sourceBook) noteOne(ctx context.Context, tx *ledger.Tx, s SourceConfig, isPaused bool, before sight.Sight, isBlind bool) error {
	now, state := b.now(), b.scheduler.State(s.Name)
	after := sight.Sight{Source: s.Name, SeenTo: before.SeenTo, Patience: sight.Patience(s.Every)}
	if state.ReadAt.After(after.SeenTo) {
		after.SeenTo = state.ReadAt
	}
	if after.SeenTo.IsZero() { // nobody wanted to see it before
		after.SeenTo = now
	}
	if after != before {
		if err := tx.Saw(ctx, after); err != nil {
			return err
		}
	}
	why := state.Why
	switch {
	case isPaused:
		why = sight.Why{Reason: sight.Paused}
	case state.ReadAt.IsZero() && why == (sight.Why{}):
		why = sight.Why{Reason: sight.NotRunning}
	}
	change := sight.Next(now, after, isBlind, why)
	switch {
	case change.Begin != nil:
		b.log.Warn("the source is blind", "source", s.Name, "since", change.Begin.From, "reason", change.Begin.Reason, "detail", change.Begin.Detail)
		return tx.BeginSpell(ctx, *change.Begin)
	case change.Ends:
		b.log.Info("the source sees again", "source", s.Name)
		return tx.EndSpells(ctx, s.Name, now)
	}
	return nil
}
