package ledger

import (
	"context"
	"errors"
	"time"
)

// Streak is how many hard items a user took in a row.
type Streak struct {
	Harsh int64
	At    time.Time // when they took the last one
}

// Streak is a user's.
func (q *queries) Streak(ctx context.Context, user string) (s Streak, err error) {
	var at int64
	err = q.get(ctx, "looking what somebody took", "SELECT harsh, at FROM streaks WHERE user_name = ?", []any{user}, &s.Harsh, &at)
	if errors.Is(err, ErrNotFound) {
		return Streak{}, nil
	}
	s.At = fromMicros(at)
	return s, err
}

// NoteStreak notes that a user took an item: a hard one goes on with their streak, another one ends it.
func (t *Tx) NoteStreak(ctx context.Context, user string, isHarsh bool) error {
	if !isHarsh {
		return t.exec(ctx, "ending a streak", "DELETE FROM streaks WHERE user_name = ?", user)
	}
	return t.exec(ctx, "noting a hard item", "INSERT INTO streaks (user_name, harsh, at) VALUES (?, 1, ?) ON CONFLICT (user_name) DO UPDATE SET harsh = streaks.harsh + 1, at = excluded.at", user, micros(t.now()))
}
