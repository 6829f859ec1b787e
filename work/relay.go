package work

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"hearsay/bulletin"
	"hearsay/ledger"
	"hearsay/mail"
	"hearsay/replies"
)

// RelayView is the pack of a reply, and who picked it up.
type RelayView struct {
	bulletin.Relay
	PickedUp []bulletin.Pickup `json:"picked_up" doc:"by links that messengers handed in, the latest first"`
}

// Relay is what messengers of an audience need to carry a reply on, in the languages that it is verified in, and who picked it up. "" is every audience.
func (w *Work) Relay(ctx context.Context, id, audience string) (RelayView, error) {
	pack, err := w.relay(ctx, id, audience, nil)
	if err != nil {
		return RelayView{}, err
	}
	all, err := w.Ledger.Messengers(ctx, "", 0)
	return RelayView{pack, bulletin.Pickups(all, id)}, err
}

// RelayFor is the pack of a reply for one messenger, in their languages if it is in any of them.
func (w *Work) RelayFor(ctx context.Context, id string, m bulletin.Messenger) (bulletin.Relay, error) {
	pack, err := w.relay(ctx, id, m.Audience, m.Languages)
	if err == nil && len(pack.Texts) == 0 {
		return w.relay(ctx, id, m.Audience, nil)
	}
	return pack, err
}

func (w *Work) relay(ctx context.Context, id, audience string, languages []string) (bulletin.Relay, error) {
	r, err := w.Ledger.Reply(ctx, id)
	if err != nil {
		return bulletin.Relay{}, err
	}
	if !r.IsPublic() || !r.IsSound() {
		return bulletin.Relay{}, fmt.Errorf("reply %s: %w: only what is published and sound is passed on", id, ledger.ErrNotFound)
	}
	others, err := w.Ledger.RepliesOf(ctx, r.Item)
	others = slices.DeleteFunc(others, func(other *replies.Reply) bool { return other.ID == id })
	return bulletin.MakeRelay(r, others, audience, languages, w.BaseURL), err
}

// Thank thanks the messengers who passed a reply on and have not been thanked for it, by the same way as editions.
func (w *Work) Thank(ctx context.Context, actor Actor, id string) (thanked int, err error) {
	if err := actor.must(toCarry); err != nil {
		return 0, err
	}
	if w.Mail == nil {
		return 0, mail.ErrNoServer
	}
	err = w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		r, err := tx.Reply(ctx, id)
		if err != nil {
			return err
		}
		all, err := tx.Messengers(ctx, "", 0)
		if err != nil {
			return err
		}
		now := w.Now().Truncate(time.Millisecond)
		var recipients []string
		for i := range all {
			if all[i].State != bulletin.Confirmed || !all[i].Thank(id, now) {
				continue
			}
			recipients = append(recipients, all[i].ID)
			if err := tx.SaveMessenger(ctx, &all[i]); err != nil {
				return err
			}
		}
		if thanked = len(recipients); thanked == 0 {
			return nil
		}
		e := bulletin.Of(newID(), r, actor.Name, now)
		e.Title, e.Word = bulletin.Thanks(r.Language)
		return errors.Join(saveEdition(ctx, tx, e, actor.Name, "approved"), tx.Deliver(ctx, e.ID, recipients))
	})
	return thanked, err
}
