package main

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"hearsay/client"
	"hearsay/ledger"
)

type userCommand struct {
	Ls      userLsCommand      `cmd:"" help:"List the users."`
	Add     userAddCommand     `cmd:"" help:"Add a user; the password is asked for, or read from stdin."`
	Role    userRoleCommand    `cmd:"" help:"Change a user's role."`
	Disable userDisableCommand `cmd:"" help:"Keep a user from signing in; their tokens are gone."`
	Enable  userEnableCommand  `cmd:"" help:"Let a user sign in again."`

	Password   userPasswordCommand   `cmd:"" help:"Take another password, in place of your own or of one that you were given."`
	DropFactor userDropFactorCommand `cmd:"" help:"Let a user sign in without the second factor whose device they lost."`
}

type userLsCommand struct{ deskFlags }

// Run lists the users.
func (c *userLsCommand) Run(ctx context.Context, s *streams) error {
	var users []ledger.User
	return c.show(ctx, s, http.MethodGet, client.Path("users"), nil, &users, func(w io.Writer) {
		fmt.Fprintln(w, "NAME\tROLE\tSINCE\tSTATE")
		for _, u := range users {
			state := "active"
			switch {
			case !u.Disabled.IsZero():
				state = "disabled"
			case !u.GivenUntil.IsZero():
				state = "to choose a password by " + u.GivenUntil.Local().Format("2006-01-02")
			case u.HasFactor:
				state = "active, with a second factor"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", u.Name, u.Role, u.CreatedAt.Local().Format("2006-01-02"), state)
		}
	})
}

type userAddCommand struct {
	deskFlags
	Name string `arg:""`
	Role string `help:"viewer, responder, verifier, editor or admin." enum:"viewer,responder,verifier,editor,admin" required:""`
}

// Run adds a user.
func (c *userAddCommand) Run(ctx context.Context, s *streams) error {
	secrets, err := readSecrets(ctx, s, "a password for "+c.Name+" to begin with")
	if err != nil {
		return err
	}
	return c.user(ctx, s, http.MethodPost, client.Path("users"), map[string]any{"name": c.Name, "role": c.Role, "password": secrets[0]})
}

func (f deskFlags) user(ctx context.Context, s *streams, method, path string, in any) error {
	var u ledger.User
	return f.show(ctx, s, method, path, in, &u, func(w io.Writer) {
		state := "can sign in"
		if !u.Disabled.IsZero() {
			state = "cannot sign in"
		}
		fmt.Fprintf(w, "%s, %s, %s\n", u.Name, u.Role, state)
	})
}

type userRoleCommand struct {
	deskFlags
	Name string `arg:""`
	Role string `arg:"" enum:"viewer,responder,verifier,editor,admin"`
}

// Run changes a role.
func (c *userRoleCommand) Run(ctx context.Context, s *streams) error {
	return c.user(ctx, s, http.MethodPatch, client.Path("users", c.Name), map[string]any{"role": c.Role})
}

type userDisableCommand struct {
	deskFlags
	Name string `arg:""`
}

// Run disables a user.
func (c *userDisableCommand) Run(ctx context.Context, s *streams) error {
	return c.user(ctx, s, http.MethodPatch, client.Path("users", c.Name), map[string]any{"disabled": true})
}

type userEnableCommand struct {
	deskFlags
	Name string `arg:""`
}

// Run enables a user.
func (c *userEnableCommand) Run(ctx context.Context, s *streams) error {
	return c.user(ctx, s, http.MethodPatch, client.Path("users", c.Name), map[string]any{"disabled": false})
}

type userPasswordCommand struct {
	deskFlags
	Name string `arg:"" help:"Your name."`
	Code string `help:"Of your second factor, if you have one." placeholder:"DIGITS"`
}

// Help says what is read.
func (c *userPasswordCommand) Help() string {
	return "On a terminal it asks for both; elsewhere it reads two lines of stdin: the password that you have, and the one that you want."
}

// Run takes another password.
func (c *userPasswordCommand) Run(ctx context.Context, s *streams) error {
	secrets, err := readSecrets(ctx, s, "the password that you have", "the one that you want")
	if err != nil {
		return err
	}
	if err := c.desk().CallAs(ctx, c.Name, secrets[0], http.MethodPost, client.Path("password"), map[string]any{"password": secrets[1], "code": c.Code}, nil); err != nil {
		return otherwise(err)
	}
	fmt.Fprintln(s.out, "changed; your sessions elsewhere have ended")
	return nil
}

type userDropFactorCommand struct {
	deskFlags
	Name string `arg:""`
}

// Run drops a second factor.
func (c *userDropFactorCommand) Run(ctx context.Context, s *streams) error {
	return c.user(ctx, s, http.MethodPatch, client.Path("users", c.Name), map[string]any{"drop_factor": true})
}
