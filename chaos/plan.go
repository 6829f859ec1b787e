//go:build linux

package main

import (
	"math/rand/v2"
	"time"
)

// plan is what one seed brings. The same seed brings the same plan; what the machine makes of it differs by moments.
type plan struct {
	seed       uint64
	rng        *rand.Rand
	fault      fault
	isPostgres bool          // PostgreSQL and two processes; else SQLite and one
	posts      int           // on each platform
	every      time.Duration // between two posts
	faultAfter time.Duration // since the first process was started
	faultLasts time.Duration
	strikes    int // how often it breaks
	editionAt  time.Duration
	isUnsteady bool // platforms and receivers also fail now and then
	isEarly    bool // it may break while processes start
}

func planOf(seed uint64) *plan {
	rng := rand.New(rand.NewPCG(seed, 0x68656172736179))
	p := &plan{seed: seed, rng: rng, fault: faults[seed%uint64(len(faults))]}
	switch p.fault.needs {
	case onPostgres:
		p.isPostgres = true
	case onSQLite:
	default:
		p.isPostgres = rng.IntN(3) > 0
	}
	p.posts = 20 + rng.IntN(20)
	p.every = time.Duration(40+rng.IntN(80)) * time.Millisecond
	p.faultAfter = time.Duration(rng.IntN(4000)) * time.Millisecond
	p.faultLasts = time.Duration(500+rng.IntN(4000)) * time.Millisecond
	p.strikes = 1 + rng.IntN(3)
	p.editionAt = time.Duration(2000+rng.IntN(3000)) * time.Millisecond
	p.isUnsteady = rng.IntN(3) == 0
	p.isEarly = rng.IntN(4) == 0 || p.fault.name == "killed-at-start"
	return p
}

// between is a random time of the plan.
func (p *plan) between(least, most time.Duration) time.Duration {
	return least + time.Duration(p.rng.Int64N(int64(most-least)))
}
