package main

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"text/tabwriter"

	"hearsay/app"
)

type doctorCommand struct {
	Config string `help:"The configuration to look at; as for run." placeholder:"FILE" type:"path"`
	JSON   bool   `help:"Write JSON."`
}

// Run looks at all that the daemon needs, says how it fares and what to do, and fails if something does not work. It
// changes nothing.
func (c *doctorCommand) Run(ctx context.Context, s *streams) error {
	config, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	found := append([]app.Finding{program(), {Part: "configuration", Health: app.Healthy, Says: "no faults"}}, app.Examine(ctx, config)...)
	if c.JSON {
		out := json.NewEncoder(s.out)
		out.SetIndent("", "  ")
		err = out.Encode(found)
	} else {
		err = printFindings(s, found)
	}
	if err != nil {
		return err
	}
	for _, f := range found {
		if f.Health == app.Ill {
			return errReported
		}
	}
	return nil
}

// program says which program this is.
func program() app.Finding {
	version := "of unknown version"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = info.Main.Version
	}
	return app.Finding{Part: "program", Health: app.Healthy, Says: fmt.Sprintf("hearsay %s, %s", version, runtime.Version())}
}

func printFindings(s *streams, found []app.Finding) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, f := range found {
		fmt.Fprintf(w, "%s\t%s\t%s\n", f.Health, f.Part, f.Says)
		if f.Remedy != "" {
			fmt.Fprintf(w, "\t\tto do: %s\n", f.Remedy)
		}
	}
	return w.Flush()
}
