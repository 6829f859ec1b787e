// Package work is what people do with items and replies. Each step checks who may do it, lets triage or replies decide
// what becomes of it, writes the ledger in one transaction with a line in the audit log, and then tells the queue.
//
// The desk's API and its pages both call it, so that neither can do what the other cannot. Start at Work.
package work

import (
	"errors"
	"fmt"
	"slices"
)

// Role says what a user may do.
type Role string

// The roles.
const (
	Viewer    Role = "viewer"    // reads
	Responder Role = "responder" // takes items and drafts replies
	Verifier  Role = "verifier"  // also verifies others' replies, publishes and retracts
	Editor    Role = "editor"    // also publishes, and sends bulletins; does not verify
	Admin     Role = "admin"     // everything but verifying what they wrote
)

// Roles are all roles.
func Roles() []Role { return []Role{Viewer, Responder, Verifier, Editor, Admin} }

// ParseRole reads a role's name.
func ParseRole(name string) (Role, error) {
	if role := Role(name); slices.Contains(Roles(), role) {
		return role, nil
	}
	return "", fmt.Errorf("%q is not a role; write one of %v", name, Roles())
}

// Covers tells whether a role may do everything that another may.
func (r Role) Covers(other Role) bool {
	for _, roles := range granted {
		if slices.Contains(roles, other) && !slices.Contains(roles, r) {
			return false
		}
	}
	return other != Admin || r == Admin
}

// Within is what is left of a role for who may do no more than limit: the lower of the two, or what both may.
func (r Role) Within(limit Role) Role {
	switch {
	case limit == "" || limit.Covers(r):
		return r
	case r.Covers(limit):
		return limit
	}
	return Responder
}

// Actor is who does something.
type Actor struct {
	Name string
	Role Role
}

// permission is a kind of step.
type permission string

const (
	toRespond permission = "take items and draft replies"
	toRelieve permission = "hand on what others hold"
	toTry     permission = "try rule packs"
	toVerify  permission = "verify replies"
	toPublish permission = "publish replies"
	toImport  permission = "change the catalogue"
	toCollect permission = "change what is collected"
	toTell    permission = "say what webhooks are told"
	toCarry   permission = "look after messengers and bulletins"
	toPrivacy permission = "answer requests of persons about what is kept of them"
)

var granted = map[permission][]Role{
	toRespond: {Responder, Verifier, Editor, Admin},
	toRelieve: {Editor, Admin},
	toTry:     {Responder, Verifier, Editor, Admin},
	toVerify:  {Verifier, Admin},
	toPublish: {Verifier, Editor, Admin},
	toImport:  {Editor, Admin},
	toCollect: {Admin},
	toCarry:   {Editor, Admin},
	toPrivacy: {Admin},
	toTell:    {Admin},
}

// ErrForbidden is returned for a step that the actor's role does not allow.
var ErrForbidden = errors.New("your role does not allow this")

func (a Actor) must(p permission) error {
	if !slices.Contains(granted[p], a.Role) {
		return fmt.Errorf("%w: a %s may not %s; ask an administrator", ErrForbidden, a.Role, p)
	}
	return nil
}

// CanRespond tells whether the actor may take items and draft replies.
func (a Actor) CanRespond() bool { return a.must(toRespond) == nil }

// CanRelieve tells whether the actor may hand on what others hold.
func (a Actor) CanRelieve() bool { return a.must(toRelieve) == nil }

// CanVerify tells whether the actor may verify what others wrote.
func (a Actor) CanVerify() bool { return a.must(toVerify) == nil }

// CanPublish tells whether the actor may publish, record and retract replies.
func (a Actor) CanPublish() bool { return a.must(toPublish) == nil }

// IsAdmin tells whether the actor may change users, and what is collected.
func (a Actor) IsAdmin() bool { return a.Role == Admin }

// CanImport tells whether the actor may change the catalogue.
func (a Actor) CanImport() bool { return a.must(toImport) == nil }

// CanCarry tells whether the actor may look after messengers and bulletins.
func (a Actor) CanCarry() bool { return a.must(toCarry) == nil }

// CanSeeSettings tells whether the actor may read what the configuration sets.
func (a Actor) CanSeeSettings() bool { return a.Role == Admin || a.Role == Editor }
