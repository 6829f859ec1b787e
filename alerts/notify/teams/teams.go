// Package teams sends alerts to Microsoft Teams as Adaptive Cards, by a workflow that begins when a webhook request is received; the
// connectors of old are gone.
// https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
package teams

import (
	"context"
	"net/http"

	"hearsay/alerts"
	"hearsay/alerts/notify"
)

// Settings of a receiver on Teams.
type Settings struct {
	URL string `yaml:"url" doc:"of the workflow, which is a secret; write ${TEAMS_URL}"`
}

// Check implements alerts.ReceiverSettings.
func (s *Settings) Check(report func(field, what, remedy string)) { notify.CheckURL(s.URL, report) }

// Open implements alerts.ReceiverSettings.
func (s *Settings) Open() alerts.Notifier { return notifier{s.URL} }

type notifier struct{ url string }

type message struct {
	Type        string       `json:"type"`
	Attachments []attachment `json:"attachments"`
}

type attachment struct {
	ContentType string `json:"contentType"`
	Content     card   `json:"content"`
}

// card is an Adaptive Card: https://adaptivecards.io/explorer/AdaptiveCard.html
type card struct {
	Schema  string `json:"$schema"`
	Type    string `json:"type"`
	Version string `json:"version"`
	Body    []any  `json:"body"`
	Actions []open `json:"actions"`
}

type textBlock struct {
	Type   string `json:"type"`
	Text   string `json:"text"`
	Wrap   bool   `json:"wrap"`
	Size   string `json:"size,omitempty"`
	Weight string `json:"weight,omitempty"`
	Color  string `json:"color,omitempty"`
	Subtle bool   `json:"isSubtle,omitempty"`
}

type container struct {
	Type      string `json:"type"`
	Separator bool   `json:"separator"`
	Items     []any  `json:"items"`
}

type actionSet struct {
	Type    string `json:"type"`
	Actions []open `json:"actions"`
}

type open struct {
	Type  string `json:"type"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

// room is how much of each text is shown, in bytes: a card has 28 KB at most, and there are ten alerts in a message.
const room = 300

// Notify implements alerts.Notifier.
func (n notifier) Notify(ctx context.Context, m alerts.Message) error {
	return notify.Send(ctx, http.MethodPost, n.url, payload(m), nil)
}

func payload(m alerts.Message) message {
	c := card{Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Type: "AdaptiveCard", Version: "1.4", Actions: []open{{"Action.OpenUrl", "All alerts", m.URL}}}
	c.Body = append(c.Body, textBlock{Type: "TextBlock", Text: notify.Fit(m.Title, room, plain), Wrap: true, Size: "Large", Weight: "Bolder"})
	for _, l := range m.Lines {
		c.Body = append(c.Body, containerOf(l))
	}
	if more := notify.More(m); more != "" {
		c.Body = append(c.Body, textBlock{Type: "TextBlock", Text: more, Wrap: true, Subtle: true})
	}
	if note := notify.Note(m, plain); note != "" {
		c.Body = append(c.Body, textBlock{Type: "TextBlock", Text: note, Wrap: true, Subtle: true})
	}
	return message{"message", []attachment{{"application/vnd.microsoft.card.adaptive", c}}}
}

func containerOf(l alerts.Line) container {
	colours := map[bool]string{true: "Attention", false: "Good"}
	items := []any{
		textBlock{Type: "TextBlock", Text: notify.Fit(l.Title, room/2, plain), Wrap: true, Weight: "Bolder", Color: colours[l.Firing]},
		textBlock{Type: "TextBlock", Text: notify.Fit(notify.Facts(l), room, plain), Wrap: true},
	}
	if l.Excerpt != "" {
		items = append(items, textBlock{Type: "TextBlock", Text: notify.Fit(l.Excerpt, room, plain), Wrap: true, Subtle: true})
	}
	actions := []open{{"Action.OpenUrl", "Open", l.URL}}
	for _, a := range l.Actions {
		actions = append(actions, open{"Action.OpenUrl", notify.Label(a), a.URL})
	}
	return container{"Container", true, append(items, actionSet{"ActionSet", actions})}
}
