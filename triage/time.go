package triage

import (
	"math"
	"time"
)

// NextChange is when time alone changes an unfinished item next, after now: its lease ends (Lapse), its deadline passes (Overrun), or its priority
// is another one (Reprice). Until then none of them has anything to do to an item that they have just looked at. It is up to a second late, and the zero time for
// an item that is finished.
func (it *Item) NextChange(now time.Time) time.Time {
	if !it.State.IsUnfinished() {
		return time.Time{}
	}
	next := now.Add(farOff)
	for _, at := range []time.Time{it.HeldUntil, it.Deadline, it.ComesFirst(), it.olderAt(now), it.slowerAt(now)} {
		if at = at.Add(late); at.After(now) && at.Before(next) {
			next = at
		}
	}
	return next
}

// farOff is how long an item is left alone at most. What lies at an instant, such as a deadline, is looked at so late, that what is rounded on the way has
// passed.
const (
	farOff = 24 * time.Hour
	late   = 10 * time.Millisecond
)

// olderAt is when age makes its next step.
func (it *Item) olderAt(now time.Time) time.Time {
	allowed := it.Deadline.Sub(it.OpenedAt)
	if allowed <= 0 {
		return time.Time{}
	}
	step := it.age(now)/agePoints + 1
	return it.OpenedAt.Add(time.Duration(step) * allowed / ageSteps)
}

// slowerAt is when the speed of spread is rounded to a step less.
func (it *Item) slowerAt(now time.Time) time.Time {
	step := min(math.Round(math.Log2(1+it.Speed(now))), mostSpeed/speedPoints)
	if step < 1 {
		return time.Time{}
	}
	below := math.Exp2(step-0.5) - 1
	return it.LastPost.Add(time.Duration(math.Log2(it.Heat/below) * float64(heatHalfLife)))
}
