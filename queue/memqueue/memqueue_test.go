package memqueue_test

import (
	"testing"
	"time"

	"hearsay/queue"
	"hearsay/queue/memqueue"
	"hearsay/queue/queuetest"
)

func TestConformance(t *testing.T) {
	queuetest.Run(t, func(_ testing.TB, now func() time.Time) queue.Queue { return memqueue.New(now) })
}
