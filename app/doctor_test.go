package app_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hearsay/amend"
	"hearsay/app"
	"hearsay/classifier"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/sight"
	"hearsay/triage"
)

// findings are what Examine says, a line each.
func findings(t *testing.T, config string) string {
	t.Helper()
	c, err := app.LoadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range app.Examine(t.Context(), c) {
		if f.Health != app.Healthy && f.Remedy == "" {
			t.Errorf("nothing is said of what to do about %+v", f)
		}
		b.WriteString(strings.Join([]string{string(f.Health), f.Part, f.Says}, " ") + "\n")
	}
	return b.String()
}

func says(t *testing.T, got string, want ...string) {
	t.Helper()
	for _, one := range want {
		if !strings.Contains(got, one) {
			t.Errorf("missing %q in\n%s", one, got)
		}
	}
}

func TestTheDoctorFindsWhatIsWrong(t *testing.T) {
	t.Run("nothing was begun", func(t *testing.T) {
		b := backend{filepath.Join(t.TempDir(), "l.db"), "memory", "x"}
		says(t, findings(t, b.configure(t, "http://127.0.0.1:1", "")), "ok ledger there is none", "ok disk", "ok queue in the memory", "ok desk none runs")
	})
	t.Run("a desk on the net", func(t *testing.T) {
		for text, want := range map[string][]string{ // what is wrong with it
			"base_url: https://desk.example\nlisten: 0.0.0.0:1\n":                        {"proxies", "sign-in"},
			"base_url: https://desk.example\nlisten: 127.0.0.1:1\n":                      {"sign-in"},
			"base_url: https://desk.example\nlisten: 0.0.0.0:1\nproxies: [10.0.0.0/8]\n": {"sign-in"},
			"base_url: https://desk.example\nsecond_factor: editor\n":                    nil,
			"listen: 0.0.0.0:1\n": nil,
		} {
			c, err := app.ParseConfig("c.yaml", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			c.Ledger = filepath.Join(t.TempDir(), "l.db")
			found := app.Examine(t.Context(), c)
			var got []string
			for _, f := range found {
				if (f.Part == "proxies" || f.Part == "sign-in") && f.Remedy != "" {
					got = append(got, f.Part)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q: %+v, want a word of %q", text, found, want)
			}
		}
	})
	t.Run("nobody answers", func(t *testing.T) {
		b := backend{"postgres://nobody@127.0.0.1:1/none", "redis://127.0.0.1:1/0", "x"}
		says(t, findings(t, b.configure(t, "http://127.0.0.1:1", "")), "fault ledger", "fault queue")
	})
	t.Run("a replica that is none", func(t *testing.T) {
		b := backend{servertest.PostgresURL(t), "memory", "x"}
		l, err := ledger.Open(t.Context(), b.ledger, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		config := b.configure(t, "http://127.0.0.1:1", "")
		said, err := os.ReadFile(config)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(config, append(said, "\nledger_replica: "+b.ledger+"\n"...), 0o600); err != nil {
			t.Fatal(err)
		}
		says(t, findings(t, config), "warning replica it is not read, the ledger itself is: it is no replica of this ledger")
	})
	t.Run("a full Redis would throw keys away", func(t *testing.T) {
		b := backend{servertest.PostgresURL(t), servertest.OwnRedis(t), "x"}
		config := b.configure(t, "http://127.0.0.1:1", "")
		says(t, findings(t, config), "ok ledger PostgreSQL", "ok queue Redis")
		port := b.queue[strings.LastIndexByte(b.queue, ':')+1:]
		port, _, _ = strings.Cut(port, "/")
		if out, err := exec.Command("redis-cli", "-p", port, "config", "set", "maxmemory-policy", "allkeys-lru").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		says(t, findings(t, config), "warning queue Redis throws keys away")
	})
}

// TestTheDoctorLooksAtWork has items that no queue was told of, a source that stopped, and a pack that was changed at the desk.
func TestTheDoctorLooksAtWork(t *testing.T) {
	backends(t, func(t *testing.T, b backend) {
		long := time.Now().Add(-time.Hour)
		l, err := ledger.Open(t.Context(), b.ledger, func() time.Time { return long })
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		commitOne(t, l)
		if err := l.StopSource(t.Context(), "old-feed", "gone"); err != nil {
			t.Fatal(err)
		}
		if err := l.Write(t.Context(), func(tx *ledger.Tx) error {
			return errors.Join(tx.Beat(t.Context(), "made-up process"), tx.Saw(t.Context(), sight.Sight{Source: "town", SeenTo: long, Patience: time.Minute}),
				tx.SaveAmendment(t.Context(), &amend.Amendment{ID: "a", Pack: "water", Source: "pack: water", State: amend.Accepted}), tx.SaveAmendment(t.Context(), &amend.Amendment{ID: "b", Pack: "air", State: amend.Accepted}))
		}); err != nil {
			t.Fatal(err)
		}
		says(t, findings(t, b.configure(t, "http://127.0.0.1:1", "")), "warning sources town could not see", "warning queues they are still to be told of 1 items", "warning sources not read any more: old-feed", "ok rules changed at the desk, so that those of the folder are not used: water\n")
	})
}

// commitOne opens an item in the ledger.
func commitOne(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	it := triage.Item{ID: "one", Kind: classifier.KindClaim, State: triage.Open, Queue: "claims"}
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveItem(t.Context(), &it) }); err != nil {
		t.Fatal(err)
	}
}
