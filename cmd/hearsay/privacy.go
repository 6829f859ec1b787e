package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"hearsay/client"
	"hearsay/fault"
	"hearsay/ledger"
	"hearsay/work"
)

type privacyCommand struct {
	Erase  privacyEraseCommand  `cmd:"" help:"Erase what a person wrote, at their request, and report it."`
	Export privacyExportCommand `cmd:"" help:"Write what is kept of a person, at their request, as JSON."`
	Views  privacyViewsCommand  `cmd:"" help:"List who looked at what people wrote."`
}

// personFlags say who is meant.
type personFlags struct {
	Who  string `arg:"" help:"An author as PLATFORM/NAME, or the address of a post of theirs." placeholder:"AUTHOR or URL"`
	Only bool   `help:"With an address: that post only, not everything of its author."`
}

func (f personFlags) person() (work.Person, error) {
	if strings.Contains(f.Who, "://") {
		return work.Person{URL: f.Who, Only: f.Only}, nil
	}
	platform, name, ok := strings.Cut(f.Who, "/")
	if !ok || platform == "" || name == "" || f.Only {
		return work.Person{}, fault.Fault{What: fmt.Sprintf("%q is neither an author nor the address of a post", f.Who), Remedy: "write it as in mastodon/somebody@town.example, or https://…"}
	}
	return work.Person{Platform: platform, Author: name}, nil
}

type privacyEraseCommand struct {
	deskFlags
	personFlags
}

// Run erases and reports.
func (c *privacyEraseCommand) Run(ctx context.Context, s *streams) error {
	who, err := c.person()
	if err != nil {
		return err
	}
	var e work.Erasure
	return c.show(ctx, s, http.MethodPost, client.Path("privacy", "erase"), who, &e, func(w io.Writer) {
		if len(e.Posts) == 0 {
			fmt.Fprintln(w, "nothing of theirs is kept; check the name, as the platform gives it, or name the address of a post")
			return
		}
		fmt.Fprintf(w, "erased %d posts, with their reposts:\n", len(e.Posts))
		for _, ref := range e.Posts {
			fmt.Fprintf(w, "  %s\n", ref)
		}
		if len(e.Items) > 0 {
			fmt.Fprintf(w, "look yourself whether replies and notes repeat something (%d notes):\n", e.Notes)
			for _, item := range e.Items {
				fmt.Fprintf(w, "  %s/items/%s\n", c.Server, item)
			}
		}
	})
}

type privacyExportCommand struct {
	deskFlags
	personFlags
}

// Run writes JSON.
func (c *privacyExportCommand) Run(ctx context.Context, s *streams) error {
	who, err := c.person()
	if err != nil {
		return err
	}
	c.JSON = true
	return c.show(ctx, s, http.MethodPost, client.Path("privacy", "export"), who, nil, nil)
}

type privacyViewsCommand struct {
	deskFlags
	User string `help:"Who looked."`
	Item string `help:"At which item."`
}

// Run lists looks.
func (c *privacyViewsCommand) Run(ctx context.Context, s *streams) error {
	var views []ledger.View
	query := url.Values{"user": {c.User}, "item": {c.Item}}
	return c.show(ctx, s, http.MethodGet, client.Path("privacy", "views")+"?"+query.Encode(), nil, &views, func(w io.Writer) {
		fmt.Fprintln(w, "AT\tUSER\tWHAT")
		for _, v := range views {
			fmt.Fprintf(w, "%s\t%s\t%s\n", v.At.Local().Format("2006-01-02 15:04:05"), v.User, v.Subject)
		}
	})
}
