package collector_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"hearsay/collector"
	"hearsay/collector/collectortest"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestRateLimitReadsEachPlatformsHeaders(t *testing.T) {
	for name, test := range map[string]struct {
		header string // name and value, apart by colons, a line each
		left   float64
		reset  time.Time
		ok     bool
	}{
		"X, Unix seconds":          {fmt.Sprintf("x-rate-limit-remaining: 3\nx-rate-limit-reset: %d", now.Add(time.Minute).Unix()), 3, now.Add(time.Minute), true},
		"Mastodon, RFC 3339":       {"X-RateLimit-Remaining: 0\nX-RateLimit-Reset: 2026-03-01T12:05:00.5Z", 0, now.Add(5*time.Minute + 500*time.Millisecond), true},
		"Reddit, seconds from now": {"X-Ratelimit-Remaining: 598.0\nX-Ratelimit-Reset: 42", 598, now.Add(42 * time.Second), true},
		"a reset that has passed":  {fmt.Sprintf("x-rate-limit-reset: %d", now.Add(-time.Hour).Unix()), 0, now.Add(time.Second), true},
		"a reset in ten years":     {fmt.Sprintf("x-rate-limit-reset: %d", now.AddDate(10, 0, 0).Unix()), 0, now.Add(24 * time.Hour), true},
		"garbage":                  {"x-rate-limit-reset: soon", 0, time.Time{}, false},
		"none":                     {"Date: Sun, 01 Mar 2026 12:00:00 GMT", 0, time.Time{}, false},
	} {
		header := http.Header{}
		for line := range strings.SplitSeq(test.header, "\n") {
			key, value, _ := strings.Cut(line, ": ")
			header.Set(key, value)
		}
		left, reset, ok := collector.RateLimit(header, now)
		if left != test.left || !reset.Equal(test.reset) || ok != test.ok {
			t.Errorf("%s: got %v, %v, %v; want %v, %v, %v", name, left, reset, ok, test.left, test.reset, test.ok)
		}
	}
}

func TestAskTellsErrorsApart(t *testing.T) {
	var status int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, strings.Repeat("x", 100))
	}))
	defer server.Close()
	client := collectortest.Env(t).Client
	for _, test := range []struct {
		status int
		reason string
	}{{304, "error"}, {410, "gone"}, {429, "wait"}, {503, "status"}, {401, "refused"}, {403, "refused"}, {404, "status"}, {500, "status"}, {200, "too_large"}} {
		status = test.status
		request, _ := http.NewRequest(http.MethodGet, server.URL+"/path?key=secret", http.NoBody)
		_, err := collector.Ask(client, request, 10)
		if got := collector.Reason(err); got != test.reason || strings.Contains(err.Error(), "secret") {
			t.Errorf("%d: got %q (%v), want %q and no query", test.status, got, err, test.reason)
		}
	}
}

func TestAHostThatKeepsFailingIsLeftAlone(t *testing.T) {
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests++
		if requests <= 5 {
			w.WriteHeader(http.StatusBadGateway)
		}
	}))
	defer server.Close()
	const rest = 100 * time.Millisecond
	client := collector.Fetcher{PerHost: time.Nanosecond, Rest: rest, AllowInner: collectortest.Loopback()}.Client()
	defer client.CloseIdleConnections()
	ask := func() error {
		request, _ := http.NewRequest(http.MethodGet, server.URL, http.NoBody)
		_, err := collector.Ask(client, request, 100)
		return err
	}
	for range 5 {
		if err := ask(); collector.Reason(err) != "status" {
			t.Fatalf("a bad gateway: got %v", err)
		}
	}
	var wait *collector.Wait
	if err := ask(); !errors.As(err, &wait) || requests != 5 {
		t.Errorf("after five failures: got %v and %d requests; want to wait, and no request more", err, requests)
	}
	time.Sleep(rest + 10*time.Millisecond)
	if err := ask(); err != nil || requests != 6 {
		t.Errorf("after the rest: got %v and %d requests; want an answer", err, requests)
	}
}

func TestAProxyIsUsedAndDoesNotLeadInwards(t *testing.T) {
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = append(asked, r.URL.String()) }))
	defer proxy.Close()
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := collector.Fetcher{PerHost: time.Nanosecond, Proxy: address}.Client() // the proxy itself is on loopback
	defer client.CloseIdleConnections()
	response, err := client.Get("http://feeds.example.org/a")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	for _, inner := range []string{"http://127.0.0.1/", "http://localhost:8095/", "http://[::1]/", "http://169.254.169.254/latest/meta-data"} {
		if response, err := client.Get(inner); !errors.Is(err, collector.ErrInner) {
			t.Errorf("%s: got %v, %v; want %v", inner, response, err, collector.ErrInner)
		}
	}
	if len(asked) != 1 || asked[0] != "http://feeds.example.org/a" {
		t.Errorf("the proxy was asked for %q", asked)
	}
}

func TestAClosedPortIsANetworkError(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := netip.MustParseAddrPort(listener.Addr().String())
	listener.Close()
	request, _ := http.NewRequest(http.MethodGet, "http://"+address.String(), http.NoBody)
	if _, err := collector.Ask(collectortest.Env(t).Client, request, 10); collector.Reason(err) != "network" {
		t.Errorf("got %q (%v), want network", collector.Reason(err), err)
	}
}
