package ledger

import (
	"cmp"
	"context"
	"slices"
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

// PostsByDay counts the posts of items by the day on which they were collected, and by kind. Of what kind an item is, is asked once a day, and not once a post.
func (q *queries) PostsByDay(ctx context.Context, from, to time.Time) ([]DayCount, error) {
	return q.byDay(ctx, "SELECT day, kind, CAST(SUM(n) AS BIGINT) FROM (SELECT collected_at / 86400000000 AS day, item_id, COUNT(*) AS n FROM posts "+
		"WHERE item_id <> '' AND collected_at >= ? AND collected_at < ? GROUP BY 1, 2) AS counted JOIN items ON items.id = counted.item_id GROUP BY 1, 2 ORDER BY 1, 2", from, to)
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

// Whereabouts are where posts stood and in which languages, the most first.
type Whereabouts struct{ Platforms, Spaces, Languages []Share }

// Whereabouts counts the posts of items in a time by platform, space and language, at most most of each, in one pass over them. What has none is not counted.
func (q *queries) Whereabouts(ctx context.Context, from, to time.Time, most int) (Whereabouts, error) {
	platforms, spaces, languages := map[string]int64{}, map[string]int64{}, map[string]int64{}
	const query = "SELECT platform, space, language, COUNT(*) FROM posts WHERE item_id <> '' AND collected_at >= ? AND collected_at < ? GROUP BY 1, 2, 3"
	err := q.atEase().each(ctx, "counting posts by place", query, []any{micros(from), micros(to)}, func(scan func(...any) error) error {
		var platform, space, language string
		var n int64
		err := scan(&platform, &space, &language, &n)
		platforms[platform] += n
		spaces[space] += n
		languages[language] += n
		return err
	})
	return Whereabouts{mostOf(platforms, most), mostOf(spaces, most), mostOf(languages, most)}, err
}

// mostOf are the names with the most posts, without those that have none.
func mostOf(counts map[string]int64, most int) []Share {
	delete(counts, "")
	shares := make([]Share, 0, len(counts))
	for name, n := range counts {
		shares = append(shares, Share{name, n})
	}
	slices.SortFunc(shares, func(a, b Share) int { return cmp.Or(cmp.Compare(b.Posts, a.Posts), cmp.Compare(a.Name, b.Name)) })
	return shares[:min(len(shares), most)]
}
