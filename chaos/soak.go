//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"hearsay/ledger"
)

// Times and bounds of a soak.
const (
	soakTalk    = 10 * time.Second // between two posts of each platform that is not the firehose
	soakCalm    = 40 * time.Second // between two faults
	soakLag     = time.Second      // what is new is in the ledger within this,
	soakBack    = 10 * time.Second // and again within this after a fault
	soakPatient = 2 * time.Minute  // how long that is waited for
)

// soakPlan is what a soak brings.
type soakPlan struct {
	lasts time.Duration
	rate  int    // posts a second
	only  string // kind of fault, or "" for all in turn
}

// soaking is a soak: two processes on PostgreSQL read a firehose while people work and one thing after another breaks.
type soaking struct {
	*stage
	plan   soakPlan
	began  time.Time
	ledger *ledger.Ledger // past the proxy
	usage  usage
	faults []string

	lag     atomic.Int64 // how old the newest post of the firehose is that the ledger has, in nanoseconds
	highest atomic.Int64 // since the last fault began
}

// soak returns what did not hold: all that must hold after a run, the lag after each fault, and flat memory.
func soak(ctx context.Context, site *site, sp soakPlan, keep string) ([]string, error) {
	p := planOf(0)
	p.fault, p.isPostgres, p.every, p.posts = fault{name: "soak"}, true, soakTalk, int(sp.lasts/soakTalk)
	s := &stage{plan: p, site: site, dir: filepath.Join(site.dir, "soak"), moreSources: hoseSource}
	k := &soaking{stage: s, plan: sp, usage: usage{lives: map[life][]map[string]float64{}}}
	err := s.build(ctx)
	if err == nil {
		every := time.Second / time.Duration(sp.rate)
		s.world.hose = &firehose{began: time.Now(), every: every, posts: int64(sp.lasts / every)}
		err = k.play(ctx)
	}
	err = errors.Join(err, s.close())
	if keep != "" && (err != nil || len(k.faults) > 0) {
		return k.faults, errors.Join(err, exec.Command("mv", s.dir, keep).Run())
	}
	return k.faults, errors.Join(err, os.RemoveAll(s.dir))
}

const hoseSource = `  - {name: hose, kind: bluesky, endpoints: ["%[6]s/hose/subscribe"]}
`

func (k *soaking) play(ctx context.Context) error {
	var err error
	if k.ledger, err = ledger.Open(ctx, k.ledgerAddress(), time.Now); err != nil {
		return err
	}
	defer k.ledger.Close()
	for _, p := range k.programs {
		if err := errors.Join(p.start(), until(ctx, "the desk answers", p.isReady)); err != nil {
			return err
		}
	}
	k.began = time.Now()
	working, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() { k.crew.work(working) })
	all.Go(func() { k.talk(working) })
	all.Go(func() { k.usage.watch(working, k.programs) })
	all.Go(func() { k.watchLag(working) })
	err = k.breakAll(ctx)
	stop()
	all.Wait()
	if err != nil {
		return err
	}
	settled, stopSettling := context.WithCancel(ctx)
	defer stopSettling()
	go k.revive(settled)
	faults, err := k.settle(ctx)
	stopSettling()
	k.faults = append(append(append(k.faults, faults...), k.usage.grown()...), k.stop()...)
	return errors.Join(err, k.allHosed(ctx))
}

// breakAll lets kinds of faults take turns until the time is over.
func (k *soaking) breakAll(ctx context.Context) error {
	kinds := soakFaults(k.plan.only)
	if len(kinds) == 0 {
		return fmt.Errorf("a soak has no faults of kind %q", k.plan.only)
	}
	for turn := 0; ctx.Err() == nil; turn++ {
		k.wait(ctx, soakCalm, func() bool { return false })
		if time.Since(k.began) > k.plan.lasts-soakCalm {
			sleep(ctx, k.plan.lasts-time.Since(k.began))
			return ctx.Err()
		}
		f := kinds[turn%len(kinds)]
		k.highest.Store(0)
		if err := f.strike(ctx, k.stage); err != nil {
			return fmt.Errorf("breaking things: %w", err)
		}
		ended := time.Now()
		isBack := k.wait(ctx, soakPatient, func() bool { return time.Duration(k.lag.Load()) < soakLag })
		took := time.Since(ended)
		fmt.Printf("%8v %-20s %5.1f s behind at most, back after %.1f s; %v\n",
			time.Since(k.began).Round(time.Second), f.name, time.Duration(k.highest.Load()).Seconds(), took.Seconds(), &k.usage)
		if !isBack || took > soakBack {
			k.faults = append(k.faults, fmt.Sprintf("after %s it took %v until posts came within %v", f.name, took.Round(100*time.Millisecond), soakLag))
		}
	}
	return ctx.Err()
}

// soakFaults are the kinds that need no stage of their own, or the one that is asked for.
func soakFaults(only string) []fault {
	var kinds []fault
	for _, f := range faults {
		if !f.fillsDisk && !f.stepsClock && f.needs != onSQLite && f.redis == oneRedis && (only == "" || f.name == only) {
			kinds = append(kinds, f)
		}
	}
	return kinds
}

// wait waits until ok, most so long, and tells whether it came to that. It starts processes that have ended by themselves.
func (k *soaking) wait(ctx context.Context, most time.Duration, ok func() bool) bool {
	for end := time.Now().Add(most); ctx.Err() == nil && time.Now().Before(end); sleep(ctx, 100*time.Millisecond) {
		for _, p := range k.programs {
			_ = p.revive()
		}
		if ok() {
			return true
		}
	}
	return false
}

// watchLag looks at the lag until ctx ends. While the ledger does not answer, the newest post only grows older.
func (k *soaking) watchLag(ctx context.Context) {
	newest := k.began
	for ; ctx.Err() == nil; sleep(ctx, 100*time.Millisecond) {
		if at, err := k.newest(ctx); err == nil {
			newest = at
		}
		lag := int64(time.Since(newest))
		k.lag.Store(lag)
		k.highest.Store(max(k.highest.Load(), lag))
	}
}

// newest is when the newest post of the firehose was written that the ledger has.
func (k *soaking) newest(ctx context.Context) (time.Time, error) {
	looking, stop := context.WithTimeout(ctx, time.Second)
	defer stop()
	stored, _, err := k.ledger.Cursor(looking, hose)
	if err != nil || stored == "" {
		return k.began, err
	}
	var at struct {
		TimeUS int64 `json:"time_us"`
	}
	err = json.Unmarshal([]byte(stored), &at)
	return time.UnixMicro(at.TimeUS), err
}

// allHosed wants every post of the firehose once.
func (k *soaking) allHosed(ctx context.Context) error {
	rows, err := k.open()
	if err != nil {
		return err
	}
	defer rows.Close()
	var posts, different int64
	err = rows.QueryRowContext(ctx, "SELECT COUNT(*), COUNT(DISTINCT id) FROM posts WHERE source = $1", hose).Scan(&posts, &different)
	if want := k.world.hose.posts; posts != want || different != want {
		k.faults = append(k.faults, fmt.Sprintf("%d posts of the firehose are in the ledger, %d of them different; %d were written", posts, different, want))
	}
	fmt.Printf("%d posts of the firehose were written, %d are in the ledger\n", k.world.hose.posts, posts)
	return err
}
