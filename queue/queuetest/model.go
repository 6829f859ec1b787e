package queuetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/queue"
)

// modelled is what the model knows of one id.
type modelled struct {
	entry queue.Entry
	token string
	until time.Time
}

// model runs random calls on the queue and on a plain model of it, and compares every answer.
func model(t *testing.T, create Make) {
	rapid.Check(t, func(rt *rapid.T) {
		c := newClock()
		q := create(t, c.now)
		ctx := t.Context()
		state := map[string]*modelled{}
		var given []queue.Lease
		id := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"})
		current := func(l queue.Lease) bool {
			m := state[l.ID]
			return m != nil && m.token == l.Token && c.now().Before(m.until)
		}
		someLease := func(rt *rapid.T) queue.Lease {
			if len(given) == 0 {
				rt.Skip("nothing was pulled yet")
			}
			return rapid.SampledFrom(given).Draw(rt, "lease")
		}
		check := func(rt *rapid.T, err error, l queue.Lease, held bool) {
			if held != (err == nil) || err != nil && !errors.Is(err, queue.ErrLeaseLost) {
				rt.Fatalf("%s: got %v, and the lease is held: %v", l.ID, err, held)
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"push": func(rt *rapid.T) {
				e := entry(id.Draw(rt, "id"), rapid.IntRange(0, 3).Draw(rt, "priority"), time.Duration(rapid.IntRange(0, 3).Draw(rt, "age"))*time.Second)
				if err := q.Push(ctx, "q", e); err != nil {
					rt.Fatal(err)
				}
				if m := state[e.ID]; m != nil {
					m.entry = e
				} else {
					state[e.ID] = &modelled{entry: e}
				}
			},
			"pull": func(rt *rapid.T) {
				n := rapid.IntRange(1, 3).Draw(rt, "n")
				var waiting []queue.Entry
				for _, m := range state {
					if m.token == "" || !c.now().Before(m.until) {
						waiting = append(waiting, m.entry)
					}
				}
				slices.SortFunc(waiting, func(a, b queue.Entry) int {
					switch {
					case a.Priority != b.Priority:
						return b.Priority - a.Priority
					case !a.Since.Equal(b.Since):
						return a.Since.Compare(b.Since)
					case a.ID < b.ID:
						return -1
					}
					return 1
				})
				leases, err := q.Pull(ctx, "q", n, lease, 0)
				if err != nil {
					rt.Fatal(err)
				}
				want := []string{}
				for _, e := range waiting[:min(n, len(waiting))] {
					want = append(want, e.ID)
				}
				if !slices.Equal(ids(leases), want) {
					rt.Fatalf("pulled %v, want %v", ids(leases), want)
				}
				for _, l := range leases {
					state[l.ID].token, state[l.ID].until = l.Token, l.Until
					given = append(given, l)
				}
			},
			"extend": func(rt *rapid.T) {
				l := someLease(rt)
				extended, err := q.Extend(ctx, l, lease)
				check(rt, err, l, current(l))
				if err == nil {
					state[l.ID].until = extended.Until
				}
			},
			"release": func(rt *rapid.T) {
				l := someLease(rt)
				held := current(l)
				check(rt, q.Release(ctx, l), l, held)
				if held {
					state[l.ID].token = ""
				}
			},
			"ack": func(rt *rapid.T) {
				l := someLease(rt)
				held := current(l)
				check(rt, q.Ack(ctx, l), l, held)
				if held {
					delete(state, l.ID)
				}
			},
			"remove": func(rt *rapid.T) {
				gone := id.Draw(rt, "id")
				if err := q.Remove(ctx, "q", gone); err != nil {
					rt.Fatal(err)
				}
				delete(state, gone)
			},
			"time": func(rt *rapid.T) {
				c.advance(time.Duration(rapid.IntRange(1, 20).Draw(rt, "minutes")) * time.Minute)
			},
			"": func(rt *rapid.T) {
				all, err := q.IDs(ctx, "q")
				if err != nil || len(all) != len(state) {
					rt.Fatalf("the queue holds %v, %v; want %d ids", all, err, len(state))
				}
			},
		})
	})
}
