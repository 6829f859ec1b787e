package main

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"hearsay/client"
	"hearsay/desk/api"
	"hearsay/work"
)

type recallCommand struct {
	Ls    recallLsCommand    `cmd:"" help:"List replies that were called back and what is left to do."`
	Show  recallShowCommand  `cmd:"" help:"Show everybody whom one of them had reached, and how far each is."`
	Done  recallDoneCommand  `cmd:"" help:"Say that you saw to a trace."`
	Close recallCloseCommand `cmd:"" help:"End a recall that needs nothing more."`
}

type recallLsCommand struct{ deskFlags }

// Run lists.
func (c *recallLsCommand) Run(ctx context.Context, s *streams) error {
	var found api.Recalls
	return c.show(ctx, s, http.MethodGet, client.Path("recalls"), nil, &found, func(w io.Writer) {
		if len(found.Recalls) == 0 {
			fmt.Fprintln(w, "no reply is being called back")
			return
		}
		fmt.Fprintln(w, "RECALL\tREPLY\tCAUSE\tSTATE\tSINCE\tTRACES\tLEFT\tCORRECTION")
		for _, r := range found.Recalls {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\t%d\t%s\n", r.ID, r.Reply, r.Cause, r.State, clock(r.CreatedAt), len(r.Traces), r.Left, r.Correction)
		}
	})
}

type recallShowCommand struct {
	deskFlags
	Recall string `arg:"" help:"The recall."`
}

// Run shows one.
func (c *recallShowCommand) Run(ctx context.Context, s *streams) error {
	var r work.RecallView
	return c.show(ctx, s, http.MethodGet, client.Path("recalls", c.Recall), nil, &r, func(w io.Writer) { writeRecall(w, r) })
}

func writeRecall(w io.Writer, r work.RecallView) {
	fmt.Fprintf(w, "%s, %s: %s\n", r.Cause, r.State, r.Reason)
	fmt.Fprintln(w, "TRACE\tPROGRESS\tNOTE")
	for _, t := range r.Traces {
		note := t.Note
		if t.Mark != nil {
			note = t.Mark.By + ": " + t.Mark.Note
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", t.ID, t.Progress, note)
	}
}

type recallDoneCommand struct {
	deskFlags
	Recall string `arg:"" help:"The recall."`
	Trace  string `arg:"" help:"The trace, as show lists it."`
	Note   string `help:"What you did." placeholder:"TEXT"`
}

// Run marks a trace.
func (c *recallDoneCommand) Run(ctx context.Context, s *streams) error {
	var r work.RecallView
	return c.show(ctx, s, http.MethodPost, client.Path("recalls", c.Recall, "done"), map[string]string{"trace": c.Trace, "note": c.Note}, &r, func(w io.Writer) { writeRecall(w, r) })
}

type recallCloseCommand struct {
	deskFlags
	Recall string `arg:"" help:"The recall."`
	Reason string `required:"" help:"Why it needs nothing more." placeholder:"TEXT"`
}

// Run ends a recall.
func (c *recallCloseCommand) Run(ctx context.Context, s *streams) error {
	var r work.RecallView
	return c.show(ctx, s, http.MethodPost, client.Path("recalls", c.Recall, "close"), map[string]string{"reason": c.Reason}, &r, func(w io.Writer) { writeRecall(w, r) })
}
