package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// The parts by which an item's posts are told apart, and counted as they come and go: a page need not read them all.
const (
	byHour      = "hour" // of collection
	byPlatform  = "platform"
	bySpace     = "space"
	byLanguage  = "language"
	byTerritory = "territory"
	bySource    = "source"    // that brought them
	byAuthority = "authority" // whom posts name; a post may name several
)

// Share is a part of an item's posts.
type Share struct {
	Name  string `json:"name"` // "" for posts that have none
	Posts int64  `json:"posts"`
}

// Bucket is a count of an item's posts in one hour.
type Bucket struct {
	Hour  time.Time `json:"hour"`
	Posts int64     `json:"posts"`
}

// ErrColumn is returned for shares by something that posts do not have.
var ErrColumn = errors.New("posts are not told apart by that")

// Shares counts an item's posts by platform, space, language or territory, the largest first, at most most.
func (q *queries) Shares(ctx context.Context, item, by string, most int) ([]Share, error) {
	if !slices.Contains([]string{byPlatform, bySpace, byLanguage, byTerritory, bySource, byAuthority}, by) {
		return nil, fmt.Errorf("counting posts by %q: %w", by, ErrColumn)
	}
	shares := []Share{}
	err := q.each(ctx, "reading how an item's posts divide", "SELECT name, posts FROM shares WHERE item_id = ? AND part = ? AND posts > 0 ORDER BY posts DESC, name LIMIT ?", []any{item, by, most}, func(scan func(...any) error) error {
		var s Share
		err := scan(&s.Name, &s.Posts)
		shares = append(shares, s)
		return err
	})
	return shares, err
}

// Spread counts an item's posts by hour of collection, the oldest first; hours without posts are left out.
func (q *queries) Spread(ctx context.Context, item string) ([]Bucket, error) {
	buckets := []Bucket{}
	err := q.each(ctx, "reading the hours of an item's posts", "SELECT name, posts FROM shares WHERE item_id = ? AND part = ? AND posts > 0", []any{item, byHour}, func(scan func(...any) error) error {
		var name string
		var b Bucket
		if err := scan(&name, &b.Posts); err != nil {
			return err
		}
		hour, err := strconv.ParseInt(name, 10, 64)
		b.Hour = time.Unix(hour*int64(time.Hour/time.Second), 0).UTC()
		buckets = append(buckets, b)
		return err
	})
	slices.SortFunc(buckets, func(a, b Bucket) int { return a.Hour.Compare(b.Hour) })
	return buckets, err
}

// all is in the place of an item for all items together.
const all = ""

// share names one count.
type share struct{ item, part, name string }

// tally is how counts change.
type tally struct {
	shares map[share]int64
	stops  map[stop]passing
}

func newTally() tally { return tally{map[share]int64{}, map[stop]passing{}} }

// add counts a post in its item, or out of it if n is negative. Posts of no item are not counted.
func (c tally) add(p *StoredPost, n int64) {
	if p.Item == "" {
		return
	}
	hour := strconv.FormatInt(HourOf(p.CollectedAt), 10)
	c.shares[share{all, byHour, hour}] += n
	for part, name := range map[string]string{
		byHour: hour, byPlatform: p.Platform, bySpace: p.Space, byLanguage: p.Language, byTerritory: p.Territory, bySource: p.Source,
	} {
		c.shares[share{p.Item, part, name}] += n
	}
	if p.Verdict != nil {
		for _, name := range p.Verdict.Addressees {
			c.shares[share{p.Item, byAuthority, name}] += n
		}
	}
	c.pass(p, n, n*p.Reach)
}

// count changes the counts.
func (t *Tx) count(ctx context.Context, c tally) error {
	const width = 5
	now := micros(t.now())
	rows := make([]any, 0, width*len(c.shares))
	for s, n := range c.shares {
		if n != 0 {
			rows = append(rows, s.item, s.part, s.name, n, now)
		}
	}
	_, err := t.insertRows(ctx, "counting an item's posts", "shares (item_id, part, name, posts, first_at)", width, rows,
		" ON CONFLICT (item_id, part, name) DO UPDATE SET posts = shares.posts + excluded.posts, first_at = CASE WHEN shares.posts > 0 THEN shares.first_at ELSE excluded.first_at END")
	return errors.Join(err, t.countStops(ctx, c.stops))
}

// moveCounts gives all counts of an item to another.
func (t *Tx) moveCounts(ctx context.Context, from, to string) error {
	err := t.exec(ctx, "moving the counts of an item", "INSERT INTO shares (item_id, part, name, posts, first_at) SELECT CAST(? AS TEXT), part, name, posts, first_at FROM shares WHERE item_id = ? "+
		"ON CONFLICT (item_id, part, name) DO UPDATE SET posts = shares.posts + excluded.posts, first_at = CASE WHEN excluded.first_at < shares.first_at THEN excluded.first_at ELSE shares.first_at END", to, from)
	return errors.Join(err, t.exec(ctx, "dropping the counts of an item", "DELETE FROM shares WHERE item_id = ?", from), t.moveStops(ctx, from, to))
}
