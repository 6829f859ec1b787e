package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"hearsay/client"
	"hearsay/desk/api"
	"hearsay/post"
	"hearsay/replies/publish"
	"hearsay/work"
)

type accountsCommand struct{ deskFlags }

// Run lists the accounts.
func (c *accountsCommand) Run(ctx context.Context, s *streams) error {
	var all []api.Account
	return c.show(ctx, s, http.MethodGet, client.Path("accounts"), nil, &all, func(w io.Writer) {
		if len(all) == 0 {
			fmt.Fprintln(w, "no account is configured; write accounts into the configuration: docs/configuration.md")
			return
		}
		fmt.Fprintln(w, "ACCOUNT\tKIND\tANSWERS POSTS OF")
		for _, a := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\n", a.Name, a.Kind, a.Platform)
		}
	})
}

type replyPostCommand struct {
	deskFlags
	Reply   string `arg:""`
	Account string `help:"Of ours; see hearsay reply accounts." required:""`
	Answer  string `help:"The post that is answered, as platform/id; a thread of its own if left out." placeholder:"PLATFORM/ID"`
	DryRun  bool   `help:"Show what would be sent, and send nothing."`
	Yes     bool   `help:"Do not ask."`
}

// Run shows what is sent, asks, and sends it.
func (c *replyPostCommand) Run(ctx context.Context, s *streams) error {
	var answered post.Ref
	answered.Platform, answered.ID, _ = strings.Cut(c.Answer, "/")
	query := url.Values{"account": {c.Account}, "platform": {answered.Platform}, "post": {answered.ID}}
	var plan work.DispatchPlan
	if err := c.show(ctx, s, http.MethodGet, client.Path("replies", c.Reply, "plan")+"?"+query.Encode(), nil, &plan, func(w io.Writer) { showPlan(w, &plan) }); err != nil {
		return err
	}
	if c.DryRun || c.JSON && !c.Yes {
		return nil
	}
	if !c.Yes && !confirmed(s) {
		return errors.New("nothing was sent")
	}
	body := map[string]any{"account": c.Account, "seal": plan.Seal}
	if c.Answer != "" {
		body["post"] = answered
	}
	return c.moved(ctx, s, client.Path("replies", c.Reply, "dispatches"), body)
}

func showPlan(w io.Writer, plan *work.DispatchPlan) {
	if plan.Answers.URL != "" {
		fmt.Fprintf(w, "answers %s\n", plan.Answers.URL)
	}
	for i, r := range plan.Requests {
		fmt.Fprintf(w, "\npart %d of %d, %d of %d characters, %s %s:\n%s\n", i+1, len(plan.Requests), r.Count, r.Limit, r.Method, r.Address, r.Text)
	}
}

// confirmed asks a person.
func confirmed(s *streams) bool {
	fmt.Fprint(s.err, "\nsend it? [y/N] ")
	answer, _ := bufio.NewReader(s.in).ReadString('\n') // no answer is no
	return strings.EqualFold(strings.TrimSpace(answer), "y") || strings.EqualFold(strings.TrimSpace(answer), "yes")
}

type replySentCommand struct {
	deskFlags
	Reply string `arg:""`
}

// Run lists a reply's dispatches.
func (c *replySentCommand) Run(ctx context.Context, s *streams) error {
	var all []*publish.Dispatch
	return c.show(ctx, s, http.MethodGet, client.Path("replies", c.Reply, "dispatches"), nil, &all, func(w io.Writer) {
		if len(all) == 0 {
			fmt.Fprintln(w, "it is sent nowhere; send it with: hearsay reply post")
			return
		}
		fmt.Fprintln(w, "DISPATCH\tACCOUNT\tSTATE\tPARTS\tAT")
		for _, d := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\n", d.ID, d.Account, d.State, len(d.Parts), d.URL)
		}
	})
}

// moved makes a call that moves a dispatch on and says where it stands then.
func (f deskFlags) moved(ctx context.Context, s *streams, path string, in any) error {
	var d publish.Dispatch
	return f.show(ctx, s, http.MethodPost, path, in, &d, func(w io.Writer) {
		fmt.Fprintf(w, "dispatch %s through %s is %s; see what becomes of it with: hearsay reply sent %s\n", d.ID, d.Account, d.State, d.Reply)
	})
}

type dispatchCommand struct {
	deskFlags
	Dispatch string `arg:""`
}

// Run makes the step that the command line names.
func (c *dispatchCommand) Run(ctx context.Context, s *streams, step stepName) error {
	return c.moved(ctx, s, client.Path("dispatches", c.Dispatch, string(step)), nil)
}

type settleCommand struct {
	deskFlags
	Dispatch string `arg:""`
	URL      string `help:"Where the part stands; leave it out if it does not." placeholder:"URL"`
}

// Run says what somebody has seen.
func (c *settleCommand) Run(ctx context.Context, s *streams) error {
	return c.moved(ctx, s, client.Path("dispatches", c.Dispatch, "settle"), map[string]any{"url": c.URL})
}
