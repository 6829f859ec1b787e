package access

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

type (
	senderKey  struct{}
	browserKey struct{}
)

// SenderOf is whom a request comes from: an address, of IPv6 the network. Behind proxies on this machine, and those that are configured, it is what
// these say.
func SenderOf(ctx context.Context) string {
	from, _ := ctx.Value(senderKey{}).(string)
	return from
}

// browserOf is how the browser that makes a request names itself.
func browserOf(ctx context.Context) string {
	browser, _ := ctx.Value(browserKey{}).(string)
	return browser
}

// withSender notes whom a request comes from.
func (g *Gate) withSender(r *http.Request) *http.Request {
	forwarded := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
	from, isProxied := sender(r.RemoteAddr, forwarded, g.isProxy)
	if forwarded != "" && !isProxied {
		g.strange.Do(func() {
			g.Log.Warn("whom a request comes from is told by an address that is not among proxies in the configuration, and not believed; if a proxy of yours stands there, name it: else all who come through it are one sender", "address", from)
		})
	}
	ctx := context.WithValue(r.Context(), senderKey{}, from)
	return r.WithContext(context.WithValue(ctx, browserKey{}, r.UserAgent()))
}

// isProxy tells whether an address is one of a proxy before the desk: one on this machine, or a configured one.
func (g *Gate) isProxy(addr netip.Addr) bool {
	return addr.IsLoopback() || slices.ContainsFunc(g.Proxies, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// sender is the first address on the way back from the desk that is none of a proxy. What stands before it in forwarded is what a stranger says.
// isProxied tells whether the request came through a proxy.
func sender(remote, forwarded string, isProxy func(netip.Addr) bool) (from string, isProxied bool) {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	addr, err := netip.ParseAddr(host)
	addr = addr.Unmap()
	isProxied = err == nil && isProxy(addr)
	for hops := strings.Split(forwarded, ","); err == nil && len(hops) > 0 && isProxy(addr); hops = hops[:len(hops)-1] {
		told, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1]))
		if err != nil {
			break
		}
		addr = told.Unmap()
	}
	if addr.Is6() {
		if network, err := addr.Prefix(64); err == nil {
			return network.String(), isProxied
		}
	}
	return addr.String(), isProxied
}

// ParseProxy reads the address of a proxy, or of the network of several.
func ParseProxy(written string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(written); err == nil {
		return netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()), nil
	}
	network, err := netip.ParsePrefix(written)
	return network.Masked(), err
}
