package ledger_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/triage"
)

// TestWhatIsMuchIsReadFromAReplica searches and reports at a replica while it follows, and at the ledger itself while it does not: when it
// is behind, gone, another ledger's or none at all.
func TestWhatIsMuchIsReadFromAReplica(t *testing.T) {
	main := servertest.NewCluster(t)
	l, err := ledger.Open(t.Context(), main.URL, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	copied := main.Replica()
	var said strings.Builder
	if err := l.ReadAtEase(copied.URL, slog.New(slog.NewTextHandler(&said, nil))); err != nil {
		t.Fatal(err)
	}
	ctx, now := t.Context(), time.Now()
	add := func(word string) {
		t.Helper()
		err := l.Write(ctx, func(tx *ledger.Tx) error {
			p := ledger.StoredPost{Post: post.Post{Platform: "sample", ID: word, Text: "they say " + word + " helps"}, CollectedAt: now, Item: word}
			return errors.Join(tx.SaveItem(ctx, &triage.Item{ID: word, Kind: "claim", State: triage.Open, OpenedAt: now}), tx.InsertPosts(ctx, []ledger.StoredPost{p}))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	finds := func(word string) bool {
		t.Helper()
		items, err := l.Items(ctx, ledger.ItemFilter{Text: word})
		if err != nil {
			t.Fatal(err)
		}
		return len(items) == 1
	}
	follows := func(want bool) {
		t.Helper()
		servertest.Eventually(t, "the replica follows, or does not", func() bool { return l.FollowsReplica() == want })
	}

	follows(true)
	add("garlic")
	servertest.Eventually(t, "a post is found at the replica", func() bool { return finds("garlic") })
	if days, err := l.PostsByDay(ctx, now.Add(-time.Hour), now.Add(time.Hour)); err != nil || len(days) != 1 {
		t.Errorf("a report has %v, %v", days, err)
	}
	for _, part := range []string{"SELECT item_id, COUNT(*) FROM (SELECT item_id FROM posts", "collected_at / 86400000000"} {
		if !strings.Contains(copied.Log(), part) || strings.Contains(main.Log(), part) {
			t.Errorf("%s was not asked of the replica alone", part)
		}
	}

	copied.Do("SELECT pg_wal_replay_pause()")
	add("onions")
	follows(false)
	if !finds("onions") {
		t.Error("nothing is found while the replica is behind")
	}
	copied.Do("SELECT pg_wal_replay_resume()")
	follows(true)
	if err := ledger.InspectReplica(ctx, main.URL, copied.URL); err != nil {
		t.Errorf("the replica is looked at: %v", err)
	}

	copied.Stop()
	if !finds("onions") { // also before anybody has noticed
		t.Error("nothing is found while the replica is gone")
	}
	follows(false)
	copied.Start()
	follows(true)

	copied.Do("SELECT pg_promote()")
	follows(false)
	if !finds("garlic") {
		t.Error("nothing is found while the replica is none")
	}
	if err := ledger.InspectReplica(ctx, main.URL, copied.URL); err == nil || !strings.Contains(err.Error(), "no replica of this ledger") {
		t.Errorf("what is none is looked at: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	for _, line := range []string{"it is behind", "it is no replica of this ledger", "follows again"} {
		if !strings.Contains(said.String(), line) {
			t.Errorf("the log does not say that %s:\n%s", line, said.String())
		}
	}
}
