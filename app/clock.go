package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"hearsay/ledger"
)

// clock is what everything that is written or decided goes by: the ledger's server's, so that all processes agree on when a lease
// ends, however the clocks of their machines are set. Between two looks at the server it is carried on by the time that has
// passed, which no setting of a clock changes. A ledger in a file has the machine's clock. It is safe for several goroutines.
type clock struct {
	machine func() time.Time
	log     *slog.Logger

	mu     sync.Mutex
	server time.Time // as the server said; zero for the machine's clock
	passed time.Time // when that was, by a clock that only goes forward
	isOff  bool      // the machine's clock was seen to differ
}

// Times of a clock.
const (
	clockEvery = 30 * time.Second // between two looks
	clockTime  = 5 * time.Second  // for one
	mostAway   = time.Second      // that an answer may be under way to be believed
)

// now is the time.
func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server.IsZero() {
		return c.machine()
	}
	return c.server.Add(time.Since(c.passed))
}

// look sets the clock by the ledger's server.
func (c *clock) look(ctx context.Context, l *ledger.Ledger) error {
	ctx, cancel := context.WithTimeout(ctx, clockTime)
	defer cancel()
	asked := time.Now()
	server, err := l.ServerTime(ctx)
	away := time.Since(asked)
	if err != nil || server.IsZero() || away > mostAway {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.server, c.passed = server.Add(away/2), asked.Add(away)
	ahead := c.server.Sub(c.machine())
	switch isOff := ahead.Abs() > mostSkew; {
	case isOff && !c.isOff:
		c.log.Warn("the clocks of this machine and of the ledger's server differ; hearsay goes by the server's. Let both be set by NTP", "apart", ahead.Round(time.Millisecond))
	case !isOff && c.isOff:
		c.log.Info("the clocks of this machine and of the ledger's server agree again")
	}
	c.isOff = ahead.Abs() > mostSkew
	return nil
}

// follow looks again and again until ctx ends.
func (c *clock) follow(ctx context.Context, l *ledger.Ledger) {
	again := time.NewTicker(clockEvery)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
		if err := c.look(ctx, l); err != nil && ctx.Err() == nil {
			c.log.Warn("asking the ledger's server for the time", "error", err)
		}
	}
}
