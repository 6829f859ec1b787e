package ledger

import (
	"context"
	"encoding/json"
	"fmt"

	"hearsay/asks"
	"hearsay/classifier"
)

// storedAsk is an ask with what nobody outside needs to know.
type storedAsk struct {
	*asks.Ask
	Clock asks.Clock `json:"clock"`
	Tries int        `json:"tries"`
}

// Ask is one ask.
func (q *queries) Ask(ctx context.Context, id string) (*asks.Ask, error) {
	found, err := q.asks(ctx, "WHERE id = ?", id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("ask %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// AsksOf are who was asked for an answer to an item, the first one first.
func (q *queries) AsksOf(ctx context.Context, item string) ([]*asks.Ask, error) {
	return q.asks(ctx, "WHERE item_id = ? ORDER BY at, id", item)
}

// isAskOpen is a condition on asks for which an answer is waited. Migration 29 has the index.
const isAskOpen = "state IN ('waiting', 'asked')"

// OpenAsks are those for which an answer is waited, the most urgent first. Of one whom only, unless that is "".
func (q *queries) OpenAsks(ctx context.Context, whom string, most int) ([]*asks.Ask, error) {
	return q.asks(ctx, "WHERE "+isAskOpen+" AND (? = '' OR whom = ?) ORDER BY due, id LIMIT ?", whom, whom, most)
}

// DueAsks are those who are to be told now, or again, who wait longest first.
func (q *queries) DueAsks(ctx context.Context, most int) ([]*asks.Ask, error) {
	return q.asks(ctx, "WHERE next_at > 0 AND next_at <= ? ORDER BY next_at, id LIMIT ?", micros(q.now()), most)
}

// SettledAsks are open asks that nobody waits for any more: what became of their items is told by state. A claim is settled once a reply to it is
// verified.
func (q *queries) SettledAsks(ctx context.Context, most int) ([]*asks.Ask, error) {
	return q.asks(ctx, "WHERE "+isAskOpen+" AND (item_id IN (SELECT id FROM items WHERE state IN ('answered', 'dismissed', 'merged')) OR "+
		"item_id IN (SELECT r.item_id FROM replies r JOIN items i ON i.id = r.item_id WHERE i.kind = 'claim' AND r.state IN ('verified', 'published', 'recorded'))) ORDER BY due, id LIMIT ?", most)
}

// CountAsks counts open asks of a kind of items, and how many of them are late.
func (q *queries) CountAsks(ctx context.Context, kind classifier.Kind) (open, late int64, err error) {
	err = q.get(ctx, "counting who is asked", "SELECT COUNT(*), COALESCE(SUM(CASE WHEN due < ? THEN 1 ELSE 0 END), 0) FROM asks WHERE "+isAskOpen+" AND kind = ?", []any{micros(q.now()), string(kind)}, &open, &late)
	return open, late, err
}

// SaveAsk stores an ask that is new or has changed. Its version grows by one.
func (t *Tx) SaveAsk(ctx context.Context, a *asks.Ask) error {
	a.Version++
	n, err := t.execCount(ctx, "storing ask "+a.ID, "INSERT INTO asks (id, item_id, kind, whom, state, next_at, due, at, body, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET item_id = excluded.item_id, state = excluded.state, next_at = excluded.next_at, due = excluded.due, body = excluded.body, version = excluded.version WHERE asks.version = excluded.version - 1",
		a.ID, a.Item, string(a.Kind), a.Whom, string(a.State), micros(a.NextAt), micros(a.Due), micros(a.CreatedAt), encode(storedAsk{a, a.Clock, a.Tries}), a.Version)
	if err == nil && n == 0 {
		err = fmt.Errorf("storing ask %s: %w since it was read", a.ID, ErrChanged)
	}
	return err
}

func (q *queries) asks(ctx context.Context, where string, args ...any) ([]*asks.Ask, error) {
	found := []*asks.Ask{}
	err := q.each(ctx, "reading who was asked", "SELECT body FROM asks "+where, args, func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		stored := storedAsk{Ask: &asks.Ask{}}
		if err := json.Unmarshal([]byte(body), &stored); err != nil {
			return err
		}
		stored.Ask.Clock, stored.Ask.Tries = stored.Clock, stored.Tries
		found = append(found, stored.Ask)
		return nil
	})
	return found, err
}
