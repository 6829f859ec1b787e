package main

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"hearsay/client"
	"hearsay/desk/access"
	"hearsay/ledger"
)

type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Make a token for a user; the password is asked for, or read from stdin."`
	Ls     tokenLsCommand     `cmd:"" help:"List your tokens."`
	Revoke tokenRevokeCommand `cmd:"" help:"Take a token back."`
}

type tokenCreateCommand struct {
	deskFlags
	User  string `arg:"" help:"Whose token."`
	Label string `help:"What it is for."`
	Days  int    `help:"Until it ends." default:"90"`
	Code  string `help:"Of the second factor, if the user has one." placeholder:"DIGITS"`
}

// Run makes a token and writes it alone, so that it can be kept: export HEARSAY_TOKEN=$(hearsay token create ann < password).
func (c *tokenCreateCommand) Run(ctx context.Context, s *streams) error {
	secrets, err := readSecrets(ctx, s, "the password of "+c.User)
	if err != nil {
		return err
	}
	var token access.NewToken
	if err := c.desk().CallAs(ctx, c.User, secrets[0], http.MethodPost, client.Path("tokens"), map[string]any{"label": c.Label, "days": c.Days, "code": c.Code}, &token); err != nil {
		return otherwise(err)
	}
	fmt.Fprintln(s.out, token.Secret)
	return nil
}

type tokenLsCommand struct{ deskFlags }

// Run lists tokens.
func (c *tokenLsCommand) Run(ctx context.Context, s *streams) error {
	var tokens []ledger.Token
	return c.show(ctx, s, http.MethodGet, client.Path("tokens"), nil, &tokens, func(w io.Writer) {
		fmt.Fprintln(w, "ID\tLABEL\tENDS")
		for _, k := range tokens {
			fmt.Fprintf(w, "%s\t%s\t%s\n", k.ID, k.Label, k.ExpiresAt.Local().Format("2006-01-02"))
		}
	})
}

type tokenRevokeCommand struct {
	deskFlags
	ID string `arg:""`
}

// Run takes a token back.
func (c *tokenRevokeCommand) Run(ctx context.Context, s *streams) error {
	if err := c.call(ctx, http.MethodDelete, client.Path("tokens", c.ID), nil, nil); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "taken back")
	return nil
}
