//go:build linux

package main

import (
	"strings"
	"testing"
	"time"
)

func TestGrowthIsSeenInLivesThatAreLongEnough(t *testing.T) {
	grows := func(samples int, by float64) []map[string]float64 {
		var all []map[string]float64
		for i := range samples {
			all = append(all, map[string]float64{resident: 80e6 + by*float64(i), goroutines: 40, startedAt: 1})
		}
		return all
	}
	u := &usage{lives: map[life][]map[string]float64{
		{0, 1}: grows(fullLife, 0),
		{1, 1}: grows(fullLife, 2e6),
		{1, 2}: grows(fullLife-1, 9e6), // killed before it could be judged
	}}
	got := u.grown()
	if len(got) != 1 || !strings.Contains(got[0], "process 1, 5m0s long: "+resident) {
		t.Errorf("got %q", got)
	}
}

// TestAFirehoseSaysTheSameAgain asks for posts twice, as after a break: each has one text, and one in about a hundred is of a topic.
func TestAFirehoseSaysTheSameAgain(t *testing.T) {
	began := time.Now()
	f, again := &firehose{began, time.Millisecond, 10_000}, &firehose{began, time.Millisecond, 10_000}
	texts, marked := map[string]bool{}, 0
	for n := range f.posts {
		text := f.text(n)
		if text != again.text(n) || texts[text] {
			t.Fatalf("post %d says %q", n, text)
		}
		texts[text] = true
		if markOf.MatchString(text) {
			marked++
		}
	}
	if marked < 50 || marked > 200 {
		t.Errorf("%d of %d are of a topic", marked, f.posts)
	}
	if n := f.written(began.Add(time.Hour)); n != f.posts || f.written(began.Add(time.Second)) != 1000 {
		t.Errorf("%d posts are written after an hour", n)
	}
}

func TestASoakTakesTheFaultsThatNeedNoStageOfTheirOwn(t *testing.T) {
	if all := soakFaults(""); len(all) < 15 {
		t.Errorf("%d kinds", len(all))
	}
	for kind, want := range map[string]int{"paused": 1, "disk-full": 0, "clock-back": 0, "nothing": 0} {
		if got := soakFaults(kind); len(got) != want {
			t.Errorf("%s: %d kinds", kind, len(got))
		}
	}
}
