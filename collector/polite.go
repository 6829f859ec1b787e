package collector

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"
	"golang.org/x/time/rate"
)

// polite spaces requests to one host, leaves a host alone that keeps failing, and names the program.
type polite struct {
	next     http.RoundTripper
	agent    string
	interval time.Duration
	rest     time.Duration

	mu    sync.Mutex
	hosts map[string]*host
}

// host is what is known of one.
type host struct {
	limiter *rate.Limiter
	slots   chan struct{} // requests that wait for their answer
	breaker *gobreaker.TwoStepCircuitBreaker[any]
}

// atOnce is how many requests to one host may wait for an answer. A stream has its answer and does not wait.
const atOnce = 4

// failuresInARow is how many a host may have before it is left alone.
const failuresInARow = 5

func (p *polite) RoundTrip(req *http.Request) (*http.Response, error) {
	h := p.host(req.URL.Host)
	done, err := h.breaker.Allow()
	if err != nil {
		return nil, &Wait{Until: time.Now().Add(p.rest), Reason: req.URL.Host + " failed several times in a row and is left alone"}
	}
	response, err := p.send(req, h)
	done(failure(response, err))
	return response, err
}

func (p *polite) send(req *http.Request, h *host) (*http.Response, error) {
	if err := h.limiter.Wait(req.Context()); err != nil {
		return nil, fmt.Errorf("waiting for a turn at %s: %w", req.URL.Host, err)
	}
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-req.Context().Done():
		return nil, fmt.Errorf("waiting for a turn at %s: %w", req.URL.Host, req.Context().Err())
	}
	if req.Header.Get("User-Agent") == "" {
		req = req.Clone(req.Context())
		req.Header.Set("User-Agent", p.agent)
	}
	return p.next.RoundTrip(req)
}

// failure is what counts against a host: that it cannot be reached, or answers with an error of its own (RFC 9110, 15.6).
func failure(response *http.Response, err error) error {
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, ErrInner):
		return nil
	case err != nil:
		return err
	case response.StatusCode >= http.StatusInternalServerError && response.StatusCode != http.StatusServiceUnavailable:
		return errors.New(response.Status)
	}
	return nil
}

// maxHosts bounds the memory for politeness; hosts are forgotten together, which at worst shortens one pause each.
const maxHosts = 10_000

func (p *polite) host(name string) *host {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hosts == nil || len(p.hosts) > maxHosts {
		p.hosts = map[string]*host{}
	}
	h := p.hosts[name]
	if h == nil {
		h = &host{
			limiter: rate.NewLimiter(rate.Every(p.interval), 1),
			slots:   make(chan struct{}, atOnce),
			breaker: gobreaker.NewTwoStepCircuitBreaker[any](gobreaker.Settings{
				Timeout:     p.rest,
				ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= failuresInARow },
			}),
		}
		p.hosts[name] = h
	}
	return h
}
