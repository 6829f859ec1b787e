package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"hearsay/replies"
)

// Reply is one reply.
func (q *queries) Reply(ctx context.Context, id string) (*replies.Reply, error) {
	found, err := q.replies(ctx, "WHERE id = ?", id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("reply %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// RepliesOf are an item's replies, the oldest first.
func (q *queries) RepliesOf(ctx context.Context, item string) ([]*replies.Reply, error) {
	return q.replies(ctx, "WHERE item_id = ? ORDER BY created_at, id", item)
}

// Reusing are the replies that took over the text of one, and those that took it over from these.
func (q *queries) Reusing(ctx context.Context, id string) ([]*replies.Reply, error) {
	var all []*replies.Reply
	for next := []string{id}; len(next) > 0; {
		found, err := q.replies(ctx, "WHERE reuses = ? ORDER BY created_at, id", next[0])
		if err != nil {
			return nil, err
		}
		next = next[1:]
		for _, r := range found {
			next = append(next, r.ID)
		}
		all = append(all, found...)
	}
	return all, nil
}

// Suggested are the verified replies to a claim that nothing casts doubt on, the newest first, but for those of the item itself.
func (q *queries) Suggested(ctx context.Context, claim, item string) ([]*replies.Reply, error) {
	if claim == "" {
		return []*replies.Reply{}, nil
	}
	return q.replies(ctx, "WHERE claim = ? AND item_id <> ? AND "+standing+" AND doubts = 0 ORDER BY created_at DESC LIMIT 10", claim, item)
}

// RepliesToClaim are the replies to a claim of the catalogue, the newest first.
func (q *queries) RepliesToClaim(ctx context.Context, claim string, most int) ([]*replies.Reply, error) {
	return q.replies(ctx, "WHERE claim = ? ORDER BY created_at DESC, id LIMIT ?", claim, most)
}

// RepliesIn are the replies in any of the states, the newest first, at most limit; limit 0 is all.
func (q *queries) RepliesIn(ctx context.Context, limit int, states ...replies.State) ([]*replies.Reply, error) {
	args := make([]any, 0, len(states)+1)
	for _, state := range states {
		args = append(args, string(state))
	}
	query := "WHERE state IN (" + marks(len(states)) + ") ORDER BY created_at DESC, id"
	if limit > 0 {
		query += " LIMIT ?"
		args = append(args, limit)
	}
	return q.replies(ctx, query, args...)
}

// Submitted are the replies that wait for a second person, those that were begun first before the others, at most most.
func (q *queries) Submitted(ctx context.Context, most int) ([]*replies.Reply, error) {
	return q.replies(ctx, "WHERE state = ? ORDER BY created_at, id LIMIT ?", string(replies.Submitted), most)
}

// Retracted are those of some replies, by their ids, that were retracted.
func (q *queries) Retracted(ctx context.Context, ids []string) ([]*replies.Reply, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	among, list := q.dialect.among(ids)
	return q.replies(ctx, "WHERE id "+among+" AND state = ?", list, string(replies.Retracted))
}

// RepliesAfter is a page of RepliesIn: those behind a reply, by its id; "" for the first page.
func (q *queries) RepliesAfter(ctx context.Context, after string, limit int, states ...replies.State) ([]*replies.Reply, error) {
	if after == "" {
		return q.RepliesIn(ctx, limit, states...)
	}
	args := make([]any, 0, len(states)+4)
	for _, state := range states {
		args = append(args, string(state))
	}
	args = append(args, after, after, after, limit)
	return q.replies(ctx, "WHERE state IN ("+marks(len(states))+") AND (created_at < (SELECT created_at FROM replies WHERE id = ?) OR "+
		"created_at = (SELECT created_at FROM replies WHERE id = ?) AND id > ?) ORDER BY created_at DESC, id LIMIT ?", args...)
}

// SaveReply stores a reply that is new or has changed. Its version grows by one.
func (t *Tx) SaveReply(ctx context.Context, r *replies.Reply) error {
	r.Version++
	columns := "id, item_id, claim, state, language, reuses, created_at, doubts, expires_at, medium, body, version"
	var sets []string
	for column := range strings.SplitSeq(strings.TrimPrefix(columns, "id, "), ", ") {
		sets = append(sets, column+" = excluded."+column)
	}
	n, err := t.execCount(ctx, "storing reply "+r.ID, "INSERT INTO replies ("+columns+") VALUES ("+marks(12)+") ON CONFLICT (id) DO UPDATE SET "+
		strings.Join(sets, ", ")+" WHERE replies.version = excluded.version - 1",
		r.ID, r.Item, r.Claim, string(r.State), r.Language, r.Reuses, micros(r.CreatedAt), len(r.Doubts), micros(r.ExpiresAt), hashOf(r.Medium), encode(r), r.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("storing reply %s: %w since it was read", r.ID, ErrChanged)
	}
	return t.indexReply(ctx, r)
}

// hashOf is the hash of a reply's file; "" if it has none.
func hashOf(m *replies.Medium) string {
	if m == nil {
		return ""
	}
	return m.SHA256
}

func (q *queries) replies(ctx context.Context, where string, args ...any) ([]*replies.Reply, error) {
	found := []*replies.Reply{}
	err := q.each(ctx, "reading replies", "SELECT body FROM replies "+where, args, func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		var r replies.Reply
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			return err
		}
		found = append(found, &r)
		return nil
	})
	return found, err
}
