package work

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"hearsay/queue"
	"hearsay/queue/memqueue"
)

// brittle is a queue that fails for one of its queues.
type brittle struct {
	queue.Queue
}

var errBrittle = errors.New("broken")

func (b brittle) Pull(ctx context.Context, name string, n int, lease, wait time.Duration) ([]queue.Lease, error) {
	if name == "broken" {
		return nil, errBrittle
	}
	return b.Queue.Pull(ctx, name, n, lease, wait)
}

// TestWhoPullsAtOnceGetsWhatTheyWant lets many take from queues at once, of which one is broken and one runs short: everybody gets as many as
// they want while there are any, nothing is handed out twice, and a fault is theirs alone who asked for it.
func TestWhoPullsAtOnceGetsWhatTheyWant(t *testing.T) {
	const long, few = 400, 7
	q := memqueue.New(time.Now)
	for name, n := range map[string]int{"long": long, "short": few} {
		for i := range n {
			if err := q.Push(t.Context(), name, queue.Entry{ID: fmt.Sprint(name, i)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	w := &Work{Queue: brittle{q}}
	var mu sync.Mutex
	seen, got := map[string]bool{}, map[string]int{}
	var wait sync.WaitGroup
	for i := range 120 {
		name := []string{"long", "short", "broken"}[i%3]
		most, lease := 1+i%7, time.Duration(1+i%2)*time.Minute
		wait.Go(func() {
			leases, err := w.take(t.Context(), name, most, lease, 0)
			mu.Lock()
			defer mu.Unlock()
			if errors.Is(err, errBrittle) != (name == "broken") || name == "long" && len(leases) != most || len(leases) > most {
				t.Errorf("%s gives %d of %d, %v", name, len(leases), most, err)
			}
			for _, l := range leases {
				if until := time.Until(l.Until); seen[l.ID] || l.Queue != name || until > lease || until < lease-10*time.Second {
					t.Errorf("%s is handed out as %+v", l.ID, l)
				}
				seen[l.ID] = true
			}
			got[name] += len(leases)
		})
	}
	wait.Wait()
	if got["short"] != few {
		t.Errorf("the short queue gave %d of %d", got["short"], few)
	}
}
