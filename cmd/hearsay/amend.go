package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"hearsay/classifier/rules"
	"hearsay/client"
	"hearsay/desk/api"
	"hearsay/work"
)

type rulesProposeCommand struct {
	deskFlags
	File string `arg:"" type:"existingfile" help:"The changed pack."`
	Note string `help:"Why." placeholder:"TEXT"`
}

// Run drafts a change of a pack and hands it to a second person.
func (c *rulesProposeCommand) Run(ctx context.Context, s *streams) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("reading the pack: %w", err)
	}
	pack, err := rules.ReadPack(c.File, data)
	if err != nil {
		return err
	}
	var a work.AmendmentView
	err = c.show(ctx, s, http.MethodPost, client.Path("rules", "amendments"), map[string]string{"pack": pack.Name, "source": string(data)}, &a, func(io.Writer) {})
	if err != nil {
		return err
	}
	return (&rulesNoteCommand{c.deskFlags, a.ID, c.Note}).Run(ctx, s)
}

type rulesNoteCommand struct {
	deskFlags
	Amendment string `arg:""`
	Note      string `help:"Why." placeholder:"TEXT"`
}

// Run hands a change to a second person.
func (c *rulesNoteCommand) Run(ctx context.Context, s *streams) error {
	var a work.AmendmentView
	return c.show(ctx, s, http.MethodPost, client.Path("rules", "amendments", c.Amendment, "submit"), map[string]string{"note": c.Note}, &a, func(w io.Writer) { writeAmendment(w, a) })
}

func writeAmendment(w io.Writer, a work.AmendmentView) {
	fmt.Fprintf(w, "%s of %s is %s\n", a.ID, a.Pack, a.State)
	if a.Behind {
		fmt.Fprintf(w, "the pack was changed since; while it is a draft: hearsay rules update %s\n", a.ID)
	}
	for _, one := range []struct {
		says string
		ids  []string
	}{{"new", a.Differences.Added}, {"changed", a.Differences.Changed}, {"taken out", a.Differences.Removed}, {"fault", a.Faults}} {
		for _, id := range one.ids {
			fmt.Fprintf(w, "%s: %s\n", one.says, id)
		}
	}
}

type rulesAmendmentsCommand struct {
	deskFlags
	Pack string `help:"Only of this pack." placeholder:"NAME"`
}

// Run lists.
func (c *rulesAmendmentsCommand) Run(ctx context.Context, s *streams) error {
	path := client.Path("rules", "amendments")
	if c.Pack != "" {
		path += "?" + url.Values{"pack": {c.Pack}}.Encode()
	}
	var found api.Amendments
	return c.show(ctx, s, http.MethodGet, path, nil, &found, func(w io.Writer) {
		if len(found.Amendments) == 0 {
			fmt.Fprintln(w, "nobody has changed a pack at the desk; do so with: hearsay rules propose FILE")
			return
		}
		fmt.Fprintln(w, "AMENDMENT\tPACK\tSTATE\tBY\tACCEPTED BY\tMADE\tNOTE")
		for _, a := range found.Amendments {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", a.ID, a.Pack, a.State, strings.Join(a.Authors, ", "), a.Accepter, clock(a.CreatedAt), a.Note)
		}
	})
}

type rulesStepCommand struct {
	deskFlags
	Amendment string `arg:""`
}

// Run brings a change up to date, or into force.
func (c *rulesStepCommand) Run(ctx context.Context, s *streams, step stepName) error {
	var a work.AmendmentView
	return c.show(ctx, s, http.MethodPost, client.Path("rules", "amendments", c.Amendment, string(step)), nil, &a, func(w io.Writer) { writeAmendment(w, a) })
}

type rulesReasonCommand struct {
	deskFlags
	Amendment string `arg:""`
	Reason    string `required:"" placeholder:"TEXT"`
}

// Run sends a change back, or drops it.
func (c *rulesReasonCommand) Run(ctx context.Context, s *streams, step stepName) error {
	var a work.AmendmentView
	return c.show(ctx, s, http.MethodPost, client.Path("rules", "amendments", c.Amendment, string(step)), map[string]string{"reason": c.Reason}, &a, func(w io.Writer) { writeAmendment(w, a) })
}
