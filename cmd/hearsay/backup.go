package main

import (
	"context"
	"fmt"

	"hearsay/app"
	"hearsay/ledger"
)

type backupCommand struct {
	File   string `arg:"" help:"The file to write; it must not be there." type:"path"`
	Config string `help:"The configuration whose ledger is copied; as for run." placeholder:"FILE" type:"path"`
}

// Run copies the ledger, also while the daemon runs.
func (c *backupCommand) Run(ctx context.Context, s *streams) error {
	config, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	copied, err := ledger.Backup(ctx, config.Ledger, c.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s holds the ledger: %d posts, and %d rows of audit log, whose chain is whole\n", c.File, copied.Posts, copied.Audit)
	return nil
}

type restoreCommand struct {
	File   string `arg:"" help:"What hearsay backup wrote." type:"existingfile"`
	Config string `help:"The configuration whose ledger is to be made from it; as for run." placeholder:"FILE" type:"path"`
}

// Run makes the ledger what a backup holds. The daemon must not run.
func (c *restoreCommand) Run(ctx context.Context, s *streams) error {
	config, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	before, err := ledger.Restore(ctx, config.Ledger, c.File)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, "the ledger is as it was when the backup was made; start hearsay, which fills the queues from it")
	fmt.Fprintln(s.out, "replies and editions that were on their way then may have gone out since: they are held back until somebody has looked (Replies, Bulletins)")
	if before != "" {
		fmt.Fprintf(s.out, "what stood there is kept as %s: to go back, stop hearsay, take the ledger away with its -wal and -shm, and give that its name again\n", before)
	}
	return nil
}
