package ledger

import (
	"database/sql"
	"sync"
	"time"
)

// checkpointer moves what was written from SQLite's write-ahead log into the file, beside the writers. SQLite would do it within
// a commit, every thousand pages, and whoever commits then waits for the whole log to be copied and for two more syncs
// (https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files).
type checkpointer struct {
	db   *sql.DB
	stop chan struct{}
	done sync.WaitGroup
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
	c := &checkpointer{db: db, stop: make(chan struct{})}
	c.done.Go(c.run)
	return c
}

func (c *checkpointer) run() {
	again := time.NewTicker(checkpointEvery)
	defer again.Stop()
	for {
		select {
		case <-c.stop:
			return
		case <-again.C:
			var busy, logged, moved int
			// A checkpoint that fails is made up for by the next one, by a commit, or when the file is closed.
			_ = c.db.QueryRow("PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &logged, &moved)
		}
	}
}

// close stops it and waits for it.
func (c *checkpointer) close() error {
	if c == nil {
		return nil
	}
	close(c.stop)
	c.done.Wait()
	return c.db.Close()
}
