package ledger

import (
	"context"
	"time"
)

// Alert is one thing worth a message: a condition that holds for an item. It is told to each receiver once.
type Alert struct {
	ID   string    `json:"id"`
	Name string    `json:"name"` // of the condition
	Item string    `json:"item"`
	At   time.Time `json:"at"`
}

// RaiseAlert records an alert for receivers, unless it was raised before.
func (t *Tx) RaiseAlert(ctx context.Context, name, item string, receivers []string) error {
	id := name + "/" + item
	n, err := t.execCount(ctx, "raising an alert", "INSERT INTO alerts (id, name, item_id, at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING", id, name, item, micros(t.now()))
	if err != nil || n == 0 {
		return err
	}
	for _, receiver := range receivers {
		if err := t.exec(ctx, "addressing an alert", "INSERT INTO notices (alert_id, receiver, sent_at, tries, next_at) VALUES (?, ?, 0, 0, 0)", id, receiver); err != nil {
			return err
		}
	}
	return nil
}

// ClaimNotices takes every alert that is due for a receiver and was raised by raisedBy, and keeps other processes from
// them until the given time. tries is how often the most patient of them was tried.
func (l *Ledger) ClaimNotices(ctx context.Context, receiver string, raisedBy, until time.Time) (alerts []Alert, tries int, err error) {
	const due = "FROM notices n JOIN alerts a ON a.id = n.alert_id WHERE n.receiver = ? AND n.sent_at = 0 AND n.next_at <= ? AND a.at <= ?"
	args := []any{receiver, micros(l.now()), micros(raisedBy)}
	var waiting int
	if err := l.get(ctx, "looking for what is due", "SELECT COUNT(*) "+due, args, &waiting); err != nil || waiting == 0 {
		return nil, 0, err // asked every second, and mostly in vain: no lock for that
	}
	err = l.Write(ctx, func(tx *Tx) error {
		err := tx.each(ctx, "reading what is due", "SELECT a.id, a.name, a.item_id, a.at, n.tries "+due+" ORDER BY a.at, a.id LIMIT 100", args, func(scan func(...any) error) error {
			var a Alert
			var at int64
			var tried int
			err := scan(&a.ID, &a.Name, &a.Item, &at, &tried)
			a.At = fromMicros(at)
			alerts, tries = append(alerts, a), max(tries, tried)
			return err
		})
		if err != nil {
			return err
		}
		for _, a := range alerts {
			err := tx.exec(ctx, "claiming a notice", "UPDATE notices SET tries = tries + 1, next_at = ? WHERE alert_id = ? AND receiver = ?", micros(until), a.ID, receiver)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return alerts, tries, err
}

// SettleNotices records that a receiver took alerts, or when they are to be tried again.
func (l *Ledger) SettleNotices(ctx context.Context, receiver string, alerts []Alert, sent bool, again time.Time) error {
	return l.Write(ctx, func(tx *Tx) error {
		for _, a := range alerts {
			sentAt := int64(0)
			if sent {
				sentAt = micros(tx.now())
			}
			err := tx.exec(ctx, "settling a notice", "UPDATE notices SET sent_at = ?, next_at = ? WHERE alert_id = ? AND receiver = ?", sentAt, micros(again), a.ID, receiver)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
