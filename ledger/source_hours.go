package ledger

import (
	"context"
	"maps"
	"slices"
	"time"
)

// Hours are how many new posts a source brought in each hour in which it brought any, by hours since 1970.
type Hours map[int64]int64

// Buckets are the hours in their order.
func (h Hours) Buckets() []Bucket {
	buckets := make([]Bucket, 0, len(h))
	for _, hour := range slices.Sorted(maps.Keys(h)) {
		buckets = append(buckets, Bucket{time.Unix(hour*3600, 0).UTC(), h[hour]})
	}
	return buckets
}

// HourOf is the hour that a time lies in.
func HourOf(t time.Time) int64 { return t.Unix() / int64(time.Hour/time.Second) }

// keptHours is how long the hours of sources are kept.
const keptHours = 9 * 24

// countHour counts what a source brought just now.
func (t *Tx) countHour(ctx context.Context, source string, posts int) error {
	if posts == 0 {
		return nil
	}
	return t.exec(ctx, "counting the posts of "+source, "INSERT INTO source_hours (source, hour, posts) VALUES (?, ?, ?) ON CONFLICT (source, hour) DO UPDATE SET posts = source_hours.posts + excluded.posts",
		source, HourOf(t.now()), posts)
}

// SourceHours are the hours of the last nine days of every source.
func (q *queries) SourceHours(ctx context.Context) (map[string]Hours, error) {
	all := map[string]Hours{}
	err := q.each(ctx, "reading the hours of sources", "SELECT source, hour, posts FROM source_hours WHERE hour > ?", []any{HourOf(q.now()) - keptHours}, func(scan func(...any) error) error {
		var source string
		var hour, posts int64
		err := scan(&source, &hour, &posts)
		if all[source] == nil {
			all[source] = Hours{}
		}
		all[source][hour] = posts
		return err
	})
	return all, err
}

// ForgetHours deletes the hours that are too old to say anything.
func (t *Tx) ForgetHours(ctx context.Context) error {
	return t.exec(ctx, "forgetting the hours of sources", "DELETE FROM source_hours WHERE hour <= ?", HourOf(t.now())-keptHours)
}
