package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"hearsay/app"
)

type runCommand struct {
	Config  string `help:"The configuration; configs/hearsay.yaml if it is there, else built-in defaults." placeholder:"FILE" type:"path"`
	Collect bool   `help:"Only read sources, beside other processes that serve the desk." xor:"role"`
	Desk    bool   `help:"Everything but reading sources, beside other processes that collect." xor:"role"`
}

// Run runs the daemon until it is told to stop. SIGHUP reloads the rule packs.
func (c *runCommand) Run(ctx context.Context, s *streams) error {
	config, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	bars := newProgress(s.err)
	defer bars.finish()
	a, err := app.New(ctx, config, app.Options{Log: logger(s.err), Announce: announcer(s), Progress: bars.report, Role: c.role(), Settle: settleMemory})
	if err != nil && ctx.Err() != nil { // told to stop while it started
		return nil
	}
	if err != nil {
		return err
	}
	settleMemory()
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	reloading, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-reloading.Done():
				return
			case <-hangup:
				_ = a.Reload() // it logs its faults
			}
		}
	}()
	err = a.Run(ctx)
	stop()
	<-done
	return err
}

func (c *runCommand) role() app.Role {
	switch {
	case c.Collect:
		return app.CollectOnly
	case c.Desk:
		return app.DeskOnly
	}
	return app.WholeProgram
}

// announcer tells the person who started the program what they must know.
func announcer(s *streams) func(string) {
	return func(line string) { fmt.Fprintln(s.out, "hearsay: "+line) }
}
