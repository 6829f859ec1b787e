package main

import (
	"context"

	"hearsay/claims"
	"hearsay/post"
)

type matchCommand struct {
	Claims string `help:"The catalogue: ClaimReview JSON-LD, a DataFeed, CSV or TSV with a header, or NDJSON." placeholder:"FILE" type:"existingfile" required:""`
	Top    int    `help:"How many claims of each post." default:"5"`
}

// matched is a post with the claims that it may repeat.
type matched struct {
	ID      string         `json:"id"`
	Matches []claims.Match `json:"matches"`
}

// Run matches stdin.
func (c *matchCommand) Run(ctx context.Context, s *streams) error {
	all, err := readClaims(c.Claims)
	if err != nil {
		return err
	}
	index := claims.NewIndex(all)
	return eachPost(ctx, s, func(p post.Post) any { return matched{p.ID, index.Search(p.Text, p.Language, max(c.Top, 0))} })
}
