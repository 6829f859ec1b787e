package x

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"hearsay/collector"
)

// ask asks the API; body is sent as JSON unless it is nil.
func (s *source) ask(ctx context.Context, method, path string, body, into any) (*collector.Answer, error) {
	request, err := s.request(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	answer, err := collector.AskJSON(s.env.Client, request, into)
	return answer, s.untilNextMonth(err)
}

func (s *source) request(ctx context.Context, method, path string, body any) (*http.Request, error) {
	var sent io.Reader = http.NoBody
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("asking X: %w", err)
		}
		sent = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, s.base+path, sent)
	if err != nil {
		return nil, fmt.Errorf("asking X: %w", err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if s.settings.Bearer != "" {
		request.Header.Set("Authorization", "Bearer "+s.settings.Bearer)
	}
	return request, nil
}

// untilNextMonth makes of X's word that the month's posts are used up a wait for the next month. It comes with the status
// of a rate limit: https://docs.x.com/x-api/fundamentals/response-codes-and-errors
func (s *source) untilNextMonth(err error) error {
	var wait *collector.Wait
	if errors.As(err, &wait) && (strings.Contains(wait.Reason, "UsageCapExceeded") || strings.Contains(wait.Reason, "usage-capped")) {
		return &collector.Wait{Until: nextMonth(s.now()), Reason: "the month's posts of X are used up", IsSpent: true}
	}
	return err
}

func nextMonth(now time.Time) time.Time {
	year, month, _ := now.UTC().Date()
	return time.Date(year, month+1, 1, 0, 0, 0, 0, time.UTC)
}

// spend takes posts from the month's budget before they are read.
func (s *source) spend(ctx context.Context, posts int64) error {
	if s.settings.Monthly == 0 || s.env.Budget == nil {
		return nil
	}
	allowance, month, limit := s.Allowance()
	taken, err := s.env.Budget.Take(ctx, allowance, month, posts, limit)
	if err != nil || taken {
		return err
	}
	return &collector.Wait{Until: nextMonth(s.now()), Reason: fmt.Sprintf("the month's %d posts of X are used up", s.settings.Monthly), IsSpent: true}
}

func (s *source) giveBack(ctx context.Context, posts int64) error {
	if s.settings.Monthly == 0 || s.env.Budget == nil || posts <= 0 {
		return nil
	}
	allowance, month, _ := s.Allowance()
	return s.env.Budget.Return(ctx, allowance, month, posts)
}

func (s *source) month() string { return s.now().UTC().Format("2006-01") }

// Allowance implements collector.Budgeted.
func (s *source) Allowance() (allowance, period string, limit int64) {
	return collector.Allowance("x", s.settings.Bearer), s.month(), s.settings.Monthly
}
