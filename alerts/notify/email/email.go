// Package email sends alerts as e-mail, through the server that the configuration names under mail.
package email

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"

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
func (s *Settings) Open() alerts.Notifier { return notifier{*s} }

type notifier struct{ settings Settings }

// Notify implements alerts.Notifier. Who is refused is left out if somebody else got it.
func (n notifier) Notify(ctx context.Context, m alerts.Message) error {
	session, err := n.settings.Server.Open(ctx)
	if err != nil {
		return err
	}
	defer session.Close() //nolint:errcheck // everything was said before
	var failed []error
	taken := 0
	for i, to := range n.settings.To {
		err := session.Send(ctx, payload(m, to, i))
		switch {
		case err == nil || errors.Is(err, mail.ErrUnclear):
			taken++
		default:
			failed = append(failed, fmt.Errorf("to %s: %w", to, err))
		}
		if mail.IsLost(err) {
			break
		}
	}
	if taken > 0 {
		return nil
	}
	return errors.Join(failed...)
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
	html.WriteString("</body></html>")
	return mail.Message{ID: fmt.Sprintf("alert-%s-%d", m.Key, n), To: to, Subject: notify.Cut(m.Title, 150), Text: text.String(), HTML: html.String(), Automatic: true}
}
