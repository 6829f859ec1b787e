package work

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"hearsay/bulletin"
	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/replies"
)

// TestMessengersCarryAReplyOn makes the packs of a reply with a translation, takes the links that messengers hand in, and thanks each once.
func TestMessengersCarryAReplyOn(t *testing.T) {
	b, _, server := newRecallRoom(t)
	ctx := t.Context()
	err := b.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		r, err := tx.Reply(ctx, "reply")
		if err != nil {
			return err
		}
		r.Kind, r.Myth, r.Rating, r.Why, r.Again = classifier.KindClaim, "The water is poisoned.", "false", "It is tested.", "Drink it."
		finnish := *r
		finnish.ID, finnish.Language, finnish.Fact, finnish.Version, finnish.Postings = "finnish", "fi", "Vesi on turvallista.", 0, []replies.Posting{}
		draft := finnish
		draft.ID, draft.Language, draft.State = "draft", "sv", replies.Draft
		return errors.Join(tx.SaveReply(ctx, r), tx.SaveReply(ctx, &finnish), tx.SaveReply(ctx, &draft))
	})
	if err != nil {
		t.Fatal(err)
	}
	pack, err := b.Relay(ctx, "reply", "creator")
	if err != nil || len(pack.Texts) != 2 || pack.Texts[1].Language != "fi" || len(pack.Texts[0].Posts) < 3 || !slices.Equal(pack.Texts[0].Avoid, []string{"The water is poisoned."}) {
		t.Fatalf("for creators: %+v, %v", pack, err)
	}
	if !slices.Contains(pack.Links, "https://desk.example/answers/reply") || !slices.Contains(pack.Links, "https://forum.example/by-hand") {
		t.Errorf("links %v", pack.Links)
	}
	if office, err := b.Relay(ctx, "reply", "office"); err != nil || len(office.Texts[0].Posts) != 0 || !strings.Contains(office.Texts[0].Notice, "False claim: The water is poisoned.") {
		t.Errorf("for offices: %+v, %v", office, err)
	}
	if mine, err := b.RelayFor(ctx, "reply", bulletin.Messenger{Audience: "creator", Languages: []string{"fi"}}); err != nil || len(mine.Texts) != 1 || mine.Texts[0].Language != "fi" {
		t.Errorf("for one who reads Finnish: %+v, %v", mine, err)
	}
	if mine, err := b.RelayFor(ctx, "reply", bulletin.Messenger{Languages: []string{"de"}}); err != nil || len(mine.Texts) != 2 {
		t.Errorf("for one whose language it is not in: %+v, %v", mine, err)
	}
	if _, err := b.Relay(ctx, "draft", ""); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("of a draft: %v", err)
	}
	if _, err := b.SelfShare(ctx, "m1", "https://creator.example/post", "reply"); err != nil {
		t.Fatal(err)
	}
	if pack, err = b.Relay(ctx, "reply", ""); err != nil || len(pack.PickedUp) != 2 {
		t.Errorf("picked up by %+v, %v", pack.PickedUp, err)
	}
	if _, err := b.Thank(ctx, Actor{"cem", Responder}, "reply"); !errors.Is(err, ErrForbidden) {
		t.Errorf("thanked by a responder: %v", err)
	}
	for i, want := range []int{2, 0} {
		if n, err := b.Thank(ctx, eva, "reply"); err != nil || n != want {
			t.Errorf("time %d: %d are thanked, %v", i, n, err)
		}
	}
	b.now = b.now.Add(time.Minute)
	if err := b.deliverAll(ctx); err != nil {
		t.Fatal(err)
	}
	sent := server.Taken()
	if len(sent) != 2 || sent[0].Header.Get("Subject") != "Thank you" {
		t.Errorf("%d messages", len(sent))
	}
}
