//go:build linux

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Where a fault can strike.
const (
	anywhere   = ""
	onPostgres = "postgres"
	onSQLite   = "sqlite"
)

// fault is one kind of what may go wrong.
type fault struct {
	name             string
	needs            string
	redis            string // what the queue's servers are
	fillsDisk        bool
	strikesProcesses bool // and starts them again itself
	stepsClock       bool
	// strike breaks something, waits, and mends it.
	strike func(ctx context.Context, s *stage) error
}

// faults are all kinds; seeds take turns. What is added goes to the end, so that seeds stay what they are for as long as can be.
var faults = []fault{
	{name: "killed", strikesProcesses: true, strike: kill},
	{name: "paused", strike: pause},
	{name: "redis-killed", strike: restartRedis(false)},
	{name: "redis-replaced", strike: restartRedis(true)},
	{name: "redis-flushed", strike: flushRedis},
	{name: "redis-full", strike: fillRedis},
	{name: "redis-slow", strike: slow(func(s *stage) *proxy { return s.toRedis })},
	{name: "ledger-restarted", needs: onPostgres, strike: restartPostgres},
	{name: "ledger-read-only", needs: onPostgres, strike: readOnly},
	{name: "ledger-crowded", needs: onPostgres, strike: crowd},
	{name: "ledger-slow", needs: onPostgres, strike: slow(func(s *stage) *proxy { return s.toLedger })},
	{name: "ledger-disk-full", needs: onPostgres, fillsDisk: true, strike: fillDisk},
	{name: "disk-full", needs: onSQLite, fillsDisk: true, strike: fillDisk},
	{name: "clock-forward", stepsClock: true, strike: step(1)},
	{name: "clock-back", stepsClock: true, strike: step(-1)},
	{name: "network-cut", strike: cutNetwork},
	{name: "network-half-open", strike: halfOpen},
	{name: "platforms", strike: upset(80, 0)},
	{name: "receivers", strike: upset(0, 70)},
	{name: "killed-at-start", strikesProcesses: true, strike: killAtStart},
	{name: "redis-failed-over", redis: withSentinels, strike: failOver},
	{name: "redis-cluster-failed-over", redis: asRedisCluster, strike: failOver},
}

func kindNames() []string {
	names := make([]string, len(faults))
	for i, f := range faults {
		names[i] = f.name
	}
	return names
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// one is a process drawn by lot.
func (s *stage) one() *program { return s.programs[s.rng.IntN(len(s.programs))] }

func kill(ctx context.Context, s *stage) error {
	p := s.one()
	p.kill()
	sleep(ctx, s.faultLasts/4)
	return p.start()
}

// killAtStart kills a process again and again while it starts.
func killAtStart(ctx context.Context, s *stage) error {
	p := s.one()
	for range 4 {
		p.kill()
		if err := p.start(); err != nil {
			return err
		}
		sleep(ctx, s.between(10*time.Millisecond, 900*time.Millisecond))
	}
	return nil
}

// pause stops a process for longer than any lease of a source.
func pause(ctx context.Context, s *stage) error {
	p := s.one()
	p.signal(syscall.SIGSTOP)
	sleep(ctx, 11*time.Second+s.faultLasts/2)
	p.signal(syscall.SIGCONT)
	return nil
}

func restartRedis(empty bool) func(context.Context, *stage) error {
	return func(ctx context.Context, s *stage) error {
		s.redis.end(syscall.SIGKILL, time.Second)
		sleep(ctx, s.faultLasts/2)
		if empty {
			if err := os.RemoveAll(s.redis.dir); err != nil {
				return err
			}
		}
		return s.redis.start(ctx)
	}
}

func flushRedis(ctx context.Context, s *stage) error {
	client := s.redis.client()
	defer client.Close()
	return client.FlushAll(ctx).Err()
}

// fillRedis lets Redis have no memory left for a while.
func fillRedis(ctx context.Context, s *stage) error {
	client := s.redis.client()
	defer client.Close()
	err := client.ConfigSet(ctx, "maxmemory", "1").Err()
	sleep(ctx, s.faultLasts)
	return errors.Join(err, client.ConfigSet(ctx, "maxmemory", "0").Err())
}

func slow(to func(*stage) *proxy) func(context.Context, *stage) error {
	return func(ctx context.Context, s *stage) error {
		to(s).delay.Store(int64(s.between(20*time.Millisecond, 300*time.Millisecond)))
		sleep(ctx, s.faultLasts)
		to(s).delay.Store(0)
		return nil
	}
}

func restartPostgres(ctx context.Context, s *stage) error {
	how := []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT}[s.rng.IntN(2)]
	s.postgres.stop(how)
	sleep(ctx, s.faultLasts/2)
	return s.postgres.start(ctx)
}

func readOnly(ctx context.Context, s *stage) error {
	err := s.postgres.do(ctx, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
	sleep(ctx, s.faultLasts)
	return errors.Join(err, s.postgres.do(ctx, "SET default_transaction_read_only = off", "ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()"))
}

// crowd throws the program out of PostgreSQL and takes every place there.
func crowd(ctx context.Context, s *stage) error {
	s.toLedger.isCut.Store(true)
	s.toLedger.cut()
	leave := s.postgres.crowd(ctx)
	s.toLedger.isCut.Store(false)
	sleep(ctx, s.faultLasts)
	leave()
	return nil
}

// fillDisk leaves the ledger's disk a few kilobytes.
func fillDisk(ctx context.Context, s *stage) error {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(s.disk, &disk); err != nil {
		return err
	}
	ballast := filepath.Join(s.disk, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		return err
	}
	room := int64(disk.Bavail)*disk.Bsize - int64(s.rng.IntN(300_000))
	zeros := make([]byte, 1<<20)
	for room > 0 {
		n, err := f.Write(zeros[:min(room, int64(len(zeros)))])
		if err != nil {
			break
		}
		room -= int64(n)
	}
	err = f.Close()
	sleep(ctx, s.faultLasts)
	err = errors.Join(err, os.Remove(ballast))
	if s.postgres != nil { // it may have ended itself, as a service manager sees
		select {
		case <-s.postgres.ended:
			err = errors.Join(err, s.postgres.start(ctx))
		default:
		}
	}
	return err
}

// step sets the clock of one process, or of all, and later back.
func step(way time.Duration) func(context.Context, *stage) error {
	return func(ctx context.Context, s *stage) error {
		by := way * []time.Duration{30 * time.Second, 30 * time.Hour}[s.rng.IntN(2)]
		stepped := s.programs
		if s.rng.IntN(2) == 0 {
			stepped = []*program{s.one()}
		}
		var failed error
		for _, to := range []time.Duration{by, 0} {
			for _, p := range stepped {
				failed = errors.Join(failed, stepClock(p.clock, to))
			}
			if to != 0 {
				sleep(ctx, s.faultLasts)
			}
		}
		return failed
	}
}

// ways are the proxies, or one of them.
func (s *stage) ways() []*proxy {
	all := []*proxy{s.toRedis}
	if s.toLedger != nil {
		all = append(all, s.toLedger)
		if n := s.rng.IntN(3); n < 2 {
			return all[n : n+1]
		}
	}
	return all
}

func cutNetwork(ctx context.Context, s *stage) error {
	ways := s.ways()
	for _, p := range ways {
		p.isCut.Store(true)
		p.cut()
	}
	sleep(ctx, s.faultLasts)
	for _, p := range ways {
		p.isCut.Store(false)
	}
	return nil
}

func halfOpen(ctx context.Context, s *stage) error {
	ways := s.ways()
	for _, p := range ways {
		p.isMute.Store(true)
	}
	sleep(ctx, s.faultLasts)
	for _, p := range ways {
		p.isMute.Store(false)
	}
	return nil
}

// upset lets platforms and receivers fail, so many of a hundred requests.
func upset(platforms, receivers float64) func(context.Context, *stage) error {
	return func(ctx context.Context, s *stage) error {
		s.world.upset(platforms, receivers)
		s.world.vague(receivers > 0)
		sleep(ctx, s.faultLasts)
		s.world.upset(0, 0)
		return nil
	}
}

// settings of a fault as its line in the output has them.
func (p *plan) String() string {
	store := "SQLite"
	if p.isPostgres {
		store = "PostgreSQL"
	}
	return strconv.FormatUint(p.seed, 10) + " " + p.fault.name + " " + store
}
