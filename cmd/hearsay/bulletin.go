package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"hearsay/bulletin"
	"hearsay/client"
	"hearsay/desk/api"
	"hearsay/work"
)

type bulletinCommand struct {
	Ls      bulletinLsCommand      `cmd:"" help:"List the configured bulletins and their latest editions."`
	Preview bulletinPreviewCommand `cmd:"" help:"Write what the next edition of a bulletin would say now."`
	Make    bulletinMakeCommand    `cmd:"" help:"Make a draft of a bulletin's next edition, for an editor to read and change."`
	Send    bulletinSendCommand    `cmd:"" help:"Approve an edition, or make one of a bulletin and approve it; shows it before, and asks."`
	Report  bulletinReportCommand  `cmd:"" help:"Say who got an edition, and who did not and why."`
	Drop    bulletinDropCommand    `cmd:"" help:"Do not send an edition, or to nobody else."`
	Bounce  bulletinBounceCommand  `cmd:"" help:"Note what a mail server reports, from stdin: for the pipe of an alias that bounces go to."`
}

type bulletinLsCommand struct{ deskFlags }

// Run lists bulletins and editions.
func (c *bulletinLsCommand) Run(ctx context.Context, s *streams) error {
	var all []api.BulletinView
	if err := c.call(ctx, http.MethodGet, client.Path("bulletins"), nil, &all); err != nil {
		return err
	}
	var editions []bulletin.Edition
	return c.show(ctx, s, http.MethodGet, client.Path("editions"), nil, &editions, func(w io.Writer) {
		if len(all) == 0 {
			fmt.Fprintln(w, "no bulletin is configured; write bulletins into the configuration: docs/bulletins.md")
		}
		for _, b := range all {
			every := b.Every
			if every == "" {
				every = "by hand"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", b.Name, b.Language, every, b.Title)
		}
		for _, e := range editions {
			fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", e.ID, e.Bulletin, e.State, e.Title)
		}
	})
}

type bulletinPreviewCommand struct {
	deskFlags
	Bulletin string `arg:"" help:"Its name, or the id of an edition."`
	As       string `help:"text, markdown or html." enum:"text,markdown,html" default:"text"`
}

// Run writes an edition.
func (c *bulletinPreviewCommand) Run(ctx context.Context, s *streams) error {
	e, err := c.edition(ctx, c.Bulletin)
	if err != nil {
		return err
	}
	page := bulletin.Page{Edition: e, Publisher: c.Server, BaseURL: strings.TrimSuffix(c.Server, "/")}
	write := map[string]func() (string, error){"text": page.Text, "markdown": page.Markdown, "html": page.HTML}[c.As]
	text, err := write()
	if err == nil {
		_, err = io.WriteString(s.out, text)
	}
	return err
}

// edition is one by its id, or what the next one of a bulletin would be.
func (f deskFlags) edition(ctx context.Context, name string) (*bulletin.Edition, error) {
	var e bulletin.Edition
	err := f.call(ctx, http.MethodGet, client.Path("editions", name), nil, &e)
	if client.StatusOf(err) == http.StatusNotFound {
		err = f.call(ctx, http.MethodGet, client.Path("bulletins", name, "preview"), nil, &e)
	}
	return &e, err
}

type bulletinMakeCommand struct {
	deskFlags
	Bulletin string `arg:""`
}

// Run makes a draft.
func (c *bulletinMakeCommand) Run(ctx context.Context, s *streams) error {
	var e bulletin.Edition
	return c.show(ctx, s, http.MethodPost, client.Path("editions"), map[string]any{"bulletin": c.Bulletin}, &e, func(w io.Writer) {
		fmt.Fprintf(w, "edition %s is a draft of %d questions and %d claims: %s/editions/%s\n", e.ID, len(e.Questions), len(e.Claims), strings.TrimSuffix(c.Server, "/"), e.ID)
	})
}

type bulletinSendCommand struct {
	deskFlags
	Bulletin string `arg:"" help:"Its name, or the id of an edition."`
	Yes      bool   `help:"Do not ask."`
}

// Run shows an edition and approves it.
func (c *bulletinSendCommand) Run(ctx context.Context, s *streams) error {
	var e bulletin.Edition
	err := c.call(ctx, http.MethodGet, client.Path("editions", c.Bulletin), nil, &e)
	if client.StatusOf(err) == http.StatusNotFound {
		err = c.call(ctx, http.MethodPost, client.Path("editions"), map[string]any{"bulletin": c.Bulletin}, &e)
	}
	if err != nil {
		return err
	}
	text, err := (bulletin.Page{Edition: &e, Publisher: c.Server, BaseURL: strings.TrimSuffix(c.Server, "/")}).Text()
	if err != nil {
		return err
	}
	fmt.Fprint(s.out, text)
	if !c.Yes && !confirmed(s) {
		return errors.New("nothing was sent; the draft stays, and --yes sends it without asking")
	}
	return c.show(ctx, s, http.MethodPost, client.Path("editions", e.ID, "approve"), nil, &e, func(w io.Writer) {
		fmt.Fprintf(w, "edition %s is being sent; see how far it is with: hearsay bulletin report %s\n", e.ID, e.ID)
	})
}

type bulletinReportCommand struct {
	deskFlags
	Edition string `arg:""`
}

// Run says what became of an edition.
func (c *bulletinReportCommand) Run(ctx context.Context, s *streams) error {
	var r work.EditionReport
	return c.show(ctx, s, http.MethodGet, client.Path("editions", c.Edition, "report"), nil, &r, func(w io.Writer) {
		states := make([]string, 0, len(r.Counts))
		for state := range r.Counts {
			states = append(states, state)
		}
		slices.Sort(states)
		for _, state := range states {
			fmt.Fprintf(w, "%s\t%d\n", state, r.Counts[state])
		}
		for _, f := range r.Failed {
			fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", f.Recipient, f.Name, f.State, f.Reason)
		}
	})
}

type bulletinDropCommand struct {
	deskFlags
	Edition string `arg:""`
}

// Run drops an edition.
func (c *bulletinDropCommand) Run(ctx context.Context, s *streams) error {
	var e bulletin.Edition
	return c.show(ctx, s, http.MethodPost, client.Path("editions", c.Edition, "drop"), nil, &e, func(w io.Writer) {
		fmt.Fprintf(w, "edition %s is sent to nobody else\n", e.ID)
	})
}

type bulletinBounceCommand struct{ deskFlags }

// Run notes a bounce.
func (c *bulletinBounceCommand) Run(ctx context.Context, s *streams) error {
	report, err := io.ReadAll(io.LimitReader(s.in, 900_000))
	if err != nil {
		return fmt.Errorf("reading stdin: %w", err)
	}
	var b bulletin.Bounce
	return c.show(ctx, s, http.MethodPost, client.Path("bounces"), map[string]any{"report": string(report)}, &b, func(w io.Writer) {
		fmt.Fprintf(w, "edition %s came back from messenger %s: %s\n", b.Edition, b.Messenger, b.Reason)
	})
}

type messengerCommand struct {
	Ls     messengerLsCommand     `cmd:"" help:"List messengers."`
	Import messengerImportCommand `cmd:"" help:"Add and change messengers by a list (CSV): all of them, or with a fault none."`
	Export messengerExportCommand `cmd:"" help:"Write all messengers as a list (CSV)."`
	Remove messengerRemoveCommand `cmd:"" help:"Erase a messenger."`
}

// messengers are all of them, page by page.
func (f deskFlags) messengers(ctx context.Context) ([]bulletin.Messenger, error) {
	const most = 1000
	var all []bulletin.Messenger
	for after := ""; ; {
		var page []bulletin.Messenger
		if err := f.call(ctx, http.MethodGet, client.Path("messengers")+"?"+url.Values{"after": {after}, "limit": {fmt.Sprint(most)}}.Encode(), nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < most {
			return all, nil
		}
		after = page[len(page)-1].ID
	}
}

type messengerLsCommand struct{ deskFlags }

// Run lists messengers.
func (c *messengerLsCommand) Run(ctx context.Context, s *streams) error {
	all, err := c.messengers(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(s.out, "nobody yet; add messengers with: hearsay messenger import FILE")
		return err
	}
	for _, m := range all {
		if _, err := fmt.Fprintf(s.out, "%s  %-9s  %-8s  %-8s  %s <%s>\n", m.ID, m.State, m.Audience, strings.Join(m.Languages, ","), m.Name, m.Email); err != nil {
			return err
		}
	}
	return nil
}

type messengerImportCommand struct {
	deskFlags
	File string `arg:"" type:"existingfile"`
}

// Run imports a list. Its faults are found here, before anything is sent.
func (c *messengerImportCommand) Run(ctx context.Context, s *streams) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	if _, err := bulletin.ReadCSV(c.File, bytes.NewReader(data), time.Now()); err != nil {
		return err
	}
	done, err := c.desk().ImportMessengers(ctx, data)
	if err != nil {
		return otherwise(err)
	}
	_, err = fmt.Fprintf(s.out, "%d added, %d changed, %d passed over as they have left\n", done.Added, done.Changed, done.Left)
	return err
}

type messengerExportCommand struct{ deskFlags }

// Run writes a list.
func (c *messengerExportCommand) Run(ctx context.Context, s *streams) error {
	all, err := c.messengers(ctx)
	if err != nil {
		return err
	}
	return bulletin.WriteCSV(s.out, all)
}

type messengerRemoveCommand struct {
	deskFlags
	Messenger string `arg:""`
}

// Run erases a messenger.
func (c *messengerRemoveCommand) Run(ctx context.Context, s *streams) error {
	var gone api.Removed
	return c.show(ctx, s, http.MethodDelete, client.Path("messengers", c.Messenger), nil, &gone, func(w io.Writer) {
		fmt.Fprintf(w, "messenger %s is erased\n", c.Messenger)
	})
}
