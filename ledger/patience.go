package ledger

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// Patience with PostgreSQL. A server that is gone without a word, behind a router that has forgotten the connection, would be waited
// for forever: TCP notices only what is sent, and nothing is sent while an answer is awaited.
const (
	connectTime   = 10 * time.Second
	answerTime    = 30 * time.Second // without a byte of an answer
	doubtTime     = time.Second      // without one, before another connection is asked whether the server is still at work
	pingTime      = time.Second      // for a word of a connection that was idle
	idleTime      = time.Second      // after which it is asked for one
	statementTime = "25s"            // before the server gives up a statement
	// checkTime is how often the server looks whether who asked is still there, while it works or waits for a lock.
	checkTime = "1s"
	// pauseTime is how long a process may be paused in the middle of a transaction, which may hold the writers' lock, before
	// PostgreSQL ends its session.
	pauseTime = "5s"
)

// patience bounds how long connections wait, and how long others wait for them. What one of them finds out about the server and the way
// to it holds for all that it configured.
func patience() (configure func(*pgx.ConnConfig)) {
	w := &witness{}
	return func(config *pgx.ConnConfig) { bePatient(config, w) }
}

func bePatient(config *pgx.ConnConfig, w *witness) {
	config.ConnectTimeout = connectTime
	config.RuntimeParams["statement_timeout"] = statementTime
	config.RuntimeParams["client_connection_check_interval"] = checkTime
	config.RuntimeParams["idle_in_transaction_session_timeout"] = pauseTime
	if w.config == nil {
		w.config = config.Config.Copy()
	}
	config.AfterNetConnect = func(_ context.Context, _ *pgconn.Config, conn net.Conn) (net.Conn, error) {
		return newPatient(conn, answerTime, doubtTime), nil
	}
	config.AfterConnect = func(ctx context.Context, conn *pgconn.PgConn) error {
		if waits, ok := conn.Conn().(*patient); ok && isServersOwn(ctx, conn) {
			waits.trust(w, conn.PID())
		}
		return nil
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

// patient is a connection that is closed when a read gets no byte for a time, or when a witness says twice that there is none to come.
type patient struct {
	net.Conn
	most, step time.Duration
	reads      atomic.Uint64 // odd while one waits
	doubts     *time.Timer
	isWatched  atomic.Bool // doubts will go off

	mu      sync.Mutex
	witness *witness  // nil for none
	pid     uint32    // of the server's process
	seen    uint64    // the read that waited when the timer went off last
	since   time.Time // when it first did
	against int       // how often since the server was last seen at work the witness said there is nothing to come
}

func newPatient(conn net.Conn, most, step time.Duration) *patient {
	p := &patient{Conn: conn, most: most, step: step}
	p.doubts = time.AfterFunc(step, p.look)
	p.doubts.Stop()
	return p
}

// trust sets the witness, and of whom it is asked.
func (p *patient) trust(w *witness, pid uint32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.witness, p.pid = w, pid
}

// Read implements net.Conn.
func (p *patient) Read(b []byte) (int, error) {
	p.reads.Add(1)
	defer p.reads.Add(1)
	p.watch()
	return p.Conn.Read(b)
}

// watch sets the timer, if it is not set: to set it for every read would cost more than most reads do.
func (p *patient) watch() {
	if p.isWatched.CompareAndSwap(false, true) {
		p.doubts.Reset(p.step)
	}
}

// look is called at each step while there are reads. One that waited at the last step already is doubted.
func (p *patient) look() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.isWatched.Store(false)
	read := p.reads.Load()
	switch {
	case read%2 == 0:
		return
	case read != p.seen:
		p.seen, p.since, p.against = read, time.Now(), 0
	case p.isLost() && p.reads.Load() == read, time.Since(p.since)+p.step >= p.most && p.reads.Load() == read:
		_ = p.Close()
		return
	}
	p.watch()
}

// isLost asks the witness. Who waits when another's answer is found to be lost has lost its own: what a router forgets, it forgets for
// all, and a server that works, or waits for a lock, for somebody whom it cannot reach looks as any other.
func (p *patient) isLost() bool {
	if p.witness == nil {
		return false
	}
	switch p.witness.of(p.RemoteAddr(), p.pid) {
	case ended:
		if p.against++; p.against == 2 {
			p.witness.prove()
			return true
		}
	case atWork:
		p.against = 0
	}
	return p.witness.hasProof(p.since)
}
