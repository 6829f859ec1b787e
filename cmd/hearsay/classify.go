package main

import (
	"context"
	"fmt"
	"os"

	"hearsay/app"
	"hearsay/claims"
	"hearsay/classifier"
	"hearsay/post"
	"hearsay/triage"
)

type classifyCommand struct {
	Config string `help:"The configuration whose routes name the queues." placeholder:"FILE" type:"path"`
	Rules  string `help:"A folder of rule packs in place of the configured one." placeholder:"DIR" type:"existingdir"`
	Claims string `help:"A catalogue; a verdict names claims of it only." placeholder:"FILE" type:"existingfile"`
}

// Help says what a line may be.
func (c *classifyCommand) Help() string {
	return "A line of stdin is an object of X v1.1, X v2, Bluesky Jetstream or Mastodon, or\n" +
		`{"id":"1","text":"…","language":"fi","created_at":"2020-03-03T12:00:00Z","url":"…","space":"…"}` + " with id and text required."
}

// Run classifies stdin.
func (c *classifyCommand) Run(ctx context.Context, s *streams) error {
	config, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	set := config.Rules
	if c.Rules != "" {
		if set, err = app.LoadRules(c.Rules); err != nil {
			return err
		}
	}
	known, err := c.catalogue()
	if err != nil {
		return err
	}
	by := classifier.New(set)
	return eachPost(ctx, s, func(p post.Post) any { return verdict(by, config.Routes, known, p) })
}

// catalogue is the ids of the claims in the file, nil without one.
func (c *classifyCommand) catalogue() (map[string]bool, error) {
	if c.Claims == "" {
		return nil, nil
	}
	file, err := os.Open(c.Claims)
	if err != nil {
		return nil, fmt.Errorf("opening the catalogue: %w", err)
	}
	defer file.Close()
	all, err := claims.ReadNDJSON(c.Claims, file)
	known := map[string]bool{}
	for _, claim := range all {
		known[claim.ID] = true
	}
	return known, err
}

func verdict(by *classifier.Classifier, routes *triage.Routes, known map[string]bool, p post.Post) classifier.Verdict {
	v := by.Classify(p)
	if v.Kind != classifier.KindNone {
		v.Queue = routes.Find(p, v).Queue
	}
	if known != nil && v.Claim != nil && !known[v.Claim.ID] {
		v.Claim = nil
	}
	return v
}
