package ledger_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/post"
)

// TestPostsStandInMonths stores posts of several years in no order, finds each of them whatever its month, obeys deletions in all of
// them, and drops months.
func TestPostsStandInMonths(t *testing.T) {
	today := time.Now().UTC()
	start := time.Date(today.Year(), today.Month(), 15, 0, 0, 0, 0, time.UTC) // a day that every month has
	now := start
	l, err := ledger.Open(t.Context(), servertest.PostgresURL(t), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx := t.Context()
	write := func(do func(tx *ledger.Tx) error) {
		t.Helper()
		if err := l.Write(ctx, do); err != nil {
			t.Fatal(err)
		}
	}
	var refs []post.Ref
	for _, months := range []int{0, 7, 2, 30, -20, 2, 7, 8} { // behind the first part, which holds all of the past
		id := fmt.Sprint(len(refs))
		refs = append(refs, post.Ref{Platform: "x", ID: id})
		at := start.AddDate(0, months, 0)
		write(func(tx *ledger.Tx) error {
			p := post.Post{Platform: "x", ID: id, Alias: "also " + id, Text: "text " + id, Author: "somebody"}
			q := post.Post{Platform: "x", ID: "i" + id, Text: "text " + id}
			return tx.InsertPosts(ctx, []ledger.StoredPost{{Post: p, CollectedAt: at}, {Post: q, CollectedAt: at, Item: "item"}})
		})
	}
	if known, err := l.KnownPosts(ctx, refs); err != nil || len(known) != len(refs) {
		t.Errorf("known are %v, %v", known, err)
	}
	if found, err := l.PostsOfAuthor(ctx, "x", "somebody"); err != nil || len(found) != len(refs) {
		t.Errorf("of the author: %v, %v", found, err)
	}
	err = l.Write(ctx, func(tx *ledger.Tx) error {
		return tx.InsertPosts(ctx, []ledger.StoredPost{{Post: post.Post{Platform: "x", ID: "1"}, CollectedAt: start.AddDate(0, 7, 0)}})
	})
	if err == nil {
		t.Error("a post is stored twice in its month")
	}

	now = start.AddDate(0, 12, 0)
	write(func(tx *ledger.Tx) error { // one that is there, under its other id, and one that never was, twice
		_, first := tx.DeletePost(ctx, post.Ref{Platform: "x", ID: "also 3"}, "s")
		_, second := tx.DeletePost(ctx, post.Ref{Platform: "x", ID: "never"}, "s")
		_, third := tx.DeletePost(ctx, post.Ref{Platform: "x", ID: "never"}, "s")
		return errors.Join(first, second, third)
	})
	if p, err := l.Post(ctx, refs[3]); err != nil || p.Text != "" || p.DeletedAt.IsZero() {
		t.Errorf("deleted: %+v, %v", p, err)
	}
	if n, err := l.CountPosts(ctx); err != nil || n != int64(2*len(refs)+1) {
		t.Errorf("%d posts, %v", n, err)
	}

	old, err := l.OldMonths(ctx, start.AddDate(0, 8, 0))
	if want := start.Format("posts_other_2006_01"); err != nil || len(old) != 3 || old[0] != want || !strings.HasSuffix(old[2], start.AddDate(0, 7, 0).Format("2006_01")) {
		t.Fatalf("old months are %v, %v", old, err)
	}
	for i, month := range old {
		if err := l.ForgetAliases(ctx, month); err != nil {
			t.Fatal(err)
		}
		write(func(tx *ledger.Tx) error {
			dropped, err := tx.DropMonth(ctx, month)
			again, err2 := tx.DropMonth(ctx, month)
			if !dropped || again {
				t.Errorf("month %d was dropped %t, and again %t", i, dropped, again)
			}
			return errors.Join(err, err2)
		})
	}
	known, err := l.KnownPosts(ctx, refs)
	if want := fmt.Sprint(map[post.Ref]string{refs[3]: "", refs[7]: ""}); err != nil || fmt.Sprint(known) != want {
		t.Errorf("left are %v, %v", known, err)
	}
	if items, err := l.PostsOf(ctx, "item", 100); err != nil || len(items) != len(refs) {
		t.Errorf("%d posts of the item are left, %v", len(items), err)
	}
	// An old post comes again: its month is made again, for the first part, which held all of the past, is gone.
	write(func(tx *ledger.Tx) error {
		return tx.InsertPosts(ctx, []ledger.StoredPost{{Post: post.Post{Platform: "x", ID: "0"}, CollectedAt: start.AddDate(0, -20, 0)}})
	})
}

// TestAMonthThatIsReadIsNotDropped gives up soon while somebody reads, so that nobody waits behind it for long.
func TestAMonthThatIsReadIsNotDropped(t *testing.T) {
	address := servertest.PostgresURL(t)
	l, err := ledger.Open(t.Context(), address, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx := t.Context()
	old, err := l.OldMonths(ctx, time.Now().AddDate(1, 0, 0))
	if err != nil || len(old) != 1 {
		t.Fatalf("old months are %v, %v", old, err)
	}
	drop := func() error {
		return l.Write(ctx, func(tx *ledger.Tx) error {
			_, err := tx.DropMonth(ctx, old[0])
			return err
		})
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	reader, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.ExecContext(ctx, "SELECT COUNT(*) FROM posts"); err != nil {
		t.Fatal(err)
	}
	if err := drop(); err == nil || !strings.Contains(err.Error(), "lock timeout") {
		t.Errorf("while it is read: %v", err)
	}
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := drop(); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
