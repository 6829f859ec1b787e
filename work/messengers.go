package work

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"hearsay/bulletin"
	"hearsay/ledger"
	"hearsay/replies"
)

// ErrLeft is returned for an address whose owner has left by themselves.
var ErrLeft = errors.New("who has this address has left; only they can sign up again")

// ErrSelfLink is returned for an address of a messenger's own page that is not ours.
var ErrSelfLink = errors.New("the link is not ours, or its messenger has left")

// Messengers are those behind one by its id, for who looks after them, which is noted; 0 is all.
func (w *Work) Messengers(ctx context.Context, actor Actor, after string, most int) ([]bulletin.Messenger, error) {
	if err := actor.must(toCarry); err != nil {
		return nil, err
	}
	if err := w.See(ctx, actor, "messengers"); err != nil {
		return nil, err
	}
	return w.Ledger.Messengers(ctx, after, most)
}

// Messenger is one messenger, as above.
func (w *Work) Messenger(ctx context.Context, actor Actor, id string) (bulletin.Messenger, error) {
	if err := actor.must(toCarry); err != nil {
		return bulletin.Messenger{}, err
	}
	m, err := w.Ledger.Messenger(ctx, id)
	if err != nil {
		return m, err
	}
	return m, w.See(ctx, actor, "messenger/"+id)
}

// AddMessenger adds a messenger, who is asked by e-mail and gets nothing until they confirm.
func (w *Work) AddMessenger(ctx context.Context, actor Actor, m bulletin.Messenger) (bulletin.Messenger, error) {
	if err := actor.must(toCarry); err != nil {
		return m, err
	}
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return w.invite(ctx, tx, &m, actor.Name) })
	return m, err
}

// askAgain is for how long somebody who signs up twice is asked once.
const askAgain = 24 * time.Hour

// SignUp is AddMessenger for somebody who does it for themselves. Who has left may come back; who was asked a day ago and has not said yes is asked again.
// Whether somebody is known is nobody's business.
func (w *Work) SignUp(ctx context.Context, m bulletin.Messenger) error {
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		if err := m.Check(); err != nil {
			return err
		}
		if err := tx.ForgetFarewell(ctx, m.Email); err != nil {
			return err
		}
		err := w.invite(ctx, tx, &m, "themselves")
		if !errors.Is(err, ledger.ErrExists) {
			return err
		}
		known, err := tx.MessengerOf(ctx, m.Email)
		if err != nil || known.State == bulletin.New || known.State == bulletin.Confirmed || w.Now().Sub(known.InvitedAt) < askAgain {
			return err
		}
		known.State, known.InvitedAt = bulletin.New, time.Time{}
		if err := tx.SaveMessenger(ctx, &known); err != nil {
			return err
		}
		return tx.Audit(ctx, "themselves", "messenger asked again", "messenger/"+known.ID, "")
	})
}

func (w *Work) invite(ctx context.Context, tx *ledger.Tx, m *bulletin.Messenger, by string) error {
	m.ID, m.State, m.Shared, m.CreatedAt, m.AddedBy = newID(), bulletin.New, []bulletin.Shared{}, w.Now().Truncate(time.Millisecond), by
	m.Consent, m.ConsentAt, m.InvitedAt, m.Version = "", time.Time{}, time.Time{}, 0
	if err := m.Check(); err != nil {
		return err
	}
	if err := mayBeAsked(ctx, tx, m.Email); err != nil {
		return err
	}
	if err := tx.SaveMessenger(ctx, m); err != nil {
		return err
	}
	return tx.Audit(ctx, by, "messenger added", "messenger/"+m.ID, m.Audience)
}

// mayBeAsked returns ErrLeft for the address of somebody who has left.
func mayBeAsked(ctx context.Context, tx *ledger.Tx, email string) error {
	left, err := tx.HasLeft(ctx, email)
	if err == nil && left {
		err = ErrLeft
	}
	return err
}

// ImportedMessengers says what became of a list of messengers.
type ImportedMessengers struct {
	Added   int `json:"added"`
	Changed int `json:"changed"` // known by their address; whether they said yes stays as it was
	Left    int `json:"left"`    // passed over, as they have left
}

// ImportMessengers adds and changes messengers by a list (bulletin.ReadCSV): all of them, or with a fault none.
func (w *Work) ImportMessengers(ctx context.Context, actor Actor, name string, list io.Reader) (ImportedMessengers, error) {
	var done ImportedMessengers
	if err := actor.must(toCarry); err != nil {
		return done, err
	}
	all, err := bulletin.ReadCSV(name, list, w.Now())
	if err != nil {
		return done, fmt.Errorf("%w: %w", bulletin.ErrMessenger, err)
	}
	err = w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		for i := range all {
			if err := w.merge(ctx, tx, &all[i], actor.Name, &done); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, actor.Name, "messengers imported", "messengers", fmt.Sprintf("%d added, %d changed, %d have left", done.Added, done.Changed, done.Left))
	})
	return done, err
}

func (w *Work) merge(ctx context.Context, tx *ledger.Tx, m *bulletin.Messenger, by string, done *ImportedMessengers) error {
	left, err := tx.HasLeft(ctx, m.Email)
	if err != nil {
		return err
	}
	if left {
		done.Left++
		return nil
	}
	known, err := tx.MessengerOf(ctx, m.Email)
	switch {
	case errors.Is(err, ledger.ErrNotFound):
		done.Added++
		m.ID, m.AddedBy = newID(), by
	case err != nil:
		return err
	default:
		done.Changed++
		m.ID, m.Version, m.AddedBy, m.CreatedAt, m.Shared, m.InvitedAt = known.ID, known.Version, known.AddedBy, known.CreatedAt, known.Shared, known.InvitedAt
		isUnsure := known.State == bulletin.New || known.State == bulletin.Invited
		if !isUnsure || m.State != bulletin.Confirmed {
			m.State, m.Consent, m.ConsentAt = known.State, known.Consent, known.ConsentAt
		}
	}
	return tx.SaveMessenger(ctx, m)
}

// EditMessenger changes what is known of a messenger, but not whether they said yes. version is that which was read; 0 is any.
func (w *Work) EditMessenger(ctx context.Context, actor Actor, id string, version int64, change func(*bulletin.Messenger)) (bulletin.Messenger, error) {
	if err := actor.must(toCarry); err != nil {
		return bulletin.Messenger{}, err
	}
	return w.changeMessenger(ctx, id, actor.Name, "messenger changed", func(m *bulletin.Messenger) error {
		if err := asSeen("messenger "+id, m.Version, version); err != nil {
			return err
		}
		before := *m
		change(m)
		if err := m.Check(); err != nil {
			return err
		}
		if m.Email != before.Email { // another address is another promise
			m.State, m.Consent, m.ConsentAt, m.InvitedAt = bulletin.New, "", time.Time{}, time.Time{}
		}
		return nil
	})
}

func (w *Work) changeMessenger(ctx context.Context, id, by, action string, do func(*bulletin.Messenger) error) (bulletin.Messenger, error) {
	var m bulletin.Messenger
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		if m, err = tx.Messenger(ctx, id); err != nil {
			return err
		}
		before := m.Email
		if err := do(&m); err != nil {
			return err
		}
		if m.Email != before {
			if err := mayBeAsked(ctx, tx, m.Email); err != nil {
				return err
			}
		}
		if err := tx.SaveMessenger(ctx, &m); err != nil {
			return err
		}
		return tx.Audit(ctx, by, action, "messenger/"+id, "")
	})
	return m, err
}

// AskMessenger asks a messenger again who has not confirmed.
func (w *Work) AskMessenger(ctx context.Context, actor Actor, id string) (bulletin.Messenger, error) {
	if err := actor.must(toCarry); err != nil {
		return bulletin.Messenger{}, err
	}
	return w.changeMessenger(ctx, id, actor.Name, "messenger asked again", func(m *bulletin.Messenger) error {
		if m.State == bulletin.Confirmed {
			return fmt.Errorf("%w: they said yes already", bulletin.ErrMessenger)
		}
		m.State, m.InvitedAt = bulletin.New, time.Time{}
		return nil
	})
}

// RemoveMessenger erases a messenger.
func (w *Work) RemoveMessenger(ctx context.Context, actor Actor, id string) error {
	if err := actor.must(toCarry); err != nil {
		return err
	}
	return w.removeMessenger(ctx, id, actor.Name, false)
}

func (w *Work) removeMessenger(ctx context.Context, id, by string, left bool) error {
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		m, err := tx.Messenger(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.RemoveMessenger(ctx, m, left); err != nil {
			return err
		}
		action := "messenger removed"
		if left {
			action = "messenger left"
		}
		return tx.Audit(ctx, by, action, "messenger/"+id, "")
	})
}

// SelfURL is the address of a messenger's own page, which nobody can make up; do is what is asked for there, "" for nothing.
func (w *Work) SelfURL(id, do string) string {
	query := url.Values{"m": {id}, "sig": {w.selfSignature(id)}}
	if do != "" {
		query.Set("do", do)
	}
	return w.BaseURL + "/messenger?" + query.Encode()
}

// LeaveURL is where one POST ends a subscription (RFC 8058).
func (w *Work) LeaveURL(id string) string {
	return w.BaseURL + "/messenger/leave?" + url.Values{"m": {id}, "sig": {w.selfSignature(id)}}.Encode()
}

func (w *Work) selfSignature(id string) string {
	mac := hmac.New(sha256.New, w.Key)
	mac.Write([]byte("messenger\x00" + id))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Self is the messenger whose own page an address is.
func (w *Work) Self(ctx context.Context, v url.Values) (bulletin.Messenger, error) {
	id := v.Get("m")
	if !hmac.Equal([]byte(v.Get("sig")), []byte(w.selfSignature(id))) {
		return bulletin.Messenger{}, ErrSelfLink
	}
	m, err := w.Ledger.Messenger(ctx, id)
	if errors.Is(err, ledger.ErrNotFound) {
		return m, ErrSelfLink
	}
	return m, err
}

// SelfConfirm notes that a messenger says yes.
func (w *Work) SelfConfirm(ctx context.Context, id string) (bulletin.Messenger, error) {
	return w.changeMessenger(ctx, id, "themselves", "messenger confirmed", func(m *bulletin.Messenger) error {
		if m.State != bulletin.Confirmed {
			m.Confirm("by e-mail, twice asked", w.Now().Truncate(time.Second))
		}
		return nil
	})
}

// SelfEdit changes what a messenger gets.
func (w *Work) SelfEdit(ctx context.Context, id string, languages, topics []string, territory string) (bulletin.Messenger, error) {
	return w.changeMessenger(ctx, id, "themselves", "messenger changed", func(m *bulletin.Messenger) error {
		m.Languages, m.Topics, m.Territory = languages, topics, territory
		return m.Check()
	})
}

// SelfShare notes where a messenger passed something on.
func (w *Work) SelfShare(ctx context.Context, id, link, reply string) (bulletin.Messenger, error) {
	if err := replies.CheckLink(link); err != nil {
		return bulletin.Messenger{}, err
	}
	if len(link) > 2000 || len(reply) > 100 {
		return bulletin.Messenger{}, fmt.Errorf("%w: the link is too long", ErrBounds)
	}
	return w.changeMessenger(ctx, id, "themselves", "messenger shared", func(m *bulletin.Messenger) error {
		return m.Share(link, reply, w.Now().Truncate(time.Second))
	})
}

// SelfLeave erases a messenger who leaves.
func (w *Work) SelfLeave(ctx context.Context, id string) error {
	return w.removeMessenger(ctx, id, "themselves", true)
}
