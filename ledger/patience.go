package ledger

import (
	"context"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Patience with PostgreSQL. A server that is gone without a word, behind a router that has forgotten the connection, would be waited
// for forever: TCP notices only what is sent, and nothing is sent while an answer is awaited.
const (
	connectTime   = 10 * time.Second
	answerTime    = 30 * time.Second // without a byte of an answer
	pingTime      = 3 * time.Second  // for a word of a connection that was idle
	idleTime      = time.Second      // after which it is asked for one
	statementTime = "25s"            // before the server gives up a statement
	// pauseTime is how long a process may be paused in the middle of a transaction, which may hold the writers' lock, before
	// PostgreSQL ends its session.
	pauseTime = "5s"
)

// bePatient bounds how long a connection waits, and how long others wait for it.
func bePatient(config *pgx.ConnConfig) {
	config.ConnectTimeout = connectTime
	config.RuntimeParams["statement_timeout"] = statementTime
	config.RuntimeParams["idle_in_transaction_session_timeout"] = pauseTime
	dial := config.DialFunc
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return newPatient(conn, answerTime), nil
	}
}

// isDead asks a connection that was idle whether it lives, before it is used. One that does not is closed by then, as the ping that
// pgx sends when this is true soon finds out; others would be waited for as long as for an answer, each of them.
func isDead(ctx context.Context, of stdlib.ShouldPingParams) bool {
	if of.IdleDuration < idleTime {
		return false
	}
	asking, stop := context.WithTimeout(ctx, pingTime)
	defer stop()
	return of.Conn.PgConn().Ping(asking) != nil
}

// patient is a connection that is closed when a read gets no byte for a time.
type patient struct {
	net.Conn
	most    time.Duration
	silence *time.Timer
}

func newPatient(conn net.Conn, most time.Duration) *patient {
	silence := time.AfterFunc(most, func() { _ = conn.Close() })
	silence.Stop()
	return &patient{conn, most, silence}
}

// Read implements net.Conn.
func (p *patient) Read(b []byte) (int, error) {
	p.silence.Reset(p.most)
	defer p.silence.Stop()
	return p.Conn.Read(b)
}
