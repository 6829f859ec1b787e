package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/triage"
)

func foundByWords(t *testing.T, l *ledger.Ledger) {
	one, two, three := stored("1", "Cuptorul cu microunde distruge vitaminele: ȘTIRE", "a"), stored("2", "Does the microwave DESTROY vitamins?", "b"), stored("3", "nobody's business of vitamins", "")
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.SaveItem(ctx, item("a", 1)), tx.SaveItem(ctx, item("b", 2)), tx.InsertPosts(ctx, []ledger.StoredPost{one, two, three}))
	})
	expect := func(query string, want ...string) {
		t.Helper()
		found, err := l.Items(t.Context(), ledger.ItemFilter{Text: query})
		var got []string
		for _, it := range found {
			got = append(got, it.ID)
		}
		slices.Sort(got)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q finds %v, %v, want %v", query, got, err, want)
		}
	}
	expect("vitamin", "a", "b")
	expect("VITAMIN micro", "a", "b")
	expect("stire", "a")
	expect("știre", "a")
	expect("destroys")
	expect("vitamins?!", "b")
	expect(`"' OR 1 = 1; -- & | ! : * ( ) <-> \ NEAR(`)
	expect("?!")
	filtered, err := l.Items(t.Context(), ledger.ItemFilter{Text: "vitamin", Queue: "q"})
	if err != nil || len(filtered) != 2 || filtered[0].ID != "b" {
		t.Errorf("with a filter: %v, %v", filtered, err)
	}
	edited := two.Post
	edited.Text, edited.Edited = "It was about kettles", true
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.EditPost(ctx, edited, nil) })
	expect("vitamin", "a")
	expect("kettle", "b")
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		_, err := tx.DeletePost(ctx, one.Ref(), "s")
		return err
	})
	expect("vitamin")
	expect("microunde")
}

// foundBehindACrowd lets an item have so many later posts with the words that another one stands behind them.
func foundBehindACrowd(t *testing.T, l *ledger.Ledger) {
	var posts []ledger.StoredPost
	for i := range 1200 {
		p := stored(fmt.Sprint(i), "the kettle boils", "crowd")
		p.CollectedAt = Noon.Add(time.Duration(i) * time.Second)
		posts = append(posts, p)
	}
	posts[0].Item = "alone"
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.SaveItem(ctx, item("crowd", 1)), tx.SaveItem(ctx, item("alone", 2)), tx.InsertPosts(ctx, posts))
	})
	for limit, want := range map[int]int{1: 1, 2: 2, 50: 2} {
		if found, err := l.Items(t.Context(), ledger.ItemFilter{Text: "kettle boil", Limit: limit}); err != nil || len(found) != want {
			t.Errorf("a page of %d has %d items, %v; want %d", limit, len(found), err, want)
		}
	}
}

func repliesByWords(t *testing.T, l *ledger.Ledger) {
	r := &replies.Reply{ID: "r", Item: "i", State: replies.Draft, Text: replies.Text{Fact: "Kettles boil water.", Why: "Es wäre schön"}}
	save := func() {
		t.Helper()
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveReply(ctx, r) })
	}
	found := func(query string) int {
		t.Helper()
		return len(must[[]*replies.Reply](t)(l.RepliesOfWords(t.Context(), query, 10)))
	}
	save()
	if found("kettle boil") != 1 || found("schon") != 1 || found("tea") != 0 || found("  ") != 0 {
		t.Error("a reply is not found by its words")
	}
	r.Fact = "Tea is made with it."
	save()
	if found("kettle") != 0 || found("tea") != 1 {
		t.Error("an edited reply is found by its old words")
	}
}

func deskKeeps(t *testing.T, l *ledger.Ledger) {
	now := time.Now()
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(
			tx.SaveSearch(ctx, "ann", ledger.Search{Name: "mine", Query: "queue=a"}), tx.SaveSearch(ctx, "ann", ledger.Search{Name: "mine", Query: "queue=b"}),
			tx.SaveSearch(ctx, "ben", ledger.Search{Name: "his", Query: "q=x"}), tx.SaveSearch(ctx, "ann", ledger.Search{Name: "gone"}), tx.RemoveSearch(ctx, "ann", "gone"),
			tx.Follow(ctx, "ann", "b", true), tx.Follow(ctx, "ann", "a", true), tx.Follow(ctx, "ann", "a", true), tx.Follow(ctx, "ann", "c", true), tx.Follow(ctx, "ann", "c", false),
			tx.AddMention(ctx, "ann", ledger.Mention{Item: "i", Author: "ben", At: now}), tx.AddMention(ctx, "ann", ledger.Mention{Item: "k", Author: "ben", At: now}),
			tx.SeeMentions(ctx, "ann", "k"),
			tx.KeepScratch(ctx, "r", ledger.Scratch{User: "ann", Version: 1, Text: replies.Text{Fact: "old"}}),
			tx.KeepScratch(ctx, "r", ledger.Scratch{User: "ann", Version: 2, Text: replies.Text{Fact: "new"}}),
			tx.KeepScratch(ctx, "r", ledger.Scratch{User: "ben", Version: 1}), tx.DropScratch(ctx, "r", "ben"),
		)
	})
	if got := must[[]ledger.Search](t)(l.Searches(t.Context(), "ann")); !cmp.Equal(got, []ledger.Search{{Name: "mine", Query: "queue=b"}}) {
		t.Errorf("searches %v", got)
	}
	if got := must[[]string](t)(l.Followed(t.Context(), "ann")); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("followed %v", got)
	}
	if got := must[[]ledger.Mention](t)(l.Mentions(t.Context(), "ann")); len(got) != 1 || got[0].Item != "i" || got[0].Author != "ben" {
		t.Errorf("mentions %v", got)
	}
	if got := must[[]ledger.Scratch](t)(l.Scratches(t.Context(), "r")); len(got) != 1 || got[0].Version != 2 || got[0].Text.Fact != "new" {
		t.Errorf("scratches %v", got)
	}
}

func presence(t *testing.T, open Open) {
	now := Noon
	l, err := open(func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	appear := func(user string) (others []string) {
		write(t, l, func(ctx context.Context, tx *ledger.Tx) (err error) {
			others, err = tx.Appear(ctx, "item/i", user)
			return err
		})
		return others
	}
	if first, second := appear("ann"), appear("ben"); len(first) != 0 || !slices.Equal(second, []string{"ann"}) {
		t.Errorf("ann sees %v, ben sees %v", first, second)
	}
	now = now.Add(ledger.Presence + time.Second)
	if later := appear("ben"); len(later) != 0 {
		t.Errorf("ann left, and ben sees %v", later)
	}
}

func queueStates(t *testing.T, l *ledger.Ledger) {
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		for i, state := range []triage.State{triage.Open, triage.Open, triage.Held, triage.Dismissed} {
			it := item(fmt.Sprint(i), i)
			it.State, it.Deadline = state, Noon.Add(time.Duration(i-1)*time.Hour)
			if err := tx.SaveItem(ctx, it); err != nil {
				return err
			}
		}
		var posts []ledger.StoredPost
		for i, space := range []string{"x", "y", "y"} {
			p := stored(fmt.Sprint("p", i), "text", "0")
			p.Space = space
			posts = append(posts, p)
		}
		return tx.InsertPosts(ctx, posts)
	})
	got := must[map[string]ledger.QueueState](t)(l.QueueStates(t.Context()))["q"]
	if got.Waiting != 2 || got.Held != 1 || !got.Deadline.Equal(Noon.Add(-time.Hour)) {
		t.Errorf("got %+v", got)
	}
	shares := must[[]ledger.Share](t)(l.Shares(t.Context(), "0", "space", 5))
	if !cmp.Equal(shares, []ledger.Share{{Name: "y", Posts: 2}, {Name: "x", Posts: 1}}) {
		t.Errorf("shares %v", shares)
	}
	if _, err := l.Shares(t.Context(), "0", "text; DROP TABLE posts", 5); !errors.Is(err, ledger.ErrColumn) {
		t.Errorf("by something else: %v", err)
	}
}
