package app

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hearsay/internal/servertest"
	"hearsay/ledger"
)

// TestAllProcessesGoByTheServersClock steps the clock of a machine: with a server nothing comes of it but a word in the log.
func TestAllProcessesGoByTheServersClock(t *testing.T) {
	for name, test := range map[string]struct {
		ledger string
		follow bool // the machine's clock, wherever it is stepped
	}{
		"PostgreSQL": {servertest.PostgresURL(t), false},
		"SQLite":     {filepath.Join(t.TempDir(), "l.db"), true},
	} {
		t.Run(name, func(t *testing.T) {
			step := time.Duration(0)
			var log bytes.Buffer
			c := &clock{machine: func() time.Time { return time.Now().Add(step) }, log: slog.New(slog.NewTextHandler(&log, nil))}
			l, err := ledger.Open(t.Context(), test.ledger, c.now)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			for _, step = range []time.Duration{0, 2 * time.Hour, -2 * time.Hour} {
				if err := c.look(t.Context(), l); err != nil {
					t.Fatal(err)
				}
				want := time.Duration(0)
				if test.follow {
					want = step
				}
				if off := time.Until(c.now()) - want; off.Abs() > 5*time.Second {
					t.Errorf("a machine's clock that is %v off sets ours off by %v, want %v", step, off+want, want)
				}
			}
			if said := strings.Count(log.String(), "apart="); said != 1 && !test.follow {
				t.Errorf("the log tells %d times that the clocks differ: %s", said, log.String())
			}
		})
	}
}
