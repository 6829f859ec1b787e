// Package telegram sends alerts by a bot: https://core.telegram.org/bots/api#sendmessage
package telegram

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"hearsay/alerts"
	"hearsay/alerts/notify"
)

// Settings of a receiver on Telegram.
type Settings struct {
	Token   string `yaml:"token" doc:"of the bot; write ${TELEGRAM_TOKEN}"`
	Chat    string `yaml:"chat" doc:"a channel's name with @, or a chat's number"`
	BaseURL string `yaml:"base_url" doc:"https://api.telegram.org if left out"`
}

// Check implements alerts.ReceiverSettings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if !strings.Contains(s.Token, ":") {
		report("token", "that is not a bot's token", "write it as @BotFather gave it: a number, a colon, letters; as in ${TELEGRAM_TOKEN}")
	}
	if s.Chat == "" {
		report("chat", "the receiver has no chat", "write a channel's name with @, or a chat's number")
	}
}

// Open implements alerts.ReceiverSettings.
func (s *Settings) Open() alerts.Notifier { return notifier{*s} }

type notifier struct{ settings Settings }

type message struct {
	Chat    string  `json:"chat_id"`
	Text    string  `json:"text"` // some of HTML: https://core.telegram.org/bots/api#html-style
	Mode    string  `json:"parse_mode"`
	Preview preview `json:"link_preview_options"`
}

type preview struct {
	IsDisabled bool `json:"is_disabled"`
}

// maxText is the limit of a message, in characters without its tags; counted here in bytes with them, which are more.
const maxText = 4096

// Notify implements alerts.Notifier.
func (n notifier) Notify(ctx context.Context, m alerts.Message) error {
	address := strings.TrimSuffix(cmp.Or(n.settings.BaseURL, "https://api.telegram.org"), "/") + "/bot" + n.settings.Token + "/sendMessage"
	err := notify.Send(ctx, http.MethodPost, address, payload(m, n.settings.Chat), nil)
	if err != nil && strings.Contains(err.Error(), n.settings.Token) {
		return errors.New(strings.ReplaceAll(err.Error(), n.settings.Token, "TOKEN"))
	}
	return err
}

func payload(m alerts.Message, chat string) message {
	text := "<b>" + notify.Fit(m.Title, 300, notify.HTML) + "</b>"
	more := ""
	if said := notify.More(m); said != "" {
		more = fmt.Sprintf("\n\n<a href=%q>%s</a>", notify.HTML(m.URL), said)
	}
	note := notify.Note(m, notify.HTML)
	if note != "" {
		note = "\n\n" + note
	}
	for i, l := range m.Lines {
		line := "\n\n" + lineOf(l)
		if len(text)+len(line)+len(more)+len(note)+100 > maxText { // a tag that is cut is refused
			more = fmt.Sprintf("\n\n<a href=%q>and %d more</a>", notify.HTML(m.URL), len(m.Lines)-i+m.More)
			break
		}
		text += line
	}
	return message{chat, text + more + note, "HTML", preview{true}}
}

func lineOf(l alerts.Line) string {
	parts := []string{fmt.Sprintf("<a href=%q>%s</a>", notify.HTML(l.URL), notify.HTML(notify.Cut(l.Title, 200))), notify.HTML(notify.Cut(notify.Facts(l), 400))}
	if l.Excerpt != "" {
		parts = append(parts, "<blockquote>"+notify.Fit(l.Excerpt, 400, notify.HTML)+"</blockquote>")
	}
	var links []string
	for _, a := range l.Actions {
		links = append(links, fmt.Sprintf("<a href=%q>%s</a>", notify.HTML(a.URL), notify.Label(a)))
	}
	if len(links) > 0 {
		parts = append(parts, strings.Join(links, " · "))
	}
	return strings.Join(parts, "\n")
}
