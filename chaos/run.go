//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// result is what came of a run.
type result struct {
	*plan
	faults []string // what should have held and did not
	took   time.Duration
	seen   string
	dir    string // where its logs are, if they are kept
}

func (r *result) String() string {
	var b strings.Builder
	word := "ok    "
	if len(r.faults) > 0 {
		word = "FAILED"
	}
	fmt.Fprintf(&b, "%s %s, %v: %s", word, r.plan, r.took.Round(100*time.Millisecond), r.seen)
	for i, f := range r.faults {
		if i == 8 {
			fmt.Fprintf(&b, "\n       and %d more", len(r.faults)-i)
			break
		}
		b.WriteString("\n       " + f)
	}
	if len(r.faults) > 0 && r.dir != "" {
		b.WriteString("\n       logs are in " + r.dir)
	}
	return b.String()
}

// Times of a run.
const (
	settleTime = 4 * time.Minute // for everything to be told after the last fault: claims of dead processes end after two minutes
	stopTime   = 15 * time.Second
)

// run lets a seed happen. First everybody works and something breaks; then everybody stops, and the program gets time to
// settle; then it is stopped in order, and what is left is looked at.
func run(ctx context.Context, site *site, p *plan, keep string) *result {
	began := time.Now()
	r := &result{plan: p}
	s, err := newStage(ctx, site, p)
	if err == nil {
		r.faults, err = s.play(ctx)
		r.seen = s.crew.summary()
	}
	if err != nil {
		r.faults = append(r.faults, "the run itself failed: "+err.Error())
	}
	if err := s.close(); err != nil {
		r.faults = append(r.faults, "clearing up: "+err.Error())
	}
	if keep != "" && len(r.faults) > 0 {
		r.dir = filepath.Join(keep, filepath.Base(s.dir))
		err = exec.Command("mv", s.dir, r.dir).Run() // it may go to another disk
	} else {
		err = os.RemoveAll(s.dir)
	}
	if err != nil {
		r.faults = append(r.faults, "clearing up: "+err.Error())
	}
	r.took = time.Since(began)
	return r
}

func (s *stage) play(ctx context.Context) ([]string, error) {
	for _, p := range s.programs {
		if err := p.start(); err != nil {
			return nil, err
		}
	}
	if !s.isEarly {
		for _, p := range s.programs {
			if err := until(ctx, "the desk answers", p.isReady); err != nil {
				return nil, err
			}
		}
	}
	working, stop := context.WithCancel(ctx)
	defer stop()
	var all sync.WaitGroup
	all.Go(func() { s.crew.work(working) })
	all.Go(func() { s.revive(working) })
	talking := make(chan struct{})
	go func() {
		defer close(talking)
		s.talk(ctx)
	}()
	if s.isUnsteady {
		s.world.upset(5, 5)
	}
	sleep(ctx, s.faultAfter)
	for range s.strikes {
		if err := s.fault.strike(ctx, s); err != nil {
			return nil, fmt.Errorf("breaking things: %w", err)
		}
		sleep(ctx, s.between(0, 2*time.Second))
	}
	s.world.upset(0, 0)
	<-talking
	sleep(ctx, 2*time.Second) // for people to work with what has come back
	stop()
	all.Wait()
	settled, stopSettling := context.WithCancel(ctx)
	defer stopSettling()
	go s.revive(settled)
	faults, err := s.settle(ctx)
	stopSettling()
	if err != nil {
		return nil, err
	}
	return append(faults, s.stop()...), nil
}

// talk lets the platforms have their posts.
func (s *stage) talk(ctx context.Context) {
	for n := range s.posts {
		s.world.speak(n)
		sleep(ctx, s.every)
	}
}

// revive starts processes again that ended by themselves, as a service manager does, until ctx ends.
func (s *stage) revive(ctx context.Context) {
	for ctx.Err() == nil {
		sleep(ctx, 500*time.Millisecond)
		if s.fault.strikesProcesses {
			continue
		}
		for _, p := range s.programs {
			_ = p.revive()
		}
	}
}

// settle waits until everything holds that must, and returns what does not.
func (s *stage) settle(ctx context.Context) ([]string, error) {
	end := time.Now().Add(settleTime)
	for {
		faults, err := s.check(ctx)
		if err == nil && len(faults) == 0 {
			return nil, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if time.Now().After(end) {
			return faults, err
		}
		sleep(ctx, time.Second)
	}
}

// stop ends the processes in order.
func (s *stage) stop() []string {
	var faults []string
	for _, p := range s.programs {
		p.signal(syscall.SIGTERM)
		select {
		case <-p.ended:
			if p.err != nil {
				faults = append(faults, fmt.Sprintf("process %d ended with %v after SIGTERM", p.number, p.err))
			}
		case <-time.After(stopTime):
			faults = append(faults, fmt.Sprintf("process %d does not end after SIGTERM", p.number))
		}
		log, err := os.ReadFile(p.log())
		if err != nil {
			faults = append(faults, err.Error())
		}
		for line := range strings.Lines(string(log)) {
			if strings.HasPrefix(line, "panic:") || strings.HasPrefix(line, "fatal error:") || strings.Contains(line, "DATA RACE") || strings.Contains(line, `"panic serving`) {
				faults = append(faults, fmt.Sprintf("process %d: %s", p.number, strings.TrimSpace(line)))
			}
		}
	}
	return faults
}

// summary is what the people got done.
func (c *crew) summary() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []string
	for what, n := range c.counts {
		all = append(all, fmt.Sprintf("%s %d", what, n))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
