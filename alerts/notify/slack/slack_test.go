package slack

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"hearsay/alerts"
	"hearsay/alerts/notify/notifytest"
)

// TestNotifier holds messages against https://docs.slack.dev/reference/block-kit/blocks
func TestNotifier(t *testing.T) {
	notifytest.Run(t, notifytest.Service{
		Open: func(url string) alerts.Notifier { return (&Settings{URL: url}).Open() }, Most: 1 << 20, Limit: notifytest.RetryAfter,
		Check: func(_ *http.Request, body []byte) error {
			var m struct {
				Text   string `json:"text"`
				Blocks []struct {
					Type string `json:"type"`
					Text struct {
						Type string `json:"type"`
						Text string `json:"text"`
					} `json:"text"`
				} `json:"blocks"`
			}
			if err := notifytest.Strict(body, &m); err != nil {
				return err
			}
			if m.Text == "" || len(m.Blocks) == 0 || len(m.Blocks) > 50 {
				return errors.New("invalid_blocks")
			}
			for i, b := range m.Blocks {
				if n := utf8.RuneCountInString(b.Text.Text); b.Type != "section" || b.Text.Type != "mrkdwn" || n == 0 || n > 3000 {
					return fmt.Errorf("invalid_blocks: block %d has %d characters", i, n)
				}
				if strings.Contains(b.Text.Text, "<!channel>") {
					return errors.New("it calls everybody")
				}
			}
			return nil
		},
	})
}
