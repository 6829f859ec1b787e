// Package webhook posts alerts as plain JSON to any address, signed if that is wanted.
package webhook

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"hearsay/alerts"
	"hearsay/alerts/notify"
	"hearsay/webhooks"
)

// Settings of a webhook receiver.
type Settings struct {
	URL    string `yaml:"url" doc:"where messages are posted"`
	Bearer string `yaml:"bearer" doc:"sent as Authorization, if set"`
	Secret string `yaml:"secret" doc:"that messages are signed with, by Standard Webhooks: whsec_ and base64; write ${WEBHOOK_SECRET}"`
}

// Check implements alerts.ReceiverSettings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	notify.CheckURL(s.URL, report)
	if s.Secret == "" {
		return
	}
	if _, err := webhooks.ParseSecret(s.Secret); err != nil {
		report("secret", err.Error(), "make one with: echo whsec_$(openssl rand -base64 32)")
	}
}

// Open implements alerts.ReceiverSettings.
func (s *Settings) Open() alerts.Notifier { return notifier{*s} }

type notifier struct{ settings Settings }

// Notify implements alerts.Notifier: it posts the message as it is. The id is the same at every try.
func (n notifier) Notify(ctx context.Context, m alerts.Message) error {
	header := http.Header{}
	if n.settings.Bearer != "" {
		header.Set("Authorization", "Bearer "+n.settings.Bearer)
	}
	if n.settings.Secret != "" {
		if err := sign(header, n.settings.Secret, m); err != nil {
			return err
		}
	}
	return notify.Send(ctx, http.MethodPost, n.settings.URL, m, header)
}

func sign(header http.Header, written string, m alerts.Message) error {
	secret, err := webhooks.ParseSecret(written)
	if err != nil {
		return err
	}
	body, err := notify.Encode(m)
	if err != nil {
		return fmt.Errorf("writing the message: %w", err)
	}
	now := time.Now() // of the signature, which receivers compare with their clock
	for name, values := range webhooks.Headers(m.Key, now, body, secret) {
		header[name] = values
	}
	return nil
}
