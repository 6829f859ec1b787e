package ledger

import (
	"context"
	"time"
)

// FailedSignIns counts tries to sign in that failed, since a time.
type FailedSignIns struct {
	Here int64 // by this sender
	All  int64 // by anybody
}

// FailedSignIns are those of a name.
func (q *queries) FailedSignIns(ctx context.Context, name, sender string, since time.Time) (f FailedSignIns, err error) {
	err = q.get(ctx, "looking at failed sign-ins", "SELECT COALESCE(SUM(CASE WHEN sender = ? THEN tries ELSE 0 END), 0), COALESCE(SUM(tries), 0) FROM failed_sign_ins WHERE name = ? AND last_at > ?",
		[]any{sender, name, micros(since)}, &f.Here, &f.All)
	return f, err
}

// FailSignIn counts one more, and says how many this sender has had since a time. What is older is forgotten.
func (t *Tx) FailSignIn(ctx context.Context, name, sender string, since time.Time) (int64, error) {
	if err := t.exec(ctx, "forgetting failed sign-ins", "DELETE FROM failed_sign_ins WHERE last_at <= ?", micros(since)); err != nil {
		return 0, err
	}
	err := t.exec(ctx, "counting a failed sign-in", "INSERT INTO failed_sign_ins (name, sender, tries, last_at) VALUES (?, ?, 1, ?) "+
		"ON CONFLICT (name, sender) DO UPDATE SET tries = failed_sign_ins.tries + 1, last_at = excluded.last_at", name, sender, micros(t.now()))
	if err != nil {
		return 0, err
	}
	var tries int64
	return tries, t.get(ctx, "counting a failed sign-in", "SELECT tries FROM failed_sign_ins WHERE name = ? AND sender = ?", []any{name, sender}, &tries)
}

// ForgetSignIns forgets the tries of a name that failed: of one sender, or with "" of all.
func (t *Tx) ForgetSignIns(ctx context.Context, name, sender string) error {
	return t.exec(ctx, "forgetting failed sign-ins", "DELETE FROM failed_sign_ins WHERE name = ? AND (sender = ? OR ? = '')", name, sender, sender)
}
