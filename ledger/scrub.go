package ledger

import (
	"context"
	"fmt"
)

// Scrub makes sure that texts which were erased are gone from the file, too: SQLite overwrites them where they stood, and
// here the write-ahead log that still has them is emptied. If somebody reads from it, it is left to the next call.
// PostgreSQL has no such way: it overwrites what was erased once its autovacuum has come by and the space is used again.
func (l *Ledger) Scrub(ctx context.Context) error {
	if l.dialect != sqlite || !l.erased.Swap(false) {
		return nil
	}
	done, err := l.emptyLog(ctx)
	if err != nil || !done {
		l.erased.Store(true)
	}
	return err
}

// emptyLog does not wait for readers: writers would wait with it.
func (l *Ledger) emptyLog(ctx context.Context) (done bool, err error) {
	l.checkpointer.turn.Lock()
	defer l.checkpointer.turn.Unlock()
	conn, err := l.write.Conn(ctx)
	if err != nil {
		return false, fmt.Errorf("emptying the write-ahead log: %w", err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout(0)"); err != nil {
		return false, fmt.Errorf("emptying the write-ahead log: %w", err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA busy_timeout(10000)") //nolint:errcheck // as Open sets it
	var busy, logged, moved int
	if err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &logged, &moved); err != nil {
		return false, fmt.Errorf("emptying the write-ahead log: %w", err)
	}
	return busy == 0, nil
}
