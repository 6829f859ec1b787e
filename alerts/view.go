package alerts

import (
	"context"
	"strings"
	"time"

	"hearsay/ledger"
)

// Listed is an alert as people see it at the desk.
type Listed struct {
	ID         string            `json:"id"`
	Condition  string            `json:"condition"`
	Subject    string            `json:"subject" doc:"what it is of: item/ID, claim/ID of an item that repeats it, queue/NAME, source/NAME, reply/ID, gap/ and what GET /gaps is asked for it, ask/ITEM/ID"`
	Title      string            `json:"title"`
	Says       string            `json:"says"`
	Labels     map[string]string `json:"labels"`
	Firing     bool              `json:"firing"`
	Silenced   bool              `json:"silenced"`
	FiredAt    time.Time         `json:"fired_at"`
	ResolvedAt time.Time         `json:"resolved_at,omitzero"`
}

// Path is the desk's page of what the alert is of.
func (v Listed) Path() string { return pathOf(v.Subject) }

// pathOf is the desk's page of a subject.
func pathOf(subject string) string {
	if item := itemOf(subject); item != "" {
		return "/items/" + item
	}
	switch of, id, _ := strings.Cut(subject, "/"); of {
	case "reply":
		return "/replies/" + id
	case "queue":
		return "/items?state=open&queue=" + id
	case "source":
		return "/sources"
	case "gap":
		return "/gaps?" + id
	}
	return "/alerts"
}

// itemOf is the item that a subject is about; "" if it is about none.
func itemOf(subject string) string {
	of, id, _ := strings.Cut(subject, "/")
	if of != "item" && of != "claim" && of != "crossing" && of != "ask" {
		return ""
	}
	item, _, _ := strings.Cut(id, "/")
	return item
}

// recentTime is for how long what is over is shown.
const recentTime = 24 * time.Hour

// Listed are the alerts that fire, the newest first, and behind them those that were over within a day.
func (c *Config) Listed(ctx context.Context, l *ledger.Ledger, now time.Time) ([]Listed, error) {
	all, err := l.Alerts(ctx, now.Add(-recentTime))
	if err != nil {
		return nil, err
	}
	silences, err := active(ctx, l, now)
	if err != nil {
		return nil, err
	}
	firing, over := []Listed{}, []Listed{}
	for i := len(all) - 1; i >= 0; i-- {
		a := all[i]
		if a.FiredAt.IsZero() {
			continue
		}
		v := Listed{ID: a.ID, Condition: a.Condition, Subject: a.Subject, Title: strings.ReplaceAll(a.Condition, "_", " "), Labels: a.Labels, Firing: a.IsFiring(), FiredAt: a.FiredAt, ResolvedAt: a.ResolvedAt}
		if known := c.condition(a.Condition); known != nil {
			v.Title, v.Says = known.Title(a.Facts), known.Says(a.Facts)
		}
		v.Silenced = len(heard([]ledger.Alert{a}, silences, nil)) == 0
		if v.Firing {
			firing = append(firing, v)
		} else {
			over = append(over, v)
		}
	}
	return append(firing, over...), nil
}
