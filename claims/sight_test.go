package claims

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestTheBestAreThoseOfTheHighestScore adds up scores as their definition says.
func TestTheBestAreThoseOfTheHighestScore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		documents := rapid.IntRange(1, 40).Draw(rt, "documents")
		s, sums := newSights(documents), make([]int32, documents)
		for range rapid.IntRange(0, 60).Draw(rt, "additions") {
			doc := rapid.Int32Range(0, int32(documents-1)).Draw(rt, "document")
			score := rapid.OneOf(rapid.Int32Range(0, 5), rapid.Int32Range(0, mostSight)).Draw(rt, "score")
			s.add(doc, score)
			sums[doc] = min(sums[doc]+score, mostSight)
		}
		var want []scored
		for doc, sum := range sums {
			if sum > 0 {
				want = append(want, scored{doc: int32(doc), score: float32(sum)})
			}
		}
		slices.SortStableFunc(want, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
		n := rapid.IntRange(1, 10).Draw(rt, "most")
		if got := s.best(nil, n); !slices.Equal(got, want[:min(n, len(want))]) {
			rt.Fatalf("of %v the best %d are %v, not %v", sums, n, got, want[:min(n, len(want))])
		}
	})
}

func TestFaintOnesAreNotLookedAtClosely(t *testing.T) {
	found := func(scores ...float32) (all []scored) {
		for i, score := range scores {
			all = append(all, scored{doc: int32(i), score: score})
		}
		return all
	}
	for _, c := range []struct {
		found []scored
		least int
		want  []scored
	}{
		{nil, 5, nil},
		{found(10, 5, 4, 1), 1, found(10, 5)},
		{found(10, 5, 4, 1), 3, found(10, 5, 4)},
		{found(10, 5, 4, 1), 5, found(10, 5, 4, 1)},
		{found(10, 9, 8), 1, found(10, 9, 8)},
	} {
		if got := withoutFaint(c.found, c.least); !slices.Equal(got, c.want) {
			t.Errorf("of %v, at least %d: %v, not %v", c.found, c.least, got, c.want)
		}
	}
}
