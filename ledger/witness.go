package ledger

import (
	"context"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// witness asks PostgreSQL, by a connection of its own, what it does on another one that waits for an answer: a server that waits there
// for the next question has lost our last one, or we its answer. It is safe for several goroutines.
type witness struct {
	config *pgconn.Config

	mu   sync.Mutex // one connection at a time: a server that is slow, or has none left, is not asked for many
	mute time.Time  // when it last did not answer

	proof atomic.Int64 // when an answer was last found to be lost, in nanoseconds since 1970
}

// testimony is what a witness says of an answer that is awaited.
type testimony int

const (
	unknown testimony = iota
	atWork            // the server works on it, or may
	ended             // none will come: the server process is gone, or waits for a question
)

// of looks after the server process with an id.
func (w *witness) of(at net.Addr, pid uint32) testimony {
	w.mu.Lock()
	defer w.mu.Unlock()
	if time.Since(w.mute) < doubtTime {
		return unknown // who waited meanwhile does not ask a mute server again, each after the other
	}
	ctx, stop := context.WithTimeout(context.Background(), pingTime)
	defer stop()
	config := w.config.Copy()
	dial := config.DialFunc
	config.DialFunc = func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx, at.Network(), at.String()) }
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		w.mute = time.Now()
		return unknown
	}
	defer conn.Close(ctx) //nolint:errcheck // it has answered, or is gone
	// https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW
	state := conn.ExecParams(ctx, "SELECT state FROM pg_stat_activity WHERE pid = $1", [][]byte{[]byte(strconv.FormatUint(uint64(pid), 10))}, nil, nil, nil).Read()
	switch {
	case state.Err != nil:
		w.mute = time.Now()
		return unknown
	case len(state.Rows) == 0, strings.HasPrefix(string(state.Rows[0][0]), "idle"):
		return ended
	}
	return atWork
}

func (w *witness) prove() { w.proof.Store(time.Now().UnixNano()) }

// hasProof reports whether an answer was found to be lost since then.
func (w *witness) hasProof(since time.Time) bool { return w.proof.Load() > since.UnixNano() }

// isServersOwn reports whether a connection is with the server process whose id it was told: a pooler between them tells of others.
func isServersOwn(ctx context.Context, conn *pgconn.PgConn) bool {
	own := conn.ExecParams(ctx, "SELECT pg_backend_pid()", nil, nil, nil, nil).Read()
	return own.Err == nil && len(own.Rows) == 1 && string(own.Rows[0][0]) == strconv.FormatUint(uint64(conn.PID()), 10)
}
