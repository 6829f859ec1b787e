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
	"hearsay/collector/feed"
	"hearsay/fault"
)

type sourceCommand struct {
	Try sourceTryCommand `cmd:"" help:"Fetch a feed or read an archive as the daemon would, and write its posts."`
}

type sourceTryCommand struct {
	From       string   `arg:"" help:"The address of a feed, or an archive's file." placeholder:"URL-or-FILE"`
	AllowInner []string `help:"Inner networks that may be asked, as in 10.0.0.0/8." placeholder:"NETWORK"`
}

// Run writes what a source gives as NDJSON: see it before adding it.
func (c *sourceTryCommand) Run(ctx context.Context, s *streams) error {
	var settings collector.Settings = &archive.Settings{Path: c.From}
	if strings.HasPrefix(c.From, "http://") || strings.HasPrefix(c.From, "https://") {
		settings = &feed.Settings{URL: c.From}
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
	return writePosts(ctx, s, source)
}

func writePosts(ctx context.Context, s *streams, source collector.Source) error {
	out := bufio.NewWriter(s.out)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	posts := 0
	err := source.Collect(ctx, "", func(_ context.Context, batch collector.Batch) error {
		posts += len(batch.Posts)
		for _, p := range batch.Posts {
			if err := encoder.Encode(p); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && posts == 0 {
		fmt.Fprintln(s.err, "the source can be read and holds no posts")
	}
	return errors.Join(err, out.Flush())
}
