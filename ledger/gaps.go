package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"hearsay/gaps"
)

// unanswered are questions that nobody has answered yet.
const unanswered = "kind = 'question' AND state IN ('open', 'held', 'answering')"

// Unanswered are the questions that nobody has answered yet.
func (q *queries) Unanswered(ctx context.Context) ([]gaps.Question, error) {
	ease := q.atEase()
	var found []gaps.Question
	at := map[string]int{}
	err := ease.each(ctx, "reading questions without an answer", "SELECT id, language, topics, territories, posts, opened_at FROM items WHERE "+unanswered+" ORDER BY opened_at, id", nil, func(scan func(...any) error) error {
		var one gaps.Question
		var topics, territories string
		var opened int64
		if err := scan(&one.Item, &one.Language, &topics, &territories, &one.Posts, &opened); err != nil {
			return err
		}
		one.OpenedAt = fromMicros(opened)
		if err := errors.Join(json.Unmarshal([]byte(topics), &one.Topics), json.Unmarshal([]byte(territories), &one.Territories)); err != nil {
			return fmt.Errorf("item %s: %w", one.Item, err)
		}
		at[one.Item] = len(found)
		found = append(found, one)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = ease.each(ctx, "reading of whom they are asked", "SELECT s.item_id, s.name FROM items i JOIN shares s ON s.item_id = i.id AND s.part = '"+byAuthority+"' AND s.posts > 0 WHERE "+unanswered+" ORDER BY s.item_id, s.posts DESC, s.name", nil, func(scan func(...any) error) error {
		var item, name string
		err := scan(&item, &name)
		if i, isThere := at[item]; isThere {
			found[i].Authorities = append(found[i].Authorities, name)
		}
		return err
	})
	return found, err
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
	err := q.atEase().each(ctx, "counting questions without an answer", "SELECT topics, language, COUNT(*), SUM(posts), MIN(opened_at) FROM items WHERE "+unanswered+" GROUP BY topics, language", nil, func(scan func(...any) error) error {
		var c UnansweredCount
		var oldest int64
		err := scan(&c.Topic, &c.Language, &c.Questions, &c.Posts, &oldest)
		c.Oldest = fromMicros(oldest)
		counts = append(counts, c)
		return err
	})
	return counts, err
}
