// Package amend is the life of a change to a rule pack that is made at the desk: drafted by one person, tried on the posts that came, accepted by another, and
// then in the place of the pack that the folder has, until another change takes its place.
//
// The package is pure. Start at Amendment. What a pack may say is checked by classifier/rules.
package amend

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// State is where an amendment stands.
type State string

// The states.
const (
	Draft     State = "draft"
	Submitted State = "submitted" // waits for a second person
	Accepted  State = "accepted"  // in force
	Replaced  State = "replaced"  // another one is in force
	Dropped   State = "dropped"   // not wanted
)

// States are all states, in the order of an amendment's life.
func States() []State { return []State{Draft, Submitted, Accepted, Replaced, Dropped} }

// Amendment is a changed rule pack. It is a plain value, not safe for several goroutines at once.
type Amendment struct {
	ID       string   `json:"id"`
	Pack     string   `json:"pack" doc:"its name"`
	Base     string   `json:"base" doc:"the pack that was in force when it was begun, or last brought up to date"`
	Source   string   `json:"source" doc:"the whole pack, as a file has it; empty for the one of the folder again"`
	Note     string   `json:"note,omitempty" doc:"why"`
	State    State    `json:"state" enum:"draft,submitted,accepted,replaced,dropped"`
	Authors  []string `json:"authors" doc:"everybody who wrote in it"`
	Accepter string   `json:"accepter,omitempty" doc:"never one of the authors"`
	Reason   string   `json:"reason,omitempty" doc:"why it was sent back or dropped"`

	CreatedAt  time.Time `json:"created_at"`
	AcceptedAt time.Time `json:"accepted_at,omitzero"`
	Version    int64     `json:"version"`
}

// Errors that callers act on.
var (
	ErrOrder    = errors.New("the amendment does not allow this now")
	ErrFourEyes = errors.New("nobody accepts what they wrote themselves; ask somebody else")
	ErrReason   = errors.New("a reason is needed")
	ErrBehind   = errors.New("the pack was changed since this change of it was begun; its author brings it up to date")
)

// New begins a change of a pack; base is what is in force.
func New(id, pack, base, source, by string, now time.Time) *Amendment {
	return &Amendment{ID: id, Pack: pack, Base: base, Source: source, State: Draft, Authors: []string{by}, CreatedAt: now}
}

// IsOpen tells whether it may still come into force.
func (a *Amendment) IsOpen() bool { return a.State == Draft || a.State == Submitted }

// Edit changes a draft. Whoever writes becomes an author.
func (a *Amendment) Edit(by, source string) error {
	if a.State != Draft {
		return a.refuse("changed", "only a draft is")
	}
	a.Source = source
	a.sign(by)
	return nil
}

// IsBehind tells whether something else came into force since it was begun, which it would undo unseen.
func (a *Amendment) IsBehind(inForce string) bool { return a.IsOpen() && a.Base != inForce }

// Update brings a draft up to date: source is what it changes, on top of base, the pack that is in force now.
func (a *Amendment) Update(by, base, source string) error {
	if err := a.Edit(by, source); err != nil {
		return err
	}
	a.Base = base
	return nil
}

func (a *Amendment) sign(by string) {
	if !slices.Contains(a.Authors, by) {
		a.Authors = append(a.Authors, by)
	}
}

// Submit hands a draft to a second person, with a note on why. inForce is the pack as it is now.
func (a *Amendment) Submit(by, note, inForce string) error {
	switch {
	case a.State != Draft:
		return a.refuse("submitted", "only a draft is")
	case a.IsBehind(inForce):
		return fmt.Errorf("amendment %s: %w", a.ID, ErrBehind)
	}
	a.sign(by)
	a.State, a.Note, a.Reason = Submitted, strings.TrimSpace(note), ""
	return nil
}

// SendBack returns it to who wrote it.
func (a *Amendment) SendBack(reason string) error {
	switch {
	case a.State != Submitted:
		return a.refuse("sent back", "only what was submitted is")
	case reason == "":
		return fmt.Errorf("amendment %s: %w", a.ID, ErrReason)
	}
	a.State, a.Reason = Draft, reason
	return nil
}

// Accept brings it into force, in place of what is in force now. by must not be one of its authors.
func (a *Amendment) Accept(by, inForce string, now time.Time) error {
	switch {
	case a.State != Submitted:
		return a.refuse("accepted", "only what was submitted is")
	case slices.Contains(a.Authors, by):
		return fmt.Errorf("amendment %s: %w", a.ID, ErrFourEyes)
	case a.IsBehind(inForce):
		return fmt.Errorf("amendment %s: %w", a.ID, ErrBehind)
	}
	a.State, a.Accepter, a.AcceptedAt = Accepted, by, now
	return nil
}

// Replace takes it out of force, as another one is.
func (a *Amendment) Replace() error {
	if a.State != Accepted {
		return a.refuse("replaced", "it is not in force")
	}
	a.State = Replaced
	return nil
}

// Drop ends what has not come into force.
func (a *Amendment) Drop(reason string) error {
	if !a.IsOpen() {
		return a.refuse("dropped", "it is over")
	}
	a.State, a.Reason = Dropped, reason
	return nil
}

func (a *Amendment) refuse(what, why string) error {
	return fmt.Errorf("amendment %s is %s and was not %s: %w: %s", a.ID, a.State, what, ErrOrder, why)
}
