package ledger

import (
	"context"
	"fmt"
	"time"
)

// User is somebody who may sign in.
type User struct {
	Name      string    `json:"name"`
	Role      string    `json:"role"`
	Password  string    `json:"-"` // a hash
	CreatedAt time.Time `json:"created_at"`
	Disabled  time.Time `json:"disabled_at,omitzero"`
	Subject   string    `json:"-"` // issuer and subject of who signs in elsewhere

	GivenUntil time.Time `json:"given_until,omitzero" doc:"the password is of somebody else's choice, and good until then, to choose another one"`
	Factor     string    `json:"-"` // the secret of their second factor; "" for none
	FactorStep int64     `json:"-"` // the last step of time of which a code was taken
	HasFactor  bool      `json:"has_factor,omitempty" doc:"they sign in with a second factor"`
}

// User is one user.
func (q *queries) User(ctx context.Context, name string) (User, error) {
	found, err := q.users(ctx, "WHERE name = ?", name)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("user %s: %w", name, ErrNotFound)
	}
	if err != nil {
		return User{}, err
	}
	return found[0], nil
}

// UserOfSubject is the user who is known elsewhere by a subject.
func (q *queries) UserOfSubject(ctx context.Context, subject string) (User, error) {
	found, err := q.users(ctx, "WHERE subject = ? AND subject <> ''", subject)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("user: %w", ErrNotFound)
	}
	if err != nil {
		return User{}, err
	}
	return found[0], nil
}

// Users are all users, in the order of their names.
func (q *queries) Users(ctx context.Context) ([]User, error) { return q.users(ctx, "ORDER BY name") }

// AddUser stores a new user; ErrExists if the name is taken.
func (t *Tx) AddUser(ctx context.Context, u User) error {
	n, err := t.execCount(ctx, "storing user "+u.Name, "INSERT INTO users (name, role, password, subject, created_at, disabled_at, given_until) VALUES (?, ?, ?, ?, ?, 0, ?) ON CONFLICT (name) DO NOTHING",
		u.Name, u.Role, u.Password, u.Subject, micros(t.now()), micros(u.GivenUntil))
	if err == nil && n == 0 {
		err = fmt.Errorf("user %s: %w", u.Name, ErrExists)
	}
	return err
}

// UpdateUser stores all of a user but name, subject and when they were added. The tokens of a disabled user go, and the recovery codes of one who
// has no second factor.
func (t *Tx) UpdateUser(ctx context.Context, u User) error {
	n, err := t.execCount(ctx, "storing user "+u.Name, "UPDATE users SET role = ?, password = ?, disabled_at = ?, given_until = ?, factor = ?, factor_step = ? WHERE name = ?",
		u.Role, u.Password, micros(u.Disabled), micros(u.GivenUntil), u.Factor, u.FactorStep, u.Name)
	if err == nil && n == 0 {
		err = fmt.Errorf("user %s: %w", u.Name, ErrNotFound)
	}
	if err == nil && u.Factor == "" {
		err = t.exec(ctx, "forgetting recovery codes", "DELETE FROM recovery_codes WHERE user_name = ?", u.Name)
	}
	if err != nil || u.Disabled.IsZero() {
		return err
	}
	return t.exec(ctx, "taking back the tokens of "+u.Name, "DELETE FROM tokens WHERE user_name = ?", u.Name)
}

func (q *queries) users(ctx context.Context, where string, args ...any) ([]User, error) {
	found := []User{}
	err := q.each(ctx, "reading users", "SELECT name, role, password, subject, created_at, disabled_at, given_until, factor, factor_step FROM users "+where, args, func(scan func(...any) error) error {
		var u User
		var created, disabled, given int64
		err := scan(&u.Name, &u.Role, &u.Password, &u.Subject, &created, &disabled, &given, &u.Factor, &u.FactorStep)
		u.CreatedAt, u.Disabled, u.GivenUntil, u.HasFactor = fromMicros(created), fromMicros(disabled), fromMicros(given), u.Factor != ""
		found = append(found, u)
		return err
	})
	return found, err
}

// SetRecoveryCodes stores the hashes of a user's codes for a lost second factor, in place of those before.
func (t *Tx) SetRecoveryCodes(ctx context.Context, user string, hashes []string) error {
	if err := t.exec(ctx, "forgetting recovery codes", "DELETE FROM recovery_codes WHERE user_name = ?", user); err != nil {
		return err
	}
	rows := make([]any, 0, 2*len(hashes))
	for _, hash := range hashes {
		rows = append(rows, user, hash)
	}
	_, err := t.insertRows(ctx, "storing recovery codes", "recovery_codes (user_name, hash)", 2, rows, "")
	return err
}

// UseRecoveryCode takes one of a user's codes, by its hash, which is then gone; false if they have no such code.
func (t *Tx) UseRecoveryCode(ctx context.Context, user, hash string) (bool, error) {
	n, err := t.execCount(ctx, "using a recovery code", "DELETE FROM recovery_codes WHERE user_name = ? AND hash = ?", user, hash)
	return n > 0, err
}

// CountRecoveryCodes is how many codes a user has left.
func (q *queries) CountRecoveryCodes(ctx context.Context, user string) (n int64, err error) {
	err = q.get(ctx, "counting recovery codes", "SELECT COUNT(*) FROM recovery_codes WHERE user_name = ?", []any{user}, &n)
	return n, err
}

// Token is a program's way to sign in. Only the hash of it is kept.
type Token struct {
	ID        string    `json:"id"`
	Hash      string    `json:"-"`
	User      string    `json:"user"`
	Label     string    `json:"label"`
	Scope     string    `json:"scope,omitempty"` // a role that the token does not go beyond; "" for its user's
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

// AddToken stores a token.
func (t *Tx) AddToken(ctx context.Context, k Token) error {
	return t.exec(ctx, "storing a token", "INSERT INTO tokens (id, hash, user_name, label, scope, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		k.ID, k.Hash, k.User, k.Label, k.Scope, micros(t.now()), micros(k.ExpiresAt))
}

// RemoveToken takes a token back; user "" takes anybody's.
func (t *Tx) RemoveToken(ctx context.Context, id, user string) error {
	n, err := t.execCount(ctx, "taking back a token", "DELETE FROM tokens WHERE id = ? AND (user_name = ? OR ? = '')", id, user, user)
	if err == nil && n == 0 {
		err = fmt.Errorf("token %s: %w", id, ErrNotFound)
	}
	return err
}

// Tokens are a user's tokens, the oldest first.
func (q *queries) Tokens(ctx context.Context, user string) ([]Token, error) {
	return q.tokens(ctx, "WHERE user_name = ? ORDER BY created_at", user)
}

// lookup is a token that is looked for.
type lookup struct {
	hash    string
	user    User
	token   Token
	isFound bool
}

// UserOfToken is the user who signs in with the token of that hash, and the token: one that has not expired, of a user who is
// not disabled. Those who ask at the same time are answered together, as every call of a program asks for it.
func (l *Ledger) UserOfToken(ctx context.Context, hash string) (User, Token, error) {
	one := &lookup{hash: hash}
	err := ctx.Err()
	if err == nil {
		err = l.lookups.Do([]*lookup{one}, l.lookUp)
	}
	if err == nil && !one.isFound {
		err = ErrNotFound
	}
	if err != nil {
		return User{}, Token{}, fmt.Errorf("looking for a token: %w", err)
	}
	return one.user, one.token, nil
}

// lookupTime bounds one statement of lookUp, which is nobody's alone.
const lookupTime = 10 * time.Second

func (l *Ledger) lookUp(all []*lookup) error {
	ctx, cancel := context.WithTimeout(context.Background(), lookupTime)
	defer cancel()
	hashes := make([]string, len(all))
	for i, one := range all {
		hashes[i] = one.hash
	}
	among, list := l.dialect.among(hashes)
	return l.keyed.each(ctx, "asking for tokens", "SELECT u.name, u.role, u.password, u.subject, u.created_at, u.disabled_at, t.id, t.hash, t.user_name, t.label, t.scope, t.created_at, t.expires_at "+
		"FROM tokens t JOIN users u ON u.name = t.user_name WHERE t.hash "+among+" AND t.expires_at > ? AND u.disabled_at = 0", []any{list, micros(l.now())}, func(scan func(...any) error) error {
		var u User
		var k Token
		var userCreated, disabled, created, expires int64
		err := scan(&u.Name, &u.Role, &u.Password, &u.Subject, &userCreated, &disabled, &k.ID, &k.Hash, &k.User, &k.Label, &k.Scope, &created, &expires)
		u.CreatedAt, u.Disabled, k.CreatedAt, k.ExpiresAt = fromMicros(userCreated), fromMicros(disabled), fromMicros(created), fromMicros(expires)
		for _, one := range all {
			if one.hash == k.Hash {
				one.user, one.token, one.isFound = u, k, true
			}
		}
		return err
	})
}

func (q *queries) tokens(ctx context.Context, where string, args ...any) ([]Token, error) {
	found := []Token{}
	err := q.each(ctx, "reading tokens", "SELECT id, hash, user_name, label, scope, created_at, expires_at FROM tokens "+where, args, func(scan func(...any) error) error {
		var k Token
		var created, expires int64
		err := scan(&k.ID, &k.Hash, &k.User, &k.Label, &k.Scope, &created, &expires)
		k.CreatedAt, k.ExpiresAt = fromMicros(created), fromMicros(expires)
		found = append(found, k)
		return err
	})
	return found, err
}
