package main

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"hearsay/app"
	"hearsay/desk"
)

type sourceListCommand struct {
	deskFlags
	Kinds bool `help:"List the kinds of source instead; this asks no desk."`
}

// Run lists sources with how far each has been read.
func (c *sourceListCommand) Run(ctx context.Context, s *streams) error {
	if c.Kinds {
		for _, kind := range app.PlatformKinds() {
			fmt.Fprintln(s.out, kind)
		}
		return nil
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
