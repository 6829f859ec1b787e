package mattermost

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

// TestNotifier holds messages against https://developers.mattermost.com/integrate/reference/message-attachments/
func TestNotifier(t *testing.T) {
	notifytest.Run(t, notifytest.Service{
		Open: func(url string) alerts.Notifier { return (&Settings{URL: url}).Open() }, Most: 1 << 20, Limit: notifytest.RetryAfter,
		Check: func(_ *http.Request, body []byte) error {
			var m struct {
				Text        string `json:"text"`
				Attachments []struct {
					Fallback  string `json:"fallback"`
					Color     string `json:"color"`
					Title     string `json:"title"`
					TitleLink string `json:"title_link"`
					Text      string `json:"text"`
				} `json:"attachments"`
			}
			if err := notifytest.Strict(body, &m); err != nil {
				return err
			}
			total := utf8.RuneCountInString(m.Text)
			for i, a := range m.Attachments {
				total += utf8.RuneCountInString(a.Text + a.Title)
				if a.Fallback == "" || len(a.Color) != 7 || !strings.HasPrefix(a.TitleLink, "https://") {
					return fmt.Errorf("attachment %d is not whole", i)
				}
			}
			if m.Text == "" || total > 16_383 {
				return fmt.Errorf("%d characters are too many", total)
			}
			if strings.Contains(string(body), "@everyone") {
				return errors.New("it calls everybody")
			}
			return nil
		},
	})
}
