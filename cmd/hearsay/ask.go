package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"hearsay/asks"
	"hearsay/client"
	"hearsay/desk/api"
)

type askCommand struct {
	Item     askItemCommand  `cmd:"" help:"Ask somebody for an answer to an item: an authority a question, a verifier a claim."`
	Ls       askLsCommand    `cmd:"" help:"List who was asked and has not answered yet."`
	Answered askCloseCommand `cmd:"" help:"Note that somebody answered; they are not reminded again."`
	Withdraw askCloseCommand `cmd:"" help:"Want an answer no more."`
}

type askItemCommand struct {
	deskFlags
	Item string `arg:"" help:"The item."`
	Whom string `arg:"" help:"An authority of the configuration, or a verifier."`
	Note string `help:"A word to them." placeholder:"TEXT"`
}

// Run asks.
func (c *askItemCommand) Run(ctx context.Context, s *streams) error {
	var a asks.Ask
	return c.show(ctx, s, http.MethodPost, client.Path("items", c.Item, "ask"), map[string]string{"whom": c.Whom, "note": c.Note}, &a, func(w io.Writer) {
		fmt.Fprintf(w, "%s is asked, and has until %s; %s\n", a.Whom, clock(a.Due), a.ID)
	})
}

type askLsCommand struct {
	deskFlags
	Whom string `help:"Only who is named so." placeholder:"NAME"`
}

// Run lists.
func (c *askLsCommand) Run(ctx context.Context, s *streams) error {
	path := client.Path("asks")
	if c.Whom != "" {
		path += "?" + url.Values{"whom": {c.Whom}}.Encode()
	}
	var found api.Asks
	return c.show(ctx, s, http.MethodGet, path, nil, &found, func(w io.Writer) {
		if len(found.Asks) == 0 {
			fmt.Fprintln(w, "nobody is being waited for; ask with: hearsay ask item ITEM WHOM")
			return
		}
		fmt.Fprintln(w, "ASK\tITEM\tOF\tKIND\tSTATE\tASKED\tDUE\tREMINDED\tPROBLEM")
		for _, a := range found.Asks {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", a.ID, a.Item, a.Whom, a.Kind, a.State, clock(a.AskedAt), clock(a.Due), len(a.Reminded), a.Problem)
		}
	})
}

type askCloseCommand struct {
	deskFlags
	Ask string `arg:"" help:"The ask."`
}

// Run closes an ask.
func (c *askCloseCommand) Run(ctx context.Context, s *streams, step stepName) error {
	var a asks.Ask
	return c.show(ctx, s, http.MethodPost, client.Path("asks", c.Ask, string(step)), nil, &a, func(w io.Writer) { fmt.Fprintf(w, "%s: %s\n", a.Whom, a.State) })
}
