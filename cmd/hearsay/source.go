package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"hearsay/collector"
	"hearsay/collector/archive"
	"hearsay/collector/bluesky"
	"hearsay/collector/feed"
	"hearsay/fault"
)

type sourceCommand struct {
	Try  sourceTryCommand  `cmd:"" help:"Read a feed, a stream or an archive as the daemon would, and write its posts."`
	List sourceListCommand `cmd:"" help:"List the sources of a running desk, or the kinds there are."`
	OPML sourceOPMLCommand `cmd:"" name:"opml" help:"Turn a list of feeds into sources, or the configuration's feeds into a list."`
}

type sourceTryCommand struct {
	From       string   `arg:"" help:"The address of a feed or of a Jetstream (wss://), or an archive's file." placeholder:"URL-or-FILE"`
	Most       int      `help:"Stop after so many posts; a stream, which has no end, stops after 100 if left out." placeholder:"N"`
	AllowInner []string `help:"Inner networks that may be asked, as in 10.0.0.0/8." placeholder:"NETWORK"`
}

// Run writes what a source gives as NDJSON: see it before adding it.
func (c *sourceTryCommand) Run(ctx context.Context, s *streams) error {
	var settings collector.Settings = &archive.Settings{Path: c.From}
	switch scheme, _, _ := strings.Cut(c.From, "://"); scheme {
	case "http", "https":
		settings = &feed.Settings{URL: c.From}
	case "ws", "wss":
		settings = &bluesky.Settings{Endpoints: []string{c.From}}
		if c.Most == 0 {
			c.Most = streamPosts
		}
	}
	var faults fault.List
	settings.Check(func(_, what, remedy string) { faults.Add("", 0, remedy, "%s", what) })
	if err := faults.Err(); err != nil {
		return err
	}
	fetcher := collector.Fetcher{}
	for _, network := range c.AllowInner {
		prefix, err := netip.ParsePrefix(network)
		if err != nil {
			return fault.Fault{What: fmt.Sprintf("%q is not a network", network), Remedy: "write it as in 10.0.0.0/8"}
		}
		fetcher.AllowInner = append(fetcher.AllowInner, prefix)
	}
	bars := newProgress(s.err)
	defer bars.finish()
	client := fetcher.Client()
	defer client.CloseIdleConnections()
	source, err := settings.Open(collector.Env{
		Name: "try", Client: client, Log: logger(s.err),
		Progress: func(done, total int64) { bars.report(c.From, done, total) },
	})
	if err != nil {
		return err
	}
	return writePosts(ctx, s, source, c.Most)
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
