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
	db, err := openPostgres(address, readers, patience())
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
	var before mark
	var last error
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
		now, err := l.mark(ctx)
		if err == nil && before != (mark{}) {
			err = before.reached(ctx, r.db)
			r.follows.Store(err == nil)
			r.tell(ctx, err, last)
			last = err
		}
		before = now // none if the ledger does not answer: others say so, and the replica is read as it was
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

// mark is how far a ledger is in its log, and which ledger it is.
type mark struct{ position, key string }

func (q *queries) mark(ctx context.Context) (m mark, err error) {
	ctx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	return m, q.get(ctx, "asking how far the ledger is", "SELECT pg_current_wal_lsn()::text, value FROM meta WHERE key = 'pseudonym_key'", nil, &m.position, &m.key)
}

// What a replica may not be.
var (
	errOther  = errors.New("it is no replica of this ledger")
	errBehind = errors.New("it is behind")
)

// reached wants a replica that has all that the ledger had at the mark.
func (m mark) reached(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	q := &queries{db: db, dialect: postgres}
	var isReplica, isThere bool
	var key string
	err := q.get(ctx, "asking how far the replica is", "SELECT pg_is_in_recovery(), COALESCE(pg_last_wal_replay_lsn() >= CAST(? AS pg_lsn), FALSE), value FROM meta WHERE key = 'pseudonym_key'", []any{m.position}, &isReplica, &isThere, &key)
	switch {
	case err != nil:
		return err
	case !isReplica || key != m.key:
		return errOther
	case !isThere:
		return errBehind
	}
	return nil
}

// InspectReplica wants the replica at one address to follow the ledger at another, within the time of ctx.
func InspectReplica(ctx context.Context, address, replica string) error {
	l, err := connect(address)
	if err != nil {
		return err
	}
	defer l.Close()
	copied, err := connect(replica)
	if err != nil {
		return err
	}
	defer copied.Close()
	at, err := l.mark(ctx)
	if err != nil {
		return err
	}
	for {
		err := at.reached(ctx, copied.read)
		if !errors.Is(err, errBehind) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(replicaLook / 10):
		}
	}
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
