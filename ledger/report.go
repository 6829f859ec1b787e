package ledger

import (
	"context"
	"time"

	"hearsay/classifier"
	"hearsay/triage"
)

// DayCount counts something of one kind on one day (UTC).
type DayCount struct {
	Day  time.Time `json:"day"`
	Kind string    `json:"kind"` // question or claim
	N    int64     `json:"n"`
}

const microsOfDay = 24 * 3600 * 1_000_000

// PostsByDay counts the posts of items by the day on which they were collected, and by kind.
func (q *queries) PostsByDay(ctx context.Context, from, to time.Time) ([]DayCount, error) {
	return q.byDay(ctx, "SELECT p.collected_at / 86400000000, i.kind, COUNT(*) FROM posts p JOIN items i ON i.id = p.item_id WHERE p.item_id <> '' AND p.collected_at >= ? AND p.collected_at < ? GROUP BY 1, 2 ORDER BY 1, 2", from, to)
}

// OpenedByDay counts items by the day on which they were opened, and by kind.
func (q *queries) OpenedByDay(ctx context.Context, from, to time.Time) ([]DayCount, error) {
	return q.byDay(ctx, "SELECT opened_at / 86400000000, kind, COUNT(*) FROM items WHERE opened_at >= ? AND opened_at < ? GROUP BY 1, 2 ORDER BY 1, 2", from, to)
}

func (q *queries) byDay(ctx context.Context, query string, from, to time.Time) ([]DayCount, error) {
	all := []DayCount{}
	err := q.atEase().each(ctx, "counting by day", query, []any{micros(from), micros(to)}, func(scan func(...any) error) error {
		var c DayCount
		var day int64
		err := scan(&day, &c.Kind, &c.N)
		c.Day = fromMicros(day * microsOfDay)
		all = append(all, c)
		return err
	})
	return all, err
}

// BusiestItems are the items of a kind with the most posts in a time, and how many these are. What was dismissed is nobody's business.
func (q *queries) BusiestItems(ctx context.Context, kind classifier.Kind, from, to time.Time, most int) (ids []string, posts map[string]int64, err error) {
	posts = map[string]int64{}
	err = q.atEase().each(ctx, "looking for the busiest items", "SELECT p.item_id, COUNT(*) FROM posts p JOIN items i ON i.id = p.item_id WHERE p.item_id <> '' AND p.collected_at >= ? AND p.collected_at < ? "+
		"AND i.kind = ? AND i.state <> ? GROUP BY p.item_id ORDER BY 2 DESC, p.item_id LIMIT ?", []any{micros(from), micros(to), string(kind), string(triage.Dismissed), most}, func(scan func(...any) error) error {
		var id string
		var n int64
		err := scan(&id, &n)
		ids, posts[id] = append(ids, id), n
		return err
	})
	return ids, posts, err
}

// Where counts the posts of items in a time by platform, space, language or territory, the most first.
func (q *queries) Where(ctx context.Context, by string, from, to time.Time, most int) ([]Share, error) {
	column := map[string]string{byPlatform: "platform", bySpace: "space", byLanguage: "language", byTerritory: "territory"}[by]
	if column == "" {
		return nil, ErrColumn
	}
	shares := []Share{}
	err := q.atEase().each(ctx, "counting posts by "+by, "SELECT "+column+", COUNT(*) FROM posts WHERE item_id <> '' AND "+column+" <> '' AND collected_at >= ? AND collected_at < ? GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?", []any{micros(from), micros(to), most}, func(scan func(...any) error) error {
		var s Share
		err := scan(&s.Name, &s.Posts)
		shares = append(shares, s)
		return err
	})
	return shares, err
}
