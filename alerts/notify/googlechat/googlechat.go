// Package googlechat sends alerts to webhooks of Google Chat's spaces, as cards:
// https://developers.google.com/workspace/chat/quickstart/webhooks and https://developers.google.com/workspace/chat/api/reference/rest/v1/cards
package googlechat

import (
	"context"
	"net/http"

	"hearsay/alerts"
	"hearsay/alerts/notify"
)

// Settings of a receiver on Google Chat.
type Settings struct {
	URL string `yaml:"url" doc:"of the webhook, which is a secret; write ${GOOGLE_CHAT_URL}"`
}

// Check implements alerts.ReceiverSettings.
func (s *Settings) Check(report func(field, what, remedy string)) { notify.CheckURL(s.URL, report) }

// Open implements alerts.ReceiverSettings.
func (s *Settings) Open() alerts.Notifier { return notifier{s.URL} }

type notifier struct{ url string }

type message struct {
	Text  string     `json:"text"`
	Cards []withCard `json:"cardsV2"`
}

type withCard struct {
	ID   string `json:"cardId"`
	Card card   `json:"card"`
}

type card struct {
	Header   header    `json:"header"`
	Sections []section `json:"sections"`
}

type header struct {
	Title string `json:"title"`
}

type section struct {
	Header  string   `json:"header,omitempty"` // some of HTML
	Widgets []widget `json:"widgets"`
}

type widget struct {
	Text    *paragraph  `json:"textParagraph,omitempty"`
	Buttons *buttonList `json:"buttonList,omitempty"`
}

type paragraph struct {
	Text string `json:"text"`
}

type buttonList struct {
	Buttons []button `json:"buttons"`
}

type button struct {
	Text    string  `json:"text"`
	OnClick onClick `json:"onClick"`
}

type onClick struct {
	OpenLink link `json:"openLink"`
}

type link struct {
	URL string `json:"url"`
}

// room is how much of each text is shown, in bytes: a message has 32,000 at most.
const room = 400

// Notify implements alerts.Notifier.
func (n notifier) Notify(ctx context.Context, m alerts.Message) error {
	return notify.Send(ctx, http.MethodPost, n.url, payload(m), nil)
}

func payload(m alerts.Message) message {
	c := card{Header: header{notify.Cut(m.Title, 200)}, Sections: []section{}}
	for _, l := range m.Lines {
		text := notify.Fit(notify.Facts(l), room, notify.HTML)
		if l.Excerpt != "" {
			text += "<br><i>" + notify.Fit(l.Excerpt, room, notify.HTML) + "</i>"
		}
		buttons := []button{{"Open", onClick{link{l.URL}}}}
		for _, a := range l.Actions {
			buttons = append(buttons, button{notify.Label(a), onClick{link{a.URL}}})
		}
		c.Sections = append(c.Sections, section{notify.Fit(l.Title, 150, notify.HTML), []widget{{Text: &paragraph{text}}, {Buttons: &buttonList{buttons}}}})
	}
	if more := notify.More(m); more != "" {
		c.Sections = append(c.Sections, section{"", []widget{{Buttons: &buttonList{[]button{{more, onClick{link{m.URL}}}}}}}})
	}
	if note := notify.Note(m, notify.HTML); note != "" {
		c.Sections = append(c.Sections, section{"", []widget{{Text: &paragraph{note}}}})
	}
	return message{plain(notify.Cut(m.Title, 200)), []withCard{{"alerts", c}}}
}
