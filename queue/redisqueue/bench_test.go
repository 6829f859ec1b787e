package redisqueue_test

import (
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"hearsay/internal/servertest"
	"hearsay/queue"
	"hearsay/queue/redisqueue"
)

// BenchmarkPullAck pulls and acknowledges, one by one and in hundreds, beside the two bare round trips that it cannot
// do without.
func BenchmarkPullAck(b *testing.B) {
	client := servertest.Redis(b)
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			q := redisqueue.New(client, rand.Text(), time.Now)
			items := 0
			fill := func() {
				b.StopTimer()
				entries := make([]queue.Entry, 10_000)
				for i := range entries {
					items++
					entries[i] = queue.Entry{ID: fmt.Sprint(items), Priority: i % 100}
				}
				if err := q.Push(b.Context(), "q", entries...); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			left := 0
			for b.Loop() {
				if left < n {
					fill()
					left += 10_000
				}
				leases, err := q.Pull(b.Context(), "q", n, time.Minute, 0)
				if err != nil || len(leases) != n {
					b.Fatalf("%d leases, %v", len(leases), err)
				}
				if err := q.Ack(b.Context(), leases...); err != nil {
					b.Fatal(err)
				}
				left -= n
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N*n), "µs/item")
		})
	}
	b.Run("two bare round trips", func(b *testing.B) {
		for b.Loop() {
			for range 2 {
				if err := client.Ping(b.Context()).Err(); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
