package ledger

import (
	"context"
	"errors"
	"time"

	"hearsay/post"
	"hearsay/triage"
)

// Hand is who handed something in, and the text.
type Hand struct {
	Name      string
	At        time.Time
	Signature triage.Signature
}

// HandTime is for how long hands are known.
const HandTime = 24 * time.Hour

// mostHands bounds how many hands of an item are looked at.
const mostHands = 500

// Hands are those of an item within HandTime, the latest first.
func (q *queries) Hands(ctx context.Context, item string) ([]Hand, error) {
	var all []Hand
	err := q.each(ctx, "reading who handed in the same", "SELECT hand, at, signature FROM tip_hands WHERE item_id = ? AND at >= ? ORDER BY at DESC LIMIT ?", []any{item, micros(q.now().Add(-HandTime)), mostHands}, func(scan func(...any) error) error {
		var h Hand
		var at int64
		var signature []byte
		err := scan(&h.Name, &at, &signature)
		if err != nil {
			return err
		}
		h.At = fromMicros(at)
		h.Signature, err = triage.ParseSignature(signature)
		all = append(all, h)
		return err
	})
	return all, err
}

// NoteHand notes that a hand handed in what an item says, and forgets hands whose time is over.
func (t *Tx) NoteHand(ctx context.Context, item string, h Hand) error {
	return errors.Join(
		t.exec(ctx, "noting who handed in the same", "INSERT INTO tip_hands (item_id, hand, at, signature) VALUES (?, ?, ?, ?) ON CONFLICT (item_id, hand) DO UPDATE SET at = excluded.at, signature = excluded.signature", item, h.Name, micros(h.At), h.Signature.Bytes()),
		t.exec(ctx, "forgetting who handed something in", "DELETE FROM tip_hands WHERE at < ?", micros(t.now().Add(-HandTime))),
	)
}

// Reasons why a tip is an echo.
const (
	SameHand  = "same_hand"  // somebody has handed it in before
	SameWords = "same_words" // others have handed it in, in the same words
)

// NoteEcho notes that a tip says again what an item says, and counts for nothing.
func (t *Tx) NoteEcho(ctx context.Context, tip post.Ref, item, reason string) error {
	return t.exec(ctx, "noting an echo", "INSERT INTO tip_echoes (platform, id, item_id, reason, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (platform, id) DO NOTHING", tip.Platform, tip.ID, item, reason, micros(t.now()))
}

// EchoOf is the item that a tip says again; "" if it is no echo.
func (q *queries) EchoOf(ctx context.Context, tip post.Ref) (item string, err error) {
	err = q.get(ctx, "looking what a tip says again", "SELECT item_id FROM tip_echoes WHERE platform = ? AND id = ?", []any{tip.Platform, tip.ID}, &item)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return item, err
}

// Echoes are the tips that say an item again and count for nothing.
type Echoes struct {
	SameHand  int64     `json:"same_hand" doc:"by somebody who had handed it in already"`
	SameWords int64     `json:"same_words" doc:"by others, in the same words"`
	Most      int64     `json:"most" doc:"of the second within one hour"`
	From      time.Time `json:"from,omitzero" doc:"when the first of them came"`
	To        time.Time `json:"to,omitzero"`
}

// burst is how many tips in the same words within an hour look coordinated.
const burst = 5

// IsBurst tells whether tips in the same words came as people who agreed would send them.
func (e Echoes) IsBurst() bool { return e.Most >= burst }

// EchoesOf counts those of an item.
func (q *queries) EchoesOf(ctx context.Context, item string) (Echoes, error) {
	var e Echoes
	err := q.each(ctx, "counting echoes", "SELECT reason, at / 3600000000, COUNT(*), MIN(at), MAX(at) FROM tip_echoes WHERE item_id = ? GROUP BY reason, at / 3600000000", []any{item}, func(scan func(...any) error) error {
		var reason string
		var hour, n, from, to int64
		if err := scan(&reason, &hour, &n, &from, &to); err != nil {
			return err
		}
		if reason == SameHand {
			e.SameHand += n
		} else {
			e.SameWords += n
			e.Most = max(e.Most, n)
		}
		if at := fromMicros(from); e.From.IsZero() || at.Before(e.From) {
			e.From = at
		}
		if at := fromMicros(to); at.After(e.To) {
			e.To = at
		}
		return nil
	})
	return e, err
}
