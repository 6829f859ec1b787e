package collector_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/collector"
	"hearsay/collector/collectortest"
)

func TestGuardRefusesInnerAddresses(t *testing.T) {
	guard := collector.Guard(nil)
	for _, address := range []string{
		"127.0.0.1:80", "[::1]:80", "10.1.2.3:80", "172.16.0.1:80", "192.168.1.1:443", "169.254.169.254:80", "0.0.0.0:80",
		"[::ffff:127.0.0.1]:80", "[fe80::1]:80", "[fc00::1]:80", "[64:ff9b::7f00:1]:80", "[2002:7f00:1::]:80", "100.64.0.1:80",
		"224.0.0.1:80", "255.255.255.255:80", "[ff02::1]:80", "[::]:80", "198.18.0.1:80", "[2001:db8::1]:80", "[2001::1]:80",
	} {
		if err := guard("tcp", address, nil); !errors.Is(err, collector.ErrInner) {
			t.Errorf("%s: got %v, want %v", address, err, collector.ErrInner)
		}
	}
	for _, address := range []string{"93.184.216.34:443", "[2606:4700::1111]:443"} {
		if err := guard("tcp", address, nil); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	if err := collector.Guard(collectortest.Loopback())("tcp", "127.0.0.1:80", nil); err != nil {
		t.Errorf("an allowed network: %v", err)
	}
}

func TestClientRefusesANameThatPointsInwards(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	client := collector.Fetcher{}.Client()
	defer client.CloseIdleConnections()
	response, err := client.Get(server.URL)
	if !errors.Is(err, collector.ErrInner) {
		t.Errorf("got %v, %v; want %v", response, err, collector.ErrInner)
	}
}

// TestNoWayLeadsInwards names this machine in every form that some program reads as its address, asks for it directly and
// through a proxy that would go anywhere, and is sent there by a redirect.
func TestNoWayLeadsInwards(t *testing.T) {
	reached := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s was reached", r.Host) }))
	defer reached.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(reached.URL, "http://"), ":")
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("the proxy was asked for %s", r.URL) }))
	defer proxy.Close()
	proxyURL, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	direct, proxied := collector.Fetcher{PerHost: time.Millisecond}.Client(), collector.Fetcher{PerHost: time.Millisecond, Proxy: proxyURL}.Client()
	defer direct.CloseIdleConnections()
	defer proxied.CloseIdleConnections()
	for _, host := range []string{
		"127.0.0.1", "localhost", "LOCALHOST", "localhost.", "a.localhost", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "017700000001", "0177.0.0.1",
		"0x7f000001", "0x7f.1", "0X7F.0.0.1", "127.0.0.1.", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[64:ff9b::7f00:1]", "[::]",
	} {
		for name, client := range map[string]*http.Client{"directly": direct, "through a proxy": proxied} {
			response, err := client.Get("http://" + host + ":" + port + "/")
			if err == nil {
				t.Errorf("%s, %s: answered %s", host, name, response.Status)
				response.Body.Close()
			} else if name != "directly" && !errors.Is(err, collector.ErrInner) {
				t.Errorf("%s, %s: got %v", host, name, err)
			}
		}
	}

	listener, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("this machine has one loopback address only")
	}
	redirecting := &http.Server{Handler: http.RedirectHandler(reached.URL, http.StatusFound), ReadHeaderTimeout: time.Second}
	go redirecting.Serve(listener)
	defer redirecting.Close()
	allowed := collector.Fetcher{PerHost: time.Millisecond, AllowInner: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}}.Client()
	defer allowed.CloseIdleConnections()
	if _, err := allowed.Get("http://" + listener.Addr().String()); !errors.Is(err, collector.ErrInner) {
		t.Errorf("a redirect: got %v", err)
	}
}

func TestClientSpacesRequestsToOneHost(t *testing.T) {
	var times []time.Time
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { times = append(times, time.Now()) }))
	defer server.Close()
	const pause = 30 * time.Millisecond
	client := collector.Fetcher{PerHost: pause, AllowInner: collectortest.Loopback()}.Client()
	defer client.CloseIdleConnections()
	for range 3 {
		response, err := client.Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
	if total := times[2].Sub(times[0]); total < 2*pause-5*time.Millisecond {
		t.Errorf("three requests within %v, want at least %v", total, 2*pause)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2020, 3, 3, 0, 0, 0, 0, time.UTC)
	tests := map[string]time.Duration{
		"120": 2 * time.Minute, "Tue, 03 Mar 2020 01:00:00 GMT": time.Hour, "": time.Minute, "soon": time.Minute,
		"-5": time.Minute, "99999999": 24 * time.Hour, "Mon, 02 Mar 2020 00:00:00 GMT": 0,
	}
	for value, want := range tests {
		got := collector.RetryAfter(http.Header{"Retry-After": {value}}, now, time.Minute).Sub(now)
		if got != want {
			t.Errorf("%q: got %v, want %v", value, got, want)
		}
	}
}

func TestStreamsDoNotKeepRequestsWaiting(t *testing.T) {
	var mu sync.Mutex
	asking, most := 0, 0
	end := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/stream" {
			w.(http.Flusher).Flush()
			<-end
			return
		}
		mu.Lock()
		asking++
		most = max(most, asking)
		mu.Unlock()
		time.Sleep(20 * time.Millisecond)
		mu.Lock()
		asking--
		mu.Unlock()
	}))
	defer server.Close()
	defer close(end)
	client := collectortest.Env(t).Client
	for range 10 {
		response, err := client.Get(server.URL + "/stream")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
	}
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			response, err := client.Get(server.URL + "/page")
			if err != nil {
				t.Error(err)
				return
			}
			response.Body.Close()
		})
	}
	all.Wait()
	if most != 4 {
		t.Errorf("%d requests were at the host at once, want 4", most)
	}
}
