package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"hearsay/client"
	"hearsay/desk/api"
)

type replyCommand struct {
	Show     replyShowCommand   `cmd:"" help:"Show a reply."`
	Draft    replyDraftCommand  `cmd:"" help:"Begin a reply to an item; its text as JSON on stdin: language, fact, myth, why, again, rating, sources."`
	Edit     replyEditCommand   `cmd:"" help:"Change a draft; the fields to change as JSON on stdin."`
	Attach   replyAttachCommand `cmd:"" help:"Put a picture or a video to a draft, in place of the one before."`
	Detach   replyDetachCommand `cmd:"" help:"Take the picture or video of a draft away."`
	Submit   replyStepCommand   `cmd:"" help:"Hand a draft to a second person."`
	Verify   replyVerifyCommand `cmd:"" help:"Confirm what somebody else wrote."`
	SendBack replyReasonCommand `cmd:"" help:"Return a reply to its drafter."`
	Publish  replyStepCommand   `cmd:"" help:"Put a verified reply into the feeds."`
	Record   replyPlaceCommand  `cmd:"" help:"Note where a reply was posted."`
	Strike   replyPlaceCommand  `cmd:"" help:"Take back that a reply stands where it was posted by hand."`
	Retract  replyReasonCommand `cmd:"" help:"Take back a reply that turned out wrong, and delete what our accounts have posted of it."`
	Correct  replyStepCommand   `cmd:"" help:"Begin a reply that takes the place of one that stands."`
	Accounts accountsCommand    `cmd:"" help:"List the accounts that replies are posted through."`
	Post     replyPostCommand   `cmd:"" help:"Post a verified reply through an account; shows what is sent before."`
	Sent     replySentCommand   `cmd:"" help:"List where a reply is sent, or stands."`
	Withdraw dispatchCommand    `cmd:"" help:"Delete what a dispatch has posted."`
	Retry    dispatchCommand    `cmd:"" help:"Send again what a platform refused."`
	Settle   settleCommand      `cmd:"" help:"Say what became of a part that nobody was sure of."`
	Relay    replyRelayCommand  `cmd:"" help:"Write what messengers need to carry a published reply on."`
}

// step makes one call on a reply and says what became of it.
func (f deskFlags) step(ctx context.Context, s *streams, method, path string, in any) error {
	r := api.ReplyView{}
	return f.show(ctx, s, method, path, in, &r, func(w io.Writer) {
		fmt.Fprintf(w, "reply %s to item %s is %s\n", r.ID, r.Item, r.State)
		for _, missing := range r.Missing {
			fmt.Fprintf(w, "  it still needs %s\n", missing)
		}
		for _, warning := range r.Warnings {
			fmt.Fprintf(w, "  %s\n", warning)
		}
		for _, posting := range r.Standing() {
			if posting.Unseen {
				fmt.Fprintf(w, "  nothing could be opened at %s: look whether the link is right\n", posting.URL)
			}
		}
	})
}

type replyShowCommand struct {
	deskFlags
	Reply string `arg:""`
}

// Run shows a reply.
func (c *replyShowCommand) Run(ctx context.Context, s *streams) error {
	r := api.ReplyView{}
	return c.show(ctx, s, http.MethodGet, client.Path("replies", c.Reply), nil, &r, func(w io.Writer) {
		fmt.Fprintf(w, "%s, to item %s, by %s\n\n%s\n", r.State, r.Item, strings.Join(r.Authors, ", "), r.Plain())
	})
}

type replyDraftCommand struct {
	deskFlags
	Item  string `arg:""`
	Reuse string `help:"A verified reply whose text is taken over." placeholder:"REPLY"`
}

// Run begins a reply.
func (c *replyDraftCommand) Run(ctx context.Context, s *streams) error {
	in := map[string]any{"reuse": c.Reuse}
	if c.Reuse == "" {
		if err := readObject(s, &in); err != nil {
			return err
		}
	}
	return c.step(ctx, s, http.MethodPost, client.Path("items", c.Item, "replies"), in)
}

type replyEditCommand struct {
	deskFlags
	Reply string `arg:""`
}

// Run changes a draft.
func (c *replyEditCommand) Run(ctx context.Context, s *streams) error {
	var in map[string]any
	if err := readObject(s, &in); err != nil {
		return err
	}
	return c.step(ctx, s, http.MethodPatch, client.Path("replies", c.Reply), in)
}

func readObject(s *streams, into *map[string]any) error {
	if err := json.NewDecoder(s.in).Decode(into); err != nil {
		return fmt.Errorf("stdin: not a JSON object: %w; write the reply's fields, as in {\"language\":\"en\",\"fact\":\"…\"}", err)
	}
	return nil
}

type replyStepCommand struct {
	deskFlags
	Reply string `arg:""`
}

// Run makes the step that the command line names.
func (c *replyStepCommand) Run(ctx context.Context, s *streams, step stepName) error {
	return c.step(ctx, s, http.MethodPost, client.Path("replies", c.Reply, string(step)), nil)
}

type replyVerifyCommand struct {
	deskFlags
	Reply   string   `arg:""`
	Vouched []string `help:"A source of a publisher that is not on the trusted list, which you have opened and give your word for." placeholder:"URL" sep:"none"`
}

// Run confirms a reply.
func (c *replyVerifyCommand) Run(ctx context.Context, s *streams) error {
	return c.step(ctx, s, http.MethodPost, client.Path("replies", c.Reply, "verify"), map[string]any{"vouched": append([]string{}, c.Vouched...)})
}

type replyReasonCommand struct {
	deskFlags
	Reply  string `arg:""`
	Reason string `arg:""`
}

// Run makes the step that the command line names, with a reason.
func (c *replyReasonCommand) Run(ctx context.Context, s *streams, step stepName) error {
	return c.step(ctx, s, http.MethodPost, client.Path("replies", c.Reply, string(step)), map[string]any{"reason": c.Reason})
}

type replyPlaceCommand struct {
	deskFlags
	Reply string `arg:""`
	URL   string `arg:"" help:"Where it was posted."`
}

// Run notes where a reply was posted, or is not.
func (c *replyPlaceCommand) Run(ctx context.Context, s *streams, step stepName) error {
	return c.step(ctx, s, http.MethodPost, client.Path("replies", c.Reply, string(step)), map[string]any{"url": c.URL})
}

// stepName is the last word of the command, which is what the API calls the step.
type stepName string
