// Package access decides who comes in: passwords, sessions, tokens, and users.
//
// Start at New; Gate.Identify puts who makes a request into its context, where ActorOf finds them.
package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"golang.org/x/time/rate"

	"hearsay/ledger"
	"hearsay/work"
)

// Gate lets people and programs in. It is safe for several goroutines.
type Gate struct {
	Ledger   *ledger.Ledger
	Sessions *scs.SessionManager
	Now      func() time.Time

	tries tries
}

// New makes a gate. baseURL is where people reach the desk.
func New(l *ledger.Ledger, baseURL string, now func() time.Time) *Gate {
	return &Gate{Ledger: l, Sessions: newSessions(l, baseURL), Now: now}
}

// ErrSignIn says the same whatever was wrong, so that names cannot be tried out.
var ErrSignIn = errors.New("the name or the password is wrong, or there were too many tries; wait a minute and try again")

// ErrSignedOut is returned to a program that has not signed in.
var ErrSignedOut = errors.New("nobody is signed in; send a token as Authorization: Bearer, made with: hearsay token create")

// SignIn finds the user of a name and password.
func (g *Gate) SignIn(ctx context.Context, name, password string) (ledger.User, error) {
	if !g.tries.allow(name) {
		return ledger.User{}, ErrSignIn
	}
	user, err := g.Ledger.User(ctx, name)
	hash := user.Password
	if err != nil {
		if !errors.Is(err, ledger.ErrNotFound) {
			return ledger.User{}, err
		}
		hash = nobody()
	}
	if right := checkPassword(hash, password); err != nil || !right || !user.Disabled.IsZero() {
		return ledger.User{}, ErrSignIn
	}
	return user, nil
}

// tries slows the guessing of passwords: ten tries of a name, then one in ten seconds.
type tries struct {
	mu     sync.Mutex
	byName map[string]*rate.Limiter
}

func (t *tries) allow(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byName == nil || len(t.byName) > 10_000 {
		t.byName = map[string]*rate.Limiter{}
	}
	limiter := t.byName[name]
	if limiter == nil {
		limiter = rate.NewLimiter(rate.Every(10*time.Second), 10)
		t.byName[name] = limiter
	}
	return limiter.Allow()
}

// sessionUser is the key of the signed-in user's name in a session.
const sessionUser = "user"

func newSessions(l *ledger.Ledger, baseURL string) *scs.SessionManager {
	sessions := scs.New()
	sessions.Store = ledger.Sessions{Ledger: l}
	sessions.HashTokenInStore = true
	sessions.Lifetime = 12 * time.Hour
	sessions.Cookie.Name = "hearsay"
	sessions.Cookie.HttpOnly = true
	sessions.Cookie.SameSite = http.SameSiteLaxMode
	sessions.Cookie.Secure = strings.HasPrefix(baseURL, "https://")
	return sessions
}

// Enter begins a session for a user, under a new key, so that nobody who knew the old one is let in with it.
func (g *Gate) Enter(ctx context.Context, user ledger.User) error {
	if err := g.Sessions.RenewToken(ctx); err != nil {
		return err
	}
	g.Sessions.Put(ctx, sessionUser, user.Name)
	return nil
}

type actorKey struct{}

// ActorOf is who makes the request; false if nobody is signed in.
func ActorOf(ctx context.Context) (work.Actor, bool) {
	actor, ok := ctx.Value(actorKey{}).(work.Actor)
	return actor, ok
}

// Identify finds who makes a request, by token or by session. fail answers when the ledger does not say.
func (g *Gate) Identify(next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = withSender(r)
		user, err := g.userOf(r)
		switch {
		case err == nil:
			r = r.WithContext(context.WithValue(r.Context(), actorKey{}, work.Actor{Name: user.Name, Role: work.Role(user.Role)}))
		case !errors.Is(err, ledger.ErrNotFound):
			fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (g *Gate) userOf(r *http.Request) (ledger.User, error) {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return g.Ledger.UserOfToken(r.Context(), hashToken(token))
	}
	name := g.Sessions.GetString(r.Context(), sessionUser)
	if name == "" {
		return ledger.User{}, ledger.ErrNotFound
	}
	user, err := g.Ledger.User(r.Context(), name)
	if err == nil && !user.Disabled.IsZero() {
		err = ledger.ErrNotFound
	}
	return user, err
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
