package app

import (
	"context"
	"time"

	"hearsay/ledger"
	"hearsay/sight"
)

// seenEvery is how often it is written down how far a source sees that sees all the time.
const seenEvery = 10 * time.Second

// noteSight notes how far the sources see that this process reads, begins and ends their spells of blindness, and those of sources that are
// paused or that nobody knows any more.
func (b *sourceBook) noteSight(ctx context.Context, orders map[string]ledger.SourceOrder, held map[string]int64) error {
	sights, err := b.ledger.Sights(ctx)
	if err != nil {
		return err
	}
	lasting, err := b.ledger.LastingSpells(ctx)
	if err != nil {
		return err
	}
	var notes []note
	known := map[string]bool{}
	for _, s := range b.known(orders) {
		if s.Every == 0 {
			continue // it is read once, and not looked at
		}
		known[s.Name] = true
		_, isHeld := held[s.Name]
		if !isHeld && !orders[s.Name].IsPaused {
			continue // another process reads it
		}
		_, isBlind := lasting[s.Name]
		if one := b.look(s, orders[s.Name].IsPaused, sights[s.Name], isBlind); one != (note{}) {
			notes = append(notes, one)
		}
	}
	for name := range sights {
		if !known[name] {
			notes = append(notes, note{forgets: name})
		}
	}
	if len(notes) == 0 {
		return nil
	}
	return b.ledger.Write(ctx, func(tx *ledger.Tx) error {
		for _, one := range notes {
			if err := one.write(ctx, tx, b.now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// note is what is to be written of a source; its zero value is nothing.
type note struct {
	saw     sight.Sight
	begins  sight.Spell
	ends    string // the source whose spell is over
	forgets string // the source that is not to be read any more
}

func (n note) write(ctx context.Context, tx *ledger.Tx, now time.Time) error {
	if n.saw != (sight.Sight{}) {
		if err := tx.Saw(ctx, n.saw); err != nil {
			return err
		}
	}
	switch {
	case n.begins != (sight.Spell{}):
		return tx.BeginSpell(ctx, n.begins)
	case n.ends != "":
		return tx.EndSpells(ctx, n.ends, now)
	case n.forgets != "":
		if err := tx.EndSpells(ctx, n.forgets, now); err != nil {
			return err
		}
		return tx.ForgetSight(ctx, n.forgets)
	}
	return nil
}

// look looks at a source: what was noted of it last, and how it fares.
func (b *sourceBook) look(s SourceConfig, isPaused bool, noted sight.Sight, isBlind bool) note {
	now, state := b.now(), b.scheduler.State(s.Name)
	seen := sight.Sight{Source: s.Name, SeenTo: noted.SeenTo, Patience: sight.Patience(s.Every)}
	if state.ReadAt.After(seen.SeenTo) {
		seen.SeenTo = state.ReadAt
	}
	if seen.SeenTo.IsZero() { // nobody wanted to see it before
		seen.SeenTo = now
	}
	why := state.Why
	switch {
	case isPaused:
		why = sight.Why{Reason: sight.Paused}
	case seen.IsBlind(b.began): // before this process read anything
		why = sight.Why{Reason: sight.NotRunning}
	}
	var n note
	change := sight.Next(now, seen, isBlind, why)
	switch {
	case change.Begin != nil:
		b.log.Warn("the source is blind", "source", s.Name, "since", change.Begin.From, "reason", change.Begin.Reason, "detail", change.Begin.Detail)
		n.begins = *change.Begin
	case change.Ends:
		b.log.Info("the source sees again", "source", s.Name)
		n.ends = s.Name
	}
	if n != (note{}) || seen.Patience != noted.Patience || seen.SeenTo.Sub(noted.SeenTo) >= seenEvery {
		n.saw = seen
	}
	return n
}
