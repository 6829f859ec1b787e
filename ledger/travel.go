package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"hearsay/effect"
	"hearsay/replies"
	"hearsay/travel"
)

// madeAt is when a post p was made, or came here if it does not say, or says that it is of the future.
const madeAt = "CASE WHEN p.created_at > 0 AND p.created_at < p.collected_at THEN p.created_at ELSE p.collected_at END"

// TravelGroups are the posts of items counted by place, language and territory. What came lately is counted by whole hours.
func (q *queries) TravelGroups(ctx context.Context, items []string) ([]travel.Group, error) {
	since := HourOf(q.now().Add(-travel.Window).Add(time.Hour / 2))
	var all []travel.Group
	query := fmt.Sprintf("SELECT platform, space, language, territory, MIN(first_at), SUM(posts), SUM(reach), SUM(CASE WHEN hour >= %[1]d THEN posts ELSE 0 END), SUM(CASE WHEN hour >= %[1]d THEN reach ELSE 0 END) FROM stops WHERE posts > 0 AND item_id", since)
	err := q.atEase().ofItems(ctx, "reading where a claim is", query, " GROUP BY platform, space, language, territory", items, func(scan func(...any) error) error {
		var g travel.Group
		var first int64
		err := scan(&g.Platform, &g.Space, &g.Language, &g.Territory, &first, &g.Posts, &g.Reach, &g.Lately, &g.Meets)
		g.First = fromMicros(first)
		all = append(all, g)
		return err
	})
	return all, err
}

// mostPointing is how many posts of each place are looked at for what they repost, quote or answer: the first that do. Where a place had a claim from
// shows in these or not at all.
const mostPointing = 10

// TravelLinks are the first posts of items in one of these places that repost, quote or answer one of another place.
func (q *queries) TravelLinks(ctx context.Context, items []string, places []travel.Where) ([]travel.Link, error) {
	if len(items) == 0 || len(places) == 0 {
		return nil, nil
	}
	query, args := q.pointing(items, places)
	var all []travel.Link
	err := q.atEase().each(ctx, "reading where a claim came from", query, args, func(scan func(...any) error) error {
		l, err := scanLink(scan)
		all = append(all, l)
		return err
	})
	return all, err
}

// pointing is the statement of TravelLinks: the first posts of each place that point to others, and those others if they stand in another place of
// the platform.
func (q *queries) pointing(items []string, places []travel.Where) (query string, args []any) {
	among, list := q.dialect.among(items)
	first := fmt.Sprintf("WHERE item_id %s AND item_id <> '' AND platform = w.platform AND space = w.space AND (repost_of <> '' OR quote_of <> '' OR reply_to <> '') ORDER BY collected_at LIMIT %d", among, mostPointing)
	ids, tails := []string{"p.repost_of", "p.quote_of", "p.reply_to"}, []string{}
	for _, id := range ids {
		tails = append(tails, q.dialect.tailOf(id))
	}
	pointedAt := " JOIN posts o ON " + q.dialect.oneOf(q.dialect.tail("o."), tails) + " AND "
	const ends = " AND o.platform = p.platform AND o.space <> p.space GROUP BY o.platform, o.space, p.platform, p.space"
	query = "SELECT o.platform, o.space, p.platform, p.space, MIN(" + madeAt + ") FROM "
	if q.dialect == postgres {
		platforms, spaces := make([]string, len(places)), make([]string, len(places))
		for i, w := range places {
			platforms[i], spaces[i] = w.Platform, w.Space
		}
		return query + "unnest(CAST(? AS TEXT[]), CAST(? AS TEXT[])) w (platform, space), LATERAL (SELECT platform, space, created_at, collected_at, repost_of, quote_of, reply_to FROM posts " + first + ") p" +
			pointedAt + q.dialect.oneOf("o.id", ids) + ends, []any{platforms, spaces, list}
	}
	return query + "(SELECT value ->> 'platform' AS platform, COALESCE(value ->> 'space', '') AS space FROM json_each(?)) w JOIN posts p ON p.rowid IN (SELECT rowid FROM posts " + first + ")" +
		pointedAt + q.dialect.oneOf("+o.id", ids) + ends, []any{encode(places), list}
}

func scanLink(scan func(...any) error) (l travel.Link, err error) {
	var at int64
	err = scan(&l.From.Platform, &l.From.Space, &l.To.Platform, &l.To.Space, &at)
	l.At = fromMicros(at)
	return l, err
}

// mostCited bounds how many posts are looked at for what they link to, and how many addresses of posts are looked for.
const mostCited = 2000

// TravelCitations are links between places of items by addresses: posts that link to one of the same claim elsewhere. The newest posts are looked at.
// known are addresses of posts in each place.
func (q *queries) TravelCitations(ctx context.Context, items []string) (links []travel.Link, known []travel.Known, err error) {
	type citing struct {
		in    travel.Where
		at    time.Time
		links []string
	}
	var all []citing
	of := map[string]travel.Where{}
	query := "SELECT p.platform, p.space, " + madeAt + ", p.url, p.links FROM posts p WHERE p.item_id <> '' AND p.item_id"
	err = q.atEase().ofItems(ctx, "reading what posts link to", query, fmt.Sprintf(" ORDER BY p.collected_at DESC LIMIT %d", mostCited), items, func(scan func(...any) error) error {
		var c citing
		var at int64
		var address, cited string
		if err := scan(&c.in.Platform, &c.in.Space, &at, &address, &cited); err != nil {
			return err
		}
		if c.at = fromMicros(at); address != "" {
			of[address] = c.in
			known = append(known, travel.Known{Where: c.in, URL: address})
		}
		all = append(all, c)
		return json.Unmarshal([]byte(cited), &all[len(all)-1].links)
	})
	for _, c := range all {
		for _, address := range c.links {
			if from, isKnown := of[address]; isKnown && from != c.in {
				links = append(links, travel.Link{From: from, To: c.in, At: c.at})
			}
		}
	}
	return links, known, err
}

// Comparable are claims of these topics that were opened since some time, the newest first, as package effect compares them; without their hours, their
// answers and when sources were blind.
func (q *queries) Comparable(ctx context.Context, topics []string, since time.Time, most int) ([]effect.Claim, error) {
	conditions, args := []string{}, []any{micros(since)}
	for _, topic := range topics {
		conditions, args = append(conditions, `topics LIKE ? ESCAPE '\'`), append(args, `%"`+escapeLike(topic)+`"%`)
	}
	if len(topics) == 0 {
		conditions = []string{"topics = '[]'"}
	}
	var all []effect.Claim
	err := q.atEase().each(ctx, "looking for claims that are alike", "SELECT id, language, topics, opened_at FROM items WHERE kind = 'claim' AND state <> 'merged' AND opened_at >= ? AND ("+strings.Join(conditions, " OR ")+") ORDER BY opened_at DESC, id LIMIT ?", append(args, most), func(scan func(...any) error) error {
		var c effect.Claim
		var topics string
		var opened int64
		if err := scan(&c.ID, &c.Language, &topics, &opened); err != nil {
			return err
		}
		c.Opened = HourOf(fromMicros(opened))
		all = append(all, c)
		return json.Unmarshal([]byte(topics), &all[len(all)-1].Topics)
	})
	return all, err
}

// FirstStanding is when the first reply to each of some items stood somewhere, whatever became of it; items that had none are left out.
func (q *queries) FirstStanding(ctx context.Context, items []string) (map[string]time.Time, error) {
	first := map[string]time.Time{}
	err := q.atEase().ofItems(ctx, "reading when items were answered", "SELECT body FROM replies WHERE item_id", "", items, func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		var r replies.Reply
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			return err
		}
		for _, posting := range r.Postings {
			if at, isThere := first[r.Item]; !isThere || posting.At.Before(at) {
				first[r.Item] = posting.At
			}
		}
		return nil
	})
	return first, err
}

// SourcesOf are the sources that brought an item's posts.
func (q *queries) SourcesOf(ctx context.Context, item string) ([]string, error) {
	return q.texts(ctx, "reading the sources of an item", "SELECT name FROM shares WHERE item_id = ? AND part = ? AND posts > 0 ORDER BY name", item, bySource)
}
