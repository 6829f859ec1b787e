package main

import (
	"context"

	"hearsay/app"
)

type demoCommand struct {
	Listen string `help:"Where the desk answers." placeholder:"HOST:PORT" default:"127.0.0.1:8095"`
}

// Run runs the demo until it is told to stop.
func (c *demoCommand) Run(ctx context.Context, s *streams) error {
	demo, err := app.NewDemo(ctx, c.Listen, app.Options{Log: logger(s.err), Announce: announcer(s)})
	if err != nil {
		return err
	}
	return demo.Run(ctx)
}
