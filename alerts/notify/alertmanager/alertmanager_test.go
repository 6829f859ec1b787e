package alertmanager

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
)

// TestNotifier holds messages against https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
func TestNotifier(t *testing.T) {
	notifytest.Run(t, notifytest.Service{
		Open: func(url string) alerts.Notifier { return (&Settings{URL: url}).Open() }, Most: 1 << 20, Limit: notifytest.RetryAfter,
		Check: func(_ *http.Request, body []byte) error {
			var m struct {
				Version           string            `json:"version"`
				GroupKey          string            `json:"groupKey"`
				TruncatedAlerts   int               `json:"truncatedAlerts"`
				Status            string            `json:"status"`
				Receiver          string            `json:"receiver"`
				GroupLabels       map[string]string `json:"groupLabels"`
				CommonLabels      map[string]string `json:"commonLabels"`
				CommonAnnotations map[string]string `json:"commonAnnotations"`
				ExternalURL       string            `json:"externalURL"`
				Alerts            []struct {
					Status       string            `json:"status"`
					Labels       map[string]string `json:"labels"`
					Annotations  map[string]string `json:"annotations"`
					StartsAt     time.Time         `json:"startsAt"`
					EndsAt       time.Time         `json:"endsAt"`
					GeneratorURL string            `json:"generatorURL"`
					Fingerprint  string            `json:"fingerprint"`
				} `json:"alerts"`
			}
			if err := notifytest.Strict(body, &m); err != nil {
				return err
			}
			if m.Version != "4" || m.GroupKey == "" || m.Status != "firing" && m.Status != "resolved" || m.GroupLabels == nil || m.CommonLabels == nil || m.CommonAnnotations == nil || !strings.HasPrefix(m.ExternalURL, "https://") {
				return errors.New("the message is not whole")
			}
			for i, a := range m.Alerts {
				if a.Labels["alertname"] == "" || a.Fingerprint == "" || a.StartsAt.IsZero() || a.EndsAt.IsZero() != (a.Status == "firing") || !utf8.ValidString(a.Annotations["summary"]) {
					return fmt.Errorf("alert %d is not whole", i)
				}
				for name, value := range m.CommonLabels {
					if a.Labels[name] != value {
						return fmt.Errorf("%s is not common", name)
					}
				}
			}
			return nil
		},
	})
}
