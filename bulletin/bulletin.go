// Package bulletin makes the digests that carry verified replies to messengers: creators, mayors, local offices and newsrooms.
//
// A Bulletin (configured) has an audience, a language and a schedule; Build makes an Edition of it from verified replies, an editor
// changes and approves it, and Sender brings it to every messenger it is for, once. Render writes it as text, HTML and Markdown.
// The package decides; package work checks who may, and the ledger keeps. docs/bulletins.md is for editors.
package bulletin

import (
	"slices"
	"time"

	"hearsay/territory"
)

// Bulletin is a digest that is made again and again. Immutable, safe for several goroutines.
type Bulletin struct {
	Name        string
	Title       string
	Language    string   // ISO 639-1
	Audience    string   // of messengers; "" is all
	Topics      []string // none is all
	Territories []string // none is all
	Every       Schedule
	Receivers   []string // of alerts.yaml, which are told of an edition, too
}

// Schedule says when an edition is made.
type Schedule struct {
	Period   string       // daily, weekly, monthly; "" for by hand
	Weekday  time.Weekday // of a weekly one
	Day      int          // of a monthly one, 1 to 28
	Minute   int          // of the day
	Location *time.Location
}

// Periods are those of a schedule.
func Periods() []string { return []string{"daily", "weekly", "monthly"} }

// Last is the last time at or before now at which an edition is to be made; zero for one that is made by hand.
func (s Schedule) Last(now time.Time) time.Time {
	if s.Period == "" {
		return time.Time{}
	}
	local := now.In(s.Location)
	at := time.Date(local.Year(), local.Month(), local.Day(), 0, s.Minute, 0, 0, s.Location)
	for !s.isOn(at) || at.After(now) {
		at = at.AddDate(0, 0, -1)
	}
	return at
}

func (s Schedule) isOn(at time.Time) bool {
	switch s.Period {
	case "weekly":
		return at.Weekday() == s.Weekday
	case "monthly":
		return at.Day() == s.Day
	}
	return true
}

// Covers is how far back an edition looks.
func (s Schedule) Covers() time.Duration {
	switch s.Period {
	case "daily":
		return 24 * time.Hour
	case "monthly":
		return 31 * 24 * time.Hour
	}
	return 7 * 24 * time.Hour
}

// IsFor tells whether a messenger gets the bulletin.
func (b Bulletin) IsFor(m Messenger) bool {
	return m.State == Confirmed && slices.Contains(m.Languages, b.Language) && (b.Audience == "" || b.Audience == m.Audience) &&
		overlap(b.Topics, m.Topics) && (m.Territory == "" || b.concerns(m.Territory))
}

// concerns tells whether the bulletin is about some of the territories; one of no territories is about all.
func (b Bulletin) concerns(territories ...string) bool {
	return len(b.Territories) == 0 || territory.Meet(b.Territories, territories)
}

// overlap tells whether two lists have something in common, whatever its capitals; none is all.
func overlap(a, b []string) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(one string) bool { return isNamed(b, one) })
}
