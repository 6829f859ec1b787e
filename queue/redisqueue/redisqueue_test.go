package redisqueue_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"hearsay/internal/servertest"
	"hearsay/queue"
	"hearsay/queue/queuetest"
	"hearsay/queue/redisqueue"
)

func TestConformance(t *testing.T) {
	client := servertest.Redis(t)
	queuetest.Run(t, func(_ testing.TB, now func() time.Time) queue.Queue {
		return redisqueue.New(client, rand.Text(), now)
	})
}

// TestKeysOfAQueueShareASlot guards what Redis Cluster needs: every key of a script in one slot.
func TestKeysOfAQueueShareASlot(t *testing.T) {
	client := servertest.Redis(t)
	q := redisqueue.New(client, "slots", time.Now)
	for _, name := range []string{"a", "b.c"} {
		if err := q.Push(t.Context(), name, queue.Entry{ID: "1"}, queue.Entry{ID: "2"}); err != nil {
			t.Fatal(err)
		}
		if _, err := q.Pull(t.Context(), name, 1, time.Minute, 0); err != nil {
			t.Fatal(err)
		}
		keys, err := client.Keys(t.Context(), "slots:*"+name+"*").Result()
		if err != nil || len(keys) != 5 {
			t.Fatalf("got the keys %v, %v; want five", keys, err)
		}
		for _, key := range keys {
			if !strings.Contains(key, ":{"+name+"}:") {
				t.Errorf("the key %s lacks the hash tag {%s}", key, name)
			}
		}
	}
}

// TestLeasesAreNoListToRead guards what a pull of a hundred costs: Redis reads a small set from its front for each id.
func TestLeasesAreNoListToRead(t *testing.T) {
	client := servertest.Redis(t)
	for name, put := range map[string]func(q *redisqueue.Queue, e queue.Entry) error{
		"pushed": func(q *redisqueue.Queue, e queue.Entry) error { return q.Push(t.Context(), "a", e) },
		"restored": func(q *redisqueue.Queue, e queue.Entry) error {
			return q.Restore(t.Context(), "a", queue.Held{Entry: e})
		},
	} {
		if err := put(redisqueue.New(client, name, time.Now), queue.Entry{ID: "1"}); err != nil {
			t.Fatal(err)
		}
		if kept, err := client.ObjectEncoding(t.Context(), name+":{a}:leased").Result(); err != nil || kept != "skiplist" {
			t.Errorf("%s: leases are kept as %q, %v", name, kept, err)
		}
	}
}

// TestAnEmptiedServerBeginsAnEpoch flushes a Redis, which keeps running, and replaces it by another.
func TestAnEmptiedServerBeginsAnEpoch(t *testing.T) {
	seen := map[string]bool{}
	bare := func(client redis.UniversalClient) {
		t.Helper()
		q := redisqueue.New(client, "epochs", time.Now)
		now, err := q.Epoch(t.Context())
		if err != nil || seen[now] {
			t.Errorf("the epoch is %q, %v; the epochs before were %v", now, err, seen)
		}
		seen[now] = true
	}
	epoch := func(client redis.UniversalClient) {
		t.Helper()
		q := redisqueue.New(client, "epochs", time.Now)
		if err := q.Push(t.Context(), "a", queue.Entry{ID: "1"}); err != nil {
			t.Fatal(err)
		}
		bare(client)
	}
	for range 2 {
		options, err := redis.ParseURL(servertest.OwnRedis(t))
		if err != nil {
			t.Fatal(err)
		}
		client := redis.NewClient(options)
		defer client.Close()
		epoch(client)
		for range 2 { // an empty server that is emptied, too
			if err := client.FlushAll(t.Context()).Err(); err != nil {
				t.Fatal(err)
			}
			bare(client)
		}
		if err := client.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		epoch(client)
	}
}
