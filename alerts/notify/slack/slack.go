// Package slack sends alerts to Slack's incoming webhooks.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
package slack

import (
	"context"
	"net/http"
	"strings"

	"hearsay/alerts"
	"hearsay/alerts/notify"
)

// Settings of a Slack receiver.
type Settings struct {
	URL string `yaml:"url" doc:"of the incoming webhook, which is a secret; write ${SLACK_URL}"`
}

// Check implements alerts.ReceiverSettings.
func (s *Settings) Check(report func(field, what, remedy string)) { notify.CheckURL(s.URL, report) }

// Open implements alerts.ReceiverSettings.
func (s *Settings) Open() alerts.Notifier { return notifier{s.URL} }

type notifier struct{ url string }

// message is the payload, as Slack names it.
type message struct {
	Text   string  `json:"text"` // shown in notifications, and by what knows no blocks
	Blocks []block `json:"blocks"`
}

type block struct {
	Type string `json:"type"`
	Text text   `json:"text"`
}

type text struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// Slack's limit of a section, in characters: https://docs.slack.dev/reference/block-kit/blocks/section-block
const maxSection = 3000

// Notify implements alerts.Notifier.
func (n notifier) Notify(ctx context.Context, m alerts.Message) error {
	return notify.Send(ctx, http.MethodPost, n.url, payload(m), nil)
}

func payload(m alerts.Message) message {
	p := message{Text: notify.Cut(escape(m.Title), maxSection), Blocks: []block{section("*" + escape(m.Title) + "*")}}
	for _, l := range m.Lines {
		p.Blocks = append(p.Blocks, section(lineOf(l)))
	}
	if more := notify.More(m); more != "" {
		p.Blocks = append(p.Blocks, section("<"+m.URL+"|"+more+">"))
	}
	if note := notify.Note(m, escape); note != "" {
		p.Blocks = append(p.Blocks, section(note))
	}
	return p
}

func lineOf(l alerts.Line) string {
	parts := []string{"<" + l.URL + "|" + notify.Fit(l.Title, 200, escape) + ">", notify.Fit(notify.Facts(l), 1000, escape)}
	if l.Excerpt != "" {
		parts = append(parts, "> "+notify.Fit(l.Excerpt, 800, escape))
	}
	var links []string
	for _, a := range l.Actions {
		links = append(links, "<"+a.URL+"|"+notify.Label(a)+">")
	}
	if len(links) > 0 {
		parts = append(parts, strings.Join(links, " · "))
	}
	return strings.Join(parts, "\n")
}

func section(s string) block { return block{"section", text{"mrkdwn", notify.Cut(s, maxSection)}} }

// escape keeps a post from mentioning people or forging links: Slack knows three control characters.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
