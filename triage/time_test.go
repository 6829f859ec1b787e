package triage_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/classifier/rules"
	"hearsay/triage"
)

// TestNothingChangesBeforeTheNextChange looks at items at a time, and again at any time before that of their next change.
func TestNothingChangesBeforeTheNextChange(t *testing.T) {
	now := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(rt *rapid.T) {
		within := func(from, to time.Duration, what string) time.Time {
			return now.Add(time.Duration(rapid.Int64Range(int64(from), int64(to)).Draw(rt, what)))
		}
		it := &triage.Item{
			State: rapid.SampledFrom([]triage.State{triage.Open, triage.Held}).Draw(rt, "state"), Queue: "first", Severity: rules.High,
			OpenedAt: within(-200*time.Hour, 100*time.Hour, "opened"), LastPost: within(-9*time.Hour, time.Minute, "last post"),
			Heat: rapid.Float64Range(0, 5000).Draw(rt, "heat"), Reach: rapid.Int64Range(0, 1e8).Draw(rt, "reach"),
		}
		it.Deadline = it.OpenedAt.Add(time.Duration(rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, int64(100*time.Hour))).Draw(rt, "allowed")))
		if it.State == triage.Held {
			it.Holder, it.Token, it.HeldUntil = "ann", "t", within(-time.Hour, time.Hour, "held until")
		}
		if rapid.Bool().Draw(rt, "has a time to be reached by") {
			it.ReachBy = within(-time.Hour, 100*time.Hour, "reach by")
		}
		escalates := rapid.SampledFrom([]string{"", "second"}).Draw(rt, "escalates to")
		changed := func(at time.Time) string {
			return fmt.Sprint(it.Lapse(at), it.Overrun(escalates, at), it.Reprice(at))
		}
		for range 5 {
			changed(now)
			next := it.NextChange(now)
			if !next.After(now) {
				rt.Fatalf("the change after %v is at %v", now, next)
			}
			before := now.Add(time.Duration(rapid.Float64Range(0, 1).Draw(rt, "how far") * float64(next.Sub(now)-time.Second)))
			if got := changed(before); before.After(now) && got != "false false false" {
				rt.Fatalf("looked at at %v, it is to change at %v, and changed (lapse, overrun, reprice: %s) at %v", now, next, got, before)
			}
			now = next
		}
	})
}

// TestLookedAtAtItsNextChangeAnItemChanges holds NextChange to being of use: an item that waits is looked at little more often than it changes.
func TestLookedAtAtItsNextChangeAnItemChanges(t *testing.T) {
	now := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	it := &triage.Item{State: triage.Open, Queue: "first", OpenedAt: now, LastPost: now, Heat: 900, Deadline: now.Add(20 * time.Hour)}
	it.Reprice(now)
	looks, changes := 0, 0
	for end := now.Add(100 * time.Hour); now.Before(end); looks++ {
		now = it.NextChange(now)
		if it.Reprice(now) {
			changes++
		}
	}
	if looks > changes+6 || changes < 25 { // ten steps of speed, fifteen of age, and that it comes first
		t.Errorf("looked at %d times, it changed %d times", looks, changes)
	}
}
