// Package robots obeys robots.txt for what is read of web pages that are no API: RFC 9309.
package robots

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/temoto/robotstxt"

	"hearsay/collector"
)

// Agent is the name that the rules know the program by.
const Agent = "hearsay"

// Rules are those of the hosts that were asked for. They are kept for a day. Safe for several goroutines.
type Rules struct {
	Client *http.Client

	mu    sync.Mutex
	hosts map[string]entry
}

type entry struct {
	rules *robotstxt.RobotsData // nil if nothing may be read
	until time.Time
}

// Bounds of what is read and kept (RFC 9309, 2.4 and 2.5).
const (
	most     = 500 << 10 // bytes
	kept     = 24 * time.Hour
	mostKept = 1000 // hosts
)

// ErrDisallowed says that a site does not want to be read by programs.
var ErrDisallowed = errors.New("the site's robots.txt does not allow it")

// Check is ErrDisallowed if the address may not be read. A site that has no rules allows all; one whose rules cannot be
// had just now allows nothing until they can.
func (r *Rules) Check(ctx context.Context, address *url.URL) error {
	rules, err := r.of(ctx, address)
	if err != nil {
		return fmt.Errorf("%w: its rules cannot be read: %w", ErrDisallowed, err)
	}
	path := address.EscapedPath()
	if path == "" {
		path = "/"
	}
	if address.RawQuery != "" {
		path += "?" + address.RawQuery
	}
	if !rules.TestAgent(path, Agent) {
		return fmt.Errorf("%s: %w", collector.WithoutQuery(address), ErrDisallowed)
	}
	return nil
}

func (r *Rules) of(ctx context.Context, address *url.URL) (*robotstxt.RobotsData, error) {
	host := address.Scheme + "://" + address.Host
	r.mu.Lock()
	known, ok := r.hosts[host]
	r.mu.Unlock()
	if ok && time.Now().Before(known.until) {
		return known.rules, nil
	}
	rules, err := r.ask(ctx, host)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hosts == nil || len(r.hosts) >= mostKept {
		r.hosts = map[string]entry{}
	}
	r.hosts[host] = entry{rules, time.Now().Add(kept)}
	return rules, nil
}

func (r *Rules) ask(ctx context.Context, host string) (*robotstxt.RobotsData, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, host+"/robots.txt", http.NoBody)
	if err != nil {
		return nil, err
	}
	answer, err := collector.Ask(r.Client, request, most)
	var status *collector.StatusError
	switch {
	case errors.Is(err, collector.ErrRefused), errors.Is(err, collector.ErrGone), errors.As(err, &status) && status.Status < http.StatusInternalServerError:
		return robotstxt.FromBytes(nil) // no rules (RFC 9309, 2.3.1.3)
	case err != nil:
		return nil, err
	}
	return robotstxt.FromBytes(answer.Body)
}
