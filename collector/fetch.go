package collector

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"hearsay/traces"
)

// Fetcher holds what requests to platforms have in common. The zero value is strict: a request a second and host,
// and none to inner addresses.
type Fetcher struct {
	// UserAgent names the program and where to complain. Empty means "hearsay".
	UserAgent string
	// PerHost is the least time between the starts of two requests to one host; 0 means one second.
	PerHost time.Duration
	// Rest is how long a host is left alone after it failed five times in a row; 0 means a minute.
	Rest time.Duration
	// AllowInner lists the inner networks that may be asked: a gateway in the own network, loopback in tests.
	AllowInner []netip.Prefix
	// Proxy, if set, is what requests go through (http or https). It may stand in an inner network. It looks up names in
	// our place, so that it is also the one to refuse names that lead inwards.
	Proxy *url.URL
	// Timeout bounds one request, its body included; 0 means 30 seconds.
	Timeout time.Duration
	// TLS, if set, is used for https: other roots, for a gateway with a certificate of its own.
	TLS *tls.Config
}

// Client makes an HTTP client that keeps to the Fetcher's rules. Clients are independent; one is shared by all sources.
func (f Fetcher) Client() *http.Client {
	timeout := orElse(f.Timeout, 30*time.Second)
	agent := f.UserAgent
	if agent == "" {
		agent = "hearsay"
	}
	transport := traces.Transport(f.transport(timeout))
	return &http.Client{Timeout: timeout, Transport: &polite{
		next: transport, agent: agent, interval: orElse(f.PerHost, time.Second), rest: orElse(f.Rest, time.Minute),
	}}
}

func (f Fetcher) transport(timeout time.Duration) http.RoundTripper {
	guarded := &net.Dialer{Timeout: 10 * time.Second, Control: Guard(f.AllowInner)}
	transport := &http.Transport{
		DialContext:            guarded.DialContext,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        f.TLS,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  timeout,
		MaxIdleConnsPerHost:    2,
		MaxConnsPerHost:        64, // most of them streams, which stay open; see polite for requests
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 64 << 10,
	}
	if f.Proxy == nil {
		return transport
	}
	plain := &net.Dialer{Timeout: 10 * time.Second}
	proxy := hostPort(f.Proxy)
	transport.Proxy = http.ProxyURL(f.Proxy)
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == proxy {
			return plain.DialContext(ctx, network, address)
		}
		return guarded.DialContext(ctx, network, address)
	}
	return refuseInnerName(f.AllowInner, transport)
}

// mostRedirects is how often a request may be sent elsewhere.
const mostRedirects = 10

// AtHome is the CheckRedirect of requests that prove who we are by anything but a header Authorization that they bring: net/http takes that one
// out before it follows to another host, and leaves a key in another header, and a client that signs does so wherever it is led.
func AtHome(next *http.Request, via []*http.Request) error {
	first := via[0].URL
	switch {
	case len(via) >= mostRedirects:
		return fmt.Errorf("%s redirects more than %d times", first.Host, mostRedirects)
	case next.URL.Host != first.Host || next.URL.Scheme != first.Scheme:
		return fmt.Errorf("%w: %s://%s redirects to %s://%s, which is not to have our credentials", ErrRefused, first.Scheme, first.Host, next.URL.Scheme, next.URL.Host)
	}
	return nil
}

func orElse(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// sleep waits until at, or until ctx ends.
func sleep(ctx context.Context, at time.Time) error { return sleepOr(ctx, at, nil) }

// sleepOr also ends when it is woken.
func sleepOr(ctx context.Context, at time.Time, wake <-chan struct{}) error {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-wake:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
