package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"hearsay/client"
	"hearsay/pipeline"
	"hearsay/triage"
	"hearsay/work"
)

type queueCommand struct {
	Ls      queueLsCommand      `cmd:"" help:"List the queues with their depths."`
	Pull    queuePullCommand    `cmd:"" help:"Lease the next items of a queue."`
	Release queueReleaseCommand `cmd:"" help:"Put an item back into its queue."`
	Park    queueParkCommand    `cmd:"" help:"Hold an item for longer, with a reason."`
	Hand    queueHandCommand    `cmd:"" help:"Hand an item over to somebody, with a note."`
	Rebuild queueRebuildCommand `cmd:"" help:"Make all queues what the ledger says."`
}

type queueLsCommand struct{ deskFlags }

// Run lists the queues.
func (c *queueLsCommand) Run(ctx context.Context, s *streams) error {
	var queues []work.QueueView
	return c.show(ctx, s, http.MethodGet, client.Path("queues"), nil, &queues, func(w io.Writer) {
		fmt.Fprintln(w, "QUEUE\tWAITING\tHELD")
		for _, q := range queues {
			fmt.Fprintf(w, "%s\t%d\t%d\n", q.Name, q.Ready, q.Leased)
		}
	})
}

type queuePullCommand struct {
	deskFlags
	Queue string `arg:""`
	Max   int    `help:"How many at most." default:"1"`
	Lease string `help:"For how long." default:"15m"`
	Wait  string `help:"How long to wait for the first." default:"0s"`
}

// Run leases items.
func (c *queuePullCommand) Run(ctx context.Context, s *streams) error {
	in := map[string]any{"max": c.Max, "lease": c.Lease, "wait": c.Wait}
	var items []*triage.Item
	return c.show(ctx, s, http.MethodPost, client.Path("queues", c.Queue, "pull"), in, &items, func(w io.Writer) {
		if len(items) == 0 {
			fmt.Fprintln(w, "nothing waits in this queue")
			return
		}
		fmt.Fprintln(w, "ITEM\tKIND\tSEVERITY\tPOSTS\tHELD UNTIL\tSEE IT")
		for _, it := range items {
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s/items/%s\n", it.ID, it.Kind, it.Severity, it.Posts, it.HeldUntil.Local().Format("15:04:05"), c.Server, it.ID)
		}
	})
}

type queueReleaseCommand struct {
	deskFlags
	Item string `arg:""`
}

// Run puts an item back.
func (c *queueReleaseCommand) Run(ctx context.Context, s *streams) error {
	var it triage.Item
	return c.show(ctx, s, http.MethodPost, client.Path("items", c.Item, "release"), nil, &it, func(w io.Writer) {
		fmt.Fprintf(w, "%s is back in %s\n", it.ID, it.Queue)
	})
}

type queueParkCommand struct {
	deskFlags
	Item   string        `arg:"" help:"The item, which you hold."`
	For    time.Duration `required:"" help:"For how long, up to 168h." placeholder:"24h"`
	Reason string        `required:"" help:"That others see." placeholder:"TEXT"`
}

// Run holds an item for longer than a lease.
func (c *queueParkCommand) Run(ctx context.Context, s *streams) error {
	var it triage.Item
	return c.show(ctx, s, http.MethodPost, client.Path("items", c.Item, "park"), map[string]string{"for": c.For.String(), "reason": c.Reason}, &it, func(w io.Writer) {
		fmt.Fprintf(w, "%s is yours until %s\n", it.ID, clock(it.HeldUntil))
	})
}

type queueHandCommand struct {
	deskFlags
	Item string `arg:"" help:"The item."`
	To   string `arg:"" help:"A user's name."`
	Note string `help:"A note to them." placeholder:"TEXT"`
}

// Run hands an item over.
func (c *queueHandCommand) Run(ctx context.Context, s *streams) error {
	var it triage.Item
	return c.show(ctx, s, http.MethodPost, client.Path("items", c.Item, "assign"), map[string]string{"to": c.To, "note": c.Note}, &it, func(w io.Writer) {
		fmt.Fprintf(w, "%s is held by %s until %s\n", it.ID, it.Holder, clock(it.HeldUntil))
	})
}

type queueRebuildCommand struct{ deskFlags }

// Run rebuilds the queues.
func (c *queueRebuildCommand) Run(ctx context.Context, s *streams) error {
	var done pipeline.Rebuilt
	return c.show(ctx, s, http.MethodPost, client.Path("queues", "rebuild"), nil, &done, func(w io.Writer) {
		fmt.Fprintf(w, "%d items wait, %d are held, %d that did not belong were removed\n", done.Waiting, done.Held, done.Removed)
	})
}
