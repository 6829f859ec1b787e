package api

import (
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"sync"
	"sync/atomic"

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
	byUser map[string]*allowance
}

// allowance is what a user may still call.
type allowance struct {
	*rate.Limiter
	over atomic.Bool // a call was refused, and half of them have not come back since
}

func (l *limits) of(user string) *allowance {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byUser == nil || len(l.byUser) > 10_000 {
		l.byUser = map[string]*allowance{}
	}
	if l.byUser[user] == nil {
		l.byUser[user] = &allowance{Limiter: rate.NewLimiter(callsASecond, callsAtOnce)}
	}
	return l.byUser[user]
}

// limit refuses calls beyond the limit, the first of which is logged, and tells each caller how much is left
// (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/).
func (l *limits) limit(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		actor, ok := access.ActorOf(r.Context())
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		allowed := l.of(actor.Name)
		isAllowed := allowed.Allow()
		left := math.Max(0, math.Floor(allowed.Tokens()))
		untilFull := math.Ceil((callsAtOnce - left) / callsASecond)
		w.Header().Set("RateLimit-Policy", fmt.Sprintf(`"calls";q=%d;w=%d`, callsAtOnce, callsAtOnce/callsASecond))
		w.Header().Set("RateLimit", fmt.Sprintf(`"calls";r=%d;t=%d`, int(left), int(untilFull)))
		if left > callsAtOnce/2 {
			allowed.over.Store(false)
		}
		if !isAllowed {
			if wasOver := allowed.over.Swap(true); !wasOver {
				log.Warn("refused", "user", actor.Name, "from", access.SenderOf(r.Context()), "what", r.Method+" "+r.URL.Path, "why", "too many calls")
			}
			w.Header().Set("Retry-After", "1")
			writeProblem(w, http.StatusTooManyRequests, fmt.Sprintf("more than %d calls at once, or %d a second; wait a moment", callsAtOnce, callsASecond))
			return
		}
		next.ServeHTTP(w, r)
	})
}
