package lanes_test

import (
	"sync/atomic"
	"testing"

	"hearsay/internal/leaktest"
	"hearsay/lanes"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// TestALaneThatHangsHoldsUpNoOther: what comes for it meanwhile is passed over, and others go on; when it is free it takes what comes.
func TestALaneThatHangsHoldsUpNoOther(t *testing.T) {
	var l lanes.Lanes
	hangs, other := make(chan struct{}), make(chan struct{})
	l.Go("slow", func() { <-hangs })
	l.Go("slow", func() { t.Error("two at once in a lane") })
	l.Go("fast", func() { close(other) })
	<-other
	close(hangs)
	l.Wait()
	var done atomic.Int64
	for range 10 {
		l.Go("slow", func() { done.Add(1) })
		l.Wait()
	}
	if done.Load() != 10 {
		t.Errorf("%d of 10 things were done in a free lane", done.Load())
	}
}
