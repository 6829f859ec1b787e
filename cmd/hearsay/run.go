package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"runtime/metrics"
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

// garbage is how far the heap may grow between two collections: four times what lives, as long as that is little. What a stream of posts
// needs is short-lived, and a quarter of the time went into collecting it; a large catalogue takes memory enough once.
const garbage = 400 << 20

// settleMemory gives back what reading packs and claims took, and sets how often memory is collected from then on. GOGC, if it is
// set, decides.
func settleMemory() {
	debug.FreeOSMemory()
	if os.Getenv("GOGC") == "" {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		debug.SetGCPercent(int(min(max(garbage*100/max(live[0].Value.Uint64(), 1), 100), 400)))
	}
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
