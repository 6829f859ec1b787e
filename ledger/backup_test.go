package ledger_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hearsay/bulletin"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies/publish"
)

// made are posts with made-up texts.
func made(from, n int) []ledger.StoredPost {
	var posts []ledger.StoredPost
	for i := range n {
		posts = append(posts, ledger.StoredPost{Source: "s", Post: post.Post{Platform: "made-up", ID: fmt.Sprint(from + i), Text: "A made-up text", CreatedAt: time.Now()}})
	}
	return posts
}

func store(t *testing.T, l *ledger.Ledger, posts []ledger.StoredPost) {
	t.Helper()
	err := l.Write(t.Context(), func(tx *ledger.Tx) error {
		return errors.Join(tx.InsertPosts(t.Context(), posts), tx.Audit(t.Context(), "test", "stored", "posts", posts[0].ID))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, address string) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(t.Context(), address, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestABackupHoldsOneMoment copies a ledger while a writer writes, ten posts and a row of audit at a time, and restores it: the
// copy has whole batches only, the chain is whole, nobody is signed in, and work goes on.
func TestABackupHoldsOneMoment(t *testing.T) {
	for name, addresses := range map[string]func(t *testing.T) (from, to string){
		"sqlite": func(t *testing.T) (string, string) {
			return filepath.Join(t.TempDir(), "it's one?.db"), filepath.Join(t.TempDir(), "other.db")
		},
		"postgres": func(t *testing.T) (string, string) { return servertest.OwnDatabase(t), servertest.OwnDatabase(t) },
	} {
		t.Run(name, func(t *testing.T) {
			from, to := addresses(t)
			l := open(t, from)
			defer l.Close()
			store(t, l, made(0, 10))
			if err := (ledger.Sessions{Ledger: l}).CommitCtx(t.Context(), "a token", []byte("data"), time.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
			stop, stopped := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(stopped)
				for n := 10; ; n += 10 {
					select {
					case <-stop:
						return
					default:
						store(t, l, made(n, 10))
					}
				}
			}()
			file := filepath.Join(t.TempDir(), "backup")
			said, err := ledger.Backup(t.Context(), from, file)
			close(stop)
			<-stopped
			if err != nil || said.Posts < 10 || said.Audit < 1 {
				t.Fatalf("got %+v, %v", said, err)
			}
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the file's mode is %v, %v", info.Mode(), err)
			}
			if _, err := ledger.Backup(t.Context(), from, file); !errors.Is(err, ledger.ErrExists) {
				t.Errorf("over another backup: got %v", err)
			}
			if before, err := ledger.Restore(t.Context(), to, file); err != nil || before != "" {
				t.Fatalf("restoring: %q, %v", before, err)
			}
			isWhole(t, to, said)
		})
	}
}

func isWhole(t *testing.T, address string, said ledger.Contents) {
	t.Helper()
	restored := open(t, address)
	defer restored.Close()
	n, err := restored.CountPosts(t.Context())
	if err != nil || n%10 != 0 || n < said.Posts {
		t.Errorf("%d posts, %v; the backup said %d", n, err, said.Posts)
	}
	if rows, err := restored.VerifyAudit(t.Context()); err != nil || rows != n/10+1 { // and that it was restored
		t.Errorf("%d rows of audit for %d posts, %v", rows, n, err)
	}
	if _, found, err := (ledger.Sessions{Ledger: restored}).FindCtx(t.Context(), "a token"); err != nil || found {
		t.Errorf("a session outlived the backup: %v, %v", found, err)
	}
	store(t, restored, made(1_000_000, 1))
}

// TestWhatMayHaveGoneOutIsHeldBack restores a ledger whose backup was made while a reply and an edition were on their way: nobody
// knows what became of them since, so that a person looks, and what calls a reply back goes on.
func TestWhatMayHaveGoneOutIsHeldBack(t *testing.T) {
	ctx := t.Context()
	for name, addresses := range map[string]func(t *testing.T) (from, to string){
		"sqlite": func(t *testing.T) (string, string) {
			return filepath.Join(t.TempDir(), "a.db"), filepath.Join(t.TempDir(), "b.db")
		},
		"postgres": func(t *testing.T) (string, string) { return servertest.OwnDatabase(t), servertest.OwnDatabase(t) },
	} {
		t.Run(name, func(t *testing.T) {
			from, to := addresses(t)
			l := open(t, from)
			defer l.Close()
			err := l.Write(ctx, func(tx *ledger.Tx) error {
				return errors.Join(
					tx.SaveDispatch(ctx, &publish.Dispatch{ID: "d1", Reply: "r", Item: "i", State: publish.Sending, Parts: []publish.Part{{Text: "a"}}}),
					tx.SaveDispatch(ctx, &publish.Dispatch{ID: "d2", Reply: "r", Item: "i", State: publish.Withdrawing, Parts: []publish.Part{{Text: "a"}}}),
					tx.SaveEdition(ctx, &bulletin.Edition{ID: "e1", Bulletin: "daily", State: bulletin.Approved, ApprovedBy: "ben"}),
					tx.SaveEdition(ctx, &bulletin.Edition{ID: "e2", Recall: "rec", State: bulletin.Approved}),
				)
			})
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "backup")
			if _, err := ledger.Backup(ctx, from, file); err != nil {
				t.Fatal(err)
			}
			if _, err := ledger.Restore(ctx, to, file); err != nil {
				t.Fatal(err)
			}
			restored := open(t, to)
			defer restored.Close()
			for id, want := range map[string]publish.State{"d1": publish.Failed, "d2": publish.Withdrawing} {
				if d, err := restored.Dispatch(ctx, id); err != nil || d.State != want || want == publish.Failed && !strings.Contains(d.Problem, "restored") {
					t.Errorf("dispatch %s: %+v, %v; want it %s", id, d, err, want)
				}
			}
			for id, want := range map[string]bulletin.EditionState{"e1": bulletin.Draft, "e2": bulletin.Approved} {
				if e, err := restored.Edition(ctx, id); err != nil || e.State != want || want == bulletin.Draft && e.ApprovedBy != "" {
					t.Errorf("edition %s: %+v, %v; want it %s", id, e, err, want)
				}
			}
			if _, err := restored.VerifyAudit(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestALogWithoutItsLedgerIsNotMixedIn restores where somebody took a ledger away and left its write-ahead log: SQLite would write
// what stands in it into the new one.
func TestALogWithoutItsLedgerIsNotMixedIn(t *testing.T) {
	path, file := filepath.Join(t.TempDir(), "l.db"), filepath.Join(t.TempDir(), "backup")
	l := open(t, path)
	defer l.Close()
	store(t, l, made(0, 500))
	if _, err := ledger.Backup(t.Context(), path, file); err != nil {
		t.Fatal(err)
	}
	store(t, l, made(500, 500)) // into the log, while it is open
	other := filepath.Join(t.TempDir(), "l.db")
	left, err := os.ReadFile(path + "-wal")
	if err == nil {
		err = os.WriteFile(other+"-wal", left, 0o600)
	}
	if err != nil || len(left) == 0 {
		t.Fatalf("a log of %d bytes, %v", len(left), err)
	}
	before, err := ledger.Restore(t.Context(), other, file)
	if err != nil {
		t.Fatal(err)
	}
	restored := open(t, other)
	defer restored.Close()
	if n, err := restored.CountPosts(t.Context()); err != nil || n != 500 {
		t.Errorf("%d posts, %v", n, err)
	}
	if kept, err := os.ReadFile(before); err != nil || !bytes.Equal(kept, left) {
		t.Errorf("the log is kept as %q: %d bytes, %v", before, len(kept), err)
	}
}

// TestARestoreKeepsWhatStoodThere wants the earlier ledger under its other name, and none touched that is open.
func TestARestoreKeepsWhatStoodThere(t *testing.T) {
	path, file := filepath.Join(t.TempDir(), "l.db"), filepath.Join(t.TempDir(), "backup")
	l := open(t, path)
	store(t, l, made(0, 1))
	if _, err := ledger.Backup(t.Context(), path, file); err != nil {
		t.Fatal(err)
	}
	store(t, l, made(1, 1))
	if _, err := ledger.Restore(t.Context(), path, file); !errors.Is(err, ledger.ErrInUse) {
		t.Errorf("while it is open: got %v", err)
	}
	l.Close()
	before, err := ledger.Restore(t.Context(), path, file)
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]int64{path: 1, before: 2} {
		l := open(t, address)
		if n, err := l.CountPosts(t.Context()); err != nil || n != want {
			t.Errorf("%s has %d posts, %v; want %d", filepath.Base(address), n, err, want)
		}
		l.Close()
	}
	names, err := filepath.Glob(path + ".restoring*")
	if err != nil || len(names) > 0 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// TestNoBadCopyIsRestored hands in what is no backup: what stands there stays.
func TestNoBadCopyIsRestored(t *testing.T) {
	path, file := filepath.Join(t.TempDir(), "l.db"), filepath.Join(t.TempDir(), "backup")
	l := open(t, path)
	store(t, l, made(0, 2000))
	l.Close()
	if _, err := ledger.Backup(t.Context(), path, file); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	change := func(statement string) func(string) error {
		return func(path string) error {
			db, err := sql.Open("sqlite", path)
			if err != nil {
				return err
			}
			defer db.Close()
			_, err = db.ExecContext(context.Background(), statement)
			return err
		}
	}
	for want, spoil := range map[string]func(string) error{
		"not a copy of a ledger": func(path string) error {
			return os.WriteFile(path, []byte("something else, long enough for a header of it"), 0o600)
		},
		"damaged": func(path string) error {
			return os.WriteFile(path, append(whole[:40_000:40_000], make([]byte, len(whole)-40_000)...), 0o600)
		},
		"newer hearsay":    change("INSERT INTO goose_db_version (version_id, is_applied) VALUES (900000, 1)"),
		"has been changed": change("UPDATE audit SET actor = 'nobody'"),
	} {
		t.Run(want, func(t *testing.T) {
			bad := filepath.Join(t.TempDir(), "bad")
			if err := errors.Join(os.WriteFile(bad, whole, 0o600), spoil(bad)); err != nil {
				t.Fatal(err)
			}
			if _, err := ledger.Restore(t.Context(), path, bad); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v", err)
			}
			if again, err := ledger.Backup(t.Context(), path, filepath.Join(t.TempDir(), "again")); err != nil || again.Posts != 2000 {
				t.Errorf("what stood there has %+v, %v", again, err)
			}
		})
	}
}
