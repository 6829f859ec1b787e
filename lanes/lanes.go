// Package lanes does what is due side by side, and in each lane one thing after another: a receiver that hangs holds up what goes to it, and
// nothing else.
package lanes

import "sync"

// Lanes are lanes by name. Its zero value is ready, and it is safe for several goroutines.
type Lanes struct {
	mu      sync.Mutex
	busy    map[string]bool
	running sync.WaitGroup
}

// Go does something in a lane, beside its caller. A lane in which something is being done already is passed over: what is due there is due the next
// time, too.
func (l *Lanes) Go(lane string, do func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy[lane] {
		return
	}
	if l.busy == nil {
		l.busy = map[string]bool{}
	}
	l.busy[lane] = true
	l.running.Go(func() {
		defer l.leave(lane)
		do()
	})
}

func (l *Lanes) leave(lane string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.busy, lane)
}

// Wait waits until every lane is free. Nothing is begun meanwhile.
func (l *Lanes) Wait() { l.running.Wait() }
