package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"hearsay/claims"
	"hearsay/client"
	"hearsay/desk/api"
	"hearsay/fault"
	"hearsay/internal/spreadsheet"
	"hearsay/replies"
	"hearsay/triage"
)

type exportCommand struct {
	deskFlags
	What   string `arg:"" enum:"items,replies,claims" help:"items, replies or claims."`
	Format string `help:"csv, ndjson, or for replies claimreview." enum:"csv,ndjson,claimreview" default:"ndjson"`
}

// table is what is exported: rows for CSV, and the same things as objects for NDJSON.
type table struct {
	header  []string
	rows    [][]string
	objects []any
}

// Run writes the record.
func (c *exportCommand) Run(ctx context.Context, s *streams) error {
	if c.Format == "claimreview" {
		return c.claimReview(ctx, s)
	}
	read := map[string]func(context.Context) (table, error){"items": c.items, "replies": c.replies, "claims": c.claims}[c.What]
	t, err := read(ctx)
	if err != nil {
		return err
	}
	if c.Format == "csv" {
		return t.writeCSV(s)
	}
	encoder := json.NewEncoder(s.out)
	encoder.SetEscapeHTML(false)
	for _, o := range t.objects {
		if err := encoder.Encode(o); err != nil {
			return err
		}
	}
	return nil
}

func (c *exportCommand) claimReview(ctx context.Context, s *streams) error {
	if c.What != "replies" {
		return fault.Fault{What: c.What + " have no form as claimreview", Remedy: "export replies, or write --format ndjson"}
	}
	var feed []byte
	if err := c.call(ctx, http.MethodGet, "/feeds/claimreview.json", nil, &feed); err != nil {
		return err
	}
	_, err := s.out.Write(feed)
	return err
}

func (c *exportCommand) items(ctx context.Context) (table, error) {
	t := table{header: []string{"id", "kind", "state", "queue", "severity", "language", "topics", "territories", "claim", "posts", "reach", "opened_at", "deadline"}}
	for after := ""; ; {
		var page api.ItemPage
		if err := c.call(ctx, http.MethodGet, client.Path("items")+"?limit=200&after="+url.QueryEscape(after), nil, &page); err != nil {
			return t, err
		}
		for _, it := range page.Items {
			t.objects = append(t.objects, it)
			t.rows = append(t.rows, itemRow(it))
		}
		if after = page.Next; after == "" {
			return t, nil
		}
	}
}

func itemRow(it *triage.Item) []string {
	return []string{it.ID, string(it.Kind), string(it.State), it.Queue, it.Severity.String(), it.Language, strings.Join(it.Topics, " "), strings.Join(it.Territories, " "),
		it.Claim, strconv.FormatInt(it.Posts, 10), strconv.FormatInt(it.Reach, 10), it.OpenedAt.Format(time.RFC3339), it.Deadline.Format(time.RFC3339)}
}

func (c *exportCommand) replies(ctx context.Context) (table, error) {
	t := table{header: []string{"id", "item", "kind", "state", "language", "claim", "rating", "fact", "myth", "why", "sources", "authors", "verifier", "posted_at"}}
	for after := ""; ; {
		var page []*replies.Reply
		query := url.Values{"limit": {strconv.Itoa(onePage)}, "after": {after}}
		if err := c.call(ctx, http.MethodGet, client.Path("replies")+"?"+query.Encode(), nil, &page); err != nil {
			return t, err
		}
		for _, r := range page {
			t.objects, t.rows = append(t.objects, r), append(t.rows, replyRow(r))
		}
		if len(page) < onePage {
			return t, nil
		}
		after = page[len(page)-1].ID
	}
}

// onePage is how many replies are asked for at once.
const onePage = 200

func replyRow(r *replies.Reply) []string {
	var posted []string
	for _, p := range r.Standing() {
		posted = append(posted, p.URL)
	}
	return []string{r.ID, r.Item, string(r.Kind), string(r.State), r.Language, r.Claim, r.Rating, r.Fact, r.Myth, r.Why,
		strings.Join(r.Sources, " "), strings.Join(r.Authors, " "), r.Verifier, strings.Join(posted, " ")}
}

func (c *exportCommand) claims(ctx context.Context) (table, error) {
	t := table{header: []string{"id", "claim", "title", "rating", "language", "url", "publisher"}}
	var all []claims.Claim
	if err := c.call(ctx, http.MethodGet, client.Path("claims"), nil, &all); err != nil {
		return t, err
	}
	for _, k := range all {
		t.objects = append(t.objects, k)
		t.rows = append(t.rows, []string{k.ID, k.Text, k.Title, k.Rating, k.Language, k.URL, k.Publisher})
	}
	return t, nil
}

func (t table) writeCSV(s *streams) error {
	w := csv.NewWriter(s.out)
	if err := w.Write(t.header); err != nil {
		return err
	}
	for _, row := range t.rows {
		for i := range row {
			row[i] = spreadsheet.Guard(row[i])
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}
