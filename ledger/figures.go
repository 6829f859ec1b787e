package ledger

import (
	"context"
	"strconv"
	"time"

	"hearsay/classifier/rules"
	"hearsay/triage"
)

// PressingItems are items that wait or are held and are of the highest severity or due before a time, the most pressing first.
func (q *queries) PressingItems(ctx context.Context, dueBefore time.Time, most int) ([]*triage.Item, error) {
	return q.items(ctx, "WHERE state IN ('open', 'held') AND (severity = ? OR deadline <= ?) ORDER BY priority DESC, id LIMIT ?", int(rules.Critical), micros(dueBefore), most)
}

// FreshPosts counts the posts that items got after a time, by item.
func (q *queries) FreshPosts(ctx context.Context, after time.Time) (map[string]int64, error) {
	// Counted in one, SQLite would read the posts of all time, which an index has by item.
	const fresh = "WITH fresh AS MATERIALIZED (SELECT item_id FROM posts WHERE item_id <> '' AND collected_at > ?) SELECT item_id, COUNT(*) FROM fresh GROUP BY item_id"
	counts := map[string]int64{}
	err := q.atEase().each(ctx, "counting fresh posts", fresh, []any{micros(after)}, func(scan func(...any) error) error {
		var item string
		var n int64
		err := scan(&item, &n)
		counts[item] = n
		return err
	})
	return counts, err
}

// Hourly counts the posts of some items by hour of collection, by item and hours since 1970; hours before a time are left out.
func (q *queries) Hourly(ctx context.Context, items []string, after time.Time) (map[string]Hours, error) {
	all := map[string]Hours{}
	since := HourOf(after)
	err := q.atEase().ofItems(ctx, "reading the hours of items", "SELECT item_id, name, posts FROM shares WHERE part = 'hour' AND posts > 0 AND item_id", "", items, func(scan func(...any) error) error {
		var item, name string
		var n int64
		if err := scan(&item, &name, &n); err != nil {
			return err
		}
		hour, err := strconv.ParseInt(name, 10, 64)
		if err != nil || hour < since {
			return err
		}
		if all[item] == nil {
			all[item] = Hours{}
		}
		all[item][hour] = n
		return nil
	})
	return all, err
}

// AllHourly counts the posts of all items together by hours since 1970, those before a time left out.
func (q *queries) AllHourly(ctx context.Context, after time.Time) (Hours, error) {
	hours, err := q.Hourly(ctx, []string{all}, after)
	if err != nil || hours[all] == nil {
		return Hours{}, err
	}
	return hours[all], nil
}

// PlaceShare is a part of an item's posts: those of one space, language or territory.
type PlaceShare struct {
	Item, Part, Name string
	Posts            int64
	FirstAt          time.Time // when the first of them was collected; zero if that was not noted
}

// Places are the spaces, languages and territories of some items.
func (q *queries) Places(ctx context.Context, items []string) ([]PlaceShare, error) {
	var all []PlaceShare
	err := q.atEase().ofItems(ctx, "reading the places of items", "SELECT item_id, part, name, posts, first_at FROM shares WHERE part IN ('space', 'language', 'territory') AND name <> '' AND posts > 0 AND item_id", "", items, func(scan func(...any) error) error {
		var p PlaceShare
		var first int64
		err := scan(&p.Item, &p.Part, &p.Name, &p.Posts, &first)
		p.FirstAt = fromMicros(first)
		all = append(all, p)
		return err
	})
	return all, err
}

// ofItems reads rows of some items; query ends with the column of their ids, and end stands behind the condition on it.
func (q *queries) ofItems(ctx context.Context, what, query, end string, items []string, row func(scan func(...any) error) error) error {
	if len(items) == 0 {
		return nil
	}
	among, list := q.dialect.among(items)
	return q.each(ctx, what, query+" "+among+end, []any{list}, row)
}
