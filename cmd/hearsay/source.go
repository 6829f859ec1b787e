package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"hearsay/app"
	"hearsay/collector"
	"hearsay/collector/archive"
	"hearsay/collector/bluesky"
	"hearsay/collector/feed"
	"hearsay/fault"
)

type sourceCommand struct {
	Try    sourceTryCommand    `cmd:"" help:"Read a source as the daemon would, and write its posts."`
	Blind  sourceBlindCommand  `cmd:"" help:"Tell when sources could not see, and what came of it."`
	List   sourceListCommand   `cmd:"" help:"List the sources of a running desk, or the kinds there are."`
	Add    sourceAddCommand    `cmd:"" help:"Add a source to a running desk."`
	Pause  sourcePauseCommand  `cmd:"" help:"Read a source no more for now."`
	Resume sourceResumeCommand `cmd:"" help:"Read a paused or stopped source again."`
	Remove sourceRemoveCommand `cmd:"" help:"Remove a source that was added."`
	OPML   sourceOPMLCommand   `cmd:"" name:"opml" help:"Turn a list of feeds into sources, or the configuration's feeds into a list."`
}

type sourceTryCommand struct {
	From       string   `arg:"" help:"The address of a feed or of a Jetstream (wss://), an archive's file, or with --config a source's name." placeholder:"URL, FILE or NAME"`
	Config     string   `help:"Try a source of this configuration, by its name." placeholder:"FILE"`
	Most       int      `help:"Stop after so many posts; a stream, which has no end, stops after 100 if left out." placeholder:"N"`
	AllowInner []string `help:"Inner networks that may be asked, as in 10.0.0.0/8." placeholder:"NETWORK"`
}

// Run writes what a source gives as NDJSON: see it before adding it.
func (c *sourceTryCommand) Run(ctx context.Context, s *streams) error {
	name, settings, fetcher, err := c.choose()
	if err != nil {
		return err
	}
	bars := newProgress(s.err)
	defer bars.finish()
	client := fetcher.Client()
	defer client.CloseIdleConnections()
	source, err := settings.Open(collector.Env{
		Name: name, Client: client, Log: logger(s.err),
		Progress: func(done, total int64) { bars.report(c.From, done, total) },
	})
	if err != nil {
		return err
	}
	return writePosts(ctx, s, source, c.Most)
}

// choose finds what is to be tried.
func (c *sourceTryCommand) choose() (name string, s collector.Settings, fetcher collector.Fetcher, err error) {
	if c.Config != "" {
		return c.configured()
	}
	s = &archive.Settings{Path: c.From}
	switch scheme, _, _ := strings.Cut(c.From, "://"); scheme {
	case "http", "https":
		s = &feed.Settings{URL: c.From}
	case "ws", "wss":
		s = &bluesky.Settings{Endpoints: []string{c.From}}
		if c.Most == 0 {
			c.Most = streamPosts
		}
	}
	var faults fault.List
	s.Check(func(_, what, remedy string) { faults.Add("", 0, remedy, "%s", what) })
	for _, network := range c.AllowInner {
		prefix, err := netip.ParsePrefix(network)
		if err != nil {
			faults.Add("", 0, "write it as in 10.0.0.0/8", "%q is not a network", network)
		}
		fetcher.AllowInner = append(fetcher.AllowInner, prefix)
	}
	return "try", s, fetcher, faults.Err()
}

// configured finds a source of the configuration, which may be one that never ends.
func (c *sourceTryCommand) configured() (string, collector.Settings, collector.Fetcher, error) {
	config, err := app.LoadConfig(c.Config)
	if err != nil {
		return "", nil, collector.Fetcher{}, err
	}
	var names []string
	for _, one := range config.Sources {
		if one.Name == c.From {
			if c.Most == 0 {
				c.Most = streamPosts
			}
			return one.Name, one.Settings, config.Fetcher, nil
		}
		names = append(names, one.Name)
	}
	return "", nil, collector.Fetcher{}, fault.Fault{File: c.Config, What: fmt.Sprintf("there is no source %q", c.From), Remedy: fmt.Sprintf("name one of %v", names)}
}

// streamPosts is how many posts of a stream are shown.
const streamPosts = 100

// errEnough ends a source that has given as many posts as were asked for.
var errEnough = errors.New("enough")

func writePosts(ctx context.Context, s *streams, source collector.Source, most int) error {
	out := bufio.NewWriter(s.out)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	posts := 0
	err := source.Collect(ctx, "", func(_ context.Context, batch collector.Batch) error {
		for _, p := range batch.Posts {
			if err := encoder.Encode(p); err != nil {
				return err
			}
			if posts++; posts == most {
				return errEnough
			}
		}
		return out.Flush()
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err == nil && posts == 0 {
		fmt.Fprintln(s.err, "the source can be read and holds no posts")
	}
	return errors.Join(err, out.Flush())
}
