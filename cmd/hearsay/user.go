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
	Add     userAddCommand     `cmd:"" help:"Add a user; the password on stdin."`
	Role    userRoleCommand    `cmd:"" help:"Change a user's role."`
	Disable userDisableCommand `cmd:"" help:"Keep a user from signing in; their tokens are gone."`
	Enable  userEnableCommand  `cmd:"" help:"Let a user sign in again."`
}

type userLsCommand struct{ deskFlags }

// Run lists the users.
func (c *userLsCommand) Run(ctx context.Context, s *streams) error {
	var users []ledger.User
	return c.show(ctx, s, http.MethodGet, client.Path("users"), nil, &users, func(w io.Writer) {
		fmt.Fprintln(w, "NAME\tROLE\tSINCE\tSTATE")
		for _, u := range users {
			state := "active"
			if !u.Disabled.IsZero() {
				state = "disabled"
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
	password, err := readSecret(s)
	if err != nil {
		return err
	}
	return c.user(ctx, s, http.MethodPost, client.Path("users"), map[string]any{"name": c.Name, "role": c.Role, "password": password})
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
