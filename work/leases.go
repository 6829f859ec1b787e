package work

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"hearsay/pipeline"
	"hearsay/post"
	"hearsay/queue"
	"hearsay/triage"
)

// Pull leases the next items of a queue to the actor, waiting for the first one up to wait. What the queue hands out is
// held against the ledger, so that a stale entry never reaches a person.
func (w *Work) Pull(ctx context.Context, by Actor, from string, most int, lease, wait time.Duration) ([]*triage.Item, error) {
	if err := by.must(toRespond); err != nil {
		return nil, err
	}
	if most < 1 || most > MaxPull || lease < time.Second || lease > MaxLease || wait < 0 || wait > MaxWait {
		return nil, fmt.Errorf("%w: max is 1 to %d, lease 1s to %v, wait up to %v", ErrBounds, MaxPull, MaxLease, MaxWait)
	}
	reader, err := w.mayRead(ctx, by)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(wait)
	for {
		leases, err := w.take(ctx, from, most, lease, max(time.Until(deadline), 0))
		if err != nil || len(leases) == 0 {
			return []*triage.Item{}, err
		}
		held, err := w.hold(ctx, reader, leases)
		if err != nil {
			w.giveBack(leases)
			return []*triage.Item{}, err
		}
		if len(held) > 0 {
			return held, nil
		}
	}
}

// want is what somebody wants of a queue.
type want struct {
	queue  string
	most   int
	lease  time.Duration
	leases []queue.Lease // what they get
	err    error
}

// take leases ids of a queue. What is there is taken together with others who come at the same time; for what is not, each waits alone.
func (w *Work) take(ctx context.Context, from string, most int, lease, wait time.Duration) ([]queue.Lease, error) {
	if err := ctx.Err(); err != nil { // who is gone gets nothing that others could have
		return nil, err
	}
	mine := &want{queue: from, most: most, lease: lease}
	if err := w.wants.Do([]*want{mine}, w.takeAll); err != nil {
		return nil, err
	}
	if mine.err != nil || len(mine.leases) > 0 || wait == 0 {
		return mine.leases, mine.err
	}
	return w.Queue.Pull(ctx, from, most, lease, wait)
}

// takeAll takes for all. Who wants the same of a queue is served at once, MaxPull items at most.
func (w *Work) takeAll(all []*want) error {
	ctx, cancel := context.WithTimeout(context.Background(), writeTime)
	defer cancel()
	for len(all) > 0 {
		var alike, rest []*want
		sum := 0
		for _, one := range all {
			if one.queue == all[0].queue && one.lease == all[0].lease && sum+one.most <= MaxPull {
				alike, sum = append(alike, one), sum+one.most
			} else {
				rest = append(rest, one)
			}
		}
		leases, err := w.Queue.Pull(ctx, all[0].queue, sum, all[0].lease, 0)
		for _, one := range alike {
			n := min(one.most, len(leases))
			one.leases, leases = leases[:n:n], leases[n:]
			one.err = err
		}
		all = rest
	}
	return nil
}

// mend makes the queue agree with the ledger on one entry that it handed out wrongly.
func (w *Work) mend(ctx context.Context, lease queue.Lease, it *triage.Item) error {
	w.Log.Info("the queue handed out an item that does not wait there", "queue", lease.Queue, "item", lease.ID)
	if it != nil && it.Queue == lease.Queue && it.IsHeld(w.Now()) {
		return w.Queue.Restore(ctx, it.Queue, pipeline.Lease(it))
	}
	return w.Queue.Remove(ctx, lease.Queue, lease.ID)
}

// giveBack releases leases that could not be recorded. What cannot be released lapses.
func (w *Work) giveBack(leases []queue.Lease) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for _, l := range leases {
		if err := w.Queue.Release(ctx, l); err != nil && !errors.Is(err, queue.ErrLeaseLost) {
			w.Log.Warn("giving an item back to its queue; its lease will lapse", "item", l.ID, "error", err)
		}
	}
}

// Extend moves the end of the actor's lease to by from now.
func (w *Work) Extend(ctx context.Context, actor Actor, id string, by time.Duration) (*triage.Item, error) {
	if by < time.Second || by > MaxLease {
		return nil, fmt.Errorf("%w: a lease is 1s to %v", ErrBounds, MaxLease)
	}
	until := time.UnixMilli(w.Now().Add(by).UnixMilli())
	it, err := w.change(ctx, actor, id, "extended", until.UTC().Format(time.RFC3339), func(it *triage.Item) error {
		return it.Extend(actor.Name, until, w.Now())
	})
	if err != nil {
		return nil, err
	}
	return it, w.Queue.Restore(ctx, it.Queue, pipeline.Lease(it))
}

// Care looks after people who read what is hard to read.
type Care struct {
	InARow int64         // hard items that somebody gets one after another; 0 for no limit
	Pause  time.Duration // before they get another one
}

// ErrRest is returned for who has taken as many hard items in a row as is good for them.
var ErrRest = errors.New("you have taken several violent or abusive items in a row; take a pause, or take another item by hand")

// reader is somebody who gets the next item to read.
type reader struct {
	Actor
	isInARow bool // what they took last was hard to read
}

// mayRead keeps somebody from getting the next item for a while. They may still take one that they choose.
func (w *Work) mayRead(ctx context.Context, by Actor) (reader, error) {
	if w.Care.InARow == 0 {
		return reader{Actor: by}, nil
	}
	s, err := w.Ledger.Streak(ctx, by.Name)
	if err == nil && s.Harsh >= w.Care.InARow && w.Now().Sub(s.At) < w.Care.Pause {
		err = fmt.Errorf("%w; you get the next one at %s", ErrRest, s.At.Add(w.Care.Pause).UTC().Format(time.TimeOnly))
	}
	return reader{by, s.Harsh > 0}, err
}

// MaxPark bounds for how long an item is parked.
const MaxPark = 7 * 24 * time.Hour

// Park lets the actor hold an item for longer than a lease, with a reason that others see.
func (w *Work) Park(ctx context.Context, actor Actor, id string, by time.Duration, reason string) (*triage.Item, error) {
	reason = strings.TrimSpace(post.Clean(reason))
	if by < time.Second || by > MaxPark || len(reason) > maxNote {
		return nil, fmt.Errorf("%w: an item is parked for up to %v", ErrBounds, MaxPark)
	}
	until := time.UnixMilli(w.Now().Add(by).UnixMilli())
	it, err := w.change(ctx, actor, id, "parked", reason, func(it *triage.Item) error { return it.Park(actor.Name, reason, until, w.Now()) })
	if err != nil {
		return nil, err
	}
	return it, w.Queue.Restore(ctx, it.Queue, pipeline.Lease(it))
}

// HandOver hands an item to another responder with a note, which they are told of.
func (w *Work) HandOver(ctx context.Context, actor Actor, id, to string, lease time.Duration, note string) (*triage.Item, error) {
	if strings.TrimSpace(note) == "" {
		return w.Assign(ctx, actor, id, to, lease)
	}
	note, err := checkNote("@" + to + " " + note)
	if err != nil { // before the item changes hands
		return nil, err
	}
	it, err := w.Assign(ctx, actor, id, to, lease)
	if err != nil {
		return nil, err
	}
	return it, w.Note(ctx, actor, id, note)
}

// Release puts the actor's item back into its queue.
func (w *Work) Release(ctx context.Context, actor Actor, id string) (*triage.Item, error) {
	return w.change(ctx, actor, id, "released", "", func(it *triage.Item) error { return it.Release(actor.Name, w.Now()) })
}
