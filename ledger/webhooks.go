package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Webhook is how far a receiver has been told what happens.
type Webhook struct {
	Name     string    `json:"name"`
	Told     int64     `json:"told" doc:"the number of the last event that was taken, or passed over"`
	NextAt   time.Time `json:"next_at,omitzero" doc:"when it is tried again"`
	Tries    int       `json:"tries,omitempty" doc:"of the next event"`
	FirstTry time.Time `json:"first_try,omitzero" doc:"of these"`
	Problem  string    `json:"problem,omitempty" doc:"why the last try failed"`
	Stopped  bool      `json:"stopped,omitempty" doc:"the receiver says that it is gone; a replay starts it again"`
}

// Webhook is the state of one receiver.
func (q *queries) Webhook(ctx context.Context, name string) (Webhook, error) {
	w := Webhook{Name: name}
	var next, first, stopped int64
	err := q.get(ctx, "reading how far a webhook is", "SELECT told, next_at, tries, first_try, problem, stopped FROM webhooks WHERE name = ?", []any{name}, &w.Told, &next, &w.Tries, &first, &w.Problem, &stopped)
	w.NextAt, w.FirstTry, w.Stopped = fromMicros(next), fromMicros(first), stopped == 1
	return w, err
}

// BeginWebhook makes a receiver known, which is told what comes from now on. One that is known stays where it is.
func (l *Ledger) BeginWebhook(ctx context.Context, name string) error {
	if _, err := l.Webhook(ctx, name); !errors.Is(err, ErrNotFound) {
		return err
	}
	return l.Write(ctx, func(tx *Tx) error {
		_, err := tx.Webhook(ctx, name)
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		hook := Webhook{Name: name}
		if hook.Told, err = tx.LastEvent(ctx); err != nil {
			return err
		}
		return tx.SaveWebhook(ctx, hook)
	})
}

// TakeWebhook takes a receiver that has something to be told, and keeps other processes from it until the given time. isOurs is
// false if there is nothing to do.
func (l *Ledger) TakeWebhook(ctx context.Context, name string, until time.Time) (hook Webhook, isOurs bool, err error) {
	hook, err = l.Webhook(ctx, name)
	if err != nil {
		return hook, false, err
	}
	last, err := l.LastEvent(ctx) // asked every second, and mostly in vain: no lock for that
	if err != nil || hook.Stopped || hook.Told >= last || !IsDue(hook.NextAt, l.now()) {
		return hook, false, err
	}
	err = l.Write(ctx, func(tx *Tx) error {
		hook, err = tx.Webhook(ctx, name)
		if err != nil || hook.Stopped || !IsDue(hook.NextAt, tx.now()) {
			return err
		}
		isOurs = true
		taken := hook
		taken.NextAt = until
		return tx.SaveWebhook(ctx, taken)
	})
	return hook, isOurs && err == nil, err
}

// SaveWebhook stores how far a receiver is.
func (t *Tx) SaveWebhook(ctx context.Context, w Webhook) error {
	stopped := 0
	if w.Stopped {
		stopped = 1
	}
	return t.exec(ctx, "storing how far a webhook is", "INSERT INTO webhooks (name, told, next_at, tries, first_try, problem, stopped) VALUES (?, ?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (name) DO UPDATE SET told = excluded.told, next_at = excluded.next_at, tries = excluded.tries, first_try = excluded.first_try, problem = excluded.problem, stopped = excluded.stopped",
		w.Name, w.Told, micros(w.NextAt), w.Tries, micros(w.FirstTry), w.Problem, stopped)
}

// SettleWebhook stores how far a receiver is that was taken, unless somebody has set it back meanwhile: before is what it was
// when it was taken.
func (l *Ledger) SettleWebhook(ctx context.Context, before, after Webhook) error {
	return l.Write(ctx, func(tx *Tx) error {
		now, err := tx.Webhook(ctx, before.Name)
		if err != nil {
			return err
		}
		if now.Told != before.Told || now.Stopped != before.Stopped {
			return fmt.Errorf("webhook %s: %w", before.Name, ErrChanged)
		}
		return tx.SaveWebhook(ctx, after)
	})
}
