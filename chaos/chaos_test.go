//go:build linux

package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test's own binary be the program, as main does.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == daemonWord {
		os.Exit(daemon(os.Args[2:]))
	}
	os.Exit(m.Run())
}

func newTestSite(t *testing.T) *site {
	t.Helper()
	if testing.Short() {
		t.Skip("starts servers; run make test")
	}
	s, err := newSite(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}

// TestNothingIsLostOrDoubled runs one seed of some kinds of fault; make chaos runs a thousand of all.
func TestNothingIsLostOrDoubled(t *testing.T) {
	site := newTestSite(t)
	for _, kind := range []string{"killed", "redis-replaced", "ledger-restarted", "network-cut", "platforms"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			p := planOf(seedOf(t, kind))
			if r := run(context.WithoutCancel(t.Context()), site, p, ""); len(r.faults) > 0 {
				t.Error(r)
			}
		})
	}
}

// seedOf is the first seed of a kind.
func seedOf(t *testing.T, kind string) uint64 {
	t.Helper()
	for i, f := range faults {
		if f.name == kind {
			return uint64(i)
		}
	}
	t.Fatalf("there is no kind %s", kind)
	return 0
}

// TestTheCheckerSees lets a run go well, and then spoils what is left, one thing after another.
func TestTheCheckerSees(t *testing.T) {
	site := newTestSite(t)
	p := planOf(0)
	p.isPostgres = false
	p.fault = fault{name: "none", strike: func(context.Context, *stage) error { return nil }}
	s, err := newStage(t.Context(), site, p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	if wrong, err := s.play(t.Context()); err != nil || len(wrong) > 0 {
		t.Fatalf("the run went wrong by itself: %v, %v", wrong, err)
	}
	for _, spoil := range []struct {
		sees string
		do   func(context.Context) error
	}{
		{"posts and has", func(ctx context.Context) error { return s.spoil(ctx, "UPDATE items SET posts = posts + 1") }},
		{"is in the state", func(ctx context.Context) error {
			return s.spoil(ctx, "UPDATE items SET state = 'lost' WHERE id = (SELECT MIN(id) FROM items)")
		}},
		{"was confirmed as", func(ctx context.Context) error {
			return s.spoil(ctx, "UPDATE replies SET body = replace(body, 'Made-up fact', 'Another fact')")
		}},
		{"the audit log", func(ctx context.Context) error {
			return s.spoil(ctx, "UPDATE audit SET actor = 'nobody' WHERE seq = 2")
		}},
		{"is in the ledger 0 times", func(ctx context.Context) error { return s.spoil(ctx, "DELETE FROM posts WHERE text LIKE '%board-3)%'") }},
		{"the queue claims holds", func(ctx context.Context) error {
			client := s.redis.client()
			defer client.Close()
			return client.HSet(ctx, "hearsay:{claims}:scores", "stranger", 1).Err()
		}},
		{"was told 0 times", func(context.Context) error { s.world.hooks = map[string]int{}; return nil }},
		{"came to the chat", func(context.Context) error { s.world.chats["m"] = 3; return nil }},
		{"on the platform stands", func(context.Context) error { s.world.statuses["k"] = status{text: "Stray."}; return nil }},
	} {
		if err := spoil.do(t.Context()); err != nil {
			t.Fatal(err)
		}
		wrong, err := s.check(t.Context())
		if err != nil || !strings.Contains(strings.Join(wrong, "\n"), spoil.sees) {
			t.Errorf("the checker does not see %q: %v, %v", spoil.sees, wrong, err)
		}
	}
}

// spoil changes the ledger behind the program's back.
func (s *stage) spoil(ctx context.Context, statement string) error {
	rows, err := s.open()
	if err != nil {
		return err
	}
	defer rows.Close()
	_, err = rows.ExecContext(ctx, statement)
	return err
}

func TestSeedsAreRead(t *testing.T) {
	got, err := parseSeeds("3, 5-7")
	if err != nil || len(got) != 4 || got[0] != 3 || got[3] != 7 {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"", "a", "5-3", "1-b"} {
		if _, err := parseSeeds(bad); err == nil {
			t.Errorf("%q is taken for seeds", bad)
		}
	}
}

// TestASeedIsOnePlan wants a seed to bring the same twice, and seeds to bring every kind.
func TestASeedIsOnePlan(t *testing.T) {
	kinds := map[string]bool{}
	for seed := range uint64(60) {
		a, b := planOf(seed), planOf(seed)
		if a.posts != b.posts || a.every != b.every || a.isPostgres != b.isPostgres || a.faultAfter != b.faultAfter || a.between(0, time.Hour) != b.between(0, time.Hour) {
			t.Errorf("seed %d brings two plans", seed)
		}
		kinds[a.fault.name] = true
	}
	if len(kinds) != len(faults) {
		t.Errorf("60 seeds bring %d of %d kinds", len(kinds), len(faults))
	}
}
