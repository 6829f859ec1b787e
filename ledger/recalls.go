package ledger

import (
	"context"
	"fmt"

	"hearsay/recall"
)

// Recall is one recall.
func (q *queries) Recall(ctx context.Context, id string) (recall.Recall, error) {
	return one(q.recalls(ctx, "WHERE id = ?", id))("recall " + id)
}

// RecallOf is the recall of a reply that is not over; ErrNotFound if there is none.
func (q *queries) RecallOf(ctx context.Context, reply string) (recall.Recall, error) {
	return one(q.recalls(ctx, "WHERE reply_id = ? AND state <> 'closed' ORDER BY at DESC, id LIMIT 1", reply))("recall of reply " + reply)
}

// Recalls are those in any of some states, the newest first, at most most; all for 0.
func (q *queries) Recalls(ctx context.Context, most int, states ...recall.State) ([]recall.Recall, error) {
	args := make([]any, 0, len(states)+1)
	for _, s := range states {
		args = append(args, string(s))
	}
	where := "WHERE state IN (" + marks(len(states)) + ") ORDER BY at DESC, id"
	if most == 0 {
		return q.recalls(ctx, where, args...)
	}
	return q.recalls(ctx, where+" LIMIT ?", append(args, most)...)
}

// CountRecalls is how many recalls are not over.
func (q *queries) CountRecalls(ctx context.Context) (n int64, err error) {
	return n, q.get(ctx, "counting recalls", "SELECT COUNT(*) FROM recalls WHERE state <> 'closed'", nil, &n)
}

// SaveRecall stores a recall that is new or has changed. Its version grows by one.
func (t *Tx) SaveRecall(ctx context.Context, r *recall.Recall) error {
	r.Version++
	n, err := t.execCount(ctx, "storing recall "+r.ID, "INSERT INTO recalls (id, reply_id, state, at, body, version) VALUES (?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body, version = excluded.version WHERE recalls.version = excluded.version - 1",
		r.ID, r.Reply, string(r.State), micros(r.CreatedAt), encode(r), r.Version)
	if err == nil && n == 0 {
		err = fmt.Errorf("storing recall %s: %w since it was read", r.ID, ErrChanged)
	}
	return err
}

func (q *queries) recalls(ctx context.Context, where string, args ...any) ([]recall.Recall, error) {
	return bodies[recall.Recall](ctx, q, "reading recalls", "SELECT body FROM recalls "+where, args)
}
