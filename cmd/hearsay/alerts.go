package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"hearsay/alerts"
	"hearsay/app"
	"hearsay/client"
	"hearsay/ledger"
)

type alertsCommand struct {
	Ls        alertsLsCommand   `cmd:"" help:"List what fires, and what was over within a day."`
	Silences  silencesCommand   `cmd:"" help:"List silences."`
	Silence   silenceCommand    `cmd:"" help:"Keep alerts from being told for a while."`
	Unsilence unsilenceCommand  `cmd:"" help:"End a silence before its time."`
	Test      alertsTestCommand `cmd:"" help:"Send a made-up message to a receiver of the configuration."`
}

type alertsLsCommand struct{ deskFlags }

// Run lists alerts.
func (c *alertsLsCommand) Run(ctx context.Context, s *streams) error {
	var all []alerts.Listed
	return c.show(ctx, s, http.MethodGet, client.Path("alerts"), nil, &all, func(w io.Writer) {
		if len(all) == 0 {
			fmt.Fprintln(w, "nothing fires, and nothing did within a day")
			return
		}
		fmt.Fprintln(w, "STATE\tSINCE\tTITLE\tSAYS")
		for _, a := range all {
			state, since := "firing", a.FiredAt
			switch {
			case !a.Firing:
				state, since = "over", a.ResolvedAt
			case a.Silenced:
				state = "silenced"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", state, since.Local().Format("2006-01-02 15:04"), a.Title, a.Says)
		}
	})
}

type silencesCommand struct{ deskFlags }

// Run lists silences.
func (c *silencesCommand) Run(ctx context.Context, s *streams) error {
	var all []ledger.Silence
	return c.show(ctx, s, http.MethodGet, client.Path("silences"), nil, &all, func(w io.Writer) {
		if len(all) == 0 {
			fmt.Fprintln(w, "nothing is silenced")
			return
		}
		fmt.Fprintln(w, "ID\tUNTIL\tBY\tMATCHERS\tCOMMENT")
		for _, one := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", one.ID, one.EndsAt.Local().Format("2006-01-02 15:04"), one.By, strings.Join(one.Matchers, " "), one.Comment)
		}
	})
}

type silenceCommand struct {
	deskFlags
	Matchers []string      `arg:"" help:"Conditions on labels, as in alertname=claim_surges or 'queue=~\"health.*\"'; all must fit."`
	For      time.Duration `help:"For how long." default:"4h"`
	Comment  string        `help:"Why." required:""`
}

// Run silences.
func (c *silenceCommand) Run(ctx context.Context, s *streams) error {
	var one ledger.Silence
	in := map[string]any{"matchers": c.Matchers, "lasts": c.For.String(), "comment": c.Comment}
	return c.show(ctx, s, http.MethodPost, client.Path("silences"), in, &one, func(w io.Writer) {
		fmt.Fprintf(w, "silence %s lasts until %s; end it before with: hearsay alerts unsilence %s\n", one.ID, one.EndsAt.Local().Format("2006-01-02 15:04"), one.ID)
	})
}

type unsilenceCommand struct {
	deskFlags
	Silence string `arg:""`
}

// Run ends a silence.
func (c *unsilenceCommand) Run(ctx context.Context, s *streams) error {
	var one ledger.Silence
	return c.show(ctx, s, http.MethodDelete, client.Path("silences", c.Silence), nil, &one, func(w io.Writer) {
		fmt.Fprintf(w, "silence %s has ended\n", one.ID)
	})
}

type alertsTestCommand struct {
	Receiver string `arg:""`
	Config   string `help:"The configuration." placeholder:"FILE" type:"path"`
}

// Run sends a made-up message, without a daemon.
func (c *alertsTestCommand) Run(ctx context.Context, s *streams) error {
	config, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	r := config.Alerts.Receiver(c.Receiver)
	if r == nil {
		var names []string
		for _, one := range config.Alerts.Receivers {
			names = append(names, one.Name)
		}
		return fmt.Errorf("there is no receiver %q; there are: %s", c.Receiver, strings.Join(names, ", "))
	}
	if err := r.Notifier.Notify(ctx, alerts.Trial(r.Name, config.BaseURL, time.Now())); err != nil {
		return fmt.Errorf("receiver %s: %w", r.Name, err)
	}
	_, err = fmt.Fprintf(s.out, "%s (%s) took a made-up message\n", r.Name, r.Kind)
	return err
}
