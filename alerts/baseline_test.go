package alerts

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/ledger"
)

// poisson draws a count with a mean (Knuth).
func poisson(r *rand.Rand, mean float64) int64 {
	limit, p, n := math.Exp(-mean), 1.0, int64(0)
	for {
		p *= r.Float64()
		if p < limit {
			return n
		}
		n++
	}
}

// daily is a rate an hour that sleeps at night and is quieter at weekends.
func daily(at time.Time, mean float64) float64 {
	rate := mean * (1 + 0.9*math.Sin(float64(at.Hour()-9)*math.Pi/12))
	if at.Weekday() == time.Sunday || at.Weekday() == time.Saturday {
		rate *= 0.6
	}
	return max(rate, 0)
}

// TestChanceHardlyExceedsTheBound draws counts with a rhythm of the day and the week, and no surge.
func TestChanceHardlyExceedsTheBound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	exceeded, looked := 0, 0
	for _, mean := range []float64{0.3, 2, 10, 60} {
		history := ledger.Hours{}
		start := noon.AddDate(0, 0, -35)
		for hour := range 35 * 24 {
			at := start.Add(time.Duration(hour) * time.Hour)
			count := poisson(r, daily(at, mean))
			if hour > 7*24 { // a week is enough to know the rhythm of the day
				looked++
				if e := Expect(history, at.Add(time.Hour), 1); float64(count) > e.High && count >= 5 {
					exceeded++
				}
			}
			history[ledger.HourOf(at)] = count
		}
	}
	t.Logf("%d of %d hours", exceeded, looked)
	if exceeded > looked/500 {
		t.Errorf("chance exceeds the bound in %d of %d hours", exceeded, looked)
	}
}

func TestWhatIsExpectedFollowsTheHour(t *testing.T) {
	history := ledger.Hours{}
	for hour := range int64(28 * 24) {
		at := ledger.HourOf(noon) - hour - 1
		if h := at % 24; h >= 8 && h < 20 {
			history[at] = 20
		}
	}
	day, night := Expect(history, noon, 1), Expect(history, noon.Add(-9*time.Hour), 1)
	if day.Expected < 15 || day.Expected > 25 || night.Expected > 1 || day.Hours < 27*24 {
		t.Errorf("by day %+v, by night %+v", day, night)
	}
	if night.High > 6 || day.High < 30 {
		t.Errorf("bounds: by day %+v, by night %+v", day, night)
	}
}

// TestOneSurgeDoesNotHideTheNext puts a surge into the same hour a week before.
func TestOneSurgeDoesNotHideTheNext(t *testing.T) {
	history := ledger.Hours{}
	for hour := range int64(28 * 24) {
		history[ledger.HourOf(noon)-hour-1] = 4
	}
	calm := Expect(history, noon, 1)
	for hour := int64(-1); hour < 2; hour++ {
		history[ledger.HourOf(noon)-week-hour] = 400
	}
	if after := Expect(history, noon, 1); after.High > 2*calm.High {
		t.Errorf("the bound rises from %.1f to %.1f", calm.High, after.High)
	}
}

func TestTheBoundIsNeverBelowWhatIsExpected(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history := ledger.Hours{}
		for range rapid.IntRange(0, 300).Draw(t, "hours") {
			history[ledger.HourOf(noon)-rapid.Int64Range(0, 29*24).Draw(t, "ago")] = rapid.Int64Range(0, 10_000).Draw(t, "posts")
		}
		tide := rapid.Float64Range(0, 4).Draw(t, "tide")
		e := Expect(history, noon.Add(time.Duration(rapid.IntRange(0, 3599).Draw(t, "second"))*time.Second), tide)
		if e.Expected < 0 || e.High < e.Expected+4 || math.IsNaN(e.High) || e.Hours < 0 || e.Hours > mostHistory {
			t.Fatalf("%+v", e)
		}
		if calm := Expect(history, noon, 1); tide <= 1 && calm != Expect(history, noon, tide) {
			t.Fatal("an ebb lowers what is expected")
		}
	})
}
