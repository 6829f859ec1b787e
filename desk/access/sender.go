package access

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

type (
	senderKey  struct{}
	browserKey struct{}
)

// SenderOf is whom a request comes from: an address, of IPv6 the network. Behind a proxy on this machine it is what the
// proxy says.
func SenderOf(ctx context.Context) string {
	from, _ := ctx.Value(senderKey{}).(string)
	return from
}

// browserOf is how the browser that makes a request names itself.
func browserOf(ctx context.Context) string {
	browser, _ := ctx.Value(browserKey{}).(string)
	return browser
}

func withSender(r *http.Request) *http.Request {
	ctx := context.WithValue(r.Context(), senderKey{}, sender(r.RemoteAddr, r.Header.Get("X-Forwarded-For")))
	return r.WithContext(context.WithValue(ctx, browserKey{}, r.UserAgent()))
}

func sender(remote, forwarded string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	addr, err := netip.ParseAddr(host)
	if err == nil && addr.IsLoopback() && forwarded != "" {
		hops := strings.Split(forwarded, ",")
		if told, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
			addr = told
		}
	}
	if addr = addr.Unmap(); addr.Is6() {
		if network, err := addr.Prefix(64); err == nil {
			return network.String()
		}
	}
	return addr.String()
}
