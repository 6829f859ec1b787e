// Package mattermost sends alerts to incoming webhooks of Mattermost and of Rocket.Chat, which take the same attachments:
// https://developers.mattermost.com/integrate/webhooks/incoming/ and https://docs.rocket.chat/docs/integrations
package mattermost

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"hearsay/alerts"
	"hearsay/alerts/notify"
)

// Settings of a receiver on Mattermost or Rocket.Chat.
type Settings struct {
	URL string `yaml:"url" doc:"of the incoming webhook, which is a secret; write ${MATTERMOST_URL}"`
}

// Check implements alerts.ReceiverSettings.
func (s *Settings) Check(report func(field, what, remedy string)) { notify.CheckURL(s.URL, report) }

// Open implements alerts.ReceiverSettings.
func (s *Settings) Open() alerts.Notifier { return notifier{s.URL} }

type notifier struct{ url string }

// message is the payload.
type message struct {
	Text        string       `json:"text"`
	Attachments []attachment `json:"attachments"`
}

type attachment struct {
	Fallback  string `json:"fallback"`
	Color     string `json:"color"`
	Title     string `json:"title"`
	TitleLink string `json:"title_link"`
	Text      string `json:"text"` // Markdown
}

// maxText is Rocket.Chat's limit of a message, which is the lower one; all attachments share it here.
const maxText = 5000

// Notify implements alerts.Notifier.
func (n notifier) Notify(ctx context.Context, m alerts.Message) error {
	return notify.Send(ctx, http.MethodPost, n.url, payload(m), nil)
}

func payload(m alerts.Message) message {
	p := message{Text: "**" + plain(notify.Cut(m.Title, 300)) + "**"}
	if more := notify.More(m); more != "" {
		p.Text += " [" + more + "](" + m.URL + ")"
	}
	if note := notify.Note(m, plain); note != "" {
		p.Text += "\n" + note
	}
	room := (maxText - 1600) / max(len(m.Lines), 1)
	for _, l := range m.Lines {
		p.Attachments = append(p.Attachments, attachment{
			Fallback: calm(notify.Cut(l.Title, 100)), Color: fmt.Sprintf("#%06x", notify.Colour(l)), Title: calm(notify.Cut(l.Title, 100)), TitleLink: l.URL, Text: textOf(l, room),
		})
	}
	return p
}

func textOf(l alerts.Line, room int) string {
	parts := []string{notify.Fit(notify.Facts(l), room/3, plain)}
	if l.Excerpt != "" {
		parts = append(parts, "> "+notify.Fit(l.Excerpt, room/3, plain))
	}
	var links []string
	for _, a := range l.Actions {
		links = append(links, "["+notify.Label(a)+"]("+a.URL+")")
	}
	if len(links) > 0 {
		parts = append(parts, strings.Join(links, " · "))
	}
	return strings.Join(parts, "\n\n")
}

// calm keeps a text from calling people.
func calm(s string) string { return strings.ReplaceAll(s, "@", "@\u200b") }

// plain keeps a post from mentioning people, forging links or loading pictures.
func plain(s string) string {
	return strings.NewReplacer("@", "@\u200b", "[", "\\[", "]", "\\]", "*", "\\*", "_", "\\_", "`", "\\`", "<", "&lt;", "#", "#\u200b", "!", "\\!").Replace(s)
}
