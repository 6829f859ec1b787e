package ledger_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/ledger/ledgertest"
)

func TestSQLite(t *testing.T) {
	ledgertest.Run(t, func(t testing.TB) ledgertest.Open {
		path := filepath.Join(t.TempDir(), "it's a ledger?.db")
		return func(now func() time.Time) (*ledger.Ledger, error) { return ledger.Open(t.Context(), path, now) }
	})
}

func TestPostgres(t *testing.T) {
	servertest.PostgresURL(t) // skips when short
	ledgertest.Run(t, func(t testing.TB) ledgertest.Open {
		url := servertest.PostgresURL(t)
		return func(now func() time.Time) (*ledger.Ledger, error) { return ledger.Open(t.Context(), url, now) }
	})
}

// TestOnlyTheOwnerReadsALedger looks at every file that SQLite makes.
func TestOnlyTheOwnerReadsALedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	l := open(t, path)
	defer l.Close()
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < 2 {
		t.Fatalf("the files are %v, %v", files, err)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", filepath.Base(file), info.Mode(), err)
		}
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	for address, want := range map[string]string{
		"mysql://localhost/x":                                  "neither a file nor a postgres:// address",
		filepath.Join(t.TempDir(), "no", "folder", "x.db"):     "bringing the ledger up to date",
		"postgres://nobody@127.0.0.1:1/none?connect_timeout=2": "bringing the ledger up to date",
	} {
		l, err := ledger.Open(t.Context(), address, time.Now)
		if err == nil {
			l.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", address, err, want)
		}
	}
}

// TestAPausedWriterHoldsUpNobodyForLong leaves a writer in the middle of its transaction, as a process is that was paused: others
// write meanwhile, and what it was about to write is not kept.
func TestAPausedWriterHoldsUpNobodyForLong(t *testing.T) {
	address := servertest.OwnDatabase(t)
	paused, other := open(t, address), open(t, address)
	defer paused.Close()
	defer other.Close()
	within, wake, woken := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		woken <- paused.Write(context.Background(), func(tx *ledger.Tx) error {
			close(within)
			<-wake
			return tx.Beat(context.Background(), "paused")
		})
	}()
	<-within
	if err := other.Write(t.Context(), func(tx *ledger.Tx) error { return tx.Beat(t.Context(), "other") }); err != nil {
		t.Error(err)
	}
	close(wake)
	if err := <-woken; err == nil {
		t.Error("who was paused has written")
	}
	if beats, err := other.Beats(t.Context()); err != nil || len(beats) != 1 || beats["other"] != 1 {
		t.Errorf("the readers are %v, %v", beats, err)
	}
}
