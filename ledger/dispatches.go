package ledger

import (
	"context"
	"encoding/json"
	"fmt"

	"hearsay/replies/publish"
)

// Dispatch is one dispatch.
func (q *queries) Dispatch(ctx context.Context, id string) (*publish.Dispatch, error) {
	found, err := q.dispatches(ctx, "WHERE id = ?", id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("dispatch %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// DispatchesOf are a reply's dispatches, the oldest first.
func (q *queries) DispatchesOf(ctx context.Context, reply string) ([]*publish.Dispatch, error) {
	return q.dispatches(ctx, "WHERE reply_id = ? ORDER BY at, id", reply)
}

// DueDispatches are dispatches that are to be moved on, those that wait longest first.
func (q *queries) DueDispatches(ctx context.Context, most int) ([]*publish.Dispatch, error) {
	soonest, latest := dueArgs(q.now())
	return q.dispatches(ctx, "WHERE state IN ('sending', 'withdrawing') AND "+due+" ORDER BY next_at, id LIMIT ?", soonest, latest, most)
}

// SaveDispatch stores a dispatch that is new or has changed. Its version grows by one.
func (t *Tx) SaveDispatch(ctx context.Context, d *publish.Dispatch) error {
	d.Version++
	n, err := t.execCount(ctx, "storing dispatch "+d.ID, "INSERT INTO dispatches (id, reply_id, state, next_at, at, body, version) VALUES (?, ?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET state = excluded.state, next_at = excluded.next_at, body = excluded.body, version = excluded.version WHERE dispatches.version = excluded.version - 1",
		d.ID, d.Reply, string(d.State), micros(d.NextAt), micros(d.At), encode(d), d.Version)
	if err == nil && n == 0 {
		err = fmt.Errorf("storing dispatch %s: %w since it was read", d.ID, ErrChanged)
	}
	return err
}

func (q *queries) dispatches(ctx context.Context, where string, args ...any) ([]*publish.Dispatch, error) {
	found := []*publish.Dispatch{}
	err := q.each(ctx, "reading dispatches", "SELECT body FROM dispatches "+where, args, func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		var d publish.Dispatch
		if err := json.Unmarshal([]byte(body), &d); err != nil {
			return err
		}
		found = append(found, &d)
		return nil
	})
	return found, err
}
