package ledger_test

import (
	"crypto/rand"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/post"
)

// TestPostsAreFoundByTheirKey asks SQLite how it would find posts: by all of the key, and not by the platform alone, which is to read all of it.
func TestPostsAreFoundByTheirKey(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "l.db"))
	defer l.Close()
	db := l.Database()
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

// TestWhatPostsPointAtIsFoundByItsKey asks PostgreSQL how it would find the posts that others repost, quote or answer.
func TestWhatPostsPointAtIsFoundByItsKey(t *testing.T) {
	l := open(t, servertest.PostgresURL(t))
	defer l.Close()
	err := l.Write(t.Context(), func(tx *ledger.Tx) error {
		posts := make([]ledger.StoredPost, 20_000)
		for i := range posts {
			posts[i] = ledger.StoredPost{Post: post.Post{Platform: "x", ID: fmt.Sprint("1-", i), Space: fmt.Sprint("s", i%50), ReplyTo: fmt.Sprint("1-", i/2)}, Item: "i", CollectedAt: time.Now()}
		}
		return tx.InsertPosts(t.Context(), posts)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Database().ExecContext(t.Context(), "ANALYZE posts"); err != nil {
		t.Fatal(err)
	}
	plan, err := l.PlanOfPointing(t.Context())
	if err != nil || !strings.Contains(plan, "Index Cond: ((platform = posts.platform) AND (id = ANY (") {
		t.Errorf("%v: %s", err, plan)
	}
}

// TestWhatIsAskedAllTheTimeReadsLittle asks SQLite how it would find the items that time has changed and those that are unfinished, and count items.
func TestWhatIsAskedAllTheTimeReadsLittle(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "l.db"))
	defer l.Close()
	for statement, want := range map[string]string{
		ledger.FindToLookAt:   "SEARCH items USING INDEX items_look_at (look_at>? AND look_at<?)",
		ledger.FindUnfinished: "SEARCH items USING COVERING INDEX items_first (state=?)",
		ledger.CountItems:     "SEARCH items USING COVERING INDEX items_state (state=?)",
		ledger.CountOpened:    "SCAN items USING COVERING INDEX items_counted",
	} {
		args := make([]any, strings.Count(statement, "?"))
		if plan := strings.Join(readTable(t, l.Database(), "EXPLAIN QUERY PLAN "+statement, args...).rows, "\n"); !strings.Contains(plan, want) {
			t.Errorf("%s: %s", statement, plan)
		}
	}
}

// TestOthersAreFoundByCrowds asks SQLite how it would find an author's posts that are nobody's business.
func TestOthersAreFoundByCrowds(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "l.db"))
	defer l.Close()
	db := l.Database()
	plan := strings.Join(readTable(t, db, "EXPLAIN QUERY PLAN "+ledger.FindOthers(), "", "", "").rows, "\n")
	if !strings.Contains(plan, "SCAN c") || !strings.Contains(plan, "SEARCH p USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)") {
		t.Error(plan)
	}
}

// TestNothingOfAnAuthorStaysInACrowd deletes the posts of one of two authors of a batch, one after the other.
func TestNothingOfAnAuthorStaysInACrowd(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "l.db"))
	defer l.Close()
	db := l.Database()
	write := func(do func(tx *ledger.Tx) error) {
		t.Helper()
		if err := l.Write(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // another batch beside it
		write(func(tx *ledger.Tx) error {
			return tx.InsertPosts(t.Context(), []ledger.StoredPost{{Post: post.Post{Platform: "other", ID: rand.Text(), Author: "somebody"}}})
		})
	}
	write(func(tx *ledger.Tx) error {
		var posts []ledger.StoredPost
		for _, id := range []string{"1", "2", "3"} {
			posts = append(posts, ledger.StoredPost{Post: post.Post{Platform: "x", ID: id, Author: map[bool]string{true: "somebody", false: "everybody"}[id != "2"]}})
		}
		return tx.InsertPosts(t.Context(), posts)
	})
	for _, step := range []struct{ id, want string }{{"", " somebo everyb somebo"}, {"1", " somebo everyb somebo"}, {"3", " everyb"}} {
		if step.id != "" {
			write(func(tx *ledger.Tx) error {
				_, err := tx.DeletePost(t.Context(), post.Ref{Platform: "x", ID: step.id}, "s")
				return err
			})
		}
		crowds := readTable(t, db, "SELECT authors FROM crowds").rows
		slices.Sort(crowds)
		if want := []string{step.want, " somebo", " somebo"}; !slices.Equal(crowds, sorted(want)) {
			t.Errorf("without %q the crowds are %q, want %q", step.id, crowds, want)
		}
	}
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
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
		db := l.Database()
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
