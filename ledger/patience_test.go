package ledger

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hearsay/internal/servertest"
)

// TestASilentServerIsGivenUp reads from a server that says one thing and then nothing, and keeps the connection open.
func TestASilentServerIsGivenUp(t *testing.T) {
	here, there := net.Pipe()
	defer there.Close()
	p := newPatient(here, 100*time.Millisecond, 20*time.Millisecond)
	go io.WriteString(there, "one")
	answer := make([]byte, 3)
	if _, err := io.ReadFull(p, answer); err != nil || string(answer) != "one" {
		t.Fatalf("read %q, %v", answer, err)
	}
	time.Sleep(300 * time.Millisecond) // nobody reads: that is no silence
	go io.WriteString(there, "two")
	if _, err := io.ReadFull(p, answer); err != nil || string(answer) != "two" {
		t.Fatalf("after a pause read %q, %v", answer, err)
	}
	if _, err := p.Read(answer); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a silent server ends the read with %v", err)
	}
}

// TestADeadConnectionIsNotWaitedFor lets a router forget the connections of a ledger that rests: the next question is asked by a new
// one, long before an answer of the old one would be given up.
func TestADeadConnectionIsNotWaitedFor(t *testing.T) {
	l, r := openBehindRouter(t)
	if _, err := l.CountPosts(t.Context()); err != nil {
		t.Fatal(err)
	}
	time.Sleep(idleTime + 100*time.Millisecond)
	r.forget()
	ctx, stop := context.WithTimeout(t.Context(), answerTime/2)
	defer stop()
	if _, err := l.CountPosts(ctx); err != nil {
		t.Error(err)
	}
}

// TestALostAnswerIsNotWaitedFor lets a router forget a connection while its answer is awaited.
func TestALostAnswerIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	l, r := openBehindRouter(t)
	time.AfterFunc(200*time.Millisecond, r.forget)
	ctx, stop := context.WithTimeout(t.Context(), answerTime/2)
	defer stop()
	err := l.Write(ctx, func(tx *Tx) error { return tx.exec(ctx, "sleeping", "SELECT pg_sleep(0.5)") })
	if err == nil || ctx.Err() != nil {
		t.Errorf("a lost answer ends with %v, the asking with %v", err, ctx.Err())
	}
	if _, err := l.CountPosts(ctx); err != nil {
		t.Error(err)
	}
}

// TestWhoWaitsForALockIsLostWithOthers lets a router forget a connection that waits for other writers, of which the server says that it is
// at work, and one whose answer is lost.
func TestWhoWaitsForALockIsLostWithOthers(t *testing.T) {
	t.Parallel()
	l, r := openBehindRouter(t)
	direct, err := openPostgres(r.address, readers, func(*pgx.ConnConfig) {})
	if err != nil {
		t.Fatal(err)
	}
	defer direct.Close()
	other, err := direct.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.ExecContext(t.Context(), "SELECT pg_advisory_lock($1, "+ownKey+")", writerLock); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), answerTime/2)
	defer stop()
	waits := make(chan error, 1)
	go func() { waits <- l.Write(ctx, func(*Tx) error { return nil }) }()
	awaitWaiting(ctx, t, other, 1)
	lost, err := l.read.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer lost.Rollback()
	time.AfterFunc(200*time.Millisecond, r.forget)
	if _, err := lost.ExecContext(ctx, "SELECT pg_sleep(0.5)"); err == nil || ctx.Err() != nil {
		t.Errorf("a lost answer ends with %v, the asking with %v", err, ctx.Err())
	}
	if err := <-waits; err == nil || ctx.Err() != nil {
		t.Errorf("who waits for a lock ends with %v, the asking with %v", err, ctx.Err())
	}
	awaitWaiting(ctx, t, other, 0) // in the name of who is gone
}

// TestLedgersOfOneDatabaseDoNotWaitForEachOther writes to one while another, in a schema of its own, is being written.
func TestLedgersOfOneDatabaseDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	var ledgers [2]*Ledger
	for i := range ledgers {
		l, err := Open(t.Context(), servertest.PostgresURL(t), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ledgers[i] = l
	}
	ctx, stop := context.WithTimeout(t.Context(), answerTime/2)
	defer stop()
	err := ledgers[0].Write(ctx, func(*Tx) error {
		return ledgers[1].Write(ctx, func(*Tx) error { return nil })
	})
	if err != nil {
		t.Error(err)
	}
}

// awaitWaiting waits until the server has so many that wait for the lock of this ledger's writers.
func awaitWaiting(ctx context.Context, t *testing.T, on *sql.Conn, want int) {
	t.Helper()
	for {
		var waiting int
		err := on.QueryRowContext(ctx, "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = $1 AND objid = ("+ownKey+"::bigint & 4294967295)::oid", writerLock).Scan(&waiting)
		if err != nil {
			t.Fatalf("%d wait for the lock, not %d: %v", waiting, want, err)
		}
		if waiting == want {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestASlowAnswerIsWaitedFor asks what takes several doubts.
func TestASlowAnswerIsWaitedFor(t *testing.T) {
	t.Parallel()
	l, _ := openBehindRouter(t)
	if _, err := l.read.ExecContext(t.Context(), "SELECT pg_sleep($1)", (4 * doubtTime).Seconds()); err != nil {
		t.Error(err)
	}
}

// openBehindRouter opens a new ledger in PostgreSQL through a router.
func openBehindRouter(t *testing.T) (*Ledger, *router) {
	t.Helper()
	address := servertest.PostgresURL(t)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	r := newRouter(t, u.Host)
	r.address = address
	u.Host = r.listener.Addr().String()
	l, err := Open(t.Context(), u.String(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, r
}

// router passes connections on. Of those that it has forgotten it swallows what comes, and leaves them open.
type router struct {
	listener net.Listener
	address  string // of the ledger behind it

	mu        sync.Mutex
	forgotten []*atomic.Bool
	open      []net.Conn
}

func newRouter(t *testing.T, to string) *router {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &router{listener: listener}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				client.Close()
				continue
			}
			isForgotten := new(atomic.Bool)
			r.mu.Lock()
			r.forgotten, r.open = append(r.forgotten, isForgotten), append(r.open, client, server)
			r.mu.Unlock()
			all.Go(func() { pass(client, server, isForgotten) })
			all.Go(func() { pass(server, client, isForgotten) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		r.mu.Lock()
		for _, conn := range r.open {
			conn.Close()
		}
		r.mu.Unlock()
		all.Wait()
	})
	return r
}

func (r *router) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range r.forgotten {
		one.Store(true)
	}
}

func pass(from, to net.Conn, isForgotten *atomic.Bool) {
	defer to.Close()
	piece := make([]byte, 4096)
	for {
		n, err := from.Read(piece)
		if err != nil {
			return
		}
		if isForgotten.Load() {
			continue
		}
		if _, err := to.Write(piece[:n]); err != nil {
			return
		}
	}
}
