package access_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"hearsay/desk/access"
)

// TestASenderIsWhoComesToTheProxies: what proxies say counts, and what somebody says who is none does not.
func TestASenderIsWhoComesToTheProxies(t *testing.T) {
	tests := map[string]struct {
		remote    string
		forwarded []string
		want      string
	}{
		"nobody between":                 {"203.0.113.9:7", nil, "203.0.113.9"},
		"who claims to be a proxy":       {"203.0.113.9:7", []string{"198.51.100.1"}, "203.0.113.9"},
		"a proxy on this machine":        {"127.0.0.1:7", []string{"198.51.100.1"}, "198.51.100.1"},
		"a configured proxy":             {"10.1.2.3:7", []string{"198.51.100.1"}, "198.51.100.1"},
		"two proxies":                    {"127.0.0.1:7", []string{"198.51.100.1, 10.1.2.3"}, "198.51.100.1"},
		"in two lines":                   {"127.0.0.1:7", []string{"198.51.100.1", "10.1.2.3"}, "198.51.100.1"},
		"what a stranger told the proxy": {"10.1.2.3:7", []string{"192.0.2.66, 198.51.100.1"}, "198.51.100.1"},
		"another line of a stranger":     {"10.1.2.3:7", []string{"192.0.2.66", "198.51.100.1"}, "198.51.100.1"},
		"garbage":                        {"10.1.2.3:7", []string{"198.51.100.1, unknown"}, "10.1.2.3"},
		"nobody beyond the proxies":      {"10.1.2.3:7", []string{"10.9.9.9"}, "10.9.9.9"},
		"IPv4 written as IPv6":           {"[::ffff:10.1.2.3]:7", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		"a network of IPv6":              {"127.0.0.1:7", []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"},
		"a proxy of its own address":     {"192.0.2.8:7", []string{"198.51.100.1"}, "198.51.100.1"},
	}
	g := newGate(t)
	for _, written := range []string{"10.0.0.0/8", "192.0.2.8"} {
		proxy, err := access.ParseProxy(written)
		if err != nil {
			t.Fatal(err)
		}
		g.Proxies = append(g.Proxies, proxy)
	}
	got := ""
	handler := g.Sessions.LoadAndSave(g.Identify(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = access.SenderOf(r.Context()) }), nil))
	for name, tt := range tests {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		request.RemoteAddr = tt.remote
		for _, line := range tt.forwarded {
			request.Header.Add("X-Forwarded-For", line)
		}
		if handler.ServeHTTP(httptest.NewRecorder(), request); got != tt.want {
			t.Errorf("%s: the sender is %s, want %s", name, got, tt.want)
		}
	}
}

func TestParseProxy(t *testing.T) {
	for written, want := range map[string]string{"10.0.0.7": "10.0.0.7/32", "10.1.2.3/8": "10.0.0.0/8", "::1": "::1/128", "::ffff:10.0.0.7": "10.0.0.7/32", "ingress": "invalid Prefix", "10.0.0.0/33": "invalid Prefix", "": "invalid Prefix"} {
		proxy, err := access.ParseProxy(written)
		if proxy.String() != want || (err != nil) != (proxy == netip.Prefix{}) {
			t.Errorf("%q is read as %v, %v; want %s", written, proxy, err, want)
		}
	}
}
