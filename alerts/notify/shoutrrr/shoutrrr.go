// Package shoutrrr sends alerts as plain text to the services that the library of that name knows and that have no folder here: ntfy,
// Pushover, Gotify, Signal, Zulip, Opsgenie and others. https://shoutrrr.nickfedor.com
package shoutrrr

import (
	"context"
	"errors"
	"io"
	"log"
	"strings"

	"github.com/nicholas-fedor/shoutrrr"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"

	"hearsay/alerts"
	"hearsay/alerts/notify"
)

// Settings of a receiver by shoutrrr.
type Settings struct {
	URL string `yaml:"url" doc:"as shoutrrr writes the service, as in ntfy://ntfy.sh/topic, which may be a secret; write ${NTFY_URL}"`
}

// Check implements alerts.ReceiverSettings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if _, err := shoutrrr.NewSender(silent(), s.URL); err != nil {
		report("url", "the service's address cannot be used", "https://shoutrrr.nickfedor.com/services/overview/ shows how each is written")
	}
}

// Open implements alerts.ReceiverSettings.
func (s *Settings) Open() alerts.Notifier { return notifier{s.URL} }

type notifier struct{ url string }

// maxText is what most of the services take.
const maxText = 2000

// Notify implements alerts.Notifier. Errors do not name the address, which may be a secret.
func (n notifier) Notify(_ context.Context, m alerts.Message) error {
	sender, err := shoutrrr.NewSender(silent(), n.url)
	if err != nil {
		return errors.New("the receiver's address cannot be used")
	}
	params := types.Params{"title": notify.Cut(m.Title, 200)}
	for _, err := range sender.Send(payload(m), &params) {
		if err != nil {
			return errors.New(strings.ReplaceAll(err.Error(), n.url, "URL"))
		}
	}
	return nil
}

// silent keeps the library from writing to the daemon's log by itself.
func silent() *log.Logger { return log.New(io.Discard, "", 0) }

func payload(m alerts.Message) string {
	text := m.Title
	for _, l := range m.Lines {
		text += "\n\n" + notify.Cut(l.Title, 150) + "\n" + notify.Cut(notify.Facts(l), 300) + "\n" + l.URL
	}
	if more := notify.More(m); more != "" {
		text += "\n\n" + more + ": " + m.URL
	}
	if note := notify.Note(m, strings.Clone); note != "" {
		text += "\n\n" + note
	}
	return notify.Cut(text, maxText)
}
