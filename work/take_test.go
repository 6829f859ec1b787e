package work

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"hearsay/classifier/rules"
	"hearsay/ledger"
	"hearsay/queue"
	"hearsay/queue/memqueue"
	"hearsay/triage"
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

// stiff is a queue that cannot be mended.
type stiff struct{ queue.Queue }

func (stiff) Remove(context.Context, string, ...string) error { return errBrittle }

func (stiff) Restore(context.Context, string, ...queue.Held) error { return errBrittle }

// TestAStaleEntryReachesNobody: what the queue hands out and the ledger knows better is left out, and the queue is mended; if that fails, whoever pulled has the rest.
func TestAStaleEntryReachesNobody(t *testing.T) {
	for name, of := range map[string]func(queue.Queue) queue.Queue{"mended": func(q queue.Queue) queue.Queue { return q }, "not to be mended": func(q queue.Queue) queue.Queue { return stiff{q} }} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, time.Time{})
			q := memqueue.New(func() time.Time { return b.now })
			b.Queue, b.Observer = of(q), silent{}
			for _, id := range []string{"dismissed", "theirs", "moved", "good"} {
				b.claims(t, id, rules.Medium, claiming(id, rules.Medium, "water", nil))
			}
			err := b.Ledger.Write(t.Context(), func(tx *ledger.Tx) error {
				var failed []error
				for id, change := range map[string]func(*triage.Item) error{
					"dismissed": func(it *triage.Item) error { return it.Dismiss("ann", "spam", b.now) },
					"theirs":    func(it *triage.Item) error { return it.Hold("ben", "token", b.now.Add(time.Hour), b.now) },
					"moved":     func(it *triage.Item) error { it.Queue = "elsewhere"; return nil },
				} {
					it, err := tx.Item(t.Context(), id)
					failed = append(failed, err, change(it), tx.SaveItem(t.Context(), it))
				}
				return errors.Join(failed...)
			})
			if err != nil {
				t.Fatal(err)
			}
			for i, id := range []string{"dismissed", "theirs", "unknown", "moved", "good"} {
				if err := q.Push(t.Context(), "claims", queue.Entry{ID: id, Priority: i}); err != nil {
					t.Fatal(err)
				}
			}
			got, err := b.Pull(t.Context(), ann, "claims", 5, time.Minute, 0)
			if err != nil || len(got) != 1 || got[0].ID != "good" || got[0].Holder != "ann" {
				t.Fatalf("pulled %v, %v", got, err)
			}
			if again, err := b.Pull(t.Context(), carla, "claims", 5, time.Minute, 0); err != nil || len(again) != 0 {
				t.Errorf("pulled again %v, %v", again, err)
			}
			depth, err := q.Depth(t.Context())
			if want := map[string]int{"mended": 2, "not to be mended": 5}[name]; err != nil || depth["claims"].Ready != 0 || depth["claims"].Leased != want { // good and theirs
				t.Errorf("the queue has %+v, %v", depth, err)
			}
		})
	}
}

// TestWhatIsNextIsFoundBehindWhatOthersJustPulled: the most urgent items are all of a queue that has none left, and the ledger does not know it yet.
func TestWhatIsNextIsFoundBehindWhatOthersJustPulled(t *testing.T) {
	b := newBench(t, time.Time{})
	q := memqueue.New(func() time.Time { return b.now })
	b.Queue, b.Observer = q, silent{}
	for i := range 12 {
		b.claims(t, fmt.Sprint("urgent", i), rules.Critical, claiming(fmt.Sprint("urgent", i), rules.Critical, "water", nil))
	}
	b.claims(t, "calm", rules.Low, claiming("calm", rules.Low, "water", nil))
	err := b.Ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		it, err := tx.Item(t.Context(), "calm")
		if err != nil {
			return err
		}
		it.Queue = "calm"
		return tx.SaveItem(t.Context(), it)
	})
	if err == nil {
		err = q.Push(t.Context(), "calm", queue.Entry{ID: "calm"})
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"calm", ""} {
		it, err := b.PullNext(t.Context(), ann)
		got := ""
		if it != nil {
			got = it.ID
		}
		if err != nil || got != want {
			t.Errorf("what is next is %q, %v, not %q", got, err, want)
		}
	}
}
