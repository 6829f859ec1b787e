package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Alert is a condition that holds, or held, for a subject.
type Alert struct {
	ID         string            `json:"id"` // condition and subject: what holds again is the same alert
	Condition  string            `json:"condition"`
	Subject    string            `json:"subject"` // as in item/ID
	Labels     map[string]string `json:"labels"`
	Facts      json.RawMessage   `json:"facts"`                // the figures when it was last looked at
	ActiveAt   time.Time         `json:"active_at"`            // since when the condition holds
	FiredAt    time.Time         `json:"fired_at,omitzero"`    // zero while it has not held for long enough
	SeenAt     time.Time         `json:"seen_at"`              // when it last held
	ResolvedAt time.Time         `json:"resolved_at,omitzero"` // zero while it fires
}

// IsFiring tells whether the condition holds, and has for long enough.
func (a *Alert) IsFiring() bool { return !a.FiredAt.IsZero() && a.ResolvedAt.IsZero() }

// alertsKept is how long what is resolved is kept.
const alertsKept = 7 * 24 * time.Hour

// Alerts are those that hold, and those that were resolved after a time, the oldest first.
func (q *queries) Alerts(ctx context.Context, resolvedAfter time.Time) ([]Alert, error) {
	all := []Alert{}
	err := q.each(ctx, "reading alerts", "SELECT id, condition, subject, labels, facts, active_at, fired_at, seen_at, resolved_at FROM alerts WHERE resolved_at = 0 OR resolved_at > ? ORDER BY active_at, id", []any{micros(resolvedAfter)}, func(scan func(...any) error) error {
		var a Alert
		var labels, facts string
		var active, fired, seen, resolved int64
		if err := scan(&a.ID, &a.Condition, &a.Subject, &labels, &facts, &active, &fired, &seen, &resolved); err != nil {
			return err
		}
		a.Facts = json.RawMessage(facts)
		a.ActiveAt, a.FiredAt, a.SeenAt, a.ResolvedAt = fromMicros(active), fromMicros(fired), fromMicros(seen), fromMicros(resolved)
		all = append(all, a)
		return json.Unmarshal([]byte(labels), &all[len(all)-1].Labels)
	})
	return all, err
}

// SaveAlerts stores alerts as they stand now.
func (t *Tx) SaveAlerts(ctx context.Context, all ...Alert) error {
	const width = 9
	rows := make([]any, 0, width*len(all))
	for _, a := range all {
		rows = append(rows, a.ID, a.Condition, a.Subject, encode(a.Labels), string(a.Facts), micros(a.ActiveAt), micros(a.FiredAt), micros(a.SeenAt), micros(a.ResolvedAt))
	}
	_, err := t.insertRows(ctx, "storing alerts", "alerts (id, condition, subject, labels, facts, active_at, fired_at, seen_at, resolved_at)", width, rows,
		" ON CONFLICT (id) DO UPDATE SET labels = excluded.labels, facts = excluded.facts, active_at = excluded.active_at, fired_at = excluded.fired_at, seen_at = excluded.seen_at, resolved_at = excluded.resolved_at")
	return err
}

// DropAlert forgets an alert that never fired.
func (t *Tx) DropAlert(ctx context.Context, id string) error {
	return t.exec(ctx, "forgetting alert "+id, "DELETE FROM alerts WHERE id = ?", id)
}

// ForgetAlerts forgets what was resolved long ago.
func (t *Tx) ForgetAlerts(ctx context.Context) error {
	return t.exec(ctx, "forgetting alerts", "DELETE FROM alerts WHERE resolved_at > 0 AND resolved_at < ?", micros(t.now().Add(-alertsKept)))
}

// AlertGroup is what one receiver was told of the alerts of one group.
type AlertGroup struct {
	ID       string
	Receiver string
	Told     map[string]bool // by alert and the time at which it fired: whether it was still firing
	ToldAt   time.Time       // zero before the first message
	NextAt   time.Time       // nobody tries before
	Tries    int             // in a row that failed
}

// AlertGroups are all groups of which somebody was told, by id.
func (q *queries) AlertGroups(ctx context.Context) (map[string]AlertGroup, error) {
	all := map[string]AlertGroup{}
	err := q.each(ctx, "reading what was told", "SELECT id, receiver, told, told_at, next_at, tries FROM alert_groups", nil, func(scan func(...any) error) error {
		var g AlertGroup
		var told string
		var toldAt, next int64
		if err := scan(&g.ID, &g.Receiver, &told, &toldAt, &next, &g.Tries); err != nil {
			return err
		}
		g.ToldAt, g.NextAt = fromMicros(toldAt), fromMicros(next)
		err := json.Unmarshal([]byte(told), &g.Told)
		all[g.ID] = g
		return err
	})
	return all, err
}

// ClaimAlertGroup keeps other processes from a group until a time, if nothing has happened to it since it was read as before; a
// zero before is a group that nobody was told of. isOurs is false if another process was first.
func (t *Tx) ClaimAlertGroup(ctx context.Context, before AlertGroup, until time.Time) (isOurs bool, err error) {
	if before.Told == nil {
		before.Told = map[string]bool{}
	}
	n, err := t.execCount(ctx, "claiming a group of alerts", "INSERT INTO alert_groups (id, receiver, told, told_at, next_at, tries) VALUES (?, ?, ?, 0, ?, 1) ON CONFLICT (id) DO UPDATE SET next_at = excluded.next_at, tries = alert_groups.tries + 1 "+
		"WHERE alert_groups.next_at = ? AND alert_groups.told_at = ?", before.ID, before.Receiver, encode(before.Told), micros(until), micros(before.NextAt), micros(before.ToldAt))
	return n > 0, err
}

// SettleAlertGroup stores what became of a message.
func (t *Tx) SettleAlertGroup(ctx context.Context, g AlertGroup) error {
	return t.exec(ctx, "noting what was told", "UPDATE alert_groups SET told = ?, told_at = ?, next_at = ?, tries = ? WHERE id = ?", encode(g.Told), micros(g.ToldAt), micros(g.NextAt), g.Tries, g.ID)
}

// DropAlertGroup forgets a group of which nothing is left to tell, if nothing has happened to it since it was read as before.
func (t *Tx) DropAlertGroup(ctx context.Context, before AlertGroup) error {
	return t.exec(ctx, "forgetting a group of alerts", "DELETE FROM alert_groups WHERE id = ? AND next_at = ? AND told_at = ?", before.ID, micros(before.NextAt), micros(before.ToldAt))
}

// Silence keeps alerts from being told for a while.
type Silence struct {
	ID       string    `json:"id"`
	Matchers []string  `json:"matchers"` // as in alertname="surge"; all must fit
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	By       string    `json:"by"`
	Comment  string    `json:"comment"`
}

// IsActive tells whether the silence holds at a time.
func (s *Silence) IsActive(now time.Time) bool {
	return !now.Before(s.StartsAt) && now.Before(s.EndsAt)
}

// Silences are those that have not ended before a time, the next to end first.
func (q *queries) Silences(ctx context.Context, endedAfter time.Time) ([]Silence, error) {
	return q.silences(ctx, "WHERE ends_at > ? ORDER BY ends_at, id", micros(endedAfter))
}

// Silence is one silence.
func (q *queries) Silence(ctx context.Context, id string) (Silence, error) {
	found, err := q.silences(ctx, "WHERE id = ?", id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("silence %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return Silence{}, err
	}
	return found[0], nil
}

// SaveSilence stores a silence that is new or has changed.
func (t *Tx) SaveSilence(ctx context.Context, s Silence) error {
	return t.exec(ctx, "storing a silence", "INSERT INTO silences (id, matchers, starts_at, ends_at, author, comment) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET ends_at = excluded.ends_at",
		s.ID, encode(s.Matchers), micros(s.StartsAt), micros(s.EndsAt), s.By, s.Comment)
}

func (q *queries) silences(ctx context.Context, where string, args ...any) ([]Silence, error) {
	found := []Silence{}
	err := q.each(ctx, "reading silences", "SELECT id, matchers, starts_at, ends_at, author, comment FROM silences "+where, args, func(scan func(...any) error) error {
		var s Silence
		var matchers string
		var starts, ends int64
		if err := scan(&s.ID, &matchers, &starts, &ends, &s.By, &s.Comment); err != nil {
			return err
		}
		s.StartsAt, s.EndsAt = fromMicros(starts), fromMicros(ends)
		err := json.Unmarshal([]byte(matchers), &s.Matchers)
		found = append(found, s)
		return err
	})
	return found, err
}

// samplesKept is how long samples are kept.
const samplesKept = 29 * 24

// SaveSample keeps the latest value of a figure in this hour, and forgets those of a month ago.
func (t *Tx) SaveSample(ctx context.Context, name string, value float64) error {
	return errors.Join(
		t.exec(ctx, "keeping a sample", "INSERT INTO samples (name, hour, value) VALUES (?, ?, ?) ON CONFLICT (name, hour) DO UPDATE SET value = excluded.value", name, HourOf(t.now()), value),
		t.exec(ctx, "forgetting samples", "DELETE FROM samples WHERE name = ? AND hour < ?", name, HourOf(t.now())-samplesKept),
	)
}

// ForgetSamples forgets the samples whose names begin with prefix and that are older than some hours.
func (t *Tx) ForgetSamples(ctx context.Context, prefix string, hours int64) error {
	return t.exec(ctx, "forgetting samples", `DELETE FROM samples WHERE name LIKE ? ESCAPE '\' AND hour < ?`, escapeLike(prefix)+"%", HourOf(t.now())-hours)
}

// Samples are those of the last month, by name and by hours since 1970.
func (q *queries) Samples(ctx context.Context) (map[string]map[int64]float64, error) {
	all := map[string]map[int64]float64{}
	err := q.each(ctx, "reading samples", "SELECT name, hour, value FROM samples WHERE hour >= ?", []any{HourOf(q.now()) - samplesKept}, func(scan func(...any) error) error {
		var name string
		var hour int64
		var value float64
		if err := scan(&name, &hour, &value); err != nil {
			return err
		}
		if all[name] == nil {
			all[name] = map[int64]float64{}
		}
		all[name][hour] = value
		return nil
	})
	return all, err
}
