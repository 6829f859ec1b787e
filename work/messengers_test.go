package work

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hearsay/bulletin"
)

// TestAPromiseIsOfOneAddress: an address that is only written otherwise is the same, another one has to say yes itself, and one that has left is left alone.
func TestAPromiseIsOfOneAddress(t *testing.T) {
	b := newBench(t, time.Time{})
	ctx := t.Context()
	add := func(email string) bulletin.Messenger {
		t.Helper()
		m, err := b.AddMessenger(ctx, editor, bulletin.Messenger{Name: "Made Up", Email: email, Audience: "mayor", Languages: []string{"it"}})
		if err == nil {
			m, err = b.SelfConfirm(ctx, m.ID)
		}
		if err != nil || m.State != bulletin.Confirmed {
			t.Fatalf("%s: %+v, %v", email, m, err)
		}
		return m
	}
	m := add("sindaco@example.org")
	if err := b.SelfLeave(ctx, add("gone@example.org").ID); err != nil {
		t.Fatal(err)
	}
	write := func(email string) (bulletin.Messenger, error) {
		return b.EditMessenger(ctx, editor, m.ID, 0, func(m *bulletin.Messenger) { m.Email = email })
	}
	if got, err := write(" Sindaco@Example.org "); err != nil || got.State != bulletin.Confirmed || got.Email != m.Email {
		t.Errorf("written otherwise: %+v, %v", got, err)
	}
	if _, err := write("gone@example.org"); !errors.Is(err, ErrLeft) {
		t.Errorf("who has left is asked again: %v", err)
	}
	if got, err := write("vice@example.org"); err != nil || got.State != bulletin.New || got.Consent != "" {
		t.Errorf("another address: %+v, %v", got, err)
	}
	if _, err := b.SelfShare(ctx, m.ID, "https://example.org/passed-on", strings.Repeat("x", 101)); !errors.Is(err, ErrBounds) {
		t.Errorf("a reply's id that is none: %v", err)
	}
}

// TestWhoSignsUpTwiceIsAskedOnceADay: an invitation may be lost, and nobody is flooded with them.
func TestWhoSignsUpTwiceIsAskedOnceADay(t *testing.T) {
	b := newBench(t, time.Time{})
	ctx := t.Context()
	m := bulletin.Messenger{Name: "Made Up", Email: "once@example.org", Audience: "creator", Languages: []string{"en"}}
	state := func(after time.Duration) bulletin.MessengerState {
		t.Helper()
		b.now = b.now.Add(after)
		if err := b.SignUp(ctx, m); err != nil {
			t.Fatal(err)
		}
		known, err := b.Ledger.Messengers(ctx, "", 0)
		if err != nil || len(known) != 1 {
			t.Fatalf("%+v, %v", known, err)
		}
		return known[0].State
	}
	if got := state(0); got != bulletin.New {
		t.Fatalf("signed up: %s", got)
	}
	known, err := b.Ledger.Messengers(ctx, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	asked := func(state bulletin.MessengerState) {
		t.Helper()
		if _, err := b.changeMessenger(ctx, known[0].ID, "test", "asked", func(m *bulletin.Messenger) error {
			m.State, m.InvitedAt = state, b.now
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	asked(bulletin.Invited)
	if got := state(time.Hour); got != bulletin.Invited {
		t.Errorf("an hour later: %s", got)
	}
	if got := state(24 * time.Hour); got != bulletin.New {
		t.Errorf("a day later: %s", got)
	}
	asked(bulletin.Confirmed)
	if got := state(48 * time.Hour); got != bulletin.Confirmed {
		t.Errorf("who has said yes: %s", got)
	}
}
