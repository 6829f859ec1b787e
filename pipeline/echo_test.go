package pipeline_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"hearsay/collector/tips"
	"hearsay/desk/receipt"
	"hearsay/ledger"
)

// TestTipsCannotBeStuffed hands in the same again and again: by one hand, and by thirty hands in the same words within minutes. The item is lifted by none of
// it, everybody gets a receipt that leads to the answer, and others in their own words count.
func TestTipsCannotBeStuffed(t *testing.T) {
	w := newWorld(t)
	box := &tips.Box{Commit: w.Commit, Key: []byte("key"), Now: w.now}
	hand := func(sender, text string) string {
		t.Helper()
		number, err := box.Take(t.Context(), sender, tips.Tip{Text: text, Language: "en"})
		if err != nil {
			t.Fatal(err)
		}
		w.advance(10 * time.Second)
		return number
	}
	const words = "They say that the water at the old mill is poisoned, tell everybody at once"
	hand("one", words)
	before := w.items()[0]
	for range 3 {
		hand("one", words)
	}
	hand("one", "I tell you again and again that the water is poisoned")
	var last string
	for i := range 30 {
		last = hand(fmt.Sprint("stuffer", i), words+strings.Repeat("!", i%3))
	}
	after := w.items()
	if len(after) != 1 || after[0].Posts != 1 || after[0].Heat > before.Heat || after[0].Priority.Speed > before.Priority.Speed {
		t.Errorf("it was lifted from %+v to %+v", before, after[0])
	}
	e, err := w.Ledger.EchoesOf(t.Context(), before.ID)
	if err != nil || e.SameHand != 4 || e.SameWords != 30 || !e.IsBurst() {
		t.Errorf("echoes %+v, %v", e, err)
	}
	hand("another", "My neighbour has heard at the shop that the water is poisoned by somebody")
	if grown := w.items(); grown[0].Posts != 2 {
		t.Errorf("somebody in their own words does not count: %+v", grown[0])
	}
	if r, err := receipt.Of(t.Context(), w.Ledger, "https://desk.example", last); err != nil || r.State != "waiting" || r.Text == "" {
		t.Errorf("the receipt of an echo: %+v, %v", r, err)
	}
	if err := box.Withdraw(t.Context(), last); err != nil {
		t.Fatal(err)
	}
	if r, err := receipt.Of(t.Context(), w.Ledger, "https://desk.example", last); err != nil || r.State != "withdrawn" || r.Text != "" {
		t.Errorf("withdrawn: %+v, %v", r, err)
	}
	w.advance(25 * time.Hour)
	hand("one", words) // a day later a hand is another one
	if grown := w.items(); grown[0].Posts != 3 {
		t.Errorf("a day later it has %d posts", grown[0].Posts)
	}
	hands := 0
	err = w.Ledger.Write(context.WithoutCancel(t.Context()), func(tx *ledger.Tx) error {
		all, err := tx.Hands(t.Context(), before.ID)
		hands = len(all)
		return err
	})
	if err != nil || hands != 1 {
		t.Errorf("%d hands are known, %v", hands, err)
	}
}
