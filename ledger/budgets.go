package ledger

import (
	"context"
	"errors"
)

// Take takes n of an allowance of limit a period, or nothing if fewer are left. It is durable when it returns.
func (l *Ledger) Take(ctx context.Context, allowance, period string, n, limit int64) (taken bool, err error) {
	err = l.Write(ctx, func(tx *Tx) error {
		if err := tx.exec(ctx, "opening a budget", "INSERT INTO budgets (allowance, period, used) VALUES (?, ?, 0) ON CONFLICT (allowance, period) DO NOTHING", allowance, period); err != nil {
			return err
		}
		changed, err := tx.execCount(ctx, "taking from a budget", "UPDATE budgets SET used = used + ? WHERE allowance = ? AND period = ? AND used + ? <= ?", n, allowance, period, n, limit)
		taken = changed > 0
		return err
	})
	return taken && err == nil, err
}

// Return gives back what was taken and not used.
func (l *Ledger) Return(ctx context.Context, allowance, period string, n int64) error {
	return l.Write(ctx, func(tx *Tx) error {
		return tx.exec(ctx, "giving back to a budget", "UPDATE budgets SET used = CASE WHEN used > ? THEN used - ? ELSE 0 END WHERE allowance = ? AND period = ?", n, n, allowance, period)
	})
}

// Used is how much of an allowance is used in a period.
func (q *queries) Used(ctx context.Context, allowance, period string) (used int64, err error) {
	err = q.get(ctx, "reading a budget", "SELECT used FROM budgets WHERE allowance = ? AND period = ?", []any{allowance, period}, &used)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return used, err
}
