package access

import (
	"errors"
	"math"
	"net/http"
	"sync"
	"sync/atomic"

	"golang.org/x/time/rate"

	"hearsay/work"
)

// Of pages and calls that one user asks for, whatever they sign in with: so many at once, and so many a second over time. People do not notice it;
// a program that runs wild, or copies everything, does.
const (
	AtOnce  = 600
	ASecond = 20
)

// ErrTooMany is returned for a page or a call beyond that.
var ErrTooMany = errors.New("more was asked for than is let through at once; wait a moment")

// limits counts what each user asks for.
type limits struct {
	mu     sync.Mutex
	byUser map[string]*allowance
}

// allowance is what a user may still ask for.
type allowance struct {
	*rate.Limiter
	isOver atomic.Bool // something was refused, and half of them have not come back since
}

func (l *limits) of(user string) *allowance {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byUser == nil || len(l.byUser) > 10_000 {
		l.byUser = map[string]*allowance{}
	}
	if l.byUser[user] == nil {
		l.byUser[user] = &allowance{Limiter: rate.NewLimiter(ASecond, AtOnce)}
	}
	return l.byUser[user]
}

// Take counts a request of somebody, and says how many are left to them; ErrTooMany, the first of which is logged, if none were.
func (g *Gate) Take(r *http.Request, actor work.Actor) (left int, err error) {
	allowed := g.limits.of(actor.Name)
	isAllowed := allowed.Allow()
	left = int(math.Max(0, math.Floor(allowed.Tokens())))
	if left > AtOnce/2 {
		allowed.isOver.Store(false)
	}
	if isAllowed {
		return left, nil
	}
	if wasOver := allowed.isOver.Swap(true); !wasOver {
		g.Log.Warn("refused", "user", actor.Name, "from", SenderOf(r.Context()), "what", r.Method+" "+r.URL.Path, "why", "too many at once")
	}
	return left, ErrTooMany
}
