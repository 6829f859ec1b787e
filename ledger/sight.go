package ledger

import (
	"context"
	"time"

	"hearsay/sight"
)

// lateFor is how long after a spell posts of its time are counted as caught up.
const lateFor = 24 * time.Hour

// Saw notes up to when a source has been read. A time before the last that was noted changes only its patience.
func (t *Tx) Saw(ctx context.Context, s sight.Sight) error {
	return t.exec(ctx, "noting how far "+s.Source+" sees", "INSERT INTO sights (source, seen_to, patience) VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE SET "+
		"seen_to = CASE WHEN excluded.seen_to > sights.seen_to THEN excluded.seen_to ELSE sights.seen_to END, patience = excluded.patience",
		s.Source, micros(s.SeenTo), s.Patience.Microseconds())
}

// ForgetSight forgets a source that is not to be read any more; its spells stay.
func (t *Tx) ForgetSight(ctx context.Context, source string) error {
	return t.exec(ctx, "forgetting how far "+source+" sees", "DELETE FROM sights WHERE source = ?", source)
}

// Sights are how far all sources see that were ever read, by name.
func (q *queries) Sights(ctx context.Context) (map[string]sight.Sight, error) {
	all := map[string]sight.Sight{}
	err := q.each(ctx, "reading how far sources see", "SELECT source, seen_to, patience FROM sights", nil, func(scan func(...any) error) error {
		var s sight.Sight
		var seenTo, patience int64
		err := scan(&s.Source, &seenTo, &patience)
		s.SeenTo, s.Patience = fromMicros(seenTo), time.Duration(patience)*time.Microsecond
		all[s.Source] = s
		return err
	})
	return all, err
}

// BeginSpell keeps a spell. One of the same source that began in the same moment stays as it is, except that it may last longer.
func (t *Tx) BeginSpell(ctx context.Context, s sight.Spell) error {
	isLost := 0
	if s.IsLost {
		isLost = 1
	}
	return t.exec(ctx, "noting that "+s.Source+" is blind", "INSERT INTO blind_spells (source, began_at, ended_at, reason, detail, caught_up, is_lost) VALUES (?, ?, ?, ?, ?, 0, ?) "+
		"ON CONFLICT (source, began_at, is_lost) DO UPDATE SET ended_at = CASE WHEN blind_spells.ended_at <> 0 AND excluded.ended_at > blind_spells.ended_at THEN excluded.ended_at ELSE blind_spells.ended_at END",
		s.Source, micros(s.From), micros(s.To), string(s.Reason), s.Detail, isLost)
}

// EndSpells ends the spells of a source that last.
func (t *Tx) EndSpells(ctx context.Context, source string, at time.Time) error {
	return t.exec(ctx, "noting that "+source+" sees again", "UPDATE blind_spells SET ended_at = ? WHERE source = ? AND ended_at = 0", micros(at), source)
}

// Spells are the spells of all sources that touch the time from one moment to another, in the order in which they began; also those that nobody
// has noted, as no process reads the source.
func (q *queries) Spells(ctx context.Context, from, to time.Time) ([]sight.Spell, error) {
	spells, err := q.spells(ctx, "WHERE (ended_at = 0 OR ended_at > ?) AND began_at < ?", micros(from), micros(to))
	if err != nil {
		return nil, err
	}
	lasting, err := q.LastingSpells(ctx)
	if err != nil {
		return nil, err
	}
	sights, err := q.Sights(ctx)
	if err != nil {
		return nil, err
	}
	return sight.Over(append(spells, sight.Unnoted(q.now(), sights, lasting)...), from, to), nil
}

// LastingSpells are those that have not ended, by source.
func (q *queries) LastingSpells(ctx context.Context) (map[string]sight.Spell, error) {
	lasting := map[string]sight.Spell{}
	spells, err := q.spells(ctx, "WHERE ended_at = 0")
	for _, s := range spells {
		lasting[s.Source] = s
	}
	return lasting, err
}

func (q *queries) spells(ctx context.Context, where string, args ...any) ([]sight.Spell, error) {
	var spells []sight.Spell
	err := q.each(ctx, "reading when sources were blind", "SELECT source, began_at, ended_at, reason, detail, caught_up, is_lost FROM blind_spells "+where, args, func(scan func(...any) error) error {
		var s sight.Spell
		var began, ended, isLost int64
		err := scan(&s.Source, &began, &ended, &s.Reason, &s.Detail, &s.CaughtUp, &isLost)
		s.From, s.To, s.IsLost = fromMicros(began), fromMicros(ended), isLost != 0
		spells = append(spells, s)
		return err
	})
	return spells, err
}

// CatchUp counts which of the times at which new posts of a source were posted lie in a spell of it: what was missed came later. A spell that
// lasts goes to seenTo at least, and ends before what is posted now.
func (t *Tx) CatchUp(ctx context.Context, source string, posted []time.Time) error {
	if len(posted) == 0 {
		return nil
	}
	spells, err := t.spells(ctx, "WHERE source = ? AND is_lost = 0 AND (ended_at = 0 OR ended_at > ?)", source, micros(t.now().Add(-lateFor)))
	if err != nil || len(spells) == 0 {
		return err
	}
	sights, err := t.Sights(ctx)
	if err != nil {
		return err
	}
	for _, s := range spells {
		to := s.To
		if s.Lasts() {
			to = t.now().Add(-sights[source].Patience)
		}
		late := 0
		for _, at := range posted {
			if !at.Before(s.From) && at.Before(to) {
				late++
			}
		}
		if late == 0 {
			continue
		}
		if err := t.exec(ctx, "counting what "+source+" caught up", "UPDATE blind_spells SET caught_up = caught_up + ? WHERE source = ? AND began_at = ? AND is_lost = 0", late, source, micros(s.From)); err != nil {
			return err
		}
	}
	return nil
}

// ForgetSpells deletes spells that ended before a time.
func (t *Tx) ForgetSpells(ctx context.Context, before time.Time) error {
	return t.exec(ctx, "forgetting when sources were blind", "DELETE FROM blind_spells WHERE ended_at <> 0 AND ended_at < ?", micros(before))
}
