package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"hearsay/client"
	"hearsay/effect"
	"hearsay/travel"
)

type travelCommand struct {
	deskFlags
	Item string `arg:"" help:"The item."`
}

// Run says where a claim travels, and where a reply would meet most.
func (c *travelCommand) Run(ctx context.Context, s *streams) error {
	var m travel.Journey
	return c.show(ctx, s, http.MethodGet, client.Path("items", c.Item, "travel"), nil, &m, func(w io.Writer) {
		fmt.Fprintln(w, "PLACE\tFIRST\tFROM\tLANGUAGES\tPOSTS\tFOLLOWERS\tREPLIES\tTO COME IN A DAY")
		for _, stop := range m.Stops {
			from := "–"
			if stop.From != nil {
				from = stop.From.String()
				if !stop.Shown {
					from += " (the place before)"
				}
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%.1f\n", stop.String(), clock(stop.First), from, cmp.Or(strings.Join(stop.Languages, " "), "–"), stop.Posts, stop.Reach, len(stop.Replies), stop.Expected)
		}
		for i, stop := range m.Unreached {
			if i == 0 {
				fmt.Fprintln(w, "\nno reply stands here; the first is where one would meet most")
			}
			fmt.Fprintf(w, "%s\t%.1f posts in a day\t%.0f followers\n", stop.String(), stop.Expected, stop.Meets)
		}
	})
}

type effectCommand struct {
	deskFlags
	Item string `arg:"" help:"The item."`
}

// says are the verdicts and reasons in words.
var says = map[string]string{
	string(effect.Slowed): "it spread less than such claims do by themselves", string(effect.Sped): "it spread more than such claims do by themselves",
	string(effect.NoAnswer): "no reply stands anywhere yet", string(effect.TooEarly): "there are too few hours on one side of the first reply", string(effect.TooFew): "there are too few posts",
	string(effect.WasBlind): "a source that brought it could not see for part of these hours", string(effect.NoMatches): "fewer than five claims of the topic were as large and as fast at that age and got no answer",
	string(effect.WithinLuck): "the difference is one that chance makes, too",
}

// Run says whether the answer slowed a claim.
func (c *effectCommand) Run(ctx context.Context, s *streams) error {
	var j effect.Judgement
	return c.show(ctx, s, http.MethodGet, client.Path("items", c.Item, "effect"), nil, &j, func(w io.Writer) {
		if j.Why != "" {
			fmt.Fprintf(w, "cannot tell: %s\n", says[string(j.Why)])
		} else {
			fmt.Fprintln(w, says[string(j.Verdict)])
		}
		if j.Ratio > 0 {
			fmt.Fprintf(w, "%.2f of what was to be expected, between %.2f and %.2f with 95 of 100\n", j.Ratio, j.Low, j.High)
		}
		if j.Hours > 0 {
			fmt.Fprintf(w, "%d posts in the %d hours before the first reply, %d in those after\n", j.Before, j.Hours, j.After)
		}
		for i, m := range j.Matches {
			if i == 0 {
				fmt.Fprintln(w, "\nCOMPARED WITH\tBEFORE\tAFTER\tSIZE\tSPEED")
			}
			fmt.Fprintf(w, "%s\t%d\t%d\t%.2f\t%.2f\n", m.ID, m.Before, m.After, m.Size, m.Speed)
		}
	})
}
