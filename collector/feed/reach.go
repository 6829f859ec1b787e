package feed

import (
	"fmt"
	"time"

	"hearsay/collector"
	"hearsay/post"
	"hearsay/sight"
)

// leastReach is how many entries a feed must have for what it no longer shows to be told: shorter ones often show what is current, and nothing else.
const leastReach = 5

// newest is the latest date of an entry, or of those before. now stands for none.
func newest(posts []post.Post, before, now time.Time) time.Time {
	for i := range posts {
		if at := posts[i].CreatedAt; at.After(before) && at.Before(now) {
			before = at
		}
	}
	return before
}

// pushedOut tells what a feed may have shown between two readings: if all its entries are newer than the newest was, others may have come and gone. It
// is nil if that cannot be, or cannot be told.
func pushedOut(posts []post.Post, before, now time.Time) *collector.Lost {
	if before.IsZero() || len(posts) < leastReach {
		return nil
	}
	oldest := now
	for i := range posts {
		at := posts[i].CreatedAt
		if !at.Before(now) || !at.After(before) {
			return nil
		}
		if at.Before(oldest) {
			oldest = at
		}
	}
	return &collector.Lost{Span: sight.Span{From: before, To: oldest}, Reason: sight.TooOld, Detail: fmt.Sprintf("the feed shows its last %d entries, and all are newer than what was read before; read it more often", len(posts))}
}
