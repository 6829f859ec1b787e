package api

import (
	"fmt"
	"math"
	"net/http"
	"sync"

	"golang.org/x/time/rate"

	"hearsay/desk/access"
)

// Of calls by one user, whatever they sign in with: so many at once, and so many a second over time. People do not notice it;
// a program that runs wild does.
const (
	callsAtOnce  = 600
	callsASecond = 20
)

// limits counts the calls of each user.
type limits struct {
	mu     sync.Mutex
	byUser map[string]*rate.Limiter
}

func (l *limits) of(user string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byUser == nil || len(l.byUser) > 10_000 {
		l.byUser = map[string]*rate.Limiter{}
	}
	if l.byUser[user] == nil {
		l.byUser[user] = rate.NewLimiter(callsASecond, callsAtOnce)
	}
	return l.byUser[user]
}

// limit refuses calls beyond the limit, and tells each caller how much is left
// (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/).
func (l *limits) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		actor, ok := access.ActorOf(r.Context())
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		limiter := l.of(actor.Name)
		isAllowed := limiter.Allow()
		left := math.Max(0, math.Floor(limiter.Tokens()))
		untilFull := math.Ceil((callsAtOnce - left) / callsASecond)
		w.Header().Set("RateLimit-Policy", fmt.Sprintf(`"calls";q=%d;w=%d`, callsAtOnce, callsAtOnce/callsASecond))
		w.Header().Set("RateLimit", fmt.Sprintf(`"calls";r=%d;t=%d`, int(left), int(untilFull)))
		if !isAllowed {
			w.Header().Set("Retry-After", "1")
			writeProblem(w, http.StatusTooManyRequests, fmt.Sprintf("more than %d calls at once, or %d a second; wait a moment", callsAtOnce, callsASecond))
			return
		}
		next.ServeHTTP(w, r)
	})
}
