package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"text/tabwriter"
	"time"

	"hearsay/app"
	"hearsay/client"
	"hearsay/work"
)

type sourceListCommand struct {
	deskFlags
	Kinds bool `help:"List the kinds of source and their settings instead; this asks no desk."`
}

// Run lists sources with how far each has been read.
func (c *sourceListCommand) Run(ctx context.Context, s *streams) error {
	if c.Kinds {
		return listKinds(s.out)
	}
	var sources []work.SourceView
	return c.show(ctx, s, http.MethodGet, client.Path("sources"), nil, &sources, func(w io.Writer) {
		if len(sources) == 0 {
			fmt.Fprintln(w, "there are no sources; add one under sources in the configuration")
			return
		}
		fmt.Fprintln(w, "SOURCE\tKIND\tEVERY\tPOSTS\tLAST NEWS\tLEFT\tSTATE")
		for i := range sources {
			one := &sources[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\t%s\n", one.Name, one.Kind, one.Every, one.Posts, clock(one.NewsAt), left(one), stateOf(one))
		}
	})
}

func clock(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Local().Format("2006-01-02 15:04:05")
}

func left(s *work.SourceView) string {
	if s.BudgetLeft == nil {
		return ""
	}
	return strconv.FormatInt(*s.BudgetLeft, 10)
}

// stateOf is what somebody who looks at the list needs to know first.
func stateOf(s *work.SourceView) string {
	switch {
	case s.Paused:
		return "paused; go on with: hearsay source resume " + s.Name
	case s.Stopped != "":
		return "stopped: " + s.Stopped
	case s.Problem != "":
		return "again at " + clock(s.NextAt) + ": " + s.Problem
	case s.NextAt.IsZero():
		return "is read"
	}
	return "waits until " + clock(s.NextAt)
}

// listKinds writes every kind of source with its settings.
func listKinds(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, p := range app.Platforms() {
		fmt.Fprintf(table, "%s\t%s\n", p.Kind, p.About)
		for _, s := range app.SettingsOf(p) {
			fmt.Fprintf(table, "  %s\t%s\n", s.Name, s.Doc)
		}
	}
	return table.Flush()
}
