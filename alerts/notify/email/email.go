// Package email sends alerts as e-mail, through the server that the configuration names under mail.
package email

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"sync"

	"hearsay/alerts"
	"hearsay/alerts/notify"
	"hearsay/mail"
)

// Settings of a receiver by e-mail.
type Settings struct {
	To     []string     `yaml:"to" doc:"addresses; each gets a message of its own"`
	Server *mail.Server `yaml:"-"` // nil if the configuration names none
}

// Check implements alerts.ReceiverSettings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if s.Server == nil {
		report("kind", "no mail server is configured", "write mail: {host: ..., from: ...} into the configuration")
	}
	if len(s.To) == 0 {
		report("to", "the receiver has no addresses", "write to: [name@example.org]")
	}
	for _, to := range s.To {
		if _, err := netmail.ParseAddress(to); err != nil {
			report("to", fmt.Sprintf("%q is no address", to), "write it as in name@example.org")
		}
	}
}

// Open implements alerts.ReceiverSettings.
func (s *Settings) Open() alerts.Notifier { return &notifier{settings: *s, got: map[string]bool{}} }

type notifier struct {
	settings Settings

	mu  sync.Mutex
	got map[string]bool // by Message-ID: who has a message that others are still to get
}

// mostHalf bounds how many copies of messages are remembered that did not reach everybody.
const mostHalf = 10_000

// Notify implements alerts.Notifier. Where the connection breaks, a message is sent again over another, with the same Message-ID: an alert
// is worth more than a copy too many. Whom the server refuses is left out if somebody else got it; who is only to wait is an error, and
// those that have the message do not get it at the next try.
func (n *notifier) Notify(ctx context.Context, m alerts.Message) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	post := &mail.Postman{Server: n.settings.Server}
	defer post.Close()
	var refused, failed []error
	for i, to := range n.settings.To {
		message := payload(m, to, i)
		if n.got[message.ID] {
			continue
		}
		err := post.Send(ctx, message)
		if mail.IsLost(err) {
			err = post.Send(ctx, message)
		}
		switch {
		case err == nil:
			n.got[message.ID] = true
		case errors.Is(err, mail.ErrRefused):
			refused = append(refused, fmt.Errorf("to %s: %w", to, err))
		default:
			failed = append(failed, fmt.Errorf("to %s: %w", to, err))
		}
	}
	if len(failed) == 0 && len(refused) < len(n.settings.To) {
		n.forget(m)
		return nil
	}
	if len(n.got) > mostHalf {
		clear(n.got)
	}
	return errors.Join(append(failed, refused...)...)
}

func (n *notifier) forget(m alerts.Message) {
	for i, to := range n.settings.To {
		delete(n.got, payload(m, to, i).ID)
	}
}
func payload(m alerts.Message, to string, n int) mail.Message {
	var text, html strings.Builder
	fmt.Fprintf(&text, "%s\n", m.Title)
	fmt.Fprintf(&html, `<!DOCTYPE html><html><body style="font-family:sans-serif;max-width:40em"><h1 style="font-size:1.2em">%s</h1>`, notify.HTML(m.Title))
	for _, l := range m.Lines {
		fmt.Fprintf(&text, "\n%s\n%s\n", l.Title, notify.Facts(l))
		fmt.Fprintf(&html, `<div style="border-left:4px solid #%06x;padding-left:1em;margin:1em 0"><p><a href="%s"><b>%s</b></a><br>%s</p>`, notify.Colour(l), notify.HTML(l.URL), notify.HTML(l.Title), notify.HTML(notify.Facts(l)))
		if l.Excerpt != "" {
			fmt.Fprintf(&text, "> %s\n", l.Excerpt)
			fmt.Fprintf(&html, `<blockquote>%s</blockquote>`, notify.HTML(l.Excerpt))
		}
		fmt.Fprintf(&text, "%s\n", l.URL)
		for _, a := range l.Actions {
			fmt.Fprintf(&text, "%s: %s\n", notify.Label(a), a.URL)
			fmt.Fprintf(&html, `<a href="%s">%s</a> `, notify.HTML(a.URL), notify.Label(a))
		}
		html.WriteString("</div>")
	}
	if more := notify.More(m); more != "" {
		fmt.Fprintf(&text, "\n%s: %s\n", more, m.URL)
		fmt.Fprintf(&html, `<p><a href="%s">%s</a></p>`, notify.HTML(m.URL), more)
	}
	if note := notify.Note(m, strings.Clone); note != "" {
		fmt.Fprintf(&text, "\n%s\n", note)
		fmt.Fprintf(&html, "<p>%s</p>", notify.Note(m, notify.HTML))
	}
	html.WriteString("</body></html>")
	return mail.Message{ID: fmt.Sprintf("alert-%s-%d", m.Key, n), To: to, Subject: notify.Cut(m.Title, 150), Text: text.String(), HTML: html.String(), Automatic: true}
}
