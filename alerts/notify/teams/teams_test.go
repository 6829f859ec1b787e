package teams

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

// TestNotifier holds messages against https://adaptivecards.io/explorer/ and the 28 KB of a card.
func TestNotifier(t *testing.T) {
	notifytest.Run(t, notifytest.Service{
		Open: func(url string) alerts.Notifier { return (&Settings{URL: url}).Open() }, Most: 28 << 10, Limit: notifytest.RetryAfter,
		Check: func(_ *http.Request, body []byte) error {
			var m struct {
				Type        string `json:"type"`
				Attachments []struct {
					ContentType string         `json:"contentType"`
					Content     map[string]any `json:"content"`
				} `json:"attachments"`
			}
			if err := notifytest.Strict(body, &m); err != nil {
				return err
			}
			if m.Type != "message" || len(m.Attachments) != 1 || m.Attachments[0].ContentType != "application/vnd.microsoft.card.adaptive" {
				return errors.New("it is no message with one card")
			}
			c := m.Attachments[0].Content
			if c["type"] != "AdaptiveCard" || c["$schema"] == "" || !strings.HasPrefix(fmt.Sprint(c["version"]), "1.") {
				return errors.New("it is no card")
			}
			return elements(c["body"], "TextBlock", "Container", "ActionSet")
		},
	})
}

// elements tells whether all elements of a list are of known types, have what theirs need, and lead to https only.
func elements(list any, known ...string) error {
	all, isList := list.([]any)
	if !isList || len(all) == 0 {
		return errors.New("a list of elements is empty")
	}
	for _, one := range all {
		e, _ := one.(map[string]any)
		kind := fmt.Sprint(e["type"])
		if !strings.Contains(strings.Join(known, " "), kind) {
			return fmt.Errorf("there is no element %q here", kind)
		}
		var err error
		switch kind {
		case "TextBlock":
			if text, _ := e["text"].(string); text == "" || !utf8.ValidString(text) {
				err = errors.New("a text block has no text")
			}
		case "Container":
			err = elements(e["items"], "TextBlock", "ActionSet")
		case "ActionSet":
			err = elements(e["actions"], "Action.OpenUrl")
		case "Action.OpenUrl":
			if !strings.HasPrefix(fmt.Sprint(e["url"]), "https://") || e["title"] == "" {
				err = errors.New("an action leads nowhere")
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
