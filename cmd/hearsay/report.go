package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"hearsay/client"
	"hearsay/report"
	"hearsay/work"
)

type reportCommand struct {
	deskFlags
	From string `help:"The first day, as in 2026-03-01; a week ago if left out."`
	To   string `help:"The last day; today if left out."`
	Out  string `help:"Where the HTML file is written; stdout if left out." placeholder:"FILE" type:"path"`
}

// Run writes a report.
func (c *reportCommand) Run(ctx context.Context, s *streams) error {
	today := time.Now().UTC().Truncate(24 * time.Hour)
	to, err := dayOr(c.To, today)
	if err != nil {
		return err
	}
	from, err := dayOr(c.From, to.AddDate(0, 0, -6))
	if err != nil {
		return err
	}
	if from.After(to) {
		return errors.New("--from is after --to")
	}
	query := url.Values{"from": {from.Format(time.RFC3339)}, "to": {to.AddDate(0, 0, 1).Format(time.RFC3339)}}
	var r work.Report
	var raw []byte
	if c.JSON {
		if err := c.call(ctx, http.MethodGet, client.Path("report")+"?"+query.Encode(), nil, &raw); err != nil {
			return err
		}
		_, err := s.out.Write(raw)
		return err
	}
	if err := c.call(ctx, http.MethodGet, client.Path("report")+"?"+query.Encode(), nil, &r); err != nil {
		return err
	}
	html, err := report.HTML(&r, c.Server)
	if err != nil {
		return err
	}
	if c.Out == "" {
		_, err := io.WriteString(s.out, html)
		return err
	}
	if err := os.WriteFile(c.Out, []byte(html), 0o644); err != nil { //nolint:gosec // a report is there to be read
		return err
	}
	_, err = fmt.Fprintf(s.err, "%s is written; open it in a browser\n", c.Out)
	return err
}

func dayOr(written string, otherwise time.Time) (time.Time, error) {
	if written == "" {
		return otherwise, nil
	}
	day, err := time.Parse(time.DateOnly, written)
	if err != nil {
		return day, fmt.Errorf("%q is no day; write it as in 2026-03-01", written)
	}
	return day, nil
}
