// Package discord sends alerts to Discord's webhooks: https://discord.com/developers/docs/resources/webhook#execute-webhook
package discord

import (
	"context"
	"net/http"
	"strings"
	"time"

	"hearsay/alerts"
	"hearsay/alerts/notify"
)

// Settings of a receiver on Discord.
type Settings struct {
	URL string `yaml:"url" doc:"of the webhook, which is a secret; write ${DISCORD_URL}"`
}

// Check implements alerts.ReceiverSettings.
func (s *Settings) Check(report func(field, what, remedy string)) { notify.CheckURL(s.URL, report) }

// Open implements alerts.ReceiverSettings.
func (s *Settings) Open() alerts.Notifier { return notifier{s.URL} }

type notifier struct{ url string }

type message struct {
	Content  string   `json:"content"`
	Embeds   []embed  `json:"embeds"`
	Mentions mentions `json:"allowed_mentions"`
}

// mentions are whom a message may call: nobody, whatever a post says.
type mentions struct {
	Parse []string `json:"parse"`
}

type embed struct {
	Title       string    `json:"title"`
	URL         string    `json:"url"`
	Description string    `json:"description"`
	Color       int       `json:"color"`
	Timestamp   time.Time `json:"timestamp"`
}

// Limits of Discord: 2,000 characters of content, 256 of a title, 6,000 of all embeds together, ten embeds.
const (
	maxContent = 2000
	maxTitle   = 256
	maxTotal   = 6000
)

// Notify implements alerts.Notifier.
func (n notifier) Notify(ctx context.Context, m alerts.Message) error {
	return notify.Send(ctx, http.MethodPost, n.url, payload(m), nil)
}

func payload(m alerts.Message) message {
	p := message{Content: notify.Cut("**"+plain(notify.Cut(m.Title, maxTitle))+"**", maxContent), Mentions: mentions{[]string{}}}
	if more := notify.More(m); more != "" {
		p.Content += " [" + more + "](" + m.URL + ")"
	}
	if note := notify.Note(m, plain); note != "" {
		p.Content += "\n" + note
	}
	room := maxTotal/max(len(m.Lines), 1) - 100
	for _, l := range m.Lines {
		p.Embeds = append(p.Embeds, embed{Title: notify.Cut(l.Title, 100), URL: l.URL, Description: describe(l, room), Color: notify.Colour(l), Timestamp: l.Since.UTC()})
	}
	return p
}

func describe(l alerts.Line, room int) string {
	var links []string
	for _, a := range l.Actions {
		links = append(links, "["+notify.Label(a)+"]("+a.URL+")")
	}
	below := strings.Join(links, " · ")
	room = max(room-len(below)-8, 0)
	parts := []string{notify.Cut(plain(notify.Facts(l)), room/2)}
	if l.Excerpt != "" {
		parts = append(parts, "> "+notify.Cut(plain(l.Excerpt), room/2))
	}
	if below != "" {
		parts = append(parts, below)
	}
	return strings.Join(parts, "\n")
}

// plain keeps a post from forging links and emphasis.
func plain(s string) string {
	return strings.NewReplacer("\\", "\\\\", "[", "\\[", "]", "\\]", "*", "\\*", "_", "\\_", "`", "\\`", "~", "\\~", "|", "\\|", "<", "\\<").Replace(s)
}
