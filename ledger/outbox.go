package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"hearsay/triage"
)

// Relay hands the items whose queues are to be told to tell, at most limit, each with the lease that was ended, and forgets them when tell returns nil.
// It returns how many there were. One relay runs at a time in all processes; a crash before the end repeats it, which
// queues do not mind.
func (l *Ledger) Relay(ctx context.Context, limit int, tell func([]*triage.Item) error) (int, error) {
	if waiting, err := l.OutboxLength(ctx); err != nil || waiting == 0 {
		return 0, err // asked every second, and mostly in vain: no lock for that
	}
	release, err := l.lockRelay(ctx)
	if err != nil {
		return 0, err
	}
	defer release()
	versions, ended := map[string]int64{}, map[string]string{}
	var ids []string
	err = l.each(ctx, "reading the outbox", "SELECT item_id, version, ended FROM outbox ORDER BY at LIMIT ?", []any{limit}, func(scan func(...any) error) error {
		var id, token string
		var version int64
		err := scan(&id, &version, &token)
		versions[id], ended[id] = version, token
		ids = append(ids, id)
		return err
	})
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	items, err := l.ItemsByID(ctx, ids)
	if err != nil {
		return 0, err
	}
	for _, it := range items {
		it.Ended = ended[it.ID]
	}
	if err := tell(items); err != nil {
		return 0, fmt.Errorf("telling the queues: %w", err)
	}
	return len(ids), l.Write(ctx, func(tx *Tx) error {
		told := make([]any, 0, 2*len(ids))
		for _, id := range ids {
			told = append(told, id, versions[id])
		}
		return inRows(told, 2, func(rows int, told []any) error {
			return tx.exec(ctx, "clearing the outbox", "DELETE FROM outbox WHERE (item_id, version) IN (VALUES "+strings.TrimSuffix(strings.Repeat("(?, CAST(? AS BIGINT)),", rows), ",")+")", told...)
		})
	})
}

// lockRelay waits until no other process relays. In SQLite there is no other.
func (l *Ledger) lockRelay(ctx context.Context) (release func(), err error) {
	if l.dialect == sqlite {
		return func() {}, nil
	}
	tx, err := l.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("waiting for other relays: %w", err)
	}
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1, "+ownKey+")", relayLock); err != nil {
		return nil, errors.Join(fmt.Errorf("waiting for other relays: %w", err), tx.Rollback())
	}
	return func() {
		if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
			return // the connection is gone, and the lock with it
		}
	}, nil
}

// OutboxLength is how many items their queues have still to be told of.
func (q *queries) OutboxLength(ctx context.Context) (n int64, err error) {
	return n, q.get(ctx, "counting the outbox", "SELECT COUNT(*) FROM outbox", nil, &n)
}
