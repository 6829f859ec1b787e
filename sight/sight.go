// Package sight says when sources saw and when they could not, so that a fall of posts is never mistaken for quiet when a
// collector was blind.
//
// A source sees up to a time: all that was posted until then is here. How far behind the present that may be without anything being wrong is
// its patience. A time in which it was further behind is a spell of blindness, with why it began, and with what came of it: most platforms
// give later what was posted meanwhile (it is caught up), some do not (it is lost).
//
// The package is pure: it takes the time as an argument and does no I/O. The collector's processes keep spells with Next, and all who show
// numbers over a time ask Over for what they have to say beside them.
package sight

import (
	"cmp"
	"slices"
	"time"
)

// Reason is why a source could not see.
type Reason string

// The reasons. Each has a phrase on the pages.
const (
	Down       Reason = "down"        // the platform does not answer, or with errors
	RateLimit  Reason = "rate_limit"  // it asks for patience
	Budget     Reason = "budget"      // what may be read in a day or a month is spent
	Cut        Reason = "cut"         // the stream broke
	TooOld     Reason = "too_old"     // the platform does not give what is that old any more
	Refused    Reason = "refused"     // it, or our own guard, does not let us in
	Gone       Reason = "gone"        // it will not give anything again
	House      Reason = "house"       // our own ledger did not take what was read
	Paused     Reason = "paused"      // somebody paused the source
	NotRunning Reason = "not_running" // no process read it
	Behind     Reason = "behind"      // it is read, and not up to now
)

// Reasons are all of them.
var Reasons = []Reason{Down, RateLimit, Budget, Cut, TooOld, Refused, Gone, House, Paused, NotRunning, Behind}

// Spell is a time of which a source could not see the posts as they came.
type Spell struct {
	Source   string    `json:"source"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to,omitzero" doc:"absent while it lasts"`
	Reason   Reason    `json:"reason"`
	Detail   string    `json:"detail,omitempty" doc:"what the platform or the program said"`
	CaughtUp int64     `json:"caught_up" doc:"posts of that time that came later"`
	IsLost   bool      `json:"lost,omitempty" doc:"the platform does not give any more what was posted then"`
}

// Lasts reports whether the source is still blind.
func (s Spell) Lasts() bool { return s.To.IsZero() }

// IsOpen reports whether numbers of that time are lower than they should be: it lasts, or what was posted then is lost.
func (s Spell) IsOpen() bool { return s.Lasts() || s.IsLost }

// Sight is how far a source sees.
type Sight struct {
	Source   string
	SeenTo   time.Time
	Patience time.Duration // behind the present without being blind
}

// IsBlind reports whether the source is further behind than it should be.
func (s Sight) IsBlind(now time.Time) bool { return now.Sub(s.SeenTo) > s.Patience }

// Patience of a source that is read every so often. A stream has none between two times of being read; its own silences are short.
func Patience(every time.Duration) time.Duration { return every + every/2 + time.Minute }

// Why is what is known of a source that cannot see; the zero Why is nothing.
type Why struct {
	Reason Reason
	Detail string
}

// Change is what follows from a look at a source; at most one of both.
type Change struct {
	Begin *Spell
	Ends  bool // the spell that lasts ends now
}

// Next looks at a source: isBlindAlready is whether it has a spell that lasts. A source that is blind without a known reason is behind.
func Next(now time.Time, s Sight, isBlindAlready bool, why Why) Change {
	switch isBlind := s.IsBlind(now); {
	case isBlind == isBlindAlready:
		return Change{}
	case !isBlind:
		return Change{Ends: true}
	}
	return Change{Begin: &Spell{Source: s.Source, From: s.SeenTo, Reason: cmp.Or(why.Reason, Behind), Detail: why.Detail}}
}

// unnotedAfter is how long after its patience a source is taken for one that no process looks after.
const unnotedAfter = time.Minute

// Unnoted are the spells of sources that are blind without that anybody has noted it, as no process reads them: noted are the spells that last, by
// source.
func Unnoted(now time.Time, sights map[string]Sight, noted map[string]Spell) []Spell {
	var spells []Spell
	for name, s := range sights {
		if _, isNoted := noted[name]; !isNoted && s.IsBlind(now.Add(-unnotedAfter)) {
			spells = append(spells, Spell{Source: name, From: s.SeenTo, Reason: NotRunning})
		}
	}
	return spells
}

// Over are the spells that touch the time from one moment to another (the present if it is zero), in the order in which they began.
func Over(spells []Spell, from, to time.Time) []Spell {
	var over []Spell
	for _, s := range spells {
		if (s.Lasts() || s.To.After(from)) && (to.IsZero() || s.From.Before(to)) {
			over = append(over, s)
		}
	}
	slices.SortStableFunc(over, func(a, b Spell) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Source, b.Source)) })
	return over
}

// Open are those of the spells in whose time numbers are too low.
func Open(spells []Spell) []Spell {
	return slices.DeleteFunc(slices.Clone(spells), func(s Spell) bool { return !s.IsOpen() })
}

// Span is a time from one moment to another.
type Span struct{ From, To time.Time }

// Spans are the times that the spells cover until now, joined where they touch, in order.
func Spans(spells []Spell, now time.Time) []Span {
	var spans []Span
	for _, s := range Over(spells, time.Time{}, now) {
		to := s.To
		if s.Lasts() || to.After(now) {
			to = now
		}
		if last := len(spans) - 1; last >= 0 && !s.From.After(spans[last].To) {
			if to.After(spans[last].To) {
				spans[last].To = to
			}
			continue
		}
		spans = append(spans, Span{s.From, to})
	}
	return spans
}
