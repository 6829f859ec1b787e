package app

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"hearsay/bulletin"
	"hearsay/replies/wording"
)

// bulletinFile is a bulletin as it is written.
type bulletinFile struct {
	Name        string   `yaml:"name" doc:"by which it is made and sent"`
	Title       string   `yaml:"title" doc:"of its editions, which an editor may change"`
	Language    string   `yaml:"language" doc:"two letters; replies in it, and messengers who read it"`
	Audience    string   `yaml:"audience" doc:"of messengers, as in creator, mayor or office; all if left out"`
	Topics      []string `yaml:"topics" doc:"all if left out"`
	Territories []string `yaml:"territories" doc:"all if left out"`
	Every       string   `yaml:"every" doc:"daily, weekly or monthly; by hand if left out"`
	On          string   `yaml:"on" doc:"the day: monday, or 1 to 28 of the month"`
	At          string   `yaml:"at" doc:"the time of day, as in 08:00"`
	Location    string   `yaml:"location" doc:"where that is the time, as in Europe/Helsinki; UTC if left out"`
	Receivers   []string `yaml:"receivers" doc:"of alerts.yaml, which are told of an edition"`
}

func (l *loader) bulletin(at string, f bulletinFile) {
	add := func(field, remedy, what string, args ...any) { l.add(at+"."+field, remedy, what, args...) }
	if !validBulletin(f.Name) || slices.ContainsFunc(l.config.Bulletins, func(other bulletin.Bulletin) bool { return other.Name == f.Name }) {
		add("name", "give each a name of its own, of small letters, digits and hyphens", "%q cannot be the name of a bulletin", f.Name)
	}
	if err := wording.Guard(f.Title); err != nil {
		add("title", "say what it is, as in \"false claims of the week\"", "%v", err)
	}
	if f.Title == "" {
		add("title", "write what its readers see first", "the bulletin has no title")
	}
	if len(f.Language) != 2 {
		add("language", "write two letters, as in fi", "%q is no language", f.Language)
	}
	for i, receiver := range f.Receivers {
		if l.config.Alerts != nil && l.config.Alerts.Receiver(receiver) == nil {
			l.add(fmt.Sprintf("%s.receivers[%d]", at, i), "name a receiver of the alerts file", "there is no receiver %q", receiver)
		}
	}
	l.config.Bulletins = append(l.config.Bulletins, bulletin.Bulletin{
		Name: f.Name, Title: f.Title, Language: f.Language, Audience: strings.ToLower(f.Audience), Topics: f.Topics, Territories: f.Territories, Every: l.schedule(f, add), Receivers: f.Receivers,
	})
}

func validBulletin(name string) bool {
	return name != "" && len(name) <= 40 && !strings.ContainsFunc(name, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' })
}

func (l *loader) schedule(f bulletinFile, add func(field, remedy, what string, args ...any)) bulletin.Schedule {
	s := bulletin.Schedule{Period: f.Every, Day: 1, Weekday: time.Monday, Location: time.UTC}
	if f.Every == "" {
		return s
	}
	if !slices.Contains(bulletin.Periods(), f.Every) {
		add("every", "write daily, weekly or monthly", "%q is no period", f.Every)
		s.Period = ""
	}
	at, err := time.Parse("15:04", cmp.Or(f.At, "08:00"))
	if err != nil {
		add("at", "write it as in 08:00", "%q is no time of day", f.At)
	}
	s.Minute = at.Hour()*60 + at.Minute()
	if s.Location, err = time.LoadLocation(cmp.Or(f.Location, "UTC")); err != nil {
		add("location", "write it as in Europe/Helsinki", "%q is no place of the time zone database", f.Location)
		s.Location = time.UTC
	}
	switch {
	case f.On == "":
	case f.Every == "weekly":
		day := slices.IndexFunc([]time.Weekday{0, 1, 2, 3, 4, 5, 6}, func(d time.Weekday) bool { return strings.EqualFold(d.String(), f.On) })
		if day < 0 {
			add("on", "write a day of the week, as in monday", "%q is no day of the week", f.On)
		}
		s.Weekday = time.Weekday(max(day, 0))
	default:
		if _, err := fmt.Sscanf(f.On, "%d", &s.Day); err != nil || s.Day < 1 || s.Day > 28 {
			add("on", "write a day from 1 to 28, which every month has", "%q is no day of every month", f.On)
			s.Day = 1
		}
	}
	return s
}
