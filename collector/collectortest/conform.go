package collectortest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/collector"
)

// Platform is a made-up platform and a source that reads it.
type Platform struct {
	Handler http.Handler
	// Open makes the source; address is the platform's, without a slash at its end.
	Open func(env collector.Env, address string) (collector.Source, error)
	// Want are the ids of the posts that the source has to bring.
	Want []string
}

// Conform holds a source against its contract while the platform is at its worst: it fails, resets connections, hangs,
// sends garbage, cuts answers short, and asks for patience, at every other request. Every post arrives although the source is
// opened anew at each failure, nothing is asked before the platform's patience ends, and on a good day no error is left.
func Conform(t *testing.T, p Platform) {
	t.Helper()
	ugly := &ugly{t: t, next: p.Handler, hung: make(chan struct{})}
	server := httptest.NewServer(ugly)
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(ugly.hung) })
	env := Env(t)
	env.Client.Timeout = 250 * time.Millisecond
	env.Budget = &Budget{}
	var kept Kept
	for sweeps := 0; ugly.isBad(len(kept.IDs()) < len(p.Want)); sweeps++ {
		p.sweepOnce(t, env, server.URL, &kept)
		if sweeps > 200 {
			t.Fatalf("after %d sweeps the source has brought %v", sweeps, kept.IDs())
		}
	}
	ugly.calmDown()
	for range 2 {
		if err := p.sweepOnce(t, env, server.URL, &kept); err != nil {
			t.Errorf("on a good day: %v", err)
		}
	}
	want := slices.Clone(p.Want)
	slices.Sort(want)
	if got := kept.IDs(); !slices.Equal(got, want) {
		t.Errorf("the source brought %v, want %v", got, want)
	}
}

// sweepOnce opens the source anew, as after a crash, reads it, and waits if it is told to.
func (p *Platform) sweepOnce(t *testing.T, env collector.Env, address string, kept *Kept) error {
	t.Helper()
	source, err := p.Open(env, address)
	if err != nil {
		t.Fatal(err)
	}
	err = p.sweep(t, source, kept)
	var wait *collector.Wait
	if errors.As(err, &wait) {
		time.Sleep(min(time.Until(wait.Until), 2*patience))
	}
	return err
}

// sweep reads the source once. One that never ends is stopped when it has brought everything.
func (p *Platform) sweep(t *testing.T, source collector.Source, kept *Kept) error {
	done := len(kept.IDs()) == len(p.Want)
	most := 5 * time.Second
	if done {
		most = time.Second
	}
	ctx, stop := context.WithTimeout(t.Context(), most)
	defer stop()
	err := source.Collect(ctx, kept.Cursor, func(ctx context.Context, b collector.Batch) error {
		if err := kept.Take(ctx, b); err != nil {
			return err
		}
		if done = len(kept.IDs()) == len(p.Want); done {
			time.AfterFunc(100*time.Millisecond, stop)
		}
		return nil
	})
	if done && ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		return nil
	}
	if done && err != nil && strings.Contains(err.Error(), "would exceed context deadline") {
		return nil // a request whose turn would come after the end of the sweep is refused a moment before it
	}
	return err
}

// IDs are the ids of all posts, each once, in order.
func (k *Kept) IDs() []string {
	var all []string
	for _, p := range k.Posts {
		all = append(all, p.ID)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// patience is what the ugly platform asks for.
const patience = time.Second

// ugly does to every other request what a bad day does.
type ugly struct {
	t    *testing.T
	next http.Handler
	hung chan struct{} // closed at the end, so that no handler hangs for ever

	mu       sync.Mutex
	calm     bool
	requests int
	until    time.Time // patience was asked for
}

// isBad tells whether the bad day goes on: everything was tried once, or posts are missing.
func (u *ugly) isBad(isMissing bool) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.requests < 16 || isMissing
}

func (u *ugly) calmDown() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.calm = true
}

func (u *ugly) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	u.requests++
	n := u.requests
	if early := time.Until(u.until); early > 20*time.Millisecond {
		u.t.Errorf("%s was asked for %v before the platform's patience ended", r.URL.Path, early)
	}
	calm := u.calm
	u.mu.Unlock()
	if calm || n%2 == 1 {
		u.next.ServeHTTP(w, r)
		return
	}
	switch n / 2 % 7 {
	case 1:
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
	case 2:
		panic(http.ErrAbortHandler) // a reset
	case 3:
		fmt.Fprint(w, "<html><body>We are down for maintenance</body></html>")
	case 4:
		u.cutShort(w, r)
	case 5:
		u.mu.Lock()
		u.until = time.Now().Add(patience)
		u.mu.Unlock()
		w.Header().Set("Retry-After", fmt.Sprint(int(patience.Seconds())))
		http.Error(w, `{"ok":false,"error":"slow down"}`, http.StatusTooManyRequests)
	case 6:
		select {
		case <-r.Context().Done():
		case <-u.hung:
		}
	default:
		http.Error(w, "Bad Gateway", http.StatusBadGateway)
	}
}

// cutShort sends the first half of the answer.
func (u *ugly) cutShort(w http.ResponseWriter, r *http.Request) {
	whole := httptest.NewRecorder()
	u.next.ServeHTTP(whole, r)
	body := whole.Body.Bytes()
	w.Header().Set("Content-Type", whole.Header().Get("Content-Type"))
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	_, _ = w.Write(body[:len(body)/2])
	panic(http.ErrAbortHandler)
}
