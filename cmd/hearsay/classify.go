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
	var catalogue classifier.Catalogue
	if c.Claims != "" {
		all, err := readClaims(c.Claims)
		if err != nil {
			return err
		}
		catalogue = claims.NewIndex(all)
	}
	by := classifier.New(set, catalogue)
	return eachPost(ctx, s, func(p post.Post) any { return verdict(by, config.Routes, p) })
}

// readClaims reads a catalogue in any of its forms.
func readClaims(name string) ([]claims.Claim, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening the catalogue: %w", err)
	}
	defer file.Close()
	return claims.Read(name, file)
}

// verdict is what the classifier and the routes say of a post.
func verdict(by *classifier.Classifier, routes *triage.Routes, p post.Post) classifier.Verdict {
	v := by.Classify(p)
	if v.Kind != classifier.KindNone {
		v.Queue = routes.Find(p, v).Queue
	}
	return v
}
