// Package asks is who was asked for an answer, when, and how often they were reminded: of a question a named authority, which gets an e-mail; of
// a false claim a verifier, who is told at the desk. Each has a clock of its own.
//
// The package is pure: package work sends what is due, and the ledger keeps. Start at Ask.
package asks

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"hearsay/classifier"
	"hearsay/territory"
)

// State is where an ask stands.
type State string

// The states.
const (
	Waiting   State = "waiting"   // to be sent
	Asked     State = "asked"     // sent; reminders follow
	Answered  State = "answered"  // they answered, or the item has its answer
	Withdrawn State = "withdrawn" // it is not wanted any more
	Refused   State = "refused"   // it cannot be brought to them, for good
)

// States are all states, in the order of an ask's life.
func States() []State { return []State{Waiting, Asked, Answered, Withdrawn, Refused} }

// Clock says how long somebody has for an answer, and when they are reminded.
type Clock struct {
	Within    time.Duration // from when they are asked
	Every     time.Duration // between two reminders; the first comes as long after the ask
	Reminders int           // at most
}

// Authority is somebody outside who can answer questions. Immutable, safe for several goroutines.
type Authority struct {
	Name        string
	Email       string
	Language    string   // that they are written to in, ISO 639-1
	Handles     []string // and names by which posts name them
	Topics      []string // that they answer for; none is all
	Territories []string // likewise
	Clock       Clock
}

// Ask is one request for an answer. It is a plain value, not safe for several goroutines at once.
type Ask struct {
	ID    string          `json:"id"`
	Item  string          `json:"item"`
	Kind  classifier.Kind `json:"kind" doc:"of the item: a question is asked of an authority, a claim of a verifier"`
	Whom  string          `json:"whom" doc:"an authority of the configuration, or a verifier"`
	By    string          `json:"by"`
	Note  string          `json:"note,omitempty"`
	State State           `json:"state" enum:"waiting,asked,answered,withdrawn,refused"`

	CreatedAt time.Time   `json:"created_at"`
	Due       time.Time   `json:"due" doc:"when an answer is wanted"`
	AskedAt   time.Time   `json:"asked_at,omitzero"`
	Reminded  []time.Time `json:"reminded,omitempty"`
	ClosedAt  time.Time   `json:"closed_at,omitzero" doc:"when it was answered, withdrawn or refused"`
	Problem   string      `json:"problem,omitempty" doc:"why it could not be sent at the last try"`

	Clock   Clock     `json:"-"`
	NextAt  time.Time `json:"next_at,omitzero" doc:"when it is sent, or they are reminded; left out if they are not any more"`
	Tries   int       `json:"-"` // that failed in a row
	Version int64     `json:"version"`
}

// ErrClosed is returned for a step with an ask that is over.
var ErrClosed = errors.New("the ask is over")

// New asks somebody, as soon as it can be sent.
func New(id, item string, kind classifier.Kind, whom, by, note string, clock Clock, now time.Time) *Ask {
	return &Ask{ID: id, Item: item, Kind: kind, Whom: whom, By: by, Note: strings.TrimSpace(note), State: Waiting, CreatedAt: now, Due: now.Add(clock.Within), Clock: clock, NextAt: now}
}

// IsOpen tells whether an answer is still waited for.
func (a *Ask) IsOpen() bool { return a.State == Waiting || a.State == Asked }

// IsLate tells whether an answer should have come by now.
func (a *Ask) IsLate(now time.Time) bool { return a.IsOpen() && now.After(a.Due) }

// Claim keeps others from sending what is due for a while.
func (a *Ask) Claim(until time.Time) { a.NextAt = until }

// Sent notes that they were asked, or reminded.
func (a *Ask) Sent(now time.Time) {
	if a.State == Waiting {
		a.State, a.AskedAt = Asked, now
	} else {
		a.Reminded = append(a.Reminded, now)
	}
	a.Problem, a.Tries, a.NextAt = "", 0, time.Time{}
	if len(a.Reminded) < a.Clock.Reminders {
		a.NextAt = now.Add(a.Clock.Every)
	}
}

// Told is how often they were told so far.
func (a *Ask) Told() int {
	if a.AskedAt.IsZero() {
		return 0
	}
	return 1 + len(a.Reminded)
}

// Bounds of trying again what could not be sent.
const (
	firstPause = time.Minute // doubled each time
	mostPause  = time.Hour
)

// Failed notes that it could not be sent, and tries again later; for good if it never will be.
func (a *Ask) Failed(problem string, forGood bool, now time.Time) {
	a.Problem = problem
	if forGood {
		a.close(Refused, now)
		return
	}
	a.NextAt = now.Add(min(firstPause<<min(a.Tries, 10), mostPause))
	a.Tries++
}

// Close ends the ask, as Answered or Withdrawn.
func (a *Ask) Close(as State, now time.Time) error {
	if !a.IsOpen() {
		return fmt.Errorf("ask %s is %s: %w", a.ID, a.State, ErrClosed)
	}
	a.close(as, now)
	return nil
}

func (a *Ask) close(as State, now time.Time) { a.State, a.ClosedAt, a.NextAt = as, now, time.Time{} }

// Suggest are the authorities that a question may be asked of, the likeliest first: those that its posts name, then those of its territory and
// topic, then those of everything. named are names and handles as posts write them.
func Suggest(all []Authority, named, topics, territories []string) []Authority {
	rank := func(a Authority) int {
		switch {
		case a.isNamed(named):
			return 0
		case len(a.Topics) > 0 && !overlap(a.Topics, topics), len(a.Territories) > 0 && !territory.Meet(a.Territories, territories):
			return 4
		case len(a.Topics) > 0 && len(a.Territories) > 0:
			return 1
		case len(a.Topics)+len(a.Territories) > 0:
			return 2
		}
		return 3
	}
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b Authority) int { return cmp.Compare(rank(a), rank(b)) })
	return slices.DeleteFunc(sorted, func(a Authority) bool { return rank(a) == 4 })
}

func (a Authority) isNamed(named []string) bool {
	return slices.ContainsFunc(named, func(name string) bool {
		return strings.EqualFold(name, a.Name) || slices.ContainsFunc(a.Handles, func(handle string) bool {
			return strings.EqualFold(strings.TrimPrefix(name, "@"), strings.TrimPrefix(handle, "@"))
		})
	})
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(one string) bool { return slices.Contains(b, one) })
}
