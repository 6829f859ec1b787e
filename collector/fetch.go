package collector

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"syscall"
	"time"

	"golang.org/x/time/rate"
)

// Fetcher holds what requests to platforms have in common. The zero value is strict: a request a second and host,
// and none to inner addresses.
type Fetcher struct {
	// UserAgent names the program and where to complain. Empty means "hearsay".
	UserAgent string
	// PerHost is the least time between the starts of two requests to one host; 0 means one second.
	PerHost time.Duration
	// AllowInner lists the inner networks that may be asked: a gateway in the own network, loopback in tests.
	AllowInner []netip.Prefix
	// Timeout bounds one request, its body included; 0 means 30 seconds.
	Timeout time.Duration
	// TLS, if set, is used for https: other roots, for a gateway with a certificate of its own.
	TLS *tls.Config
}

// Client makes an HTTP client that keeps to the Fetcher's rules. Clients are independent; one is shared by all sources.
func (f Fetcher) Client() *http.Client {
	timeout, interval := f.Timeout, f.PerHost
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	if interval == 0 {
		interval = time.Second
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: Guard(f.AllowInner)}
	transport := &http.Transport{
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        f.TLS,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  timeout,
		MaxIdleConnsPerHost:    2,
		MaxConnsPerHost:        4,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 64 << 10,
	}
	agent := f.UserAgent
	if agent == "" {
		agent = "hearsay"
	}
	return &http.Client{Timeout: timeout, Transport: &polite{next: transport, agent: agent, interval: interval}}
}

// ErrInner is returned for a request to an address that outsiders must not reach through the program.
var ErrInner = errors.New("the address is not a public one")

// Guard refuses connections to inner addresses, after names are resolved and for every redirect, so that neither a
// name that resolves inwards nor one that changes between check and use gets through.
func Guard(allow []netip.Prefix) func(network, address string, c syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("connecting to %q: %w", address, err)
		}
		addr := at.Addr().Unmap()
		for _, prefix := range allow {
			if prefix.Contains(addr) {
				return nil
			}
		}
		if !isPublic(addr) {
			return fmt.Errorf("connecting to %s: %w; allow its network under fetch.allow_inner if that is meant", addr, ErrInner)
		}
		return nil
	}
}

// inner lists what net/netip does not know as special: RFC 6890 and the IANA special-purpose registries.
var inner = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"),
}

func isPublic(addr netip.Addr) bool {
	if !addr.IsGlobalUnicast() || addr.IsPrivate() || addr.Zone() != "" {
		return false
	}
	for _, prefix := range inner {
		if prefix.Contains(addr) {
			return false
		}
	}
	return true
}

// polite spaces requests to one host and names the program.
type polite struct {
	next     http.RoundTripper
	agent    string
	interval time.Duration

	mu    sync.Mutex
	hosts map[string]*rate.Limiter
}

func (p *polite) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := p.limiter(req.URL.Host).Wait(req.Context()); err != nil {
		return nil, fmt.Errorf("waiting for a turn at %s: %w", req.URL.Host, err)
	}
	if req.Header.Get("User-Agent") == "" {
		req = req.Clone(req.Context())
		req.Header.Set("User-Agent", p.agent)
	}
	return p.next.RoundTrip(req)
}

// maxHosts bounds the memory for politeness; hosts are forgotten together, which at worst shortens one pause each.
const maxHosts = 10_000

func (p *polite) limiter(host string) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hosts == nil || len(p.hosts) > maxHosts {
		p.hosts = map[string]*rate.Limiter{}
	}
	limiter := p.hosts[host]
	if limiter == nil {
		limiter = rate.NewLimiter(rate.Every(p.interval), 1)
		p.hosts[host] = limiter
	}
	return limiter
}

// ErrTooLarge is returned by ReadBody for a body over the limit.
var ErrTooLarge = errors.New("the body is larger than allowed")

// ReadBody reads at most most bytes, and reports more as ErrTooLarge.
func ReadBody(r io.Reader, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%w: %d bytes are the most", ErrTooLarge, most)
	}
	return data, nil
}

// maxPause bounds what a server can ask for with Retry-After.
const maxPause = 24 * time.Hour

// RetryAfter reads the header of that name, in seconds or as a date (RFC 9110, 10.2.3), at most a day from now;
// without a readable one it is now plus otherwise.
func RetryAfter(h http.Header, now time.Time, otherwise time.Duration) time.Time {
	pause := otherwise
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil && seconds >= 0 {
		pause = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		pause = at.Sub(now)
	}
	return now.Add(min(max(pause, 0), maxPause))
}

// sleep waits until at, or until ctx ends.
func sleep(ctx context.Context, at time.Time) error {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
