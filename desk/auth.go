package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"golang.org/x/crypto/argon2"
	"golang.org/x/time/rate"

	"hearsay/ledger"
	"hearsay/work"
)

// Parameters of argon2id: the second choice of OWASP's password storage cheat sheet, 19 MiB and two passes.
const (
	argonTime    = 2
	argonMemory  = 19 << 10 // KiB
	argonThreads = 1
	argonKey     = 32
)

// MinPassword is the fewest characters of a password.
const MinPassword = 10

// HashPassword hashes a password with argon2id and a random salt, in PHC form.
func HashPassword(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKey)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// checkPassword tells whether password is the one that was hashed.
func checkPassword(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var memory, passes uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads); err != nil {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) != argonKey {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, threads, argonKey)
	return subtle.ConstantTimeCompare(got, want) == 1
}

// nobody is hashed when the name is unknown, so that an unknown name takes as long as a wrong password.
var nobody = sync.OnceValue(func() string { return HashPassword("nobody's password") })

// errSignIn says the same whatever was wrong, so that names cannot be tried out.
var errSignIn = errors.New("the name or the password is wrong, or there were too many tries; wait a minute and try again")

// signIn finds the user of a name and password.
func (d *Desk) signIn(ctx context.Context, name, password string) (ledger.User, error) {
	if !d.tries.allow(name) {
		return ledger.User{}, errSignIn
	}
	user, err := d.Ledger.User(ctx, name)
	hash := user.Password
	if err != nil {
		if !errors.Is(err, ledger.ErrNotFound) {
			return ledger.User{}, err
		}
		hash = nobody()
	}
	if right := checkPassword(hash, password); err != nil || !right || !user.Disabled.IsZero() {
		return ledger.User{}, errSignIn
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

type actorKey struct{}

// actorOf is who makes the request; false if nobody is signed in.
func actorOf(ctx context.Context) (work.Actor, bool) {
	actor, ok := ctx.Value(actorKey{}).(work.Actor)
	return actor, ok
}

// identify finds who makes a request, by token or by session.
func (d *Desk) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, err := d.userOf(r)
		switch {
		case err == nil:
			r = r.WithContext(context.WithValue(r.Context(), actorKey{}, work.Actor{Name: user.Name, Role: work.Role(user.Role)}))
		case !errors.Is(err, ledger.ErrNotFound):
			d.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (d *Desk) userOf(r *http.Request) (ledger.User, error) {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return d.Ledger.UserOfToken(r.Context(), hashToken(token))
	}
	name := d.sessions.GetString(r.Context(), sessionUser)
	if name == "" {
		return ledger.User{}, ledger.ErrNotFound
	}
	user, err := d.Ledger.User(r.Context(), name)
	if err == nil && !user.Disabled.IsZero() {
		err = ledger.ErrNotFound
	}
	return user, err
}

func newToken() string { return "hs_" + rand.Text() }

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
