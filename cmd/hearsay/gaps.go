package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"hearsay/client"
	"hearsay/desk/api"
)

type gapsCommand struct {
	deskFlags
	Authority string `help:"Only what is asked of this authority." placeholder:"NAME"`
	Territory string `help:"Only what is asked in this territory." placeholder:"NAME"`
	Language  string `help:"Only what is asked in this language (ISO 639-1)." placeholder:"fi"`
	Topic     string `help:"Only what is asked about this topic." placeholder:"NAME"`
}

// Run lists the questions that nobody has answered.
func (c *gapsCommand) Run(ctx context.Context, s *streams) error {
	query := url.Values{}
	for name, value := range map[string]string{"authority": c.Authority, "territory": c.Territory, "language": c.Language, "topic": c.Topic} {
		if value != "" {
			query.Set(name, value)
		}
	}
	var found api.Gaps
	return c.show(ctx, s, http.MethodGet, client.Path("gaps")+"?"+query.Encode(), nil, &found, func(w io.Writer) {
		if len(found.Gaps) == 0 {
			fmt.Fprintln(w, "every question has an answer")
			return
		}
		fmt.Fprintln(w, "TOPIC\tASKED OF\tWHERE\tLANGUAGE\tQUESTIONS\tPOSTS\tSINCE")
		for _, g := range found.Gaps {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%d\t%s\n", cmp.Or(g.Topic, "–"), cmp.Or(g.Authority, "–"), cmp.Or(g.Territory, "–"), cmp.Or(g.Language, "–"), g.Questions, g.Posts, clock(g.Oldest))
		}
		if left := found.All - len(found.Gaps); left > 0 {
			fmt.Fprintf(w, "and %d smaller ones\n", left)
		}
	})
}
