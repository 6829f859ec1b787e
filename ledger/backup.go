package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ErrInUse says that a program has the ledger open.
var ErrInUse = errors.New("a program has the ledger open")

// Contents is what a copy of a ledger holds.
type Contents struct {
	Posts int64
	Audit int64 // rows of the audit log, whose chain is whole
}

// Backup writes the ledger at an address, as it stands at one moment, into a new file, which is complete or is not there.
// Programs may go on writing meanwhile. Sessions are left out: who had one signs in again after a restore. ErrExists if
// there is such a file. PostgreSQL is copied by its own pg_dump, which must be installed.
func Backup(ctx context.Context, address, to string) (Contents, error) {
	if _, err := os.Lstat(to); err == nil {
		return Contents{}, fmt.Errorf("%s: %w; name another file", to, ErrExists)
	}
	partial := to + ".partial"
	if err := emptyFile(partial); err != nil {
		return Contents{}, err
	}
	defer os.Remove(partial) //nolint:errcheck // it is gone when all went well
	var copied Contents
	var err error
	if IsPostgres(address) {
		copied, err = dumpPostgres(ctx, address, partial)
	} else {
		copied, err = copySQLite(ctx, address, partial)
	}
	if err != nil {
		return Contents{}, fmt.Errorf("copying the ledger: %w", err)
	}
	return copied, keep(partial, to)
}

// emptyFile makes an empty file that only its owner reads.
func emptyFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// keep gives a finished file its name, unless another has it, and returns when both are on the disk.
func keep(partial, path string) error {
	if err := syncFile(partial); err != nil {
		return err
	}
	if err := os.Link(partial, path); err != nil {
		return err
	}
	return errors.Join(os.Remove(partial), syncFile(filepath.Dir(path)))
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func copySQLite(ctx context.Context, from, to string) (Contents, error) {
	if _, err := os.Stat(from); err != nil {
		return Contents{}, err
	}
	db, err := openSQLite(from, "mode=ro")
	if err != nil {
		return Contents{}, err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil { // https://www.sqlite.org/lang_vacuum.html: one read transaction
		return Contents{}, err
	}
	copied, err := openSQLite(to, "_pragma=journal_mode(off)&_pragma=secure_delete(on)")
	if err != nil {
		return Contents{}, err
	}
	if _, err := copied.ExecContext(ctx, "DELETE FROM sessions"); err != nil {
		return Contents{}, errors.Join(err, copied.Close())
	}
	if err := copied.Close(); err != nil {
		return Contents{}, err
	}
	return examineSQLite(ctx, to)
}

// examineSQLite reads a copy from end to end.
func examineSQLite(ctx context.Context, path string) (Contents, error) {
	db, err := openSQLite(path, "mode=ro&immutable=1")
	if err != nil {
		return Contents{}, err
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return Contents{}, fmt.Errorf("%s is not a copy of a ledger: %w", path, err)
	}
	if verdict != "ok" {
		return Contents{}, fmt.Errorf("%s is damaged: %s", path, verdict)
	}
	return examine(ctx, db, sqlite)
}

// examine wants a ledger of this version or an earlier one, with its audit log as it was written.
func examine(ctx context.Context, db *sql.DB, d dialect) (c Contents, err error) {
	err = atOneMoment(ctx, db, d, func(q *queries) (err error) {
		if err := q.isReadable(ctx); err != nil {
			return err
		}
		if c.Posts, err = q.CountPosts(ctx); err != nil {
			return err
		}
		c.Audit, err = q.VerifyAudit(ctx)
		return err
	})
	return c, err
}

// isReadable wants tables of this program's version or an earlier one.
func (q *queries) isReadable(ctx context.Context) error {
	var version int64
	if err := q.get(ctx, "reading the version of the ledger", "SELECT MAX(version_id) FROM goose_db_version", nil, &version); err != nil {
		return fmt.Errorf("this holds no ledger: %w", err)
	}
	last, err := lastMigration()
	if err == nil && version > last {
		err = fmt.Errorf("the ledger was written by a newer hearsay (its tables are of version %d, this program's of %d): use that one", version, last)
	}
	return err
}

// lastMigration is the version of the tables that this program makes.
func lastMigration() (last int64, err error) {
	err = fs.WalkDir(migrations, "migrations", func(path string, _ fs.DirEntry, err error) error {
		var version int64
		if n, _ := fmt.Sscanf(filepath.Base(path), "%d_", &version); n == 1 {
			last = max(last, version)
		}
		return err
	})
	return last, err
}

// Restore makes the ledger at an address what Backup wrote into a file, with tables of this program's version. What was on its way
// out is held back: see holdBack. A SQLite ledger that stood there is kept beside it, under the name that is returned; ErrInUse if a program has it open. A PostgreSQL
// database must be empty: ErrExists if it has a ledger.
func Restore(ctx context.Context, address, from string) (before string, err error) {
	if IsPostgres(address) {
		return "", loadPostgres(ctx, address, from)
	}
	if _, err := examineSQLite(ctx, from); err != nil {
		return "", err
	}
	restoring := address + ".restoring"
	for _, old := range []string{restoring, restoring + "-wal", restoring + "-shm"} {
		if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	if err := copyFile(from, restoring); err != nil {
		return "", err
	}
	if err := errors.Join(noteRestore(ctx, restoring, from), settle(ctx, restoring), syncFile(restoring)); err != nil {
		return "", err
	}
	if before, err = keepBefore(ctx, address); err != nil {
		return "", errors.Join(err, os.Remove(restoring))
	}
	return before, errors.Join(os.Rename(restoring, address), syncFile(filepath.Dir(address)))
}

// noteRestore brings the tables up to date, and says in the audit log where they came from.
func noteRestore(ctx context.Context, address, from string) error {
	l, err := Open(ctx, address, time.Now)
	if err != nil {
		return err
	}
	err = l.Write(ctx, func(tx *Tx) error {
		return errors.Join(tx.holdBack(ctx), tx.Audit(ctx, Program, "restored", aboutLedger, filepath.Base(from)))
	})
	return errors.Join(err, l.Close())
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// keepBefore gives a ledger that nobody has open a second name, and returns that; "" if there is none.
func keepBefore(ctx context.Context, path string) (string, error) {
	before := path + ".before-restore-" + time.Now().UTC().Format("20060102T150405.000Z")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return keepLog(path, before)
	}
	if err := settle(ctx, path); err != nil {
		return "", err
	}
	return before, os.Link(path, before)
}

// keepLog takes a write-ahead log away whose ledger is gone: SQLite would take it for that of the one to come
// (https://www.sqlite.org/howtocorrupt.html, 1.4).
func keepLog(path, before string) (string, error) {
	if err := os.Remove(path + "-shm"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	err := os.Rename(path+"-wal", before+"-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return before + "-wal", err
}

// settle moves what stands in SQLite's write-ahead log into the file, which only one who has it alone can.
func settle(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=busy_timeout(1000)&_pragma=locking_mode(exclusive)")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	defer db.Close()
	for _, statement := range []string{"BEGIN IMMEDIATE", "COMMIT", "PRAGMA journal_mode = delete"} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w; stop it first (%s)", path, ErrInUse, err.Error())
		}
	}
	return nil
}

// IsPostgres tells whether an address is of a PostgreSQL, and not of a file.
func IsPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}
