package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"text/tabwriter"

	"hearsay/app"
	"hearsay/desk"
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
	var sources []desk.SourceView
	return c.show(ctx, s, http.MethodGet, pathOf("sources"), nil, &sources, func(w io.Writer) {
		if len(sources) == 0 {
			fmt.Fprintln(w, "there are no sources; add one under sources in the configuration")
			return
		}
		fmt.Fprintln(w, "SOURCE\tKIND\tEVERY\tPOSTS\tLAST NEWS\tSTATE")
		for _, one := range sources {
			state, read := "read", "never"
			if one.Stopped != "" {
				state = "stopped: " + one.Stopped
			}
			if !one.ReadAt.IsZero() {
				read = one.ReadAt.Local().Format("2006-01-02 15:04:05")
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\n", one.Name, one.Kind, one.Every, one.Posts, read, state)
		}
	})
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
