// Package alerts sends what is worth a message to chat: which conditions go to which receivers, grouped, retried, once.
//
// Alerts are raised in the ledger, in the transaction that makes their condition true (see pipeline); this package only
// sends them. One folder of alerts/notify for each chat service; to add one, copy alerts/notify/webhook and register it
// in app/platforms.go. Start at Sender.
package alerts

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"hearsay/fault"
	"hearsay/ledger"
	"hearsay/pipeline"
	"hearsay/post"
	"hearsay/settings"
)

// Message is what one receiver is told at once: the alerts of one condition.
type Message struct {
	Condition string `json:"condition"`
	Title     string `json:"title"`
	Lines     []Line `json:"items"`
}

// Line is one item in a message, or one source.
type Line struct {
	Item     string    `json:"item,omitempty"`
	Source   string    `json:"source,omitempty"`
	Since    time.Time `json:"since,omitzero"` // the source has brought nothing
	URL      string    `json:"url"`
	Kind     string    `json:"kind"`
	Queue    string    `json:"queue,omitempty"`
	Severity string    `json:"severity,omitempty"`
	Posts    int64     `json:"posts,omitempty"`
	Deadline time.Time `json:"deadline,omitzero"`
	Excerpt  string    `json:"excerpt"`
}

// Subject is what the line is about, in a few words.
func (l *Line) Subject() string {
	if l.Source != "" {
		return "source " + l.Source
	}
	return l.Kind + " in " + l.Queue
}

// Facts are what a reader needs to know of it at once.
func (l *Line) Facts() string {
	const clock = "2 Jan 15:04 UTC"
	if l.Source != "" {
		return "nothing new since " + l.Since.UTC().Format(clock)
	}
	return fmt.Sprintf("%s, %d posts, answer by %s", l.Severity, l.Posts, l.Deadline.UTC().Format(clock))
}

// Notifier brings a message to one chat service. An error means that it may not have arrived, and is sent again.
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

// Receiver is one configured destination.
type Receiver struct {
	Name       string
	Conditions []string
	GroupWait  time.Duration // how long the first alert of a group waits for others
	Notifier   Notifier
}

// receiverHead is what receivers of every kind have.
type receiverHead struct {
	Name      string            `yaml:"name"`
	Kind      string            `yaml:"kind"`
	On        []string          `yaml:"on"`
	GroupWait settings.Duration `yaml:"group_wait"`
}

// Conditions are all that may be told.
func Conditions() []string {
	return []string{pipeline.AlertCritical, pipeline.AlertDeadline, pipeline.AlertQuiet}
}

// DefaultGroupWait is the group_wait of receivers that name none.
const DefaultGroupWait = 30 * time.Second

// Parse reads an alerts file; kinds makes the settings of each kind of receiver. The error joins all faults.
func Parse(name string, data []byte, kinds map[string]func() ReceiverSettings) ([]Receiver, error) {
	file, err := settings.Parse(name, data)
	if err != nil {
		return nil, err
	}
	var outline struct {
		Receivers []any `yaml:"receivers"`
	}
	if err := file.Decode(&outline); err != nil {
		return nil, err
	}
	var faults fault.List
	var all []Receiver
	for i := range outline.Receivers {
		r, err := parseReceiver(file, fmt.Sprintf("$.receivers[%d]", i), kinds)
		faults.Join(err)
		if slices.ContainsFunc(all, func(other Receiver) bool { return other.Name == r.Name }) {
			faults.Add(name, file.Line(fmt.Sprintf("$.receivers[%d].name", i)), "give one of them another name", "the receiver %q stands twice", r.Name)
		}
		all = append(all, r)
	}
	return all, faults.Err()
}

func parseReceiver(file *settings.File, path string, kinds map[string]func() ReceiverSettings) (Receiver, error) {
	var faults fault.List
	var h receiverHead
	keys := []string{"name", "kind", "on", "group_wait"}
	if err := file.DecodeOnly(path, &h, keys...); err != nil {
		return Receiver{}, err
	}
	add := func(field, what, remedy string) {
		faults.Add(file.Name, file.Line(path+"."+field), remedy, "%s", what)
	}
	if h.Name == "" {
		add("name", "the receiver has no name", "give it one; metrics and logs use it")
	}
	for _, condition := range h.On {
		if !slices.Contains(Conditions(), condition) {
			add("on", fmt.Sprintf("%q is not a condition", condition), fmt.Sprintf("write some of %v", Conditions()))
		}
	}
	if len(h.On) == 0 {
		h.On = Conditions()
	}
	if h.GroupWait == 0 {
		h.GroupWait = settings.Duration(DefaultGroupWait)
	}
	makeSettings := kinds[h.Kind]
	if makeSettings == nil {
		add("kind", fmt.Sprintf("%q is not a kind of receiver", h.Kind), fmt.Sprintf("write one of %v", sortedKeys(kinds)))
		return Receiver{Name: h.Name}, faults.Err()
	}
	s := makeSettings()
	if err := file.DecodeAt(path, s, keys...); err != nil {
		faults.Join(err)
		return Receiver{Name: h.Name}, faults.Err()
	}
	s.Check(add)
	return Receiver{Name: h.Name, Conditions: h.On, GroupWait: time.Duration(h.GroupWait), Notifier: s.Open()}, faults.Err()
}

func sortedKeys(kinds map[string]func() ReceiverSettings) []string {
	var names []string
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// For are the names of the receivers that are told of a condition.
func For(all []Receiver, condition string) []string {
	var names []string
	for _, r := range all {
		if slices.Contains(r.Conditions, condition) {
			names = append(names, r.Name)
		}
	}
	return names
}

// Observer is told of every message; outcome is "sent" or "failed".
type Observer interface {
	AlertSent(receiver, outcome string)
}

// Sender sends alerts. Its fields are set before use. Several processes may run it: an alert is claimed in the ledger
// before it is sent, so that it is sent once, and again only if a process died in between.
type Sender struct {
	Ledger    *ledger.Ledger
	Receivers []Receiver
	BaseURL   string // of the desk, without a slash at its end
	Observer  Observer
	Now       func() time.Time
	Every     time.Duration
	Log       *slog.Logger
}

// Times of sending.
const (
	sendTime  = 20 * time.Second // for one message
	claimTime = time.Minute      // for which other processes leave a claimed alert alone; more than sendTime
	maxPause  = 30 * time.Minute // between two tries
)

// Run sends what is due until ctx ends.
func (s *Sender) Run(ctx context.Context) {
	again := time.NewTicker(s.Every)
	defer again.Stop()
	for {
		for _, r := range s.Receivers {
			if err := s.send(ctx, r); err != nil && ctx.Err() == nil {
				s.Log.Error("sending alerts", "receiver", r.Name, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// send claims what is due for one receiver and sends a message for each condition.
func (s *Sender) send(ctx context.Context, r Receiver) error {
	now := s.Now()
	due, tries, err := s.Ledger.ClaimNotices(ctx, r.Name, now.Add(-r.GroupWait), now.Add(claimTime))
	if err != nil || len(due) == 0 {
		return err
	}
	for _, condition := range Conditions() {
		var group []ledger.Alert
		for _, a := range due {
			if a.Name == condition {
				group = append(group, a)
			}
		}
		if len(group) > 0 {
			if err := s.sendGroup(ctx, r, condition, group, tries); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Sender) sendGroup(ctx context.Context, r Receiver, condition string, group []ledger.Alert, tries int) error {
	m, err := s.message(ctx, condition, group)
	if err != nil {
		return err
	}
	sending, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	err = r.Notifier.Notify(sending, m)
	settle := context.WithoutCancel(ctx) // whether it was sent is recorded even while the program stops
	if err == nil {
		s.Observer.AlertSent(r.Name, "sent")
		return s.Ledger.SettleNotices(settle, r.Name, group, true, time.Time{})
	}
	s.Observer.AlertSent(r.Name, "failed")
	pause := min(time.Second<<min(tries, 20), maxPause)
	s.Log.Warn("an alert was not taken and is sent again", "receiver", r.Name, "condition", condition, "in", pause, "error", err)
	return s.Ledger.SettleNotices(settle, r.Name, group, false, s.Now().Add(pause))
}

var titles = map[string][2]string{
	pipeline.AlertCritical: {"A critical item waits", "%d critical items wait"},
	pipeline.AlertDeadline: {"An item is past its deadline", "%d items are past their deadlines"},
	pipeline.AlertQuiet:    {"A source has gone quiet", "%d sources have gone quiet"},
}

// message writes what a group says. Items are read now, so that their numbers and texts are today's, and a deleted
// post's words are not told any more.
func (s *Sender) message(ctx context.Context, condition string, group []ledger.Alert) (Message, error) {
	m := Message{Condition: condition, Title: titles[condition][0], Lines: []Line{}}
	if len(group) > 1 {
		m.Title = fmt.Sprintf(titles[condition][1], len(group))
	}
	for _, a := range group {
		if a.Name == pipeline.AlertQuiet {
			source, since := pipeline.ParseQuietSubject(a.Item)
			m.Lines = append(m.Lines, Line{
				Source: source, Since: since, URL: s.BaseURL + "/", Kind: "source",
				Excerpt: "At these hours it brought something on every day before. Look at it with: hearsay source list",
			})
			continue
		}
		it, err := s.Ledger.Item(ctx, a.Item)
		if err != nil {
			return m, err
		}
		line := Line{Item: it.ID, URL: s.BaseURL + "/items/" + it.ID, Kind: string(it.Kind), Queue: it.Queue, Severity: it.Severity.String(), Posts: it.Posts, Deadline: it.Deadline}
		if lead, err := s.Ledger.Post(ctx, it.Lead); err == nil {
			line.Excerpt = excerpt(lead.Text)
		}
		m.Lines = append(m.Lines, line)
	}
	return m, nil
}

// excerpt is the beginning of a post's text.
func excerpt(text string) string {
	const most = 200
	if len(text) <= most {
		return text
	}
	return post.Cut(text, most) + "…"
}
