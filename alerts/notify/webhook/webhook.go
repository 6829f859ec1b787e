// Package webhook posts alerts as plain JSON to any address.
package webhook

import (
	"context"
	"net/http"

	"hearsay/alerts"
	"hearsay/alerts/notify"
)

// Settings of a webhook receiver.
type Settings struct {
	URL    string `yaml:"url"`
	Bearer string `yaml:"bearer"` // sent as Authorization, if set
}

// Check implements alerts.ReceiverSettings.
func (s *Settings) Check(report func(field, what, remedy string)) { notify.CheckURL(s.URL, report) }

// Open implements alerts.ReceiverSettings.
func (s *Settings) Open() alerts.Notifier { return notifier{*s} }

type notifier struct{ settings Settings }

// Notify implements alerts.Notifier: it posts the message as it is.
func (n notifier) Notify(ctx context.Context, m alerts.Message) error {
	header := http.Header{}
	if n.settings.Bearer != "" {
		header.Set("Authorization", "Bearer "+n.settings.Bearer)
	}
	return notify.PostJSON(ctx, n.settings.URL, m, header)
}
