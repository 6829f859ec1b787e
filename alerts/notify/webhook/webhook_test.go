package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"time"

	"hearsay/alerts"
	"hearsay/alerts/notify/notifytest"
	"hearsay/webhooks"
)

const secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

func TestNotifier(t *testing.T) {
	key, err := webhooks.ParseSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	notifytest.Run(t, notifytest.Service{
		Open: func(url string) alerts.Notifier {
			return (&Settings{URL: url, Secret: secret, Bearer: "secret-path"}).Open()
		}, Most: 1 << 20, Limit: notifytest.RetryAfter,
		Check: func(r *http.Request, body []byte) error {
			var m alerts.Message
			if err := notifytest.Strict(body, &m); err != nil {
				return err
			}
			if r.Header.Get("Webhook-Id") != m.Key || r.Header.Get("Authorization") != "Bearer secret-path" || m.Title == "" || !utf8.Valid(body) {
				return fmt.Errorf("it is message %s with id %s", m.Key, r.Header.Get("Webhook-Id"))
			}
			return webhooks.Verify(key, r.Header, body, time.Now())
		},
	})
}

func TestSettingsAreChecked(t *testing.T) {
	var said []string
	(&Settings{URL: "nowhere", Secret: "guess me"}).Check(func(field, what, remedy string) {
		if what == "" || remedy == "" {
			t.Error(errors.New("nothing is said"))
		}
		said = append(said, field)
	})
	if strings.Join(said, " ") != "url secret" {
		t.Errorf("wrong: %v", said)
	}
}
