package matrix

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

// TestNotifier holds messages against https://spec.matrix.org/latest/client-server-api/#mroommessage
func TestNotifier(t *testing.T) {
	notifytest.Run(t, notifytest.Service{
		Open: func(url string) alerts.Notifier {
			return (&Settings{URL: url, Room: "!room:example.org", Token: "secret-path"}).Open()
		}, Most: 65_536,
		Limit: func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusTooManyRequests)
			fmt.Fprint(w, `{"errcode":"M_LIMIT_EXCEEDED","error":"Too many requests","retry_after_ms":7000}`)
		},
		Check: func(r *http.Request, body []byte) error {
			var m struct {
				Type   string `json:"msgtype"`
				Body   string `json:"body"`
				Format string `json:"format"`
				HTML   string `json:"formatted_body"`
			}
			if err := notifytest.Strict(body, &m); err != nil {
				return err
			}
			if r.Method != http.MethodPut || !strings.HasPrefix(r.URL.EscapedPath(), "/_matrix/client/v3/rooms/%21room:example.org/send/m.room.message/k") || r.Header.Get("Authorization") != "Bearer secret-path" {
				return fmt.Errorf("M_UNRECOGNIZED: %s %s", r.Method, r.URL.EscapedPath())
			}
			if m.Type != "m.notice" || m.Body == "" || m.Format != "org.matrix.custom.html" || m.HTML == "" || !utf8.ValidString(m.Body) {
				return errors.New("M_BAD_JSON")
			}
			if strings.Contains(m.HTML, "<!channel>") {
				return errors.New("a post's markup is let through")
			}
			return nil
		},
	})
}
