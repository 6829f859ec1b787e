package work

import (
	"testing"
	"time"

	"hearsay/ledger"
	"hearsay/replies"
)

func TestTheEffectOfAnAnswer(t *testing.T) {
	noon := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	spread := []ledger.Bucket{}
	for hour, posts := range []int64{40, 8, 4, 100, 3, 1, 0, 9} { // 9:00 to 16:00; the answer stands at 12:30
		spread = append(spread, ledger.Bucket{Hour: noon.Add(time.Duration(hour-3) * time.Hour), Posts: posts})
	}
	answered := &replies.Reply{Postings: []replies.Posting{
		{At: noon.Add(-time.Hour), WithdrawnAt: noon}, {At: noon.Add(50 * time.Minute)}, {At: noon.Add(30 * time.Minute)},
	}}
	for _, test := range []struct {
		name    string
		replies []*replies.Reply
		now     time.Time
		want    *Effect
	}{
		{"no answer", []*replies.Reply{{}}, noon, nil},
		{"too early", []*replies.Reply{{}, answered}, noon.Add(119 * time.Minute), &Effect{At: noon.Add(30 * time.Minute)}},
		{"an hour", []*replies.Reply{answered}, noon.Add(2 * time.Hour), &Effect{noon.Add(30 * time.Minute), 1, 4, 3}},
		{"three hours", []*replies.Reply{answered}, noon.Add(4*time.Hour + time.Minute), &Effect{noon.Add(30 * time.Minute), 3, 52.0 / 3, 4.0 / 3}},
		{"days", []*replies.Reply{answered}, noon.Add(90 * time.Hour), &Effect{noon.Add(30 * time.Minute), 24, 52.0 / 24, 13.0 / 24}},
	} {
		got := EffectOf(test.replies, spread, test.now)
		if (got == nil) != (test.want == nil) || got != nil && *got != *test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
	if change, ok := (&Effect{Before: 4, After: 1}).Change(); !ok || change != -0.75 {
		t.Errorf("got a change of %v, %t", change, ok)
	}
}
