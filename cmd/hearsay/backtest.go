package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"hearsay/backtest"
	"hearsay/client"
	"hearsay/post"
	"hearsay/settings"
)

type rulesBacktestCommand struct {
	deskFlags
	Pack  string `arg:"" help:"The changed pack's file." type:"existingfile"`
	Since span   `help:"How far to look back, as in 12h or 14d; ninety days at most." default:"14d" placeholder:"TIME"`
}

// span is a length of time on the command line, in days too.
type span time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *span) UnmarshalText(text []byte) error {
	parsed, err := settings.ParseDuration(string(text))
	if err != nil || parsed <= 0 {
		return fmt.Errorf("%q is not a length of time: write it as in 12h or 14d", text)
	}
	*d = span(parsed)
	return nil
}

// Run shows what a changed pack would have made of the posts of a running desk.
func (c *rulesBacktestCommand) Run(ctx context.Context, s *streams) error {
	pack, err := os.ReadFile(c.Pack)
	if err != nil {
		return err
	}
	var found backtest.Comparison
	in := map[string]any{"pack": string(pack), "since": time.Now().Add(-time.Duration(c.Since)).UTC()}
	return c.show(ctx, s, http.MethodPost, client.Path("rules", "backtest"), in, &found, func(w io.Writer) { writeBacktest(w, &found) })
}

func writeBacktest(w io.Writer, r *backtest.Comparison) {
	if r.Posts == 0 {
		fmt.Fprintln(w, "no post came in that time; look further back with --since")
		return
	}
	fmt.Fprintf(w, "%s, %s to %s\n\n", counted(r.Posts, "post"), clock(r.From), clock(r.To))
	fmt.Fprintln(w, "\tNOW\tWITH THE PACK")
	for _, line := range []struct {
		says      string
		now, then any
	}{
		{"posts that ask or claim", r.Now.Posts, r.Then.Posts}, {"items", r.Now.Items, r.Then.Items},
		{"of answered items, found", r.Now.Confirmed, r.Then.Confirmed}, {"of answered items, missed", r.Now.Missed, r.Then.Missed}, {"of dismissed items, found", r.Now.Dismissed, r.Then.Dismissed},
		{"precision", percent(r.Now.Precision), percent(r.Then.Precision)}, {"recall", percent(r.Now.Recall), percent(r.Then.Recall)},
	} {
		fmt.Fprintf(w, "%s\t%v\t%v\n", line.says, line.now, line.then)
	}
	if len(r.Rules) > 0 {
		fmt.Fprintln(w, "\nRULE\tPOSTS\tNEW\tANSWERED\tDISMISSED")
		for _, f := range r.Rules {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\n", f.Rule, f.Posts, f.New, f.Confirmed, f.Dismissed)
		}
	}
	writeChanges(w, "would open", r.Opened, r.Opens)
	writeChanges(w, "would vanish", r.Vanished, r.Vanishes)
	writeChanges(w, "would move", r.Moved, r.Moves)
	if r.Opened+r.Vanished+r.Moved == 0 {
		fmt.Fprintln(w, "\nno item would open, vanish or move")
	}
}

// writeChanges writes items with their first posts, by which a person judges them.
func writeChanges(w io.Writer, says string, all int, changes []backtest.ItemChange) {
	if all == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s %s\n", counted(all, "item"), says)
	for i := range changes {
		c := &changes[i]
		queue := c.Queue
		if c.Was != "" && c.Was != c.Queue {
			queue = c.Was + " → " + c.Queue
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", counted(c.Posts, "post"), queue, strings.Join(c.Rules, ", "), brief(c.Text))
	}
	if left := all - len(changes); left > 0 {
		fmt.Fprintf(w, "and %d smaller ones\n", left)
	}
}

// counted is how many there are of something, in English.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// brief is the beginning of a post on one line.
func brief(text string) string {
	const most = 100
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= most {
		return text
	}
	return post.Cut(text, most) + "…"
}

func percent(share *float64) string {
	if share == nil {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100**share)
}
