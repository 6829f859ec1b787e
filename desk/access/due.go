package access

import (
	"context"
	"errors"
	"time"

	"hearsay/ledger"
	"hearsay/work"
)

// Due is what somebody whose password is right has still to do before they are let in.
type Due string

// What may be due, in this order.
const (
	DueNothing  Due = ""
	DueCode     Due = "code"     // to type a code of their second factor
	DuePassword Due = "password" // to choose a password in place of one that an administrator gave them
	DueFactor   Due = "factor"   // to take a second factor, which their role needs
)

// What may be wrong with a password that is right.
var (
	// ErrGiven is returned for one that somebody else chose, and that is to stay.
	ErrGiven = errors.New("the password was given to you; choose one of your own")
	// ErrGivenOver is returned for one that was given, and not changed in time.
	ErrGivenOver = errors.New("the password that you were given is no longer good; ask an administrator for another one")
	// ErrNeedsFactor is returned for who needs a second factor and has none.
	ErrNeedsFactor = errors.New("your role needs a second factor; sign in at the desk to take one")
)

// GivenFor is how long a password is good that somebody was given, to choose another one.
const GivenFor = 7 * 24 * time.Hour

// codeTime is how long somebody may take to type a code.
const codeTime = 10 * time.Minute

// sessionStrong is the key of a session in which a second factor was shown.
const sessionStrong = "strong"

// dueOf is what is due of a user; isStrong tells that a second factor was shown.
func (g *Gate) dueOf(user ledger.User, isStrong bool) Due {
	switch {
	case user.Password == "": // who signs in elsewhere does all of it there
		return DueNothing
	case user.HasFactor && !isStrong:
		return DueCode
	case !user.GivenUntil.IsZero():
		return DuePassword
	case g.lacksFactor(user):
		return DueFactor
	}
	return DueNothing
}

// lacksFactor tells whether a user needs a second factor and has none.
func (g *Gate) lacksFactor(user ledger.User) bool {
	return g.FactorFrom != "" && !user.HasFactor && work.Role(user.Role).Covers(g.FactorFrom)
}

// Pending is somebody of whom something is due.
type Pending struct {
	User string
	Due  Due
}

// pendingError is told of who is not let in yet. To all who do not ask for it, nobody is signed in.
type pendingError struct{ Pending }

func (p *pendingError) Error() string { return "of " + p.User + " is due: " + string(p.Due) }

// Is tells that it is ledger.ErrNotFound.
func (p *pendingError) Is(target error) bool { return target == ledger.ErrNotFound }

type pendingKey struct{}

// PendingOf is who makes the request and is not let in yet; false if it is nobody, or somebody who is.
func PendingOf(ctx context.Context) (Pending, bool) {
	pending, ok := ctx.Value(pendingKey{}).(Pending)
	return pending, ok
}

// pend is an error for a user of whom something is due in this session, nil for others.
func (g *Gate) pend(ctx context.Context, user ledger.User) error {
	due := g.dueOf(user, g.Sessions.GetBool(ctx, sessionStrong))
	began := time.Unix(g.Sessions.GetInt64(ctx, sessionBegan), 0)
	switch {
	case due == DueNothing:
		return nil
	case due == DueCode && g.Now().Sub(began) > codeTime:
		return ledger.ErrNotFound
	}
	return &pendingError{Pending{user.Name, due}}
}

// ShowCode goes on with a sign-in of which a code is due, by that code.
func (g *Gate) ShowCode(ctx context.Context, pending Pending, typed string) error {
	if pending.Due != DueCode {
		return ErrCode
	}
	if err := g.checkCode(ctx, pending.User, typed); err != nil {
		return err
	}
	user, err := g.Ledger.User(ctx, pending.User)
	if err != nil {
		return err
	}
	return g.begin(ctx, user, true)
}

// SignInProgram is SignIn for a program, which shows a code if one is due: "" for none. A password that was given is good for it until that is over,
// as programs are set up before people come.
func (g *Gate) SignInProgram(ctx context.Context, name, password, code string) (ledger.User, error) {
	user, err := g.SignIn(ctx, name, password)
	if err != nil {
		return user, err
	}
	if g.dueOf(user, false) == DueCode {
		if err := g.checkCode(ctx, name, code); err != nil {
			return ledger.User{}, err
		}
	}
	return user, nil
}

// MayWork is ErrNeedsFactor for a user whose password alone makes no token.
func (g *Gate) MayWork(user ledger.User) error {
	if g.lacksFactor(user) {
		return ErrNeedsFactor
	}
	return nil
}
