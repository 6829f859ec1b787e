package ledgertest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"
	"time"

	"hearsay/ledger"
	"hearsay/replies"
)

// mediaKept keeps files while a reply names them, and for a day before one does.
func mediaKept(t *testing.T, open Open) {
	now := Noon
	l := must[*ledger.Ledger](t)(open(func() time.Time { return now }))
	t.Cleanup(func() { l.Close() })
	data := bytes.Repeat([]byte("made up "), 300_000)
	named, loose := &replies.Medium{SHA256: "aa", Type: "video/mp4", Size: int64(len(data))}, &replies.Medium{SHA256: "bb", Type: "image/png", Size: 3}
	for range 2 { // the same file twice is one
		if err := errors.Join(l.KeepMedium(t.Context(), named, data), l.KeepMedium(t.Context(), loose, []byte("png"))); err != nil {
			t.Fatal(err)
		}
	}
	r := &replies.Reply{ID: "r", Item: "i", State: replies.Draft, Medium: named}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveReply(ctx, r) })
	if err := iotest.TestReader(must[*ledger.MediumReader](t)(l.Medium(t.Context(), "aa")), data); err != nil {
		t.Error(err)
	}
	drop := func() { write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.DropMedia(ctx) }) }
	drop()
	if got, err := io.ReadAll(must[*ledger.MediumReader](t)(l.Medium(t.Context(), "bb"))); err != nil || string(got) != "png" {
		t.Errorf("a file on its way to a reply is %q, %v", got, err)
	}
	now = now.Add(25 * time.Hour)
	drop()
	if _, err := l.Medium(t.Context(), "bb"); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("a file that no reply names: %v", err)
	}
	if m := must[*ledger.MediumReader](t)(l.Medium(t.Context(), "aa")); m.Size != named.Size || m.Type != "video/mp4" {
		t.Errorf("the file of a reply: %+v", m)
	}
	for state, want := range map[replies.State]bool{replies.Submitted: false, replies.Published: true} {
		r.State = state
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveReply(ctx, r) })
		if got := must[bool](t)(l.IsPublicMedium(t.Context(), "aa")); got != want {
			t.Errorf("%s: public is %v", state, got)
		}
	}
}

// listsAreNoted notes what is seen in lists, of each item once in a while.
func listsAreNoted(t *testing.T, l *ledger.Ledger) {
	all := []string{"i", "j", "k"}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.NoteLists(ctx, "ann", []string{"i", "k"}), tx.NoteView(ctx, "ann", "j"), tx.NoteLists(ctx, "ben", all))
	})
	if left := must[[]string](t)(l.NotSeenInLists(t.Context(), "ann", all, Noon.Add(-time.Hour))); !slices.Equal(left, []string{"j"}) {
		t.Errorf("left is %v", left)
	}
	if left := must[[]string](t)(l.NotSeenInLists(t.Context(), "ann", all, Noon)); !slices.Equal(left, all) {
		t.Errorf("later, left is %v", left)
	}
	if views := must[[]ledger.View](t)(l.Views(t.Context(), "", "j", 10)); len(views) != 2 {
		t.Errorf("looks at j: %v", views)
	}
}
