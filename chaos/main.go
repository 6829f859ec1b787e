//go:build linux

// Command chaos runs the whole program with real servers, breaks what it stands on, and then looks whether anything was lost or
// done twice. Every run is one seed: it says what breaks, when and for how long. Start at run in run.go; faults.go lists what
// breaks, check.go what must hold.
//
//	go run ./chaos -seeds 0-999 -parallel 8
//
// It needs redis-server, the programs of PostgreSQL and, for full disks, the right to mount; all of it stays on loopback.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == daemonWord {
		os.Exit(daemon(os.Args[2:]))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	failed, err := command(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
	}
	if err != nil || failed > 0 {
		os.Exit(1)
	}
}

// command does what the command line says, and counts the runs that failed.
func command(ctx context.Context) (failed int, err error) {
	seeds := flag.String("seeds", "0-19", "seeds to run, as in 0-99 or 7,19,40-60")
	parallel := flag.Int("parallel", 4, "runs at once")
	keep := flag.String("keep", "", "a folder to keep those of runs that fail in, with the logs of all processes")
	only := flag.String("kind", "", "only this kind of fault: "+strings.Join(kindNames(), ", "))
	soaks := flag.Duration("soak", 0, "instead of seeds, read a firehose for so long while one thing after another breaks")
	rate := flag.Int("rate", 5000, "posts a second of the firehose")
	flag.Parse()
	redis.SetLogger(quiet{})
	if *keep != "" {
		if err := os.MkdirAll(*keep, 0o700); err != nil {
			return 0, err
		}
	}
	if *soaks > 0 {
		return runSoak(ctx, soakPlan{lasts: *soaks, rate: *rate, only: *only}, *keep)
	}
	wanted, err := parseSeeds(*seeds)
	if err != nil {
		return 0, err
	}
	return runAll(ctx, wanted, *only, *parallel, *keep)
}

// runSoak soaks, and writes what did not hold.
func runSoak(ctx context.Context, p soakPlan, keep string) (failed int, err error) {
	site, err := newSite(ctx)
	if err != nil {
		return 0, err
	}
	defer site.close()
	faults, err := soak(ctx, site, p, keep)
	for _, f := range faults {
		fmt.Println("FAILED", f)
	}
	return len(faults), err
}

// runAll runs seeds, several at once, and writes a line for each.
func runAll(ctx context.Context, seeds []uint64, kind string, parallel int, keep string) (failed int, err error) {
	site, err := newSite(ctx)
	if err != nil {
		return 0, err
	}
	defer site.close()
	began := time.Now()
	var mu sync.Mutex
	var running sync.WaitGroup
	turns := make(chan struct{}, parallel)
	done := 0
	for _, seed := range seeds {
		p := planOf(seed)
		if kind != "" && p.fault.name != kind {
			continue
		}
		select {
		case <-ctx.Done():
			running.Wait()
			return failed, ctx.Err()
		case turns <- struct{}{}:
		}
		running.Go(func() {
			defer func() { <-turns }()
			r := run(ctx, site, p, keep)
			mu.Lock()
			defer mu.Unlock()
			done++
			if len(r.faults) > 0 {
				failed++
			}
			fmt.Println(r)
		})
	}
	running.Wait()
	fmt.Printf("%d runs, %d failed, %v\n", done, failed, time.Since(began).Round(time.Second))
	return failed, nil
}

// parseSeeds reads numbers and ranges of them.
func parseSeeds(text string) ([]uint64, error) {
	var all []uint64
	for part := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		from, err := strconv.ParseUint(first, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("%q is not a seed; write as in 1-100 or 7,19", part)
		}
		to, err := strconv.ParseUint(last, 10, 32)
		if err != nil || to < from {
			return nil, fmt.Errorf("%q are not seeds; write as in 1-100 or 7,19", part)
		}
		for seed := from; seed <= to; seed++ {
			all = append(all, seed)
		}
	}
	return all, nil
}
