package alerts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"hearsay/harsh"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/sight"
)

// Message is what one receiver is told at once: the alerts of one group.
type Message struct {
	Key      string `json:"key"` // the same at every try, and no other message's
	Receiver string `json:"receiver"`
	Firing   bool   `json:"firing"` // something of it still holds
	Title    string `json:"title"`
	Group    Labels `json:"group"`
	Lines    []Line `json:"alerts"`
	More     int    `json:"more,omitempty"` // alerts that have no line
	Note     string `json:"note,omitempty"` // when sources could not see: figures may be too low, or have been
	URL      string `json:"url"`            // of all alerts
}

// Line is one alert in a message.
type Line struct {
	Condition string    `json:"condition"`
	Firing    bool      `json:"firing"`
	Severity  string    `json:"severity,omitempty"`
	Title     string    `json:"title"`
	Says      string    `json:"says"`
	Excerpt   string    `json:"excerpt,omitempty"` // the beginning of a post, without what names people
	URL       string    `json:"url"`
	Actions   []Action  `json:"actions,omitempty"`
	Labels    Labels    `json:"labels"`
	Since     time.Time `json:"since"`
	Until     time.Time `json:"until,omitzero"` // when it was over
}

// Action is something that a reader may do, after they have confirmed it at the desk.
type Action struct {
	Name string `json:"name"` // claim or silence
	URL  string `json:"url"`
}

// Notifier brings a message to one chat service. An error means that it may not have arrived, and is sent again. It is safe for
// several goroutines.
type Notifier interface {
	Notify(ctx context.Context, m Message) error
}

// ReceiverSettings is one service's part of a receiver in the configuration.
type ReceiverSettings interface {
	// Check reports what is wrong with a field, by its YAML name, and what to do about it.
	Check(report func(field, what, remedy string))
	// Open makes the notifier. It does no I/O.
	Open() Notifier
}

// Trial is a made-up message, by which a receiver is tried.
func Trial(receiver, baseURL string, now time.Time) Message {
	if baseURL == "" {
		baseURL = "http://127.0.0.1:8095"
	}
	return Message{
		Key: fmt.Sprintf("trial-%d", now.UnixNano()), Receiver: receiver, Firing: true, Title: "This is a trial: nothing has happened", Group: Labels{"alertname": "trial"}, URL: baseURL + "/alerts",
		Lines: []Line{{
			Condition: "trial", Firing: true, Severity: "low", Title: "A made-up claim waits in urgent", Says: "3 posts; answer within an hour", Excerpt: "This post is made up, and shows how an excerpt looks",
			URL: baseURL + "/alerts", Since: now, Labels: Labels{"alertname": "trial", "severity": "low"},
		}},
	}
}

// mostLines bounds a message, so that it is read, and fits every service.
const mostLines = 10

// message writes what is told of a group. Items are read now, so that a deleted post's words are not told any more.
func (s *Sender) message(ctx context.Context, g *Group, tell []ledger.Alert) (Message, error) {
	m := Message{Receiver: g.Route.Receiver, Group: g.Labels, URL: s.BaseURL + "/alerts", Lines: []Line{}}
	firing := 0
	for _, a := range tell {
		if a.IsFiring() {
			firing++
		}
	}
	m.Firing = firing > 0
	for _, a := range tell {
		if len(m.Lines) == mostLines {
			m.More = len(tell) - mostLines
			break
		}
		line, err := s.line(ctx, a)
		if err != nil {
			return m, err
		}
		m.Lines = append(m.Lines, line)
	}
	note, err := s.note(ctx)
	if err != nil {
		return m, err
	}
	m.Note = note
	switch {
	case len(tell) == 1 && m.Firing:
		m.Title = m.Lines[0].Title
	case len(tell) == 1:
		m.Title = "Over: " + m.Lines[0].Title
	case !m.Firing:
		m.Title = fmt.Sprintf("Over: %s and %d more", m.Lines[0].Title, len(tell)-1)
	default:
		m.Title = fmt.Sprintf("%s and %d more", m.Lines[0].Title, len(tell)-1)
	}
	return m, nil
}

// What a message notes of blindness: figures of conditions look back this far.
const (
	notedTime   = 6 * time.Hour
	notedSpells = 3
)

// note says which sources could not see lately.
func (s *Sender) note(ctx context.Context) (string, error) {
	now := s.Now()
	spells, err := s.Ledger.Spells(ctx, now.Add(-notedTime), now)
	if err != nil {
		return "", err
	}
	return sight.Note(spells, notedSpells), nil
}

func (s *Sender) line(ctx context.Context, a ledger.Alert) (Line, error) {
	line := Line{
		Condition: a.Condition, Firing: a.IsFiring(), Severity: a.Labels["severity"], Title: strings.ReplaceAll(a.Condition, "_", " "), Labels: a.Labels,
		Since: a.FiredAt, Until: a.ResolvedAt,
	}
	if c := s.condition(a.Condition); c != nil {
		line.Title, line.Says = c.Title(a.Facts), c.Says(a.Facts)
	}
	line.URL = s.BaseURL + pathOf(a.Subject)
	if item := itemOf(a.Subject); item != "" {
		return line, s.aboutItem(ctx, &line, item)
	}
	s.addActions(&line, "")
	return line, nil
}

// aboutItem adds what an item's readers want to see at once.
func (s *Sender) aboutItem(ctx context.Context, line *Line, item string) error {
	s.addActions(line, item)
	it, err := s.Ledger.Item(ctx, item)
	if errors.Is(err, ledger.ErrNotFound) || err == nil && s.Excerpt == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	lead, err := s.Ledger.Post(ctx, it.Lead)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil
	}
	if !harsh.Is(lead.Text) {
		line.Excerpt = post.Excerpt(lead.Text, s.Excerpt)
	}
	return err
}

func (s *Sender) addActions(line *Line, item string) {
	if s.Act == nil || !line.Firing {
		return
	}
	if item != "" {
		line.Actions = append(line.Actions, Action{"claim", s.Act("claim", item)})
	}
	line.Actions = append(line.Actions, Action{"silence", s.Act("silence", line.Condition)})
}
