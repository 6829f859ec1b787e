package main

import (
	"context"
	"fmt"
	"time"

	"hearsay/app"
	"hearsay/ledger"
)

type checkCommand struct {
	Config string `help:"The configuration to check." placeholder:"FILE" type:"path"`
	Ledger bool   `help:"Also walk the ledger's audit log and find rows that were changed."`
}

// Run prints every fault with its file, its line and what to do.
func (c *checkCommand) Run(ctx context.Context, s *streams) error {
	config, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	tests, err := config.Rules.SelfTest()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "configuration: %d sources, %d queues, %d receivers, no faults\n", len(config.Sources), len(config.Routes.Queues()), len(config.Alerts.Receivers))
	fmt.Fprintf(s.out, "rules: %d in %d packs, %d tests pass\n", config.Rules.Len(), len(config.Rules.Packs()), tests)
	if !c.Ledger {
		return nil
	}
	l, err := ledger.Open(ctx, config.Ledger, time.Now)
	if err != nil {
		return err
	}
	defer l.Close()
	rows, err := l.VerifyAudit(ctx)
	if err != nil {
		return fmt.Errorf("ledger: %w; the %d rows before it are as they were written; compare with a backup", err, rows)
	}
	fmt.Fprintf(s.out, "ledger: %d rows of the audit log are as they were written\n", rows)
	return nil
}
