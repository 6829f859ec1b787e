package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"
)

// replica is a copy of the ledger that PostgreSQL keeps by streaming replication, and what is known of it
// (https://www.postgresql.org/docs/current/hot-standby.html).
type replica struct {
	db      *sql.DB
	log     *slog.Logger
	follows atomic.Bool // it had, a moment ago, all that the ledger had the moment before
	stop    context.CancelFunc
	done    chan struct{}
}

// replicaLook is how often a replica is looked at, and so about how old what is read there may be, at most twice.
const replicaLook = time.Second

// ReadAtEase lets what is much to read and may be a moment old be read from a replica at an address: searches, reports, figures for alerts,
// requests of persons. While the replica does not follow, or does not answer, these are read from the ledger as everything else is. It is called once,
// before the ledger is used; Close ends it.
func (l *Ledger) ReadAtEase(address string, log *slog.Logger) error {
	if l.dialect != postgres {
		return errors.New("only a ledger in PostgreSQL has a replica")
	}
	db, err := openPostgres(address, bePatient)
	if err != nil {
		return fmt.Errorf("opening the ledger's replica: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	l.replica = &replica{db: db, log: log, stop: stop, done: make(chan struct{})}
	go l.watchReplica(ctx)
	return nil
}

// watchReplica looks again and again until ctx ends.
func (l *Ledger) watchReplica(ctx context.Context) {
	r := l.replica
	defer close(r.done)
	again := time.NewTicker(replicaLook)
	defer again.Stop()
	var before string // how far the ledger was at the last look
	var last error
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
		now, err := l.position(ctx)
		if err == nil && before != "" {
			err = l.hasReached(ctx, r.db, before)
			r.follows.Store(err == nil)
		}
		before = now
		r.tell(ctx, err, last)
		last = err
	}
}

// tell logs when a replica begins or ceases to follow.
func (r *replica) tell(ctx context.Context, now, before error) {
	switch {
	case ctx.Err() != nil:
	case now != nil && before == nil:
		r.log.Warn("the ledger's replica cannot be read; everything is read from the ledger itself", "error", now)
	case now == nil && before != nil:
		r.log.Info("the ledger's replica follows again and is read")
	}
}

// position is how far the ledger's log is.
func (l *Ledger) position(ctx context.Context) (at string, err error) {
	ctx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	return at, l.get(ctx, "asking how far the ledger is", "SELECT pg_current_wal_lsn()::text", nil, &at)
}

// Errors of replicas.
var (
	errOther  = errors.New("it is no replica of this ledger")
	errBehind = errors.New("it is behind")
)

// hasReached wants a replica of this ledger that has all that the ledger had at a position.
func (l *Ledger) hasReached(ctx context.Context, db *sql.DB, position string) error {
	ctx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	key, err := l.PseudonymKey(ctx)
	if err != nil {
		return err
	}
	there := &queries{db: db, dialect: postgres, now: l.now}
	var isReplica, isThere bool
	if err := there.get(ctx, "asking how far the replica is", "SELECT pg_is_in_recovery(), COALESCE(pg_last_wal_replay_lsn() >= CAST(? AS pg_lsn), FALSE)", []any{position}, &isReplica, &isThere); err != nil {
		return err
	}
	theirs, err := there.PseudonymKey(ctx)
	switch {
	case err != nil:
		return err
	case !isReplica || string(key) != string(theirs):
		return errOther
	case !isThere:
		return errBehind
	}
	return nil
}

// close ends the looking. A nil replica has nothing to end.
func (r *replica) close() error {
	if r == nil {
		return nil
	}
	r.stop()
	<-r.done
	return r.db.Close()
}

// atEase are queries for what is much to read and may be a moment old: of the replica, as long as it follows. In a transaction they are
// the transaction's.
func (q *queries) atEase() *queries {
	if q.replica == nil || !q.replica.follows.Load() {
		return q
	}
	return &queries{db: &easy{q.replica, q.db}, dialect: q.dialect, now: q.now}
}

// easy reads from a replica, and from the ledger itself if that fails.
type easy struct {
	replica *replica
	database
}

// QueryContext implements database.
func (e *easy) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := e.replica.db.QueryContext(ctx, query, args...)
	if err == nil || ctx.Err() != nil {
		return rows, err
	}
	e.replica.follows.Store(false)
	return e.database.QueryContext(ctx, query, args...)
}

// QueryRowContext implements database. One row is soon read: it comes from the ledger itself.
func (e *easy) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return e.database.QueryRowContext(ctx, query, args...)
}
