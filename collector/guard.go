package collector

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
)

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

// refuseInnerName refuses requests that name an inner address. It is for those that go through a proxy, which connects
// in our place: there the guard sees no address.
func refuseInnerName(allow []netip.Prefix, next http.RoundTripper) http.RoundTripper {
	guard := Guard(allow)
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		host := strings.ToLower(strings.TrimSuffix(req.URL.Hostname(), "."))
		if host == "localhost" || strings.HasSuffix(host, ".localhost") {
			host = "127.0.0.1"
		}
		if _, err := netip.ParseAddr(host); err == nil {
			if err := guard("tcp", net.JoinHostPort(host, "80"), nil); err != nil {
				return nil, err
			}
		} else if endsInNumber(host) {
			return nil, fmt.Errorf("connecting to %s: %w: an address is to be written in the usual form", host, ErrInner)
		}
		return next.RoundTrip(req)
	})
}

// endsInNumber tells whether a host that is no usual address would be read as one by many programs: 2130706433, 0x7f.1 and
// 0177.0.0.1 are all 127.0.0.1 (https://url.spec.whatwg.org/#ends-in-a-number-checker).
func endsInNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if _, isHex := strings.CutPrefix(last, "0x"); isHex {
		return true
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// hostPort is where a proxy listens.
func hostPort(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	if u.Scheme == "https" {
		return net.JoinHostPort(u.Hostname(), "443")
	}
	return net.JoinHostPort(u.Hostname(), "80")
}
