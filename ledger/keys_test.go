package ledger_test

import (
	"path/filepath"
	"strings"
	"testing"

	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/post"
)

// TestPostsAreFoundByTheirKey asks SQLite how it would find posts: by all of the key, and not by the platform alone, which is to read all of it.
func TestPostsAreFoundByTheirKey(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "l.db"))
	defer l.Close()
	db, err := l.DownTo(t.Context(), 1000) // nothing to take back: the database as it is
	if err != nil {
		t.Fatal(err)
	}
	for name, condition := range ledger.FindPosts() {
		from := "posts p"
		if name == "joined" {
			from = "(SELECT 'x' AS platform, '1' AS id UNION ALL SELECT 'x', '2') asked CROSS JOIN posts p"
		}
		args := make([]any, strings.Count(condition, "?"))
		for i := range args {
			args[i] = "[]"
		}
		plan := strings.Join(readTable(t, db, "EXPLAIN QUERY PLAN SELECT item_id FROM "+from+" WHERE "+condition, args...).rows, "\n")
		if key := "SEARCH p USING INDEX posts_key (platform=? AND tail=?"; !strings.Contains(plan, key) {
			t.Errorf("%s: %s", name, plan)
		}
	}
}

// TestMonthsWithPostsKeepTheirKey takes PostgreSQL's tables back to where months had another key, and opens them again with posts in the month and
// without.
func TestMonthsWithPostsKeepTheirKey(t *testing.T) {
	for _, hasPosts := range []bool{false, true} {
		address := servertest.PostgresURL(t)
		l := open(t, address)
		if _, err := l.DownTo(t.Context(), 39); err != nil {
			t.Fatal(err)
		}
		ref := post.Ref{Platform: "x", ID: "at://somebody/1"}
		insert := func() error {
			return l.Write(t.Context(), func(tx *ledger.Tx) error {
				return tx.InsertPosts(t.Context(), []ledger.StoredPost{{Post: post.Post{Platform: ref.Platform, ID: ref.ID, Text: "hello"}}})
			})
		}
		if hasPosts {
			if err := insert(); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		l = open(t, address)
		defer l.Close()
		db, err := l.DownTo(t.Context(), 1000) // nothing to take back: the database as it is
		if err != nil {
			t.Fatal(err)
		}
		keys := readTable(t, db, "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND indexname LIKE 'posts_other_2%_key'").rows
		if len(keys) != 1 || strings.Contains(keys[0], "right") == hasPosts || !strings.Contains(keys[0], "UNIQUE") {
			t.Errorf("with posts %v: the keys of months are %q", hasPosts, keys)
		}
		if !hasPosts {
			if err := insert(); err != nil {
				t.Fatal(err)
			}
		}
		if known, err := l.KnownPosts(t.Context(), []post.Ref{ref, {Platform: "x", ID: "another"}}); err != nil || len(known) != 1 {
			t.Errorf("known are %v, %v", known, err)
		}
		if err := insert(); err == nil {
			t.Error("a post is stored twice in its month")
		}
	}
}
