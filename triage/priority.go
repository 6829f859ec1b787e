package triage

import (
	"math"
	"time"

	"hearsay/classifier/rules"
)

// Priority says how soon an item is to be taken up, and why: the parts are shown beside the sum.
type Priority struct {
	Severity int `json:"severity"` // 0 to 450
	Reach    int `json:"reach"`    // 0 to 150
	Speed    int `json:"speed"`    // 0 to 200
	Age      int `json:"age"`      // 0 to 200 up to the deadline, to 300 after it
	Total    int `json:"total"`    // 0 to MaxPriority; FirstPriority for an item that has waited for as long as it may
}

// MaxPriority is the most that the parts can sum up to.
const MaxPriority = 1100

// FirstPriority is that of items that have waited for as long as they may: they come before all others, the one that has waited longest first.
const FirstPriority = 2000

// lateBy is how many times its deadline an item waits at most, if its route does not say.
const lateBy = 3

// ComesFirst is from when on the item comes before all that has waited for less, whatever its priority was: so that none starves below those that are
// more urgent.
func (it *Item) ComesFirst() time.Time {
	if it.ReachBy.IsZero() {
		return it.OpenedAt.Add(lateBy * it.Deadline.Sub(it.OpenedAt))
	}
	return it.ReachBy
}

// ageSteps is in how many steps an item's age lifts it on the way to its deadline, by agePoints each. Few, so that a queue of many items
// is not told of every minute.
const (
	ageSteps  = 10
	agePoints = 20
)

// speedPoints are what twice the speed lifts an item by; a thousand posts an hour are the most that counts.
const (
	speedPoints = 20
	mostSpeed   = 200
)

// heatHalfLife is how fast a past post stops counting for the speed of spread.
const heatHalfLife = time.Hour

// Speed is how fast the item spreads: posts in the last hour, each counting for less the longer ago it was.
func (it *Item) Speed(now time.Time) float64 {
	past := max(now.Sub(it.LastPost), 0)
	return it.Heat * math.Exp2(-float64(past)/float64(heatHalfLife))
}

// Reprice works out the priority at now; true if it changed.
func (it *Item) Reprice(now time.Time) bool {
	p := Priority{
		Severity: 150 * int(it.Severity),
		Reach:    int(min(150*math.Log10(1+float64(it.Reach))/7, 150)), // ten million followers are the most that counts
		Speed:    int(min(speedPoints*math.Round(math.Log2(1+it.Speed(now))), mostSpeed)),
		Age:      it.age(now),
	}
	p.Total = p.Severity + p.Reach + p.Speed + p.Age
	if it.State.IsUnfinished() && !it.OpenedAt.IsZero() && !now.Before(it.ComesFirst()) && it.ComesFirst().After(it.OpenedAt) {
		p.Total = FirstPriority
	}
	changed := p != it.Priority
	it.Priority = p
	return changed
}

// age lifts an item in steps as its deadline comes near, and half as fast again for as long after it.
func (it *Item) age(now time.Time) int {
	allowed := it.Deadline.Sub(it.OpenedAt)
	if allowed <= 0 {
		return 0
	}
	step := int(ageSteps * now.Sub(it.OpenedAt) / allowed)
	return agePoints * min(max(step, 0), ageSteps+ageSteps/2)
}

// IsOverdue tells whether the item still waits for an answer after its deadline.
func (it *Item) IsOverdue(now time.Time) bool {
	return it.State.IsUnfinished() && now.After(it.Deadline)
}

// IsCritical tells whether the item is of the highest severity.
func (it *Item) IsCritical() bool { return it.Severity == rules.Critical }
