package googlechat

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

// TestNotifier holds messages against https://developers.google.com/workspace/chat/api/reference/rest/v1/cards
func TestNotifier(t *testing.T) {
	notifytest.Run(t, notifytest.Service{
		Open: func(url string) alerts.Notifier { return (&Settings{URL: url}).Open() }, Most: 32_000, Limit: notifytest.RetryAfter,
		Check: func(_ *http.Request, body []byte) error {
			var m struct {
				Text  string `json:"text"`
				Cards []struct {
					ID   string `json:"cardId"`
					Card struct {
						Header struct {
							Title string `json:"title"`
						} `json:"header"`
						Sections []struct {
							Header  string `json:"header"`
							Widgets []struct {
								Text *struct {
									Text string `json:"text"`
								} `json:"textParagraph"`
								Buttons *struct {
									Buttons []struct {
										Text    string `json:"text"`
										OnClick struct {
											OpenLink struct {
												URL string `json:"url"`
											} `json:"openLink"`
										} `json:"onClick"`
									} `json:"buttons"`
								} `json:"buttonList"`
							} `json:"widgets"`
						} `json:"sections"`
					} `json:"card"`
				} `json:"cardsV2"`
			}
			if err := notifytest.Strict(body, &m); err != nil {
				return err
			}
			if len(m.Cards) != 1 || m.Cards[0].ID == "" || m.Cards[0].Card.Header.Title == "" || strings.Contains(m.Text, "<users/all>") || !utf8.ValidString(m.Text) {
				return errors.New("INVALID_ARGUMENT")
			}
			for i, s := range m.Cards[0].Card.Sections {
				for _, widget := range s.Widgets {
					if (widget.Text == nil) == (widget.Buttons == nil) {
						return fmt.Errorf("INVALID_ARGUMENT: section %d has a widget that is not one thing", i)
					}
				}
			}
			return nil
		},
	})
}
