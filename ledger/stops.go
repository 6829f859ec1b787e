package ledger

import (
	"context"
	"errors"
	"time"
)

// stop is where posts of an item were made: a place, language and territory, in one hour.
type stop struct {
	item, platform, space, language, territory string
	hour                                       int64 // since 1970
}

// passing is how the posts there change.
type passing struct {
	posts, reach int64
	first        int64 // when the first of them was made, in microseconds
}

// made is when a post was made, or came here if it does not say, or says that it is of the future.
func (p *StoredPost) made() time.Time {
	if !p.CreatedAt.IsZero() && p.CreatedAt.Before(p.CollectedAt) {
		return p.CreatedAt
	}
	return p.CollectedAt
}

// pass counts what a post of an item changes at its stop.
func (c tally) pass(p *StoredPost, posts, reach int64) {
	at := p.made()
	where := stop{p.Item, p.Platform, p.Space, p.Language, p.Territory, HourOf(at)}
	change, isThere := c.stops[where]
	if first := micros(at); !isThere || first < change.first {
		change.first = first
	}
	change.posts += posts
	change.reach += reach
	c.stops[where] = change
}

// addStops adds to what is counted at stops. One from which the first post is taken away keeps its time, which is right to the hour.
const addStops = " ON CONFLICT (item_id, platform, space, language, territory, hour) DO UPDATE SET posts = stops.posts + excluded.posts, reach = stops.reach + excluded.reach, " +
	"first_at = CASE WHEN stops.posts > 0 AND stops.first_at < excluded.first_at THEN stops.first_at ELSE excluded.first_at END"

const stopColumns = "platform, space, language, territory, hour, posts, reach, first_at"

func (t *Tx) countStops(ctx context.Context, changes map[stop]passing) error {
	const width = 9
	rows := make([]any, 0, width*len(changes))
	for at, change := range changes {
		if change.posts != 0 || change.reach != 0 {
			rows = append(rows, at.item, at.platform, at.space, at.language, at.territory, at.hour, change.posts, change.reach, change.first)
		}
	}
	_, err := t.insertRows(ctx, "counting where an item's posts were made", "stops (item_id, "+stopColumns+")", width, rows, addStops)
	return err
}

// moveStops gives all stops of an item to another.
func (t *Tx) moveStops(ctx context.Context, from, to string) error {
	err := t.exec(ctx, "moving where an item's posts were made", "INSERT INTO stops (item_id, "+stopColumns+") SELECT CAST(? AS TEXT), "+stopColumns+" FROM stops WHERE item_id = ? AND posts > 0"+addStops, to, from)
	return errors.Join(err, t.exec(ctx, "dropping where an item's posts were made", "DELETE FROM stops WHERE item_id = ?", from))
}
