package app

import (
	"cmp"
	"fmt"
	netmail "net/mail"
	"slices"
	"time"

	"hearsay/asks"
	"hearsay/settings"
)

// asksFile is who can be asked for answers, as it is written.
type asksFile struct {
	Verifiers   clockFile       `yaml:"verifiers" doc:"how long verifiers have who are asked for a claim"`
	Authorities []authorityFile `yaml:"authorities" doc:"that questions can be asked of"`
}

// clockFile is how long somebody has.
type clockFile struct {
	Within    settings.Duration `yaml:"within" doc:"for an answer"`
	Every     settings.Duration `yaml:"every" doc:"between two reminders"`
	Reminders *int              `yaml:"reminders" doc:"at most; 3 if left out"`
}

// authorityFile is an authority as it is written.
type authorityFile struct {
	Name        string            `yaml:"name" doc:"by which it is asked"`
	Email       string            `yaml:"email" doc:"where it is asked"`
	Language    string            `yaml:"language" doc:"that it is written to in; en if left out"`
	Handles     []string          `yaml:"handles" doc:"and names by which posts name it"`
	Topics      []string          `yaml:"topics" doc:"that it answers for; all if left out"`
	Territories []string          `yaml:"territories" doc:"likewise"`
	Within      settings.Duration `yaml:"within" doc:"how long it has for an answer; 8h if left out"`
	Every       settings.Duration `yaml:"every" doc:"between two reminders; half of within if left out"`
	Reminders   *int              `yaml:"reminders" doc:"at most; 3 if left out"`
}

func (l *loader) asks(f asksFile) {
	l.config.Verifiers = l.clock("$.asks.verifiers", f.Verifiers, 2*time.Hour)
	for i, a := range f.Authorities {
		at := fmt.Sprintf("$.asks.authorities[%d]", i)
		if a.Name == "" || slices.ContainsFunc(l.config.Authorities, func(other asks.Authority) bool { return other.Name == a.Name }) {
			l.add(at, "give each a name of its own", "%q cannot be the name of an authority", a.Name)
		}
		if address, err := netmail.ParseAddress(a.Email); err != nil || address.Address != a.Email {
			l.add(at+".email", "write it as in press@water.example.org", "%q is no e-mail address", a.Email)
		}
		if a.Language = cmp.Or(a.Language, "en"); !slices.Contains(asks.Languages(), a.Language) {
			l.add(at+".language", fmt.Sprintf("write one of %v", asks.Languages()), "letters are not written in %q", a.Language)
		}
		l.config.Authorities = append(l.config.Authorities, asks.Authority{
			Name: a.Name, Email: a.Email, Language: a.Language, Handles: a.Handles, Topics: a.Topics, Territories: a.Territories,
			Clock: l.clock(at, clockFile{a.Within, a.Every, a.Reminders}, 8*time.Hour),
		})
	}
	if len(f.Authorities) > 0 && l.config.Mail == nil {
		l.add("$.asks.authorities", "write the server that takes our e-mail under mail", "authorities are asked by e-mail")
	}
}

func (l *loader) clock(at string, f clockFile, within time.Duration) asks.Clock {
	c := asks.Clock{Within: cmp.Or(time.Duration(f.Within), within), Every: time.Duration(f.Every), Reminders: 3}
	if c.Every = cmp.Or(c.Every, c.Within/2); c.Within < time.Minute || c.Every < time.Minute {
		l.add(at, "write durations such as 8h, of a minute and more", "%v and reminders every %v are too short", c.Within, c.Every)
	}
	if f.Reminders != nil {
		if c.Reminders = *f.Reminders; c.Reminders < 0 || c.Reminders > 20 {
			l.add(at+".reminders", "write 0 to 20", "%d is no number of reminders", c.Reminders)
		}
	}
	return c
}
