// Command bench runs hearsay's matcher and claim retrieval beside their peers, in one run on one core, then its queue beside
// others on all cores, and prints tables. It is a module of its own, so that the peers stay out of the program's go.mod. Run it by: make bench
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"
)

func main() {
	data := flag.String("data", "../../shared/data", "the folder of the shared data; without it, made-up text")
	only := flag.String("only", "", "phrases, claims or queues; all of them if left out")
	each := flag.Duration("time", time.Second, "how long each peer runs, three times")
	flag.Parse()
	if err := run(*data, *each, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(data string, each time.Duration, only string) error {
	cores := runtime.GOMAXPROCS(1)
	s, err := load(data)
	if err != nil {
		return err
	}
	if only == "" || only == "phrases" {
		if err := benchPhrases(s, each); err != nil {
			return err
		}
	}
	if only == "" || only == "claims" {
		if err := benchClaims(s, each); err != nil {
			return err
		}
	}
	if only == "" || only == "queues" {
		runtime.GOMAXPROCS(cores)
		return benchQueues(context.Background())
	}
	return nil
}

// measure is the median of three runs of a function that does n things: the time of one.
func measure(n int, atLeast time.Duration, do func()) time.Duration {
	do()
	var times []time.Duration
	for range 3 {
		start, rounds := time.Now(), 0
		for time.Since(start) < atLeast/3 || rounds == 0 {
			do()
			rounds++
		}
		times = append(times, time.Since(start)/time.Duration(rounds*n))
	}
	slices.Sort(times)
	return times[1]
}
