package ledgertest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies/publish"
	"hearsay/triage"
)

// dispatchesMove keeps a dispatch, finds it when it is due, and refuses to save over a newer one.
func dispatchesMove(t *testing.T, l *ledger.Ledger) {
	d := &publish.Dispatch{ID: "d", Reply: "r", Item: "i", Account: "town", State: publish.Sending, At: Noon, NextAt: Noon, Parts: []publish.Part{{Text: "one"}}}
	later := &publish.Dispatch{ID: "later", Reply: "r", State: publish.Withdrawing, At: Noon.Add(time.Second), NextAt: Noon.Add(time.Minute)}
	done := &publish.Dispatch{ID: "done", Reply: "s", State: publish.Standing, At: Noon}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.SaveDispatch(ctx, d), tx.SaveDispatch(ctx, later), tx.SaveDispatch(ctx, done))
	})
	due := must[[]*publish.Dispatch](t)(l.DueDispatches(t.Context(), 10))
	if len(due) != 1 || due[0].ID != "d" || due[0].Parts[0].Text != "one" || due[0].Version != 1 {
		t.Errorf("due: %+v", due)
	}
	if of := must[[]*publish.Dispatch](t)(l.DispatchesOf(t.Context(), "r")); len(of) != 2 || of[1].ID != "later" {
		t.Errorf("of the reply: %+v", of)
	}
	stale := *due[0]
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveDispatch(ctx, due[0]) })
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveDispatch(t.Context(), &stale) }); !errors.Is(err, ledger.ErrChanged) {
		t.Errorf("saved over a newer one: %v", err)
	}
	if _, err := l.Dispatch(t.Context(), "none"); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("one that is none: %v", err)
	}
}

// looksAreNoted notes views and forgets old ones.
func looksAreNoted(t *testing.T, l *ledger.Ledger) {
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.NoteView(ctx, "ann", "i"), tx.NoteView(ctx, "ben", "i"), tx.NoteView(ctx, "ann", "j"))
	})
	for _, test := range []struct {
		user, subject string
		want          int
	}{{"", "", 3}, {"ann", "", 2}, {"", "i", 2}, {"ben", "j", 0}} {
		if got := must[[]ledger.View](t)(l.Views(t.Context(), test.user, test.subject, 10)); len(got) != test.want {
			t.Errorf("of %q at %q: %+v", test.user, test.subject, got)
		}
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		if n, err := tx.ForgetViews(ctx, Noon); n != 0 || err != nil {
			t.Errorf("forgot %d, %v", n, err)
		}
		n, err := tx.ForgetViews(ctx, Noon.Add(time.Second))
		if n != 3 {
			t.Errorf("forgot %d", n)
		}
		return err
	})
}

// agedPosts walks the posts of which there is something to end, some at a time, and takes out those of no item. Where these go by
// months, they are not walked.
func agedPosts(t *testing.T, l *ledger.Ledger) {
	at := func(id, item string) ledger.StoredPost {
		return ledger.StoredPost{Post: post.Post{Platform: "x", ID: id, Text: "t", URL: "https://x.example/" + id, Alias: "a" + id}, Item: item, CollectedAt: Noon}
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		it := &triage.Item{ID: "i", State: triage.Answered, Queue: "q", LastPost: Noon.Add(time.Hour)}
		return errors.Join(tx.SaveItem(ctx, it), tx.InsertPosts(ctx, []ledger.StoredPost{at("1", ""), at("2", "i"), at("3", "")}))
	})
	var walked []string
	for after := (post.Ref{}); ; {
		page := must[[]ledger.Aged](t)(l.AgedPosts(t.Context(), after, 2))
		if len(page) == 0 {
			break
		}
		for _, a := range page {
			walked = append(walked, a.Ref.ID+a.Item+a.State)
			after = a.Ref
		}
	}
	if all := strings.Join(walked, " "); all != "1 2ianswered 3" && all != "2ianswered" {
		t.Errorf("walked %v", walked)
	}
	if found := must[[]ledger.StoredPost](t)(l.PostsAt(t.Context(), "https://x.example/2")); len(found) != 1 || found[0].ID != "2" {
		t.Errorf("at its address: %+v", found)
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		n, err := tx.ForgetPosts(ctx, []post.Ref{{Platform: "x", ID: "1"}, {Platform: "x", ID: "2"}, {Platform: "x", ID: "3"}})
		if n != 2 {
			t.Errorf("forgot %d posts", n)
		}
		return err
	})
	if n := must[int64](t)(l.CountPosts(t.Context())); n != 1 {
		t.Errorf("%d posts are left", n)
	}
}

// jobsTakeTurns tells one of those who ask that a job is due, once in its time.
func jobsTakeTurns(t *testing.T, l *ledger.Ledger) {
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		for i, want := range []bool{true, false} {
			if got, err := tx.TakeTurn(ctx, "job", time.Hour); got != want || err != nil {
				t.Errorf("asked %d times: %t, %v", i+1, got, err)
			}
		}
		if got, err := tx.TakeTurn(ctx, "job", 0); !got || err != nil {
			t.Errorf("its time has passed: %t, %v", got, err)
		}
		return nil
	})
}
