package ledger

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// checkpointer moves what was written from SQLite's write-ahead log into the file, beside the writers. SQLite would do it within
// a commit, every thousand pages, and whoever commits then waits for the whole log to be copied and for two more syncs
// (https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files).
type checkpointer struct {
	db   *sql.DB
	stop context.CancelFunc
	done sync.WaitGroup
	turn sync.Mutex // of who works on the log: this, or Scrub
}

// Of checkpoints.
const (
	checkpointEvery = time.Second
	// backstop is from how many pages on the log is emptied within a commit all the same, 64 MB: where one is written faster than
	// it is copied.
	backstop = "16000"
)

// startCheckpointer runs until stopped.
func startCheckpointer(db *sql.DB) *checkpointer {
	ctx, stop := context.WithCancel(context.Background())
	c := &checkpointer{db: db, stop: stop}
	c.done.Go(func() { c.run(ctx) })
	return c
}

func (c *checkpointer) run(ctx context.Context) {
	again := time.NewTicker(checkpointEvery)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
			c.move(ctx)
		}
	}
}

// move copies what it can. A checkpoint that fails is made up for by the next one, by a commit, or when the file is closed.
func (c *checkpointer) move(ctx context.Context) {
	c.turn.Lock()
	defer c.turn.Unlock()
	var busy, logged, moved int
	_ = c.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &logged, &moved)
}

// close stops it and waits for it. Closing it again does nothing.
func (c *checkpointer) close() error {
	if c == nil {
		return nil
	}
	c.stop()
	c.done.Wait()
	return c.db.Close()
}
