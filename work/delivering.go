package work

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"hearsay/bulletin"
	"hearsay/ledger"
	"hearsay/mail"
)

// States of copies.
const (
	sent    = "sent"
	refused = "refused" // for good
	unclear = "unclear" // it may have arrived, and is not sent again: nobody gets an edition twice
	bounced = "bounced" // taken, and returned later
	waiting = "waiting"
	sending = "sending"
)

// toChat begins the recipient of a copy that goes to a receiver of alerts.
const toChat = "chat/"

// Times of delivering.
const (
	deliverEvery = time.Second
	copyTime     = time.Minute     // for one copy
	copyClaim    = 2 * time.Minute // for which other processes leave a copy alone; more than copyTime
	copyPause    = time.Minute     // before a copy that was not taken is tried again, doubled each time
	copyPauses   = 2 * time.Hour   // at most
	copyTries    = 12
	copiesOnce   = 500
	inviteTime   = 30 * 24 * time.Hour // after which who does not answer is forgotten
	invitesOnce  = 100
)

// DeliverEditions makes editions whose time has come, asks new messengers, and sends what is approved, until ctx ends. Several processes
// may do it: each copy is sent by one, and what is about to be sent is stored before.
func (w *Work) DeliverEditions(ctx context.Context) {
	again := time.NewTicker(deliverEvery)
	defer again.Stop()
	for {
		for what, step := range map[string]func(context.Context) error{"making editions": w.makeDue, "sending editions": w.deliverAll, "asking messengers": w.askMessengers} {
			if err := step(ctx); err != nil && ctx.Err() == nil {
				w.Log.Error(what, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

func (w *Work) deliverAll(ctx context.Context) error {
	approved, err := w.Ledger.EditionsIn(ctx, bulletin.Approved)
	if err != nil {
		return err
	}
	var failed []error
	for _, e := range approved {
		failed = append(failed, w.deliver(ctx, e.ID))
	}
	return errors.Join(failed...)
}

// deliver sends the copies of an edition that are due.
func (w *Work) deliver(ctx context.Context, id string) error {
	due, err := w.Ledger.DueDeliveries(ctx, id, copiesOnce)
	if err != nil {
		return err
	}
	post := &mail.Postman{Server: w.Mail}
	defer post.Close()
	for _, d := range due {
		if ctx.Err() != nil {
			return nil
		}
		if err := w.deliverOne(ctx, post, d); err != nil {
			return fmt.Errorf("edition %s: %w", id, err)
		}
		if post.IsDown { // nobody else is tried in vain
			return nil
		}
	}
	return w.finish(ctx, id)
}

// finish notes that everybody has an edition, or that it is known why not.
func (w *Work) finish(ctx context.Context, id string) error {
	counts, err := w.Ledger.CountDeliveries(ctx, id)
	if err != nil || counts[waiting]+counts[sending] > 0 {
		return err
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		e, err := tx.Edition(ctx, id)
		if err != nil || e.State != bulletin.Approved {
			return err
		}
		e.State = bulletin.Sent
		return saveEdition(ctx, tx, &e, ledger.Program, "sent")
	})
}

// deliverOne claims a copy, sends it, and stores what became of it.
func (w *Work) deliverOne(ctx context.Context, post *mail.Postman, d ledger.Delivery) error {
	was := d
	if d.State == sending { // a process stopped while it sent it
		d.State, d.Reason, d.NextAt = unclear, "the program stopped while it was being sent", time.Time{}
		return w.reviseCopy(ctx, was, d)
	}
	if !strings.HasPrefix(d.Recipient, toChat) {
		if err := post.Open(ctx); err != nil { // before it is claimed: nothing can have been sent
			w.later(&d, err)
			return w.reviseCopy(ctx, was, d)
		}
	}
	var e bulletin.Edition
	isOurs := false
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		if e, err = tx.Edition(ctx, d.Edition); err != nil || e.State != bulletin.Approved {
			return err
		}
		isOurs, err = tx.ClaimDelivery(ctx, d, w.Now().Add(copyClaim))
		return err
	})
	if err != nil || !isOurs {
		return err
	}
	d.Tries++
	copying, cancel := context.WithTimeout(ctx, copyTime)
	defer cancel()
	err = w.sendCopy(copying, post, e, d.Recipient)
	switch {
	case err == nil:
		d.State, d.Reason, d.NextAt = sent, "", time.Time{}
	case errors.Is(err, mail.ErrUnclear):
		d.State, d.Reason, d.NextAt = unclear, err.Error(), time.Time{}
	case errors.Is(err, mail.ErrRefused) || errors.Is(err, errGone) || d.Tries >= copyTries:
		d.State, d.Reason, d.NextAt = refused, err.Error(), time.Time{}
	default:
		d.State = waiting
		w.later(&d, err)
	}
	if d.State != waiting {
		w.Observer.BulletinSent(cmp.Or(e.Bulletin, "letters"), d.State)
	}
	if errors.Is(err, mail.ErrNoAddress) {
		if err := w.noAddress(ctx, d.Recipient); err != nil {
			return err
		}
	}
	return w.settleCopy(ctx, d)
}

func (w *Work) later(d *ledger.Delivery, err error) {
	d.Reason, d.NextAt = err.Error(), w.Now().Add(min(copyPause<<min(d.Tries, 10), copyPauses))
}

// reviseCopy stores what is known of a copy that this process has not claimed: another may have sent it since it was read.
func (w *Work) reviseCopy(ctx context.Context, was, is ledger.Delivery) error {
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.ReviseDelivery(ctx, was, is) })
}

func (w *Work) settleCopy(ctx context.Context, d ledger.Delivery) error {
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return w.Ledger.Write(settling, func(tx *ledger.Tx) error { return tx.SettleDelivery(settling, d) })
}

// errGone is returned for a copy whose messenger has left meanwhile.
var errGone = errors.New("the messenger is not one any more")

func (w *Work) sendCopy(ctx context.Context, post *mail.Postman, e bulletin.Edition, recipient string) error {
	page := bulletin.Page{Edition: &e, Publisher: w.Publisher, BaseURL: w.BaseURL}
	if receiver, isChat := strings.CutPrefix(recipient, toChat); isChat {
		return w.Tell(ctx, receiver, page)
	}
	m, err := w.Ledger.Messenger(ctx, recipient)
	if errors.Is(err, ledger.ErrNotFound) || err == nil && m.State != bulletin.Confirmed {
		return errGone
	}
	if err != nil {
		return err
	}
	page.SelfURL, page.LeaveURL = w.SelfURL(m.ID, ""), w.SelfURL(m.ID, "leave")
	text, err := page.Text()
	if err != nil {
		return err
	}
	html, err := page.HTML()
	if err != nil {
		return err
	}
	return post.Send(ctx, mail.Message{
		ID: bulletin.MessageID(e.ID, m.ID), To: m.Email, Subject: e.Title, Text: text, HTML: html, Language: e.Language, Unsubscribe: w.LeaveURL(m.ID),
	})
}

// noAddress notes that there is no such address as a messenger's, so that it is not tried again.
func (w *Work) noAddress(ctx context.Context, id string) error {
	_, err := w.changeMessenger(context.WithoutCancel(ctx), id, ledger.Program, "messenger bounced", func(m *bulletin.Messenger) error {
		m.State = bulletin.Bounced
		return nil
	})
	if errors.Is(err, ledger.ErrNotFound) {
		return nil
	}
	return err
}

// Bounce notes what a mail server reports of a copy.
func (w *Work) Bounce(ctx context.Context, actor Actor, report string) (bulletin.Bounce, error) {
	if err := actor.must(toCarry); err != nil {
		return bulletin.Bounce{}, err
	}
	b, err := bulletin.ParseBounce(strings.NewReader(report))
	if err != nil {
		return b, err
	}
	found, err := w.Ledger.Deliveries(ctx, b.Edition)
	if err != nil {
		return b, err
	}
	for _, d := range found {
		if d.Recipient != b.Messenger {
			continue
		}
		d.State, d.Reason, d.NextAt = bounced, b.Reason, time.Time{}
		if err := w.settleCopy(ctx, d); err != nil {
			return b, err
		}
		if b.IsForGood {
			return b, w.noAddress(ctx, d.Recipient)
		}
		return b, nil
	}
	return b, fmt.Errorf("edition %s for messenger %s: %w", b.Edition, b.Messenger, ledger.ErrNotFound)
}

// askMessengers sends new messengers an invitation, once, and forgets those who have not answered for a month.
func (w *Work) askMessengers(ctx context.Context) error {
	if w.Mail == nil {
		return nil
	}
	new, err := w.Ledger.Uninvited(ctx, invitesOnce)
	if err != nil {
		return err
	}
	post := &mail.Postman{Server: w.Mail}
	defer post.Close()
	for _, m := range new {
		if ctx.Err() != nil {
			return nil
		}
		if err := post.Open(ctx); err != nil {
			return err
		}
		if err := w.ask(ctx, post, m); err != nil {
			return err
		}
	}
	if len(new) > 0 {
		return nil
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		isDue, err := tx.TakeTurn(ctx, "messengers", 24*time.Hour)
		if err != nil || !isDue {
			return err
		}
		_, err = tx.ForgetInvited(ctx, w.Now().Add(-inviteTime))
		return err
	})
}

// ask notes that a messenger is asked before they are, so that nobody is asked twice.
func (w *Work) ask(ctx context.Context, post *mail.Postman, m bulletin.Messenger) error {
	asked, err := w.changeMessenger(ctx, m.ID, ledger.Program, "messenger asked", func(m *bulletin.Messenger) error {
		if m.State != bulletin.New {
			return errAsked
		}
		m.State, m.InvitedAt = bulletin.Invited, w.Now().Truncate(time.Second)
		return nil
	})
	if errors.Is(err, errAsked) || errors.Is(err, ledger.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	subject, text := bulletin.Invitation(asked.Languages[0], w.Publisher, w.SelfURL(m.ID, "confirm"))
	err = post.Send(ctx, mail.Message{ID: "invitation-" + m.ID + "-" + fmt.Sprint(asked.InvitedAt.Unix()), To: m.Email, Subject: subject, Text: text, Language: asked.Languages[0], Automatic: true})
	switch {
	case errors.Is(err, mail.ErrRefused):
		return w.noAddress(ctx, m.ID)
	case errors.Is(err, mail.ErrLater):
		_, err = w.changeMessenger(context.WithoutCancel(ctx), m.ID, ledger.Program, "messenger not asked", func(m *bulletin.Messenger) error {
			m.State, m.InvitedAt = bulletin.New, time.Time{}
			return nil
		})
		post.IsDown = true
		return err
	}
	return nil
}

var errAsked = errors.New("the messenger was asked already")
