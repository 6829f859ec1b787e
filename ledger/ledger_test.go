package ledger_test

import (
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
