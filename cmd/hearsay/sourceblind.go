package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"hearsay/client"
	"hearsay/sight"
)

type sourceBlindCommand struct {
	deskFlags
	Since span `help:"How far to look back, as in 12h or 7d." default:"7d" placeholder:"TIME"`
}

// Run lists the spells of blindness.
func (c *sourceBlindCommand) Run(ctx context.Context, s *streams) error {
	from := time.Now().Add(-time.Duration(c.Since))
	query := url.Values{"from": {from.UTC().Format(time.RFC3339)}}
	var spells []sight.Spell
	return c.show(ctx, s, http.MethodGet, client.Path("blindness")+"?"+query.Encode(), nil, &spells, func(w io.Writer) {
		if len(spells) == 0 {
			fmt.Fprintf(w, "no source is known to have been blind since %s\n", clock(from))
			return
		}
		fmt.Fprintln(w, "SOURCE\tFROM\tTO\tWHY\tWHAT CAME OF IT\tDETAIL")
		for _, one := range spells {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", one.Source, clock(one.From), ended(one), one.Reason, outcome(one), one.Detail)
		}
	})
}

func ended(s sight.Spell) string {
	if s.Lasts() {
		return "now"
	}
	return clock(s.To)
}

// outcome is what became of the posts of a spell.
func outcome(s sight.Spell) string {
	switch {
	case s.IsLost:
		return "lost"
	case s.Lasts():
		return fmt.Sprintf("missing; %d came later", s.CaughtUp)
	}
	return fmt.Sprintf("%d came later", s.CaughtUp)
}
