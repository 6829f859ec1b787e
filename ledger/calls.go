package ledger

import (
	"context"
	"errors"
	"time"
)

// Answer is what a call was answered. Status is 0 while it is being answered.
type Answer struct {
	Fingerprint string // of the call: method, address and body
	Status      int
	Type        string // of the body
	Body        []byte
}

// answersKept is how long answers are remembered.
const answersKept = 24 * time.Hour

// BeginCall notes that a call with a key is being answered. If it came before, the answer that was given then is returned, and
// begun is false.
func (t *Tx) BeginCall(ctx context.Context, user, key, fingerprint string) (before Answer, begun bool, err error) {
	if err := t.exec(ctx, "forgetting answers", "DELETE FROM answers WHERE at <= ?", micros(t.now().Add(-answersKept))); err != nil {
		return Answer{}, false, err
	}
	err = t.get(ctx, "looking for an answer", "SELECT fingerprint, status, type, body FROM answers WHERE user_name = ? AND key = ?", []any{user, key},
		&before.Fingerprint, &before.Status, &before.Type, &before.Body)
	if !errors.Is(err, ErrNotFound) {
		return before, false, err
	}
	return Answer{}, true, t.exec(ctx, "noting a call", "INSERT INTO answers (user_name, key, fingerprint, status, type, at) VALUES (?, ?, ?, 0, '', ?)", user, key, fingerprint, micros(t.now()))
}

// EndCall keeps the answer to a call that was begun; with status 0 it is forgotten, so that it can be made again.
func (t *Tx) EndCall(ctx context.Context, user, key string, a Answer) error {
	if a.Status == 0 {
		return t.exec(ctx, "forgetting a call", "DELETE FROM answers WHERE user_name = ? AND key = ?", user, key)
	}
	return t.exec(ctx, "keeping an answer", "UPDATE answers SET status = ?, type = ?, body = ? WHERE user_name = ? AND key = ?", a.Status, a.Type, a.Body, user, key)
}
