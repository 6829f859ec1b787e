// Package slack sends alerts to Slack's incoming webhooks, and to what understands them (Mattermost, Rocket.Chat).
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
package slack

import (
	"context"
	"fmt"
	"strings"

	"hearsay/alerts"
	"hearsay/alerts/notify"
	"hearsay/post"
)

// Settings of a Slack receiver.
type Settings struct {
	URL string `yaml:"url"` // of the incoming webhook; a secret
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

// Slack's limits: https://docs.slack.dev/reference/block-kit/blocks
const (
	maxBlocks  = 50
	maxSection = 3000 // characters; counted in bytes here, which is fewer
)

// Notify implements alerts.Notifier.
func (n notifier) Notify(ctx context.Context, m alerts.Message) error {
	payload := message{Text: escape(m.Title), Blocks: []block{section("*" + escape(m.Title) + "*")}}
	for i, line := range m.Lines {
		if len(payload.Blocks) == maxBlocks-1 {
			payload.Blocks = append(payload.Blocks, section(fmt.Sprintf("and %d more", len(m.Lines)-i)))
			break
		}
		payload.Blocks = append(payload.Blocks, section(fmt.Sprintf("<%s|%s>, %s\n> %s", line.URL, escape(line.Subject()), line.Facts(),
			strings.ReplaceAll(escape(line.Excerpt), "\n", "\n> "))))
	}
	return notify.PostJSON(ctx, n.url, payload, nil)
}

func section(s string) block { return block{"section", text{"mrkdwn", post.Cut(s, maxSection)}} }

// escape keeps a post from mentioning people or forging links: Slack knows three control characters.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
