package shoutrrr

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hearsay/alerts/notify/notifytest"
)

// TestNotifier sends through one of the library's services, ntfy: https://docs.ntfy.sh/publish/
func TestNotifier(t *testing.T) {
	var took []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || len(body) > 4096 || r.URL.Path != "/town" {
			http.Error(w, `{"code":40001,"http":400,"error":"invalid request"}`, http.StatusBadRequest)
			return
		}
		took = append(took, string(body))
		_, _ = w.Write([]byte(`{"id":"x","event":"message"}`))
	}))
	defer server.Close()
	settings := &Settings{URL: "ntfy://" + strings.TrimPrefix(server.URL, "http://") + "/town?scheme=http"}
	settings.Check(func(field, what, remedy string) { t.Errorf("%s: %s; %s", field, what, remedy) })
	n := settings.Open()
	for _, m := range []string{"long words ", "漢字😀 "} {
		if err := n.Notify(t.Context(), notifytest.Large(m)); err != nil {
			t.Error(err)
		}
	}
	if err := n.Notify(t.Context(), notifytest.Sample()); err != nil || len(took) != 3 || !strings.Contains(took[2], "12 posts; answer within 55 minutes") || !strings.Contains(took[2], "https://desk.example/items/9p0q1v7m3k2c8") {
		t.Errorf("%v: %q", err, took)
	}
	wrong := false
	(&Settings{URL: "nothing://x"}).Check(func(string, string, string) { wrong = true })
	if !wrong {
		t.Error("a service that there is none of is taken")
	}
	if err := (&Settings{URL: "ntfy://127.0.0.1:1/secret-path?scheme=http"}).Open().Notify(t.Context(), notifytest.Sample()); err == nil || strings.Contains(err.Error(), "ntfy://") {
		t.Errorf("got %v", err)
	}
}
