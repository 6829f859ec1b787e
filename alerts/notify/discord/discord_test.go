package discord

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

// TestNotifier holds messages against https://discord.com/developers/docs/resources/message#embed-object-embed-limits
func TestNotifier(t *testing.T) {
	notifytest.Run(t, notifytest.Service{
		Open: func(url string) alerts.Notifier { return (&Settings{URL: url}).Open() }, Most: 1 << 20,
		Limit: func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusTooManyRequests)
			fmt.Fprint(w, `{"message": "You are being rate limited.", "retry_after": 7.0, "global": false}`)
		},
		Check: func(_ *http.Request, body []byte) error {
			var m struct {
				Content string `json:"content"`
				Embeds  []struct {
					Title       string `json:"title"`
					URL         string `json:"url"`
					Description string `json:"description"`
					Color       int    `json:"color"`
					Timestamp   string `json:"timestamp"`
				} `json:"embeds"`
				Mentions struct {
					Parse []string `json:"parse"`
				} `json:"allowed_mentions"`
			}
			if err := notifytest.Strict(body, &m); err != nil {
				return err
			}
			if n := utf8.RuneCountInString(m.Content); n == 0 || n > 2000 || len(m.Embeds) > 10 || m.Mentions.Parse == nil || len(m.Mentions.Parse) > 0 {
				return fmt.Errorf("content %d, %d embeds, mentions %v", n, len(m.Embeds), m.Mentions.Parse)
			}
			total := 0
			for _, e := range m.Embeds {
				title, description := utf8.RuneCountInString(e.Title), utf8.RuneCountInString(e.Description)
				total += title + description
				if title > 256 || description > 4096 || !strings.HasPrefix(e.URL, "https://") || e.Timestamp == "" {
					return errors.New("an embed is too large, or leads nowhere")
				}
			}
			if total > 6000 {
				return fmt.Errorf("all embeds have %d characters", total)
			}
			return nil
		},
	})
}
