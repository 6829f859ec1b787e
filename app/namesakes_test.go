package app

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"hearsay/ledger"
)

// TestMachinesOfOneNameShare has two machines that are called the same and serve the same port, as copies of one image are: each takes the
// other for an earlier run of itself, once, and then they share.
func TestMachinesOfOneNameShare(t *testing.T) {
	l, err := ledger.Open(t.Context(), filepath.Join(t.TempDir(), "l.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	wanted := []string{"a", "b", "c", "d"}
	one, other := newShare(l, "0.0.0.0:8095"), newShare(l, "0.0.0.0:8095")
	fences := map[string]int64{}
	for round := range 10 {
		mine, err := one.round(t.Context(), wanted)
		theirs, failed := other.round(t.Context(), wanted)
		if err := errors.Join(err, failed); err != nil {
			t.Fatal(err)
		}
		if round < 4 {
			continue
		}
		if len(mine) != 2 || len(theirs) != 2 {
			t.Errorf("round %d: they read %d and %d", round, len(mine), len(theirs))
		}
		for _, held := range []map[string]int64{mine, theirs} {
			for source, fence := range held {
				if before, isKnown := fences[source]; isKnown && before != fence {
					t.Errorf("round %d: %s has changed hands", round, source)
				}
				fences[source] = fence
			}
		}
	}
	again := newShare(l, "0.0.0.0:8095") // one of them was killed, and starts again
	if held, err := again.round(t.Context(), wanted); err != nil || len(held) == 0 {
		t.Errorf("after a start it reads %v, %v", held, err)
	}
	if beats, err := l.Beats(t.Context()); err != nil || len(beats) != 1 || beats[again.me] == 0 {
		t.Errorf("the processes that are known of are %v, %v", beats, err)
	}
}
