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

// AddUser stores a new user after checking name, role and password.
func AddUser(ctx context.Context, l *ledger.Ledger, stolen Breached, by, name, role, password string) (ledger.User, error) {
	if !validUser.MatchString(name) {
		return ledger.User{}, fmt.Errorf("%w: a user's name is small letters, digits, dots, hyphens and underscores", work.ErrBounds)
	}
	if _, err := work.ParseRole(role); err != nil {
		return ledger.User{}, fmt.Errorf("%w: %w", work.ErrBounds, err)
	}
	if err := stolen.fitPassword(name, password); err != nil {
		return ledger.User{}, err
	}
	user := ledger.User{Name: name, Role: role, Password: HashPassword(password)}
	err := l.Write(ctx, func(tx *ledger.Tx) error {
		return errors.Join(tx.AddUser(ctx, user), tx.Audit(ctx, by, "user added", "user/"+name, "as "+role))
	})
	if err != nil {
		return ledger.User{}, err
	}
	return l.User(ctx, name)
}

// Change is what is changed of a user; what is left out stays as it is.
type Change struct {
	Role     string `json:"role,omitempty" enum:"viewer,responder,verifier,editor,admin"`
	Password string `json:"password,omitempty"`
	Disabled *bool  `json:"disabled,omitempty" doc:"a disabled user cannot sign in, and their tokens are gone"`
}

// UpdateUser changes a user, as an administrator. Tries of theirs to sign in that failed are forgotten.
func (g *Gate) UpdateUser(ctx context.Context, by work.Actor, name string, change Change) (ledger.User, error) {
	if by.Role != work.Admin {
		return ledger.User{}, work.ErrForbidden
	}
	hash, err := change.check(name, g.Breached)
	if err != nil {
		return ledger.User{}, err
	}
	err = g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		user, err := tx.User(ctx, name)
		if err != nil {
			return err
		}
		changes := change.apply(&user, hash, g.Now())
		return errors.Join(tx.UpdateUser(ctx, user), tx.ForgetSignIns(ctx, user.Name, ""), tx.Audit(ctx, by.Name, "user changed", "user/"+user.Name, strings.Join(changes, ", ")))
	})
	if err != nil {
		return ledger.User{}, err
	}
	return g.Ledger.User(ctx, name)
}

// check refuses what cannot be changed to, and gives the hash of a password: that takes long, and nobody is to wait for it.
func (c Change) check(name string, stolen Breached) (hash string, err error) {
	if c.Role != "" {
		if _, err := work.ParseRole(c.Role); err != nil {
			return "", fmt.Errorf("%w: %w", work.ErrBounds, err)
		}
	}
	if c.Password == "" {
		return "", nil
	}
	if err := stolen.fitPassword(name, c.Password); err != nil {
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
		user.Password = hash
		changes = append(changes, "password")
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

// ChangePassword gives the actor another password, if they know the one they have. Their sessions elsewhere end.
func (g *Gate) ChangePassword(ctx context.Context, actor work.Actor, old, next string) error {
	user, err := g.SignIn(ctx, actor.Name, old)
	if err != nil {
		return err
	}
	if err := g.Breached.fitPassword(user.Name, next); err != nil {
		return err
	}
	before, hash := user.Password, HashPassword(next)
	err = g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		if user, err = tx.User(ctx, actor.Name); err != nil { // as they are now: somebody may have changed their role meanwhile
			return err
		}
		if user.Password != before || !user.Disabled.IsZero() {
			return ErrSignIn
		}
		user.Password = hash
		return errors.Join(tx.UpdateUser(ctx, user), tx.Audit(ctx, actor.Name, "user changed", "user/"+user.Name, "password"))
	})
	if err != nil {
		return err
	}
	return g.Enter(ctx, user)
}
