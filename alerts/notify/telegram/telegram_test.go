package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"slices"
	"unicode/utf16"

	"hearsay/alerts"
	"hearsay/alerts/notify/notifytest"

	"golang.org/x/net/html"
)

// TestNotifier holds messages against https://core.telegram.org/bots/api#sendmessage and #html-style
func TestNotifier(t *testing.T) {
	notifytest.Run(t, notifytest.Service{
		Open: func(url string) alerts.Notifier {
			return (&Settings{Token: "1:secret-path", Chat: "-100", BaseURL: url}).Open()
		}, Most: 1 << 20,
		Limit: func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusTooManyRequests)
			fmt.Fprint(w, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}`)
		},
		Check: func(r *http.Request, body []byte) error {
			var m struct {
				Chat    string `json:"chat_id"`
				Text    string `json:"text"`
				Mode    string `json:"parse_mode"`
				Preview struct {
					IsDisabled bool `json:"is_disabled"`
				} `json:"link_preview_options"`
			}
			if err := notifytest.Strict(body, &m); err != nil {
				return err
			}
			if r.URL.Path != "/bot1:secret-path/sendMessage" || m.Chat != "-100" || m.Mode != "HTML" {
				return errors.New("Bad Request")
			}
			bare, err := bare(m.Text)
			if n := len(utf16.Encode([]rune(bare))); err == nil && (n == 0 || n > 4096) {
				err = fmt.Errorf("Bad Request: message is too long (%d)", n)
			}
			return err
		},
	})
}

// bare is a text without its tags, which must be known ones, and closed in their order.
func bare(text string) (string, error) {
	var open []string
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				return "", fmt.Errorf("can't parse entities: %s is not closed", open)
			}
			return b.String(), nil
		case html.TextToken:
			b.Write(z.Text())
		case html.StartTagToken:
			name, _ := z.TagName()
			if !slices.Contains([]string{"b", "a", "blockquote"}, string(name)) {
				return "", fmt.Errorf("can't parse entities: unsupported tag %s", name)
			}
			open = append(open, string(name))
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return "", fmt.Errorf("can't parse entities: unexpected end of %s", name)
			}
			open = open[:len(open)-1]
		}
	}
}
