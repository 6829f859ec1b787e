// Package ledger is the SQL record of everything that must not be lost: posts, items, claims, replies, cursors, users,
// what is still to be told, and who did what.
//
// It runs on SQLite (one file, no server) and PostgreSQL behind one type. Start at Open, then Ledger.Write: all that
// belongs together is written in one transaction, and one writer writes at a time. Why one: docs/decisions/0001-one-writer.md.
//
// The ledger loads and saves; what may become of an item or a reply is decided by triage and replies.
package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"hearsay/together"
	"hearsay/traces"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Ledger is an open ledger. It is safe for several goroutines, and a PostgreSQL one for several processes.
type Ledger struct {
	queries
	write   *sql.DB // one or two connections, so that writers queue here and not in the file's lock or the server
	read    *sql.DB
	keyed   queries // what every request asks for by a key: who makes it
	lookups together.Group[*lookup]
	pools   []*sql.DB // all of these
	woken   chan struct{}
	head    atomic.Pointer[head] // of the audit log, as this process saw it last
	// texts were erased that may still stand in SQLite's write-ahead log
	erased       atomic.Bool
	checkpointer *checkpointer // nil for PostgreSQL
}

// Errors that callers act on.
var (
	ErrNotFound    = errors.New("not found")
	ErrCursorMoved = errors.New("another reader has moved the source's cursor")
	ErrExists      = errors.New("it exists already")
	// ErrText is returned for texts with a NUL or with what is no UTF-8. Posts are made tidy before they come here.
	ErrText    = errors.New("a text has a character in it that cannot be kept; write it again without")
	ErrChanged = errors.New("somebody else has changed it")
)

// dialect is what the two databases do differently.
type dialect struct {
	name  string
	goose goose.Dialect
}

var (
	sqlite   = dialect{"sqlite", goose.DialectSQLite3}
	postgres = dialect{"postgres", goose.DialectPostgres}
)

// rebind turns ? into what the database wants.
func (d dialect) rebind(query string) string {
	if d.name == "sqlite" {
		return query
	}
	var b strings.Builder
	n := 0
	for part := range strings.SplitSeq(query, "?") {
		if n > 0 {
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		}
		b.WriteString(part)
		n++
	}
	return b.String()
}

// Open opens the ledger at address, a file's path or a postgres:// URL, and brings its tables up to date. now is the
// clock of everything that is written.
func Open(ctx context.Context, address string, now func() time.Time) (*Ledger, error) {
	l, err := connect(address)
	if err != nil {
		return nil, fmt.Errorf("opening the ledger: %w", err)
	}
	l.now, l.keyed.now = now, now
	l.woken = make(chan struct{}, 1)
	l.head.Store(&head{})
	if err := l.migrate(ctx, address); err != nil {
		return nil, errors.Join(fmt.Errorf("bringing the ledger up to date: %w", err), l.Close())
	}
	if err := l.Write(ctx, func(tx *Tx) error { return tx.initialise(ctx) }); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func connect(address string) (*Ledger, error) {
	if IsPostgres(address) {
		return connectPostgres(address)
	}
	if strings.Contains(address, "://") {
		return nil, fmt.Errorf("%q is neither a file nor a postgres:// address", address)
	}
	makePrivate(address)
	writer, err := openSQLite(address, "_txlock=immediate&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=secure_delete(on)&_pragma=cache_size(-16000)&_pragma=temp_store(memory)&_pragma=wal_autocheckpoint("+backstop+")")
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	// The pages that the busiest page of the desk reads among a million posts stay in 32 MB. Mapping the file would do as well, but ends the
	// process when the disk fails, and counts what the system holds as the program's own.
	reader, err := openSQLite(address, "_pragma=query_only(1)&_pragma=cache_size(-32000)")
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	reader.SetMaxOpenConns(8)
	reader.SetMaxIdleConns(8)
	emptier, err := openSQLite(address, "_pragma=synchronous(full)")
	if err != nil {
		return nil, errors.Join(err, writer.Close(), reader.Close())
	}
	emptier.SetMaxOpenConns(1)
	read := queries{db: reader, dialect: sqlite}
	return &Ledger{queries: read, keyed: read, write: writer, read: reader, pools: []*sql.DB{writer, reader}, checkpointer: startCheckpointer(emptier)}, nil
}

// How many connections a process keeps to PostgreSQL, which lets in a hundred unless it is told otherwise: one writes and another is next, as
// one writer writes at a time; what is asked by a key is answered at once.
const (
	writers = 2
	readers = 12
	keyed   = 6
)

func connectPostgres(address string) (*Ledger, error) {
	var pools []*sql.DB
	bePatient := patience()
	planOnce := func(config *pgx.ConnConfig) { // what is found by a key is found by the same plan whatever the table holds
		bePatient(config)
		config.RuntimeParams["plan_cache_mode"] = "auto"
	}
	for _, one := range []struct {
		connections int
		configure   func(*pgx.ConnConfig)
	}{{writers, bePatient}, {readers, bePatient}, {keyed, planOnce}} {
		pool, err := openPostgres(address, one.connections, one.configure)
		if err != nil {
			return nil, err // of an address that cannot be read, before anything is open
		}
		pools = append(pools, pool)
	}
	return &Ledger{
		queries: queries{db: pools[1], dialect: postgres}, keyed: queries{db: pools[2], dialect: postgres},
		write: pools[0], read: pools[1], pools: pools,
	}, nil
}

func openPostgres(address string, connections int, configure func(*pgx.ConnConfig)) (*sql.DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	// A plan that was made when a table was empty reads all of it for ever after; plan for the table as it is.
	config.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
	// With less, the list of all posts that have a common word becomes one of pages, and every post on these is read.
	config.RuntimeParams["work_mem"] = "32MB"
	config.RuntimeParams["jit"] = "off" // it takes longer to compile these queries than to run them
	configure(config)
	db := stdlib.OpenDB(*config, stdlib.OptionShouldPing(isDead))
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections) // a new connection is a new process there, which costs more than any query
	return db, nil
}

// makePrivate makes a new ledger's file such that only its owner reads it; SQLite's other files follow it. Of one that is there,
// and of one that cannot be made, SQLite says what is to be said.
func makePrivate(path string) {
	if f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600); err == nil {
		_ = f.Close()
	}
}

func openSQLite(path, options string) (*sql.DB, error) {
	return openKept("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=busy_timeout(10000)&"+options)
}

//go:embed migrations
var migrations embed.FS

// ownMigrations are those in which the two databases differ altogether: indexes. Their statements are in the
// dialect's own folder; a dialect without a file has nothing to do.
var ownMigrations = []int64{10, 16, 24, 25, 27, 36, 40}

func (l *Ledger) ownMigration(version int64) (*goose.Migration, error) {
	step := func(direction string) (*goose.GoFunc, error) {
		script, err := migrations.ReadFile(fmt.Sprintf("migrations/%s/%d_%s.sql", l.dialect.name, version, direction))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		return &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			if len(script) == 0 {
				return nil
			}
			_, err := tx.ExecContext(ctx, string(script))
			return err
		}}, nil
	}
	up, err := step("up")
	if err != nil {
		return nil, err
	}
	down, err := step("down")
	return goose.NewGoMigration(version, up, down), err
}

func (l *Ledger) migrate(ctx context.Context, address string) error {
	db := l.write
	if l.dialect == postgres {
		if isCurrent, err := l.isCurrent(ctx); isCurrent || err != nil {
			return err
		}
		var err error
		if db, err = openPostgres(address, readers, func(*pgx.ConnConfig) {}); err != nil { // a migration takes as long as it takes
			return err
		}
		defer db.Close()
		conn, err := db.Conn(ctx) // processes that start together take turns
		if err != nil {
			return err
		}
		defer conn.Close()
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1, "+ownKey+")", migrationLock); err != nil {
			return err
		}
		defer conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1, "+ownKey+")", migrationLock) //nolint:errcheck // the connection's end unlocks too
	}
	provider, err := l.migrator(db)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// isCurrent tells whether the tables are already what this program makes. It is asked by a patient connection, since a process that
// starts while the server is gone would else wait forever.
func (l *Ledger) isCurrent(ctx context.Context) (bool, error) {
	version, err := l.tablesVersion(ctx)
	if err != nil {
		return false, err
	}
	last, err := lastMigration()
	return version == last, err
}

// migrator knows all migrations of the ledger's database.
func (l *Ledger) migrator(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	var own []*goose.Migration
	for _, version := range ownMigrations {
		migration, err := l.ownMigration(version)
		if err != nil {
			return nil, err
		}
		own = append(own, migration)
	}
	return goose.NewProvider(l.dialect.goose, db, files, goose.WithGoMigrations(own...))
}

// ownKey is the second number of an advisory lock of PostgreSQL: locks hold in the whole database, and ledgers that share one, each in
// a schema of its own, are not to wait for each other.
const ownKey = "hashtext(COALESCE(current_schema(), ''))"

// The first numbers of advisory locks: any that nobody else in the database uses.
const (
	migrationLock = 0x686561_01
	writerLock    = 0x686561_02
	relayLock     = 0x686561_03
)

// Close closes the ledger.
func (l *Ledger) Close() error {
	err := errors.Join(l.replica.close(), l.checkpointer.close())
	for _, pool := range l.pools {
		err = errors.Join(err, pool.Close())
	}
	return err
}

// Ping tells whether the ledger answers.
func (l *Ledger) Ping(ctx context.Context) error {
	if err := l.read.PingContext(ctx); err != nil {
		return fmt.Errorf("the ledger does not answer: %w", err)
	}
	return nil
}

// ServerTime is what the ledger's server takes for now; the zero time for a ledger in a file, which has no server.
func (l *Ledger) ServerTime(ctx context.Context) (time.Time, error) {
	if l.dialect == sqlite {
		return time.Time{}, nil
	}
	var now time.Time
	err := l.get(ctx, "asking the ledger's server for the time", "SELECT clock_timestamp()", nil, &now)
	return now, err
}

// Woken gets an element after a write that left something to tell the queues.
func (l *Ledger) Woken() <-chan struct{} { return l.woken }

// Tx is one transaction of a Ledger. It is used by one goroutine, until the function it was given to returns.
type Tx struct {
	queries
	events []Event // of the audit log that were written
	head   head    // of the audit log, as far as it is known
	tells  bool    // the outbox has something
	erases bool    // a text was erased
}

// Write runs do in one transaction; an error of do undoes all of it, and is returned. One writer runs at a time, in
// all processes, so that what do reads does not change before it writes.
func (l *Ledger) Write(ctx context.Context, do func(*Tx) error) error {
	began := l.now()
	inner, err := l.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("beginning to write to the ledger: %w", err)
	}
	defer inner.Rollback() //nolint:errcheck // after a commit it does nothing
	tx := &Tx{queries: queries{db: inner, dialect: l.dialect, now: l.now}}
	if l.dialect == postgres {
		if _, err := inner.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1, "+ownKey+")", writerLock); err != nil {
			return fmt.Errorf("waiting for other writers: %w", err)
		}
	}
	tx.head = *l.head.Load()
	if err := do(tx); err != nil {
		return err
	}
	end := tx.head
	l.head.Store(&end) // before others may write: if it should not come to stay, it is found not to be the end
	if err := inner.Commit(); err != nil {
		return fmt.Errorf("committing to the ledger: %w", err)
	}
	for _, e := range tx.events {
		if kind := e.Kind(); kind == "item" || kind == "reply" {
			traces.Mark(ctx, e.Subject, e.Action, began)
		}
	}
	if tx.erases {
		l.erased.Store(true)
	}
	if tx.tells {
		select {
		case l.woken <- struct{}{}:
		default:
		}
	}
	return nil
}

// initialise makes what every ledger has from its first day.
func (t *Tx) initialise(ctx context.Context) error {
	key := make([]byte, 32)
	rand.Read(key)
	return t.exec(ctx, "making the key of pseudonyms",
		"INSERT INTO meta (key, value) VALUES ('pseudonym_key', ?) ON CONFLICT (key) DO NOTHING", hex.EncodeToString(key))
}

// PseudonymKey is the key under which authors are pseudonyms in this ledger.
func (q *queries) PseudonymKey(ctx context.Context) ([]byte, error) {
	var value string
	if err := q.get(ctx, "reading the key of pseudonyms", "SELECT value FROM meta WHERE key = 'pseudonym_key'", nil, &value); err != nil {
		return nil, err
	}
	return hex.DecodeString(value)
}
