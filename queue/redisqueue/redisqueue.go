// Package redisqueue is a queue in Redis 7 or newer, or Valkey, shared by any number of processes.
//
// Every step is one Lua script of lua/, so that no crash leaves an id in two places or in none. The keys of one queue
// share a hash tag, so that Redis Cluster keeps them in one slot:
//
//	PREFIX:{QUEUE}:ready   sorted set of ids that wait, by score (priority, then age)
//	PREFIX:{QUEUE}:leased  sorted set of ids that are leased, by the end of the lease in Unix milliseconds, and one that is no id (never.lua)
//	PREFIX:{QUEUE}:scores  hash of every id's score
//	PREFIX:{QUEUE}:tokens  hash of every leased id's token, one for all ids that were pulled at once
//	PREFIX:{QUEUE}:bell    list of one element while something may be there to pull; those who wait block on it
//	PREFIX:{QUEUE}:mark    made up when the queue is first seen: a server without it has been emptied
//	PREFIX:mark            the same of all queues together
//	PREFIX:queues          set of the names of all queues
package redisqueue

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"hearsay/queue"
)

// Queue implements queue.Queue. Make one with New.
type Queue struct {
	client redis.UniversalClient
	prefix string
	now    func() time.Time
}

// New makes a queue on client whose keys begin with prefix and whose leases end by the clock now. The clocks of the
// processes that share it must agree to within a second or so; leases are minutes long.
func New(client redis.UniversalClient, prefix string, now func() time.Time) *Queue {
	return &Queue{client: client, prefix: prefix, now: now}
}

var _ queue.Queue = (*Queue)(nil)

//go:embed lua/never.lua
var neverLua string

//go:embed lua/push.lua
var pushLua string

//go:embed lua/lapsed.lua
var lapsedLua string

//go:embed lua/pull.lua
var pullLua string

//go:embed lua/extend.lua
var extendLua string

//go:embed lua/release.lua
var releaseLua string

//go:embed lua/ack.lua
var ackLua string

//go:embed lua/remove.lua
var removeLua string

//go:embed lua/restore.lua
var restoreLua string

var (
	pushScript    = redis.NewScript(neverLua + pushLua)
	pullScript    = redis.NewScript(lapsedLua + pullLua)
	extendScript  = redis.NewScript(lapsedLua + extendLua)
	releaseScript = redis.NewScript(lapsedLua + releaseLua)
	ackScript     = redis.NewScript(lapsedLua + ackLua)
	removeScript  = redis.NewScript(removeLua)
	restoreScript = redis.NewScript(neverLua + restoreLua)
)

// chunk bounds the ids handed to one script, whose arguments live on Lua's stack.
const chunk = 1000

// Push implements queue.Queue.
func (q *Queue) Push(ctx context.Context, name string, entries ...queue.Entry) error {
	if err := q.announce(ctx, name); err != nil {
		return err
	}
	for len(entries) > 0 {
		n := min(len(entries), chunk)
		args := make([]any, 0, 2*n)
		for _, e := range entries[:n] {
			args = append(args, e.ID, score(e))
		}
		if err := pushScript.Run(ctx, q.client, q.keys(name), args...).Err(); err != nil {
			return fmt.Errorf("pushing to queue %q: %w", name, err)
		}
		entries = entries[n:]
	}
	return nil
}

// Pull implements queue.Queue.
func (q *Queue) Pull(ctx context.Context, name string, n int, lease, wait time.Duration) ([]queue.Lease, error) {
	if n <= 0 {
		return nil, nil
	}
	deadline := time.Now().Add(wait)
	for {
		leases, lapse, err := q.take(ctx, name, min(n, chunk), lease)
		left := time.Until(deadline)
		if err != nil || len(leases) > 0 || left <= 0 {
			return leases, err
		}
		if err := q.waitForBell(ctx, name, min(left, lapse)); err != nil {
			return nil, err
		}
	}
}

// take leases what is there; if that is nothing, lapse is the time until the next lease ends.
func (q *Queue) take(ctx context.Context, name string, n int, lease time.Duration) (leases []queue.Lease, lapse time.Duration, err error) {
	now := q.now()
	until, token := now.Add(lease), rand.Text()
	reply, err := pullScript.Run(ctx, q.client, q.keys(name), now.UnixMilli(), n, until.UnixMilli(), token).Result()
	if err != nil {
		return nil, 0, fmt.Errorf("pulling from queue %q: %w", name, err)
	}
	switch reply := reply.(type) {
	case int64:
		if reply < 0 {
			return nil, time.Hour, nil
		}
		return nil, max(time.UnixMilli(reply).Sub(now), time.Millisecond), nil
	case []any:
		until = time.UnixMilli(until.UnixMilli())
		for _, id := range reply {
			leases = append(leases, queue.Lease{Queue: name, ID: id.(string), Token: token, Until: until})
		}
		return leases, 0, nil
	}
	return nil, 0, fmt.Errorf("pulling from queue %q: the server answers %T", name, reply)
}

// longestWait bounds one blocking call: a lease that another process took meanwhile may lapse before the one known here.
const longestWait = 5 * time.Second

// waitForBell returns when the bell rings or the time is over. The client's own call knows whole seconds only, and
// extends the time that an answer may take; below a second neither is needed.
func (q *Queue) waitForBell(ctx context.Context, name string, wait time.Duration) error {
	wait = min(max(wait, 10*time.Millisecond), longestWait)
	bell := q.keys(name)[4]
	var err error
	if wait < time.Second {
		err = q.client.Do(ctx, "BLPOP", bell, strconv.FormatFloat(wait.Seconds(), 'f', 3, 64)).Err()
	} else {
		err = q.client.BLPop(ctx, wait.Truncate(time.Second), bell).Err()
	}
	if err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("waiting for queue %q: %w", name, err)
	}
	return nil
}

// Extend implements queue.Queue.
func (q *Queue) Extend(ctx context.Context, lease queue.Lease, by time.Duration) (queue.Lease, error) {
	now := q.now()
	lease.Until = time.UnixMilli(now.Add(by).UnixMilli())
	done, err := extendScript.Run(ctx, q.client, q.keys(lease.Queue), now.UnixMilli(), lease.ID, lease.Token, lease.Until.UnixMilli()).Bool()
	return lease, lost(done, err, "extending", lease)
}

// Release implements queue.Queue.
func (q *Queue) Release(ctx context.Context, lease queue.Lease) error {
	done, err := releaseScript.Run(ctx, q.client, q.keys(lease.Queue), q.now().UnixMilli(), lease.ID, lease.Token).Bool()
	return lost(done, err, "releasing", lease)
}

func lost(done bool, err error, what string, lease queue.Lease) error {
	switch {
	case err != nil:
		return fmt.Errorf("%s %s of queue %q: %w", what, lease.ID, lease.Queue, err)
	case !done:
		return fmt.Errorf("%s %s of queue %q: %w", what, lease.ID, lease.Queue, queue.ErrLeaseLost)
	}
	return nil
}

// Ack implements queue.Queue.
func (q *Queue) Ack(ctx context.Context, leases ...queue.Lease) error {
	byQueue := map[string][]any{}
	for _, l := range leases {
		byQueue[l.Queue] = append(byQueue[l.Queue], l.ID, l.Token)
	}
	now := q.now().UnixMilli()
	taken := 0
	for name, pairs := range byQueue {
		for len(pairs) > 0 {
			n := min(len(pairs), 2*chunk)
			done, err := ackScript.Run(ctx, q.client, q.keys(name), append([]any{now}, pairs[:n]...)...).Int()
			if err != nil {
				return fmt.Errorf("acknowledging to queue %q: %w", name, err)
			}
			taken += done
			pairs = pairs[n:]
		}
	}
	if taken < len(leases) {
		return fmt.Errorf("acknowledging %d leases, %d of them too late: %w", len(leases), len(leases)-taken, queue.ErrLeaseLost)
	}
	return nil
}

// Remove implements queue.Queue.
func (q *Queue) Remove(ctx context.Context, name string, ids ...string) error {
	for len(ids) > 0 {
		n := min(len(ids), chunk)
		args := make([]any, n)
		for i, id := range ids[:n] {
			args[i] = id
		}
		if err := removeScript.Run(ctx, q.client, q.keys(name), args...).Err(); err != nil {
			return fmt.Errorf("removing from queue %q: %w", name, err)
		}
		ids = ids[n:]
	}
	return nil
}

// Restore implements queue.Queue.
func (q *Queue) Restore(ctx context.Context, name string, held ...queue.Held) error {
	if err := q.announce(ctx, name); err != nil {
		return err
	}
	for len(held) > 0 {
		n := min(len(held), chunk)
		args := make([]any, 0, 4*n)
		for _, h := range held[:n] {
			args = append(args, h.Entry.ID, score(h.Entry), h.Token, h.Until.UnixMilli())
		}
		if err := restoreScript.Run(ctx, q.client, q.keys(name), args...).Err(); err != nil {
			return fmt.Errorf("restoring queue %q: %w", name, err)
		}
		held = held[n:]
	}
	return nil
}

// Depth implements queue.Queue.
func (q *Queue) Depth(ctx context.Context) (map[string]queue.Depth, error) {
	names, err := q.client.SMembers(ctx, q.prefix+":queues").Result()
	if err != nil {
		return nil, fmt.Errorf("listing the queues: %w", err)
	}
	depths := map[string]queue.Depth{}
	for _, name := range names {
		keys := q.keys(name)
		ready, err := q.client.ZCard(ctx, keys[0]).Result()
		if err != nil {
			return nil, fmt.Errorf("counting queue %q: %w", name, err)
		}
		leased, err := q.client.ZCount(ctx, keys[1], "-inf", "(+inf").Result()
		if err != nil {
			return nil, fmt.Errorf("counting queue %q: %w", name, err)
		}
		depths[name] = queue.Depth{Ready: int(ready), Leased: int(leased)}
	}
	return depths, nil
}

// IDs implements queue.Queue.
func (q *Queue) IDs(ctx context.Context, name string) ([]string, error) {
	ids, err := q.client.HKeys(ctx, q.keys(name)[2]).Result()
	if err != nil {
		return nil, fmt.Errorf("listing queue %q: %w", name, err)
	}
	return ids, nil
}

// announce makes a queue known to Depth. It comes before the queue's first id, so that no id is ever uncounted.
func (q *Queue) announce(ctx context.Context, name string) error {
	if err := q.client.SAdd(ctx, q.prefix+":queues", name).Err(); err != nil {
		return fmt.Errorf("announcing queue %q: %w", name, err)
	}
	return nil
}

func (q *Queue) keys(name string) []string {
	stem := q.prefix + ":{" + name + "}:"
	return []string{stem + "ready", stem + "leased", stem + "scores", stem + "tokens", stem + "bell"}
}

// sinceBits is room for Unix milliseconds until the year 2039.
const sinceBits = 41

// score orders ids as they are pulled: lower first. It is an integer below 2^52, which a float64 holds exactly.
func score(e queue.Entry) int64 {
	priority := int64(min(max(e.Priority, 0), queue.MaxPriority))
	since := min(max(e.Since.UnixMilli(), 0), 1<<sinceBits-1)
	return (queue.MaxPriority-priority)<<sinceBits | since
}
