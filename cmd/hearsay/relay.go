package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"hearsay/client"
	"hearsay/work"
)

type replyRelayCommand struct {
	deskFlags
	Reply    string `arg:"" help:"The reply."`
	Audience string `help:"Of messengers: creator, mayor, office, newsroom or another." placeholder:"NAME"`
	Language string `help:"Only in this language (ISO 639-1)." placeholder:"fi"`
}

// Run writes what a messenger needs to carry a reply on.
func (c *replyRelayCommand) Run(ctx context.Context, s *streams) error {
	path := client.Path("replies", c.Reply, "relay")
	if c.Audience != "" {
		path += "?" + url.Values{"audience": {c.Audience}}.Encode()
	}
	var r work.RelayView
	return c.show(ctx, s, http.MethodGet, path, nil, &r, func(w io.Writer) {
		for _, t := range r.Texts {
			if c.Language != "" && c.Language != t.Language {
				continue
			}
			fmt.Fprintf(w, "== %s\n%s\n", t.Language, t.Notice)
			for _, myth := range t.Avoid {
				fmt.Fprintf(w, "\nnot to be repeated: %s\n", myth)
			}
			for _, p := range t.Posts {
				for i, post := range p.Posts {
					fmt.Fprintf(w, "\n-- %s, %d of %d\n%s\n", p.Platform, i+1, len(p.Posts), post)
				}
			}
		}
		fmt.Fprintln(w, "\n== links")
		for _, link := range r.Links {
			fmt.Fprintln(w, link)
		}
		for _, p := range r.PickedUp {
			fmt.Fprintf(w, "picked up by %s (%s): %s\n", p.Name, p.Audience, p.URL)
		}
	})
}
