package access

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"hearsay/ledger"
	"hearsay/work"
)

var validUser = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// AddUser is AddUser by an administrator, whose choice of a password is one to begin with.
func (g *Gate) AddUser(ctx context.Context, by work.Actor, name, role, password string) (ledger.User, error) {
	if by.Role != work.Admin {
		return ledger.User{}, work.ErrForbidden
	}
	return AddUser(ctx, g.Ledger, g.Unfit, by.Name, ledger.User{Name: name, Role: role, GivenUntil: g.Now().Add(GivenFor)}, password)
}

// AddUser stores a new user, of a name and a role, and of a password that is good until GivenUntil, or for good.
func AddUser(ctx context.Context, l *ledger.Ledger, unfit Unfit, by string, user ledger.User, password string) (ledger.User, error) {
	if !validUser.MatchString(user.Name) {
		return ledger.User{}, fmt.Errorf("%w: a user's name is small letters, digits, dots, hyphens and underscores", work.ErrBounds)
	}
	if _, err := work.ParseRole(user.Role); err != nil {
		return ledger.User{}, fmt.Errorf("%w: %w", work.ErrBounds, err)
	}
	if err := unfit.refuse(user.Name, password); err != nil {
		return ledger.User{}, err
	}
	user.Password = HashPassword(password)
	err := l.Write(ctx, func(tx *ledger.Tx) error {
		return errors.Join(tx.AddUser(ctx, user), tx.Audit(ctx, by, "user added", "user/"+user.Name, "as "+user.Role))
	})
	if err != nil {
		return ledger.User{}, err
	}
	return l.User(ctx, user.Name)
}

// Change is what is changed of a user; what is left out stays as it is.
type Change struct {
	Role     string `json:"role,omitempty" enum:"viewer,responder,verifier,editor,admin"`
	Password string `json:"password,omitempty"`
	Disabled *bool  `json:"disabled,omitempty" doc:"a disabled user cannot sign in, and their tokens are gone"`

	DropFactor bool `json:"drop_factor,omitempty" doc:"they sign in without the second factor that they have, whose device they lost"`
}

// UpdateUser changes a user, as an administrator. Tries of theirs to sign in that failed are forgotten.
func (g *Gate) UpdateUser(ctx context.Context, by work.Actor, name string, change Change) (ledger.User, error) {
	if by.Role != work.Admin {
		return ledger.User{}, work.ErrForbidden
	}
	hash, err := change.check(name, g.Unfit)
	if err != nil {
		return ledger.User{}, err
	}
	err = g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		user, err := tx.User(ctx, name)
		if err != nil {
			return err
		}
		changes := change.apply(&user, hash, g.Now())
		if user.Name == by.Name { // it is of their own choice
			user.GivenUntil = time.Time{}
		}
		return errors.Join(tx.UpdateUser(ctx, user), tx.ForgetSignIns(ctx, user.Name, ""), tx.Audit(ctx, by.Name, "user changed", "user/"+user.Name, strings.Join(changes, ", ")))
	})
	if err != nil {
		return ledger.User{}, err
	}
	return g.Ledger.User(ctx, name)
}

// check refuses what cannot be changed to, and gives the hash of a password: that takes long, and nobody is to wait for it.
func (c Change) check(name string, unfit Unfit) (hash string, err error) {
	if c.Role != "" {
		if _, err := work.ParseRole(c.Role); err != nil {
			return "", fmt.Errorf("%w: %w", work.ErrBounds, err)
		}
	}
	if c.Password == "" {
		return "", nil
	}
	if err := unfit.refuse(name, c.Password); err != nil {
		return "", err
	}
	return HashPassword(c.Password), nil
}

// apply changes a user, and says what was changed.
func (c Change) apply(user *ledger.User, hash string, now time.Time) []string {
	var changes []string
	if c.Role != "" {
		user.Role = c.Role
		changes = append(changes, "role "+user.Role)
	}
	if hash != "" {
		user.Password, user.GivenUntil = hash, now.Add(GivenFor)
		changes = append(changes, "password")
	}
	if c.DropFactor {
		user.Factor, user.FactorStep = "", 0
		changes = append(changes, "no second factor")
	}
	if c.Disabled != nil {
		user.Disabled = time.Time{}
		if *c.Disabled {
			user.Disabled = now
		}
		changes = append(changes, fmt.Sprintf("disabled %v", *c.Disabled))
	}
	return changes
}

// NewToken is a token as it is shown once, when it is made.
type NewToken struct {
	ledger.Token
	Secret string `json:"token" doc:"shown only now"`
}

// TokenOrder is what a token is made for.
type TokenOrder struct {
	Label string
	Days  int       // until it ends, 1 to MaxDays
	Scope work.Role // it may do no more than this role; "" for all that its user may
}

// MaxDays is the longest life of a token.
const MaxDays = 3650

// CreateToken makes a token for somebody who is signed in.
func (g *Gate) CreateToken(ctx context.Context, actor work.Actor, order TokenOrder) (NewToken, error) {
	if order.Days < 1 || order.Days > MaxDays || len(order.Label) > 100 {
		return NewToken{}, fmt.Errorf("%w: a token lives 1 to %d days, and its label has at most 100 bytes", work.ErrBounds, MaxDays)
	}
	if order.Scope == "" {
		order.Scope = actor.Role
	}
	if _, err := work.ParseRole(string(order.Scope)); err != nil {
		return NewToken{}, fmt.Errorf("%w: %w", work.ErrBounds, err)
	}
	if !actor.Role.Covers(order.Scope) {
		return NewToken{}, fmt.Errorf("%w: a token may do no more than who makes it", work.ErrForbidden)
	}
	secret := "hs_" + rand.Text()
	now := g.Now().UTC()
	token := ledger.Token{
		ID: strings.ToLower(rand.Text()[:10]), Hash: hashToken(secret), User: actor.Name, Label: order.Label, Scope: string(order.Scope), CreatedAt: now, ExpiresAt: now.AddDate(0, 0, order.Days),
	}
	err := g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		return errors.Join(tx.AddToken(ctx, token), tx.Audit(ctx, actor.Name, "token made", "token/"+token.ID, token.Scope))
	})
	return NewToken{token, secret}, err
}

// RemoveToken takes one of the actor's tokens back.
func (g *Gate) RemoveToken(ctx context.Context, actor work.Actor, id string) error {
	return g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		return errors.Join(tx.RemoveToken(ctx, id, actor.Name), tx.Audit(ctx, actor.Name, "token taken back", "token/"+id, ""))
	})
}

// ChangePassword gives a user who is signed in another password, if they know the one they have. Their sessions elsewhere end.
func (g *Gate) ChangePassword(ctx context.Context, name, old, next string) error {
	user, err := g.SignIn(ctx, name, old)
	if err != nil {
		return err
	}
	if user, err = g.setPassword(ctx, user, next); err != nil {
		return err
	}
	return g.begin(ctx, user, g.Sessions.GetBool(ctx, sessionStrong))
}

// ChangePasswordAs is ChangePassword for a program, which also sends a code if the user has a second factor.
func (g *Gate) ChangePasswordAs(ctx context.Context, name, old, code, next string) (ledger.User, error) {
	user, err := g.SignInProgram(ctx, name, old, code)
	if err != nil {
		return user, err
	}
	return g.setPassword(ctx, user, next)
}

// setPassword gives a user the password of their choice.
func (g *Gate) setPassword(ctx context.Context, user ledger.User, next string) (ledger.User, error) {
	if !user.GivenUntil.IsZero() && checkPassword(user.Password, next) {
		return user, ErrGiven
	}
	if err := g.Unfit.refuse(user.Name, next); err != nil {
		return user, err
	}
	name, before, hash := user.Name, user.Password, HashPassword(next)
	err := g.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		if user, err = tx.User(ctx, name); err != nil { // as they are now: somebody may have changed their role meanwhile
			return err
		}
		if user.Password != before || !user.Disabled.IsZero() {
			return ErrSignIn
		}
		user.Password, user.GivenUntil = hash, time.Time{}
		return errors.Join(tx.UpdateUser(ctx, user), tx.Audit(ctx, name, "user changed", "user/"+name, "password"))
	})
	return user, err
}
