package collector_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hearsay/collector"
)

// TestSourcesAreDividedFairly lets processes that join and die divide sources, one after another as the ledger lets them.
func TestSourcesAreDividedFairly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		readers := map[string]string{}
		for i := range rapid.IntRange(0, 20).Draw(t, "sources") {
			readers[fmt.Sprint("source", i)] = ""
		}
		for range 3 {
			var alive []string
			for i := range 6 {
				if rapid.Bool().Draw(t, "alive") {
					alive = append(alive, fmt.Sprint("process", i))
				}
			}
			if len(alive) == 0 {
				continue
			}
			for range len(readers) + 1 {
				divide(t, alive, readers)
			}
			isFair(t, alive, readers)
			if moved := divide(t, alive, readers); moved > 0 {
				t.Fatalf("%d sources change hands for nothing", moved)
			}
		}
	})
}

// divide lets every process have its turn, and says how many sources it took or gave up.
func divide(t *rapid.T, alive []string, readers map[string]string) (moved int) {
	for _, me := range alive {
		take, free := collector.Divide(me, alive, readers)
		for _, source := range take {
			if holder := readers[source]; slices.Contains(alive, holder) {
				t.Fatalf("%s takes %s, which %s reads", me, source, holder)
			}
			readers[source] = me
		}
		for _, source := range free {
			readers[source] = ""
		}
		moved += len(take) + len(free)
	}
	return moved
}

func isFair(t *rapid.T, alive []string, readers map[string]string) {
	load := map[string]int{}
	for source, reader := range readers {
		if !slices.Contains(alive, reader) {
			t.Fatalf("nobody reads %s: %q", source, reader)
		}
		load[reader]++
	}
	for _, one := range alive {
		for _, other := range alive {
			if load[one]-load[other] > 1 {
				t.Fatalf("%s reads %d and %s %d", one, load[one], other, load[other])
			}
		}
	}
}
