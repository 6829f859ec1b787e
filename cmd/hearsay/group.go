package main

import (
	"context"
	"time"

	"hearsay/classifier"
	"hearsay/classifier/language"
	"hearsay/classifier/token"
	"hearsay/post"
	"hearsay/triage"
)

type groupCommand struct{}

// grouped is a post and the group it falls into, named for the group's first post.
type grouped struct {
	ID    string `json:"id"`
	Group string `json:"group"`
}

// Run groups stdin: every post belongs to the group of the posts it repeats, in the same or other words, or opens one.
func (c *groupCommand) Run(ctx context.Context, s *streams) error {
	board := triage.NewBoard(triage.DefaultRoutes(), time.Now())
	return inTurn(ctx, s, func(p post.Post) any {
		sign := triage.Sign(p.Text, language.Identify(token.Cut(p.Text), p.Language))
		placed := board.Place(p, &classifier.Verdict{Kind: classifier.KindQuestion}, &sign)
		return grouped{p.ID, placed.Item.ID}
	})
}
