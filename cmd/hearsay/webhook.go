package main

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"hearsay/client"
	"hearsay/ledger"
)

type webhookCommand struct {
	Ls     webhookLsCommand     `cmd:"" help:"List the configured webhooks, and how far each has been told."`
	Replay webhookReplayCommand `cmd:"" help:"Tell a webhook again what happened behind an event."`
}

type webhookLsCommand struct{ deskFlags }

// Run lists the webhooks.
func (c *webhookLsCommand) Run(ctx context.Context, s *streams) error {
	var all []ledger.Webhook
	return c.show(ctx, s, http.MethodGet, client.Path("webhooks"), nil, &all, func(w io.Writer) {
		if len(all) == 0 {
			fmt.Fprintln(w, "no webhook is configured; write webhooks into the configuration: docs/webhooks.md")
			return
		}
		fmt.Fprintln(w, "WEBHOOK\tTOLD\tTRIES\tPROBLEM")
		for _, h := range all {
			fmt.Fprintf(w, "%s\t%d\t%d\t%s\n", h.Name, h.Told, h.Tries, h.Problem)
		}
	})
}

type webhookReplayCommand struct {
	deskFlags
	Webhook string `arg:""`
	After   int64  `help:"The number of the last event that is not told again." default:"0"`
}

// Run sets a webhook back.
func (c *webhookReplayCommand) Run(ctx context.Context, s *streams) error {
	var h ledger.Webhook
	return c.show(ctx, s, http.MethodPost, client.Path("webhooks", c.Webhook, "replay"), map[string]any{"after": c.After}, &h, func(w io.Writer) {
		fmt.Fprintf(w, "%s is told everything behind event %d\n", h.Name, h.Told)
	})
}
