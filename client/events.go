package client

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"hearsay/ledger"
)

// Events follows what happens on the desk, from behind an event on; 0 is everything there is. It connects again when the
// connection breaks and misses none, until ctx ends or do returns an error, which it returns.
func (c *Client) Events(ctx context.Context, after int64, do func(ledger.Event) error) error {
	for failures := 0; ; {
		before := after
		err := c.follow(ctx, &after, do)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if stop, ok := err.(stopError); ok { //nolint:errorlint // follow's own, never wrapped
			return stop.error
		}
		if status := StatusOf(err); status != 0 && status != http.StatusTooManyRequests && status < http.StatusInternalServerError {
			return err
		}
		if failures++; after != before {
			failures = 0
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(firstPause<<min(failures, 8), mostPause)):
		}
	}
}

// stopError is what the caller's function returned.
type stopError struct{ error }

// follow reads one connection to its end (https://html.spec.whatwg.org/multipage/server-sent-events.html).
func (c *Client) follow(ctx context.Context, after *int64, do func(ledger.Event) error) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(c.Server, "/")+Path("events"), http.NoBody)
	if err != nil {
		return &Problem{Status: http.StatusBadRequest, Title: fmt.Sprintf("%s is not the address of a desk", c.Server)}
	}
	request.Header.Set("Authorization", "Bearer "+c.Token)
	request.Header.Set("Last-Event-ID", strconv.FormatInt(*after, 10))
	response, err := c.http().Do(request)
	if err != nil {
		return fmt.Errorf("the desk at %s does not answer: %w", c.Server, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		data, _ := io.ReadAll(io.LimitReader(response.Body, 64<<10)) // what could be read says enough
		_, err := refused(response, data)
		return err
	}
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, isData := strings.CutPrefix(lines.Text(), "data: ")
		if !isData {
			continue
		}
		var e ledger.Event
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			return fmt.Errorf("an event cannot be read: %w", err)
		}
		if err := do(e); err != nil {
			return stopError{err}
		}
		*after = e.Seq
	}
	return lines.Err()
}
