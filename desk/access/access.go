// Package access decides who comes in: passwords, sessions, tokens, and users.
//
// Start at New; Gate.Identify puts who makes a request into its context, where ActorOf finds them.
package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"hearsay/ledger"
	"hearsay/work"
)

// Gate lets people and programs in. It is safe for several goroutines.
type Gate struct {
	Ledger     *ledger.Ledger
	Sessions   *scs.SessionManager
	Provider   *Provider      // who else signs people in; nil for nobody
	Unfit      Unfit          // passwords that nobody may take
	FactorFrom work.Role      // the least role that needs a second factor, beside a password; "" for none
	Proxies    []netip.Prefix // before the desk, beside those on this machine: they say whom a request comes from
	BaseURL    string         // where people reach the desk, without a slash at its end
	Now        func() time.Time
	Log        *slog.Logger

	strange sync.Once // a stranger spoke like a proxy
	limits  limits
}

// New makes a gate. baseURL is where people reach the desk; provider may be nil.
func New(l *ledger.Ledger, baseURL string, provider *Provider, unfit Unfit, now func() time.Time) *Gate {
	return &Gate{Ledger: l, Sessions: newSessions(l, baseURL), Provider: provider, Unfit: unfit, BaseURL: baseURL, Now: now, Log: slog.New(slog.DiscardHandler)}
}

// ErrSignIn says the same whatever was wrong, so that names cannot be tried out.
var ErrSignIn = errors.New("the name or the password is wrong, or there were too many tries; wait a quarter of an hour and try again")

// ErrSignedOut is returned to a program that has not signed in.
var ErrSignedOut = errors.New("nobody is signed in; send a token as Authorization: Bearer, made with: hearsay token create")

// Keys of a session.
const (
	sessionUser  = "user"  // the name of who is signed in
	sessionStamp = "stamp" // of their password at that time: another password ends the session
)

// stampOf tells one password of a user from another, and says nothing of either.
func stampOf(user ledger.User) string {
	sum := sha256.Sum256([]byte("session of " + user.Name + " with " + user.Password))
	return hex.EncodeToString(sum[:8])
}

// newSessions does not use scs.New, which starts a store in memory that nothing ends.
//
// Over TLS the cookie's name keeps it from other hosts of the same domain, and from being set by them (RFC 6265bis, 4.1.3.2).
func newSessions(l *ledger.Ledger, baseURL string) *scs.SessionManager {
	name, isSecure := "hearsay", strings.HasPrefix(baseURL, "https://")
	if isSecure {
		name = "__Host-hearsay"
	}
	return &scs.SessionManager{
		Store: ledger.Sessions{Ledger: l}, HashTokenInStore: true, Lifetime: 12 * time.Hour, Codec: scs.GobCodec{},
		ErrorFunc: func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, "Sessions cannot be read or kept just now: the ledger does not answer. Try again.", http.StatusInternalServerError)
		},
		Cookie: scs.SessionCookie{Name: name, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: isSecure, Persist: true},
	}
}

// Enter begins a session for a user, under a new key, so that nobody who knew the old one is let in with it. What is due of them they do first.
func (g *Gate) Enter(ctx context.Context, user ledger.User) error { return g.begin(ctx, user, false) }

// begin is Enter for who may have shown a second factor.
func (g *Gate) begin(ctx context.Context, user ledger.User, isStrong bool) error {
	if err := g.Sessions.RenewToken(ctx); err != nil {
		return err
	}
	g.Sessions.Put(ctx, sessionUser, user.Name)
	g.Sessions.Put(ctx, sessionStamp, stampOf(user))
	g.Sessions.Put(ctx, sessionStrong, isStrong)
	g.Sessions.Remove(ctx, sessionOffer)
	g.introduce(ctx)
	if g.dueOf(user, isStrong) == DueCode {
		return nil
	}
	return g.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.Audit(ctx, user.Name, "user signed in", "user/"+user.Name, "") })
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
		r = g.withSender(r)
		actor, err := g.actorOf(r.Context(), r)
		var pending *pendingError
		switch {
		case errors.As(err, &pending):
			r = r.WithContext(context.WithValue(r.Context(), pendingKey{}, pending.Pending))
		case err == nil:
			r = r.WithContext(context.WithValue(r.Context(), actorKey{}, actor))
		case !errors.Is(err, ledger.ErrNotFound):
			fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Again is who makes a request that lasts, as they are by now. Its error is ledger.ErrNotFound for who may not any more: they were disabled, signed
// out, or their token is taken back or over.
func (g *Gate) Again(ctx context.Context, r *http.Request) (work.Actor, error) {
	cookie, err := r.Cookie(g.Sessions.Cookie.Name)
	if errors.Is(err, http.ErrNoCookie) {
		return g.actorOf(ctx, r)
	}
	// Under a context without the session of the request, which is what it was when that began.
	fresh, cancel := context.WithTimeout(context.Background(), againTime)
	defer cancel()
	if fresh, err = g.Sessions.Load(fresh, cookie.Value); err != nil {
		return work.Actor{}, err
	}
	return g.actorOf(fresh, r)
}

// againTime bounds a look at who somebody is by now.
const againTime = 10 * time.Second

// actorOf is who makes a request. ctx holds the session.
func (g *Gate) actorOf(ctx context.Context, r *http.Request) (work.Actor, error) {
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		user, token, err := g.Ledger.UserOfToken(ctx, hashToken(secret))
		return work.Actor{Name: user.Name, Role: work.Role(user.Role).Within(work.Role(token.Scope))}, err
	}
	name := g.Sessions.GetString(ctx, sessionUser)
	if name == "" {
		return work.Actor{}, ledger.ErrNotFound
	}
	user, err := g.Ledger.User(ctx, name)
	if err == nil && (!user.Disabled.IsZero() || g.Sessions.GetString(ctx, sessionStamp) != stampOf(user)) {
		err = ledger.ErrNotFound
	}
	if err == nil {
		err = g.pend(ctx, user)
	}
	return work.Actor{Name: user.Name, Role: work.Role(user.Role)}, err
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
