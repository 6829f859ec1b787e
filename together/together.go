// Package together serves at once all who come while somebody is being served: what is slow by the call and not by the item, such as a
// transaction or a trip to a server, then costs many hardly more than one.
package together

import "sync"

// Group serves callers together. Its zero value is ready, and it is safe for several goroutines.
type Group[T any] struct {
	mu      sync.Mutex
	waiting []*batch[T]
	isBusy  bool // somebody serves, and hands over to those that wait
}

// batch is what one caller waits for.
type batch[T any] struct {
	items []T
	err   error
	turn  chan bool // true to serve all that wait, false when somebody has
}

// Do calls do with items and those of all who came since the last call began, and returns its error to each of them. One call of do runs at a
// time; it is that of one of the callers, whoever that is, so that all of a group pass the same, and it must not need what belongs to one,
// such as the context of a request.
func (g *Group[T]) Do(items []T, do func([]T) error) error {
	b := &batch[T]{items: items, turn: make(chan bool, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, b)
	leads := !g.isBusy
	g.isBusy = true
	g.mu.Unlock()
	if !leads && !<-b.turn {
		return b.err
	}
	g.mu.Lock()
	all := g.waiting
	g.waiting = nil
	g.mu.Unlock()
	var together []T
	for _, one := range all {
		together = append(together, one.items...)
	}
	err := do(together)
	for _, one := range all {
		if one != b {
			one.err = err
			one.turn <- false
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.isBusy = len(g.waiting) > 0; g.isBusy {
		g.waiting[0].turn <- true
	}
	return err
}
