package work

import (
	"time"

	"hearsay/ledger"
	"hearsay/replies"
)

// Effect is how an item spread before and after its first answer stood somewhere.
type Effect struct {
	At     time.Time `json:"at"`     // when it was posted
	Hours  int       `json:"hours"`  // that are compared, on either side; 0 while it is too early to tell
	Before float64   `json:"before"` // posts an hour
	After  float64   `json:"after"`
}

// mostCompared bounds how many hours are compared on either side.
const mostCompared = 24

// EffectOf compares whole hours before the one of the first answer with as many whole hours after it; nil without an answer.
func EffectOf(all []*replies.Reply, spread []ledger.Bucket, now time.Time) *Effect {
	var at time.Time
	for _, r := range all {
		for _, posting := range r.Standing() {
			if at.IsZero() || posting.At.Before(at) {
				at = posting.At
			}
		}
	}
	if at.IsZero() {
		return nil
	}
	answered := at.UTC().Truncate(time.Hour)
	e := &Effect{At: at, Hours: min(int(now.Sub(answered)/time.Hour)-1, mostCompared)}
	if e.Hours < 1 {
		e.Hours = 0
		return e
	}
	span := time.Duration(e.Hours) * time.Hour
	for _, b := range spread {
		switch since := b.Hour.Sub(answered); {
		case since < 0 && since >= -span:
			e.Before += float64(b.Posts)
		case since > 0 && since <= span:
			e.After += float64(b.Posts)
		}
	}
	e.Before /= float64(e.Hours)
	e.After /= float64(e.Hours)
	return e
}

// Change is how much more or less it spreads after than before, as a share of before; false if nothing came before.
func (e *Effect) Change() (float64, bool) {
	if e.Before == 0 {
		return 0, false
	}
	return e.After/e.Before - 1, true
}
