package effect_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"hearsay/effect"
)

const opened = 500_000 // an hour since 1970

// poisson draws a count with a mean, by Knuth's method.
func poisson(r *rand.Rand, mean float64) int64 {
	limit, p := math.Exp(-mean), 1.0
	for n := int64(0); ; n++ {
		if p *= r.Float64(); p <= limit {
			return n
		}
	}
}

// claim is made up: it rises for six hours and falls off by itself, faster or slower by chance, and after its answer spreads by a factor as much.
func claim(r *rand.Rand, id string, answered int64, factor float64) effect.Claim {
	c := effect.Claim{ID: id, Language: "en", Topics: []string{"water"}, Opened: opened, Answered: answered, Posts: map[int64]int64{}}
	half := 8 + 8*r.Float64()
	for h := range int64(60) {
		mean := 12 * float64(h+1) / 6
		if h >= 6 {
			mean = 14 * math.Exp2(-float64(h-6)/half)
		}
		if answered != 0 && opened+h > answered {
			mean *= factor
		}
		c.Posts[opened+h] = poisson(r, mean)
	}
	return c
}

func others(r *rand.Rand, n int) []effect.Claim {
	all := make([]effect.Claim, n)
	for i := range all {
		all[i] = claim(r, fmt.Sprint("o", i), 0, 1)
	}
	return all
}

// TestTheTruthIsTold simulates a thousand answers that change nothing and a thousand that cut the spread to a third: the first are taken for an effect
// as rarely as is said, the second are seen nearly always, and the interval holds the truth.
func TestTheTruthIsTold(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const runs = 1000
	for _, truth := range []float64{1, 0.33, 2.5} {
		said, holds := map[effect.Verdict]int{}, 0
		for range runs {
			j := effect.Judge(claim(r, "c", opened+10, truth), others(r, 20), opened+60)
			if len(j.Matches) < 5 {
				t.Fatalf("%d matches", len(j.Matches))
			}
			said[j.Verdict]++
			if j.Low <= truth && truth <= j.High {
				holds++
			}
		}
		t.Logf("truth %v: %v, the interval holds it %d times of %d", truth, said, holds, runs)
		if holds < runs*93/100 {
			t.Errorf("truth %v: the interval holds it %d times of %d", truth, holds, runs)
		}
		switch {
		case truth == 1 && said[effect.CannotTell] < runs*93/100:
			t.Errorf("no effect: %v", said)
		case truth < 1 && said[effect.Slowed] < runs*90/100, truth > 1 && said[effect.Sped] < runs*90/100:
			t.Errorf("truth %v: %v", truth, said)
		}
	}
}

// TestBeforeAndAfterAloneWouldFlatter has an answer without an effect, which comes when the claim falls off by itself.
func TestBeforeAndAfterAloneWouldFlatter(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	j := effect.Judge(claim(r, "c", opened+12, 1), others(r, 20), opened+60)
	if j.After >= j.Before || j.Verdict != effect.CannotTell || j.Why != effect.WithinLuck || j.Ratio < 0.5 || j.Ratio > 2 {
		t.Errorf("judged %+v", j)
	}
}

func TestWhatCannotBeTold(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	all := others(r, 20)
	treated := func(change func(*effect.Claim)) effect.Claim {
		c := claim(r, "c", opened+10, 0.2)
		change(&c)
		return c
	}
	answered := others(r, 20)
	for i := range answered {
		answered[i].Answered = opened + 12
	}
	blind := others(r, 20)
	for i := range blind {
		blind[i].Blind = []effect.Hours{{From: opened + 15, To: opened + 16}}
	}
	for name, test := range map[string]struct {
		claim  effect.Claim
		others []effect.Claim
		now    int64
		want   effect.Reason
	}{
		"it works":                       {treated(func(*effect.Claim) {}), all, opened + 60, ""},
		"no answer":                      {treated(func(c *effect.Claim) { c.Answered = 0 }), all, opened + 60, effect.NoAnswer},
		"just answered":                  {treated(func(*effect.Claim) {}), all, opened + 12, effect.TooEarly},
		"answered at once":               {treated(func(c *effect.Claim) { c.Answered = opened + 1 }), all, opened + 60, effect.TooEarly},
		"few posts":                      {treated(func(c *effect.Claim) { c.Posts = map[int64]int64{opened + 9: 4} }), all, opened + 60, effect.TooFew},
		"a source was blind":             {treated(func(c *effect.Claim) { c.Blind = []effect.Hours{{From: opened + 4, To: opened + 5}} }), all, opened + 60, effect.WasBlind},
		"blind long before":              {treated(func(c *effect.Claim) { c.Blind = []effect.Hours{{From: opened - 9, To: opened - 4}} }), all, opened + 60, ""},
		"nothing to compare with":        {treated(func(*effect.Claim) {}), all[:4], opened + 60, effect.NoMatches},
		"of another topic":               {treated(func(c *effect.Claim) { c.Topics = []string{"air"} }), all, opened + 60, effect.NoMatches},
		"much larger than all others":    {treated(func(c *effect.Claim) { c.Posts[opened+2] = 5000 }), all, opened + 60, effect.NoMatches},
		"all others were answered, too":  {treated(func(*effect.Claim) {}), answered, opened + 60, effect.NoMatches},
		"nobody saw the others then":     {treated(func(*effect.Claim) {}), blind, opened + 60, effect.NoMatches},
		"with itself it is not compared": {treated(func(*effect.Claim) {}), append(all[:4:4], claim(r, "c", 0, 1)), opened + 60, effect.NoMatches},
	} {
		j := effect.Judge(test.claim, test.others, test.now)
		if j.Why != test.want || (j.Verdict == effect.CannotTell) != (test.want != "") {
			t.Errorf("%s: %s, %q, want %q (%d matches)", name, j.Verdict, j.Why, test.want, len(j.Matches))
		}
		if math.IsNaN(j.Ratio) || j.Low > j.Ratio || j.Ratio > j.High {
			t.Errorf("%s: %v in [%v, %v]", name, j.Ratio, j.Low, j.High)
		}
	}
}
