package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// within waits longer than servertest.Eventually does.
func within(t *testing.T, most time.Duration, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(most); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it took too long: %s", what)
		}
	}
}

// hanging takes the first message to its last byte and does not answer, so that who sends it can be killed meanwhile.
type hanging struct {
	mu    sync.Mutex
	came  chan struct{} // closed once the first message is there
	first sync.Once
	took  []string // that were answered
}

func (h *hanging) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	hangs := false
	h.first.Do(func() { hangs = true })
	if hangs {
		close(h.came)
		<-r.Context().Done()
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.took = append(h.took, string(body))
}

func (h *hanging) answered() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.took)
}

// TestTwoDaemonsSendOnceAndOneIsKilledMeanwhile runs two daemons on one ledger and kills the one that is sending, with SIGKILL: the
// other sends the message, once.
func TestTwoDaemonsSendOnceAndOneIsKilledMeanwhile(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits until the dead one's claim is over; run make test")
	}
	program := binary(t)
	backends(t, func(t *testing.T, b backend) {
		if !strings.HasPrefix(b.ledger, "postgres://") {
			t.Skip("SQLite and a queue in memory are one process's")
		}
		h := &hanging{came: make(chan struct{})}
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		receivers := filepath.Join(t.TempDir(), "alerts.yaml")
		text := fmt.Sprintf("interval: 1s\nreceivers: [{name: hook, kind: webhook, url: %q}]\nroute: {receiver: hook, group_wait: 2s}\n", server.URL)
		if err := os.WriteFile(receivers, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, url := simulate(t, []json.RawMessage{
			json.RawMessage(`{"id":1,"id_str":"1","full_text":"Drinking diluted bleach cures it in two days","user":{"screen_name":"made_up"}}`),
		})
		config := b.configure(t, url, "alerts: "+receivers+"\n") // it listens on any free port
		one := launch(t, program, config, nil)
		t.Cleanup(func() {
			_ = one.Process.Kill()
			_ = one.Wait()
		})
		select {
		case <-h.came:
		case <-time.After(30 * time.Second):
			t.Fatal("nothing was sent")
		}
		other := launch(t, program, config, nil)
		t.Cleanup(func() {
			_ = other.Process.Kill()
			_ = other.Wait()
		})
		time.Sleep(3 * time.Second) // long enough for the other to send the same, if it did
		if n := h.answered(); n != 0 {
			t.Errorf("the other sent %d messages meanwhile", n)
		}
		_ = one.Process.Kill()
		within(t, time.Minute, "the other to send it", func() bool { return h.answered() > 0 })
		time.Sleep(3 * time.Second) // as above
		h.mu.Lock()
		defer h.mu.Unlock()
		if len(h.took) != 1 || !strings.Contains(h.took[0], `"condition":"critical_item"`) {
			t.Errorf("%d messages were taken: %q", len(h.took), h.took)
		}
	})
}
