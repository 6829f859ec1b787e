package ledger

import (
	"context"
	"time"
)

// Counts are what the metrics tell of the ledger as a whole.
type Counts struct {
	Items   []ItemCount
	Replies []ReplyCount
	Opened  []OpenedCount
	Oldest  map[string]time.Time // by queue: when the oldest item that still waits was opened
}

// ItemCount counts items that wait or are held.
type ItemCount struct {
	Queue    string
	Severity int
	N        int64
}

// ReplyCount counts replies.
type ReplyCount struct {
	State, Language string
	N               int64
}

// OpenedCount counts all items ever opened, by their first topic.
type OpenedCount struct {
	Kind, Topic, Queue string
	N                  int64
}

// How items are counted: by indexes alone.
const (
	countItems  = "SELECT queue, severity, COUNT(*), MIN(opened_at) FROM items WHERE state IN ('open', 'held') GROUP BY queue, severity"
	countOpened = "SELECT kind, topics, queue, COUNT(*) FROM items GROUP BY kind, topics, queue"
)

// Count counts.
func (q *queries) Count(ctx context.Context) (Counts, error) {
	c := Counts{Oldest: map[string]time.Time{}}
	err := q.each(ctx, "counting items", countItems, nil, func(scan func(...any) error) error {
		var n ItemCount
		var oldest int64
		err := scan(&n.Queue, &n.Severity, &n.N, &oldest)
		c.Items = append(c.Items, n)
		if at := fromMicros(oldest); c.Oldest[n.Queue].IsZero() || at.Before(c.Oldest[n.Queue]) {
			c.Oldest[n.Queue] = at
		}
		return err
	})
	if err != nil {
		return c, err
	}
	err = q.each(ctx, "counting replies", "SELECT state, language, COUNT(*) FROM replies GROUP BY state, language", nil, func(scan func(...any) error) error {
		var n ReplyCount
		err := scan(&n.State, &n.Language, &n.N)
		c.Replies = append(c.Replies, n)
		return err
	})
	if err != nil {
		return c, err
	}
	err = q.each(ctx, "counting opened items", countOpened, nil, func(scan func(...any) error) error {
		var n OpenedCount
		err := scan(&n.Kind, &n.Topic, &n.Queue, &n.N)
		c.Opened = append(c.Opened, n)
		return err
	})
	return c, err
}

// ReplySpread is how much an item spread before and after its reply was recorded.
type ReplySpread struct{ Before, After float64 } // posts an hour

// Spreads compares, for replies that were recorded within the given time, the posts an hour of the same time after and before.
func (q *queries) Spreads(ctx context.Context, window time.Duration) ([]ReplySpread, error) {
	recorded, err := q.RepliesIn(ctx, 200, "recorded")
	if err != nil {
		return nil, err
	}
	var all []ReplySpread
	now := q.now()
	for _, r := range recorded {
		since := now.Sub(r.RecordedAt)
		if since < time.Minute || since > window {
			continue
		}
		var s ReplySpread
		var before, after int64
		at := micros(r.RecordedAt)
		err := q.get(ctx, "comparing the spread of an item", "SELECT COALESCE(SUM(CASE WHEN collected_at < ? THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN collected_at >= ? THEN 1 ELSE 0 END), 0) "+
			"FROM posts WHERE item_id = ? AND item_id <> '' AND collected_at >= ?", []any{at, at, r.Item, micros(r.RecordedAt.Add(-since))}, &before, &after)
		if err != nil {
			return nil, err
		}
		s.Before, s.After = float64(before)/since.Hours(), float64(after)/since.Hours()
		all = append(all, s)
	}
	return all, nil
}
