//go:build linux

package main

import (
	"context"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"hearsay/app"
)

// daemonWord begins the arguments of a process that is the program itself, as hearsay run is, with a clock that can be set and
// an authority of ours among those that certificates are trusted of.
const daemonWord = "daemon"

// daemon runs the program by the configuration, the clock's file and the authority's certificate in args.
func daemon(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, args[0], args[1], args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "hearsay:", err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, configuration, clockFile, certificate string) error {
	config, err := app.LoadConfig(configuration)
	if err != nil {
		return err
	}
	authority, err := os.ReadFile(certificate)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	c := &clock{path: clockFile}
	c.read()
	go c.follow(ctx)
	a, err := app.New(ctx, config, app.Options{
		Log: slog.New(slog.NewJSONHandler(os.Stderr, nil)), Announce: func(string) {}, SourceRoots: roots, Now: c.now,
	})
	if err != nil && ctx.Err() != nil { // told to stop while it started
		return nil
	}
	if err != nil {
		return err
	}
	return a.Run(ctx)
}

// clock is the machine's, stepped by what stands in a file.
type clock struct {
	path string
	step atomic.Int64
}

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.step.Load())) }

func (c *clock) follow(ctx context.Context) {
	for ctx.Err() == nil {
		c.read()
		time.Sleep(20 * time.Millisecond)
	}
}

func (c *clock) read() {
	if data, err := os.ReadFile(c.path); err == nil && len(data) == 8 {
		c.step.Store(int64(binary.LittleEndian.Uint64(data)))
	}
}

// stepClock sets the clock of processes that follow a file.
func stepClock(path string, by time.Duration) error {
	return os.WriteFile(path, binary.LittleEndian.AppendUint64(nil, uint64(by)), 0o600)
}
