package ledgertest

import (
	"context"
	"errors"
	"testing"
	"time"

	"hearsay/ledger"
	"hearsay/post"
	"hearsay/triage"
)

func echoesAreCounted(t *testing.T, l *ledger.Ledger) {
	tip := func(id string) post.Ref { return post.Ref{Platform: "tips", ID: id} }
	hand := func(name string, ago time.Duration) ledger.Hand {
		return ledger.Hand{Name: name, At: Noon.Add(-ago), Signature: triage.Sign("the water is poisoned", "en")}
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.NoteHand(ctx, "i", hand("a", time.Hour)), tx.NoteHand(ctx, "i", hand("b", 2*time.Hour)), tx.NoteHand(ctx, "i", hand("old", 30*time.Hour)), tx.NoteHand(ctx, "j", hand("a", 0)),
			tx.NoteEcho(ctx, tip("1"), "i", ledger.SameHand), tx.NoteEcho(ctx, tip("2"), "i", ledger.SameWords), tx.NoteEcho(ctx, tip("2"), "i", ledger.SameWords), tx.NoteEcho(ctx, tip("3"), "i", ledger.SameWords))
	})
	hands := must[[]ledger.Hand](t)(l.Hands(t.Context(), "i"))
	sign := triage.Sign("the water is poisoned", "en")
	if len(hands) != 2 || hands[0].Name != "a" || hands[1].Name != "b" || hands[0].Signature.Similarity(&sign) != 1 {
		t.Errorf("hands %+v", hands)
	}
	e := must[ledger.Echoes](t)(l.EchoesOf(t.Context(), "i"))
	if e.SameHand != 1 || e.SameWords != 2 || e.Most != 2 || e.IsBurst() || !e.From.Equal(Noon) {
		t.Errorf("echoes %+v", e)
	}
	if of := must[string](t)(l.EchoOf(t.Context(), tip("2"))); of != "i" {
		t.Errorf("an echo of %q", of)
	}
	if of := must[string](t)(l.EchoOf(t.Context(), tip("9"))); of != "" {
		t.Errorf("no echo is one of %q", of)
	}
}

// everythingMoves gives an item what another has: what people noted and who was told of it, and who handed it in, each once.
func everythingMoves(t *testing.T, l *ledger.Ledger) {
	sign := triage.Sign("the water is poisoned", "en")
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		told := ledger.Mention{Item: "from", Author: "ann", At: Noon}
		also := told
		also.Item = "to"
		return errors.Join(
			tx.AddUser(ctx, ledger.User{Name: "ben", Role: "responder"}),
			tx.NoteHand(ctx, "from", ledger.Hand{Name: "a", At: Noon, Signature: sign}), tx.NoteHand(ctx, "from", ledger.Hand{Name: "b", At: Noon, Signature: sign}), tx.NoteHand(ctx, "to", ledger.Hand{Name: "a", At: Noon, Signature: sign}),
			tx.NoteEcho(ctx, post.Ref{Platform: "tips", ID: "1"}, "from", ledger.SameWords),
			tx.AddNote(ctx, "from", "ann", "@ben Monday, at noon"), tx.AddMention(ctx, "ben", told), tx.AddMention(ctx, "ben", also),
			tx.MoveAll(ctx, "from", "to"))
	})
	for item, want := range map[string]int{"from": 0, "to": 1} {
		hands, notes := must[[]ledger.Hand](t)(l.Hands(t.Context(), item)), must[[]ledger.Note](t)(l.Notes(t.Context(), item))
		if e := must[ledger.Echoes](t)(l.EchoesOf(t.Context(), item)); len(hands) != 2*want || len(notes) != want || int(e.SameWords) != want {
			t.Errorf("%s has the hands %v, the notes %v and the echoes %+v", item, hands, notes, e)
		}
	}
	if told := must[[]ledger.Mention](t)(l.Mentions(t.Context(), "ben")); len(told) != 1 || told[0].Item != "to" {
		t.Errorf("ben is told of %+v", told)
	}
}
