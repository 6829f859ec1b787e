package redisqueue_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

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
