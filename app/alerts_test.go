package app_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hearsay/internal/servertest"
)

// TestCriticalItemsAndBrokenDeadlinesReachChat runs the whole program, with a restart in between: each receiver is told
// of each thing once, two items of one moment in one message.
func TestCriticalItemsAndBrokenDeadlinesReachChat(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, b backend) {
		chat, hook := &servertest.Inbox{}, &servertest.Inbox{}
		chatServer, hookServer := httptest.NewServer(chat), httptest.NewServer(hook)
		defer chatServer.Close()
		defer hookServer.Close()
		receivers := filepath.Join(t.TempDir(), "alerts.yaml")
		text := fmt.Sprintf("interval: 1s\nreceivers:\n  - {name: chat, kind: slack, url: %q}\n  - {name: hook, kind: webhook, url: %q}\nroute: {receiver: chat, group_wait: 3s, routes: [{receiver: chat, continue: true}, {receiver: hook}]}\n", chatServer.URL, hookServer.URL)
		if err := os.WriteFile(receivers, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, url := simulate(t, []json.RawMessage{
			json.RawMessage(`{"id":1,"id_str":"1","full_text":"Drinking diluted bleach cures it in two days","user":{"screen_name":"made_up"}}`),
			json.RawMessage(`{"id":2,"id_str":"2","full_text":"Bevi candeggina e il virus muore, cura sicura","lang":"it","user":{"screen_name":"made_up"}}`),
		})
		config := b.configure(t, url, "alerts: "+receivers+"\n")
		data, err := os.ReadFile(config)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(config, []byte(strings.Replace(string(data), "deadline: 4h", "deadline: 1s", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		r := start(t, config, nil, nil)
		servertest.Eventually(t, "both receivers to be told of both", func() bool {
			return chat.With("A critical claim waits") > 0 && chat.With("past its deadline") > 0 && hook.With(`"condition":"critical_item"`) > 0 && hook.With(`"condition":"deadline_broken"`) > 0
		})
		if r.metric(`hearsay_alerts_sent_total{outcome="sent",receiver="chat"}`) != "2" {
			t.Errorf("counted %q messages to the chat, want 2", r.metric(`hearsay_alerts_sent_total{outcome="sent",receiver="chat"}`))
		}
		r.stop()
		again := start(t, config, nil, nil)
		servertest.Eventually(t, "a sweep after the restart", func() bool { return again.metric(`hearsay_source_lag_seconds{source="x"}`) != "" })
		again.stop()
		for what, n := range map[string]int{
			"critical to the chat": chat.With(`"text":"A critical claim waits in claims and 1 more"`), "deadline to the chat": chat.With(`"text":"A claim in claims is past its deadline and 1 more"`),
			"critical to the hook": hook.With(`"condition":"critical_item"`), "deadline to the hook": hook.With(`"condition":"deadline_broken"`),
		} {
			if n != 1 {
				t.Errorf("%s: %d messages, want one with both items", what, n)
			}
		}
	})
}
