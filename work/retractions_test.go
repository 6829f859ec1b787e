package work

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hearsay/bulletin"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/triage"
)

// TestWhatRepeatsAWrongReplyIsTakenBack: a text that was taken over, and taken over from there, is as wrong as the first.
func TestWhatRepeatsAWrongReplyIsTakenBack(t *testing.T) {
	b := newBench(t, time.Time{})
	ctx := t.Context()
	for _, c := range []struct {
		id, reuses string
		state      replies.State
		item       triage.State
	}{
		{"stands", "reply", replies.Recorded, triage.Answered}, {"again", "stands", replies.Verified, triage.Answering}, {"waits", "reply", replies.Submitted, triage.Answering},
		{"drafted", "reply", replies.Draft, triage.Open}, {"gone", "reply", replies.Retracted, triage.Open}, {"other", "", replies.Recorded, triage.Answered},
	} {
		b.claims(t, "of "+c.id, rules.Medium, claiming(c.id, rules.Medium, "water", nil))
		err := b.Ledger.Write(ctx, func(tx *ledger.Tx) error {
			it, err := tx.Item(ctx, "of "+c.id)
			it.State = c.item
			r := replies.New(c.id, it.ID, classifier.KindClaim, "", "ann", b.now)
			r.Text, r.State, r.Reuses = replies.Text{Language: "en", Fact: "The water is safe.", Sources: []string{source}}, c.state, c.reuses
			return errors.Join(err, tx.SaveItem(ctx, it), tx.SaveReply(ctx, r))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Retract(ctx, ben, "reply", "The laboratory took the wrong sample."); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]struct {
		state replies.State
		item  triage.State
		told  bool
	}{
		"stands": {replies.Retracted, triage.Open, true}, "again": {replies.Retracted, triage.Open, true}, "waits": {replies.Draft, triage.Open, true},
		"drafted": {replies.Draft, triage.Open, true}, "gone": {replies.Retracted, triage.Open, false}, "other": {replies.Recorded, triage.Answered, false},
	} {
		r, err := b.Ledger.Reply(ctx, id)
		if err != nil || r.State != want.state || strings.Contains(r.Reason, "the wrong sample") != want.told {
			t.Errorf("%s is %s for %q, %v", id, r.State, r.Reason, err)
		}
		if it, err := b.Ledger.Item(ctx, "of "+id); err != nil || it.State != want.item {
			t.Errorf("the item of %s is %s, %v", id, it.State, err)
		}
	}
}

// TestABounceEndsAnAddress that does not exist, and only notes one that was full.
func TestABounceEndsAnAddress(t *testing.T) {
	b := newBench(t, time.Time{})
	ctx := t.Context()
	report := func(status, messenger string) string {
		return "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nAction: failed\r\nStatus: " + status +
			"\r\nDiagnostic-Code: smtp; 550 sorry\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + bulletin.MessageID("e1", messenger) + "@town.example>\r\n\r\n--b--\r\n"
	}
	err := b.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		e := bulletin.Build("e1", bulletin.Bulletin{Name: "weekly", Title: "Week", Language: "en"}, b.now.Add(-time.Hour), b.now, nil, nil)
		err := errors.Join(tx.SaveEdition(ctx, e), tx.Deliver(ctx, e.ID, []string{"full", "gone"}))
		for _, id := range []string{"full", "gone"} {
			m := bulletin.Messenger{ID: id, Name: id, Email: id + "@town.example", Languages: []string{"en"}, State: bulletin.Confirmed}
			err = errors.Join(err, tx.SaveMessenger(ctx, &m), tx.SettleDelivery(ctx, ledger.Delivery{Edition: e.ID, Recipient: id, State: sent}))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Bounce(ctx, ann, report("5.1.1", "gone")); !errors.Is(err, ErrForbidden) {
		t.Errorf("by a verifier: %v", err)
	}
	if _, err := b.Bounce(ctx, editor, report("5.1.1", "nobody")); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("of nobody: %v", err)
	}
	if _, err := b.Bounce(ctx, editor, "Subject: hello\r\n\r\nhello"); !errors.Is(err, bulletin.ErrBounce) {
		t.Errorf("a letter: %v", err)
	}
	for messenger, status := range map[string]string{"gone": "5.1.1", "full": "5.2.2"} {
		if _, err := b.Bounce(ctx, editor, report(status, messenger)); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[string]bulletin.MessengerState{"gone": bulletin.Bounced, "full": bulletin.Confirmed} {
		if m, err := b.Ledger.Messenger(ctx, id); err != nil || m.State != want {
			t.Errorf("%s is %s, %v", id, m.State, err)
		}
	}
	if r, err := b.ReportEdition(ctx, editor, "e1"); err != nil || r.Counts[bounced] != 2 || len(r.Failed) != 2 {
		t.Errorf("the report says %+v, %v", r, err)
	}
}
