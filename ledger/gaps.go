package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"hearsay/gaps"
)

// unanswered are questions that nobody has answered yet. Migration 28 has the indexes.
const unanswered = "i.kind = 'question' AND i.state IN ('open', 'held', 'answering')"

// Unanswered are the questions that nobody has answered yet, counted by whom they are asked of, where, in which language and about what. Few name an
// authority; those that name none are counted without looking at their posts.
func (q *queries) Unanswered(ctx context.Context) ([]gaps.Asked, error) {
	const counted = ", i.language, i.topics, i.territories, COUNT(*), SUM(i.posts), MIN(i.opened_at) FROM "
	const named = "s.part = '" + byAuthority + "' AND s.posts > 0"
	ease := q.atEase()
	var found []gaps.Asked
	for _, query := range []string{
		"SELECT ''" + counted + "items i WHERE " + unanswered + " AND i.id NOT IN (SELECT s.item_id FROM shares s WHERE " + named + ") GROUP BY i.language, i.topics, i.territories",
		"SELECT s.name" + counted + "shares s CROSS JOIN items i WHERE i.id = s.item_id AND " + named + " AND " + unanswered + " GROUP BY s.name, i.language, i.topics, i.territories",
	} {
		err := ease.each(ctx, "reading questions without an answer", query, nil, func(scan func(...any) error) error {
			a, err := scanAsked(scan)
			found = append(found, a)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func scanAsked(scan func(...any) error) (gaps.Asked, error) {
	var a gaps.Asked
	var topics, territories string
	var oldest int64
	if err := scan(&a.Authority, &a.Language, &topics, &territories, &a.Questions, &a.Posts, &oldest); err != nil {
		return a, err
	}
	a.Oldest = fromMicros(oldest)
	if err := errors.Join(json.Unmarshal([]byte(topics), &a.Topics), json.Unmarshal([]byte(territories), &a.Territories)); err != nil {
		return a, fmt.Errorf("reading the topics and territories of items: %w", err)
	}
	return a, nil
}

// UnansweredCount is how many questions of one topic and language nobody has answered yet.
type UnansweredCount struct {
	Topic     string // all topics, as they are stored
	Language  string
	Questions int64
	Posts     int64
	Oldest    time.Time
}

// CountUnanswered counts the questions that nobody has answered yet.
func (q *queries) CountUnanswered(ctx context.Context) ([]UnansweredCount, error) {
	var counts []UnansweredCount
	err := q.atEase().each(ctx, "counting questions without an answer", "SELECT i.topics, i.language, COUNT(*), SUM(i.posts), MIN(i.opened_at) FROM items i WHERE "+unanswered+" GROUP BY i.topics, i.language", nil, func(scan func(...any) error) error {
		var c UnansweredCount
		var oldest int64
		err := scan(&c.Topic, &c.Language, &c.Questions, &c.Posts, &oldest)
		c.Oldest = fromMicros(oldest)
		counts = append(counts, c)
		return err
	})
	return counts, err
}
