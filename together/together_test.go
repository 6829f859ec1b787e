package together_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"hearsay/internal/leaktest"
	"hearsay/together"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// TestEachIsServedOnceAndByOneAtATime lets callers come in any number, some of whose calls fail.
func TestEachIsServedOnceAndByOneAtATime(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		callers := rapid.SliceOfN(rapid.IntRange(0, 3), 1, 30).Draw(r, "how many items each brings")
		failsAt := rapid.IntRange(0, 60).Draw(r, "fails at")
		fails := errors.New("fails")
		var group together.Group[*int]
		var serving sync.Mutex
		served := 0
		do := func(all []*int) (err error) {
			if !serving.TryLock() {
				t.Error("two serve at once")
				return nil
			}
			defer serving.Unlock()
			for range all {
				if served++; served == failsAt {
					err = fails
				}
			}
			for _, one := range all {
				if *one++; err != nil {
					*one = -*one
				}
			}
			return err
		}
		var wait sync.WaitGroup
		for _, n := range callers {
			wait.Go(func() {
				mine := make([]*int, n)
				for i := range mine {
					mine[i] = new(int)
				}
				want := 1 // time served, or -1 if that failed
				if err := group.Do(mine, do); err != nil {
					want = -1
				}
				if slices.ContainsFunc(mine, func(one *int) bool { return *one != want }) {
					t.Errorf("an item was not served %d times", want)
				}
			})
		}
		wait.Wait()
	})
}

// TestWhoWaitsIsServedWithOthers holds up the first call until three others wait.
func TestWhoWaitsIsServedWithOthers(t *testing.T) {
	var group together.Group[int]
	var served [][]int
	begun, others := make(chan struct{}), make(chan struct{})
	do := func(all []int) error {
		served = append(served, all)
		if len(served) == 1 {
			close(begun)
			<-others
		}
		return nil
	}
	var wait sync.WaitGroup
	call := func(n int) { wait.Go(func() { _ = group.Do([]int{n}, do) }) }
	call(0)
	<-begun
	for n := range 3 {
		call(n + 1)
	}
	for group.Waiting() < 3 {
	}
	close(others)
	wait.Wait()
	if len(served) != 2 || len(served[1]) != 3 {
		t.Errorf("served %v, want the last three together", served)
	}
}
