// Package notifytest holds what every chat service's notifier does, against a small server that takes messages as the service's
// documentation says: its shape, its size, its limit of calls.
package notifytest

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hearsay/alerts"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Service is a chat service as its documentation describes it.
type Service struct {
	Open func(url string) alerts.Notifier // a notifier whose service answers at url
	Most int                              // bytes that the service takes
	// Check is told of a message; it says what the service would refuse. It decodes strictly, with Strict.
	Check func(r *http.Request, body []byte) error
	// Limit answers as the service does when it wants to be left alone for seven seconds.
	Limit func(w http.ResponseWriter)
}

// Strict decodes JSON and refuses fields that into does not have.
func Strict(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// RetryAfter is Limit for services that say it in the header.
func RetryAfter(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "7")
	w.WriteHeader(http.StatusTooManyRequests)
}

// server takes messages as the service does.
type server struct {
	service Service

	mu     sync.Mutex
	limits bool
	bodies [][]byte
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.limits {
		s.limits = false
		s.service.Limit(w)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err == nil && len(body) > s.service.Most {
		err = errors.New("too large")
	}
	if err == nil {
		err = s.service.Check(r, body)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.bodies = append(s.bodies, body)
	_, _ = w.Write([]byte("{}"))
}

// Run runs the suite, and compares what is sent for Sample with testdata/message.json.
func Run(t *testing.T, service Service) {
	s := &server{service: service}
	served := httptest.NewServer(s)
	t.Cleanup(served.Close)
	n := service.Open(served.URL)
	t.Run("ItIsTaken", func(t *testing.T) {
		if err := n.Notify(t.Context(), Sample()); err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/message.json", s.bodies[len(s.bodies)-1])
	})
	t.Run("WhatIsOverIsTaken", func(t *testing.T) {
		if err := n.Notify(t.Context(), Over()); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("MuchAndHostileIsTaken", func(t *testing.T) {
		for _, m := range []alerts.Message{Large("long words "), Large("<b>&\"'`*_[](x)~|\\ @everyone <!channel> <users/all> "), Large("漢字😀\u202e é\n\n# x ")} {
			if err := n.Notify(t.Context(), m); err != nil {
				t.Error(err)
			}
		}
	})
	t.Run("ALimitIsToldWithItsEnd", func(t *testing.T) {
		s.mu.Lock()
		s.limits = true
		s.mu.Unlock()
		var later *alerts.Later
		if err := n.Notify(t.Context(), Sample()); !errors.As(err, &later) || later.After < 6*time.Second || later.After > 8*time.Second {
			t.Errorf("got %v (%+v), want to be told to wait seven seconds", err, later)
		}
	})
	t.Run("APageToSignInIsNoReceiver", func(t *testing.T) {
		page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/signin" {
				http.Redirect(w, r, "/signin", http.StatusFound)
			}
		}))
		defer page.Close()
		if err := service.Open(page.URL).Notify(t.Context(), Sample()); err == nil {
			t.Error("nobody was told, and it says that somebody was")
		}
	})
	t.Run("ErrorsKeepTheAddressSecret", func(t *testing.T) {
		for _, url := range []string{"http://127.0.0.1:1/secret-path", "http://[bad/secret-path"} {
			if err := service.Open(url).Notify(t.Context(), Sample()); err == nil || strings.Contains(err.Error(), "secret-path") {
				t.Errorf("got %v", err)
			}
		}
	})
}

func golden(t *testing.T, path string, body []byte) {
	t.Helper()
	var indented bytes.Buffer
	if err := json.Indent(&indented, body, "", "  "); err != nil {
		t.Fatal(err)
	}
	got := indented.String() + "\n"
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s; go test -update rewrites it", diff)
	}
}

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

// Sample is a made-up message with two alerts, one of them over.
func Sample() alerts.Message {
	return alerts.Message{
		Key: "k1", Receiver: "chat", Firing: true, Title: "A critical claim waits in urgent and 1 more", Group: alerts.Labels{"alertname": "critical_item"}, URL: "https://desk.example/alerts",
		Note: "sky could not see from 3 Mar 10:00 until now (the platform does not answer): numbers are too low",
		Lines: []alerts.Line{
			{
				Condition: "critical_item", Firing: true, Severity: "critical", Title: "A critical claim waits in urgent", Says: "12 posts; answer within 55 minutes",
				Excerpt: "They say the <b>water</b> is poisoned & @… knows", URL: "https://desk.example/items/9p0q1v7m3k2c8", Since: noon, Labels: alerts.Labels{"alertname": "critical_item", "queue": "urgent", "severity": "critical"},
				Actions: []alerts.Action{{Name: "claim", URL: "https://desk.example/act?do=claim&on=9p0q1v7m3k2c8&until=1&sig=x"}, {Name: "silence", URL: "https://desk.example/act?do=silence&on=critical_item&until=1&sig=y"}},
			},
			{
				Condition: "critical_item", Title: "A critical question waits in urgent", Says: "3 posts; answer within 2 hours", URL: "https://desk.example/items/aaaaaaaaaaaaa",
				Since: noon.Add(-time.Hour), Until: noon, Labels: alerts.Labels{"alertname": "critical_item", "queue": "urgent", "severity": "high"},
			},
		},
	}
}

// Over is a made-up message of what is over.
func Over() alerts.Message {
	m := Sample()
	m.Key, m.Firing, m.Title, m.Lines = "k2", false, "Over: "+m.Lines[1].Title, m.Lines[1:]
	return m
}

// Large is a message as large as messages are: ten alerts whose texts repeat some words.
func Large(words string) alerts.Message {
	m := Sample()
	m.Key, m.Title, m.More, m.Note = "k3", strings.Repeat(words, 100), 25, strings.Repeat(words, 500/len(words))
	line := m.Lines[0]
	line.Title, line.Says, line.Excerpt = strings.Repeat(words, 60), strings.Repeat(words, 200), strings.Repeat(words, 1000/len(words))
	m.Lines = nil
	for range 10 {
		m.Lines = append(m.Lines, line)
	}
	return m
}
