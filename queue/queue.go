// Package queue holds the contract of work queues: ids with a priority, handed out under leases.
//
// A queue knows ids and nothing of items. It is derived from the ledger and can be rebuilt at any time: see
// pipeline.Relay. Start at Queue; queuetest holds the laws that every implementation keeps.
package queue

import (
	"context"
	"errors"
	"time"
)

// Entry is one id that waits.
type Entry struct {
	ID       string
	Priority int       // higher is pulled first; 0 to MaxPriority
	Since    time.Time // older is pulled first among equals; counted in milliseconds
}

// MaxPriority bounds Entry.Priority: 11 bits, so that priority and milliseconds fit the 53 bits of a Redis score.
const MaxPriority = 2047

// Lease is a hold on an id until a moment. The token proves it; those of ids that were pulled at once may share one.
type Lease struct {
	Queue string
	ID    string
	Token string
	Until time.Time
}

// Held is an entry with the lease that is on it, for a queue that is rebuilt.
type Held struct {
	Entry Entry
	Token string
	Until time.Time
}

// Depth counts a queue's ids. An id whose lease has lapsed counts as leased until somebody pulls, if not until an earlier call.
type Depth struct {
	Ready  int
	Leased int
}

// ErrLeaseLost is returned for a lease that has ended, was given back, or whose id was removed. The holder must stop.
var ErrLeaseLost = errors.New("the lease has ended; pull the item again")

// Queue hands out ids. All methods are safe for several goroutines, and, where the queue is shared, for several
// processes: an id is never under two leases at once.
type Queue interface {
	// Push adds entries. It is idempotent by id: an id that is there, leased or not, gets the new priority and keeps its
	// place otherwise.
	Push(ctx context.Context, queue string, entries ...Entry) error

	// Pull leases up to n ids, those of the highest priority first, the oldest first among equals. It waits up to wait
	// for the first one, and returns none, and no error, when there is none by then. A lease that is not
	// acknowledged or released ends by itself, and its id is pulled again.
	Pull(ctx context.Context, queue string, n int, lease, wait time.Duration) ([]Lease, error)

	// Extend moves the lease's end to by from now, and returns the lease with its new end. ErrLeaseLost if it has ended.
	Extend(ctx context.Context, lease Lease, by time.Duration) (Lease, error)

	// Release gives the id back at once. ErrLeaseLost if the lease has ended.
	Release(ctx context.Context, lease Lease) error

	// Ack takes the ids out for good. The leases that had ended are reported as ErrLeaseLost; the others are taken out.
	Ack(ctx context.Context, leases ...Lease) error

	// Remove takes ids out, leased or not. Ids that are not there are no error.
	Remove(ctx context.Context, queue string, ids ...string) error

	// Restore puts ids in with leases on them, in place of whatever the queue knew of those ids.
	Restore(ctx context.Context, queue string, held ...Held) error

	// Depth counts every queue that ever held an id.
	Depth(ctx context.Context) (map[string]Depth, error)

	// IDs are all ids in a queue, leased or not, in no order.
	IDs(ctx context.Context, queue string) ([]string, error)

	// Epoch is another one once the queue may have lost something, because its server was restarted, replaced or emptied. Who
	// fills the queue fills it anew then. A queue that is used for the first time may begin an epoch, too.
	Epoch(ctx context.Context) (string, error)
}
