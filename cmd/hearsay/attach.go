package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"hearsay/client"
	"hearsay/replies"
)

type replyAttachCommand struct {
	deskFlags
	Reply string `arg:""`
	File  string `arg:"" help:"A JPEG or PNG of up to 1 MB, or an MP4 of up to 50 MB." type:"existingfile"`
	Alt   string `required:"" help:"What it shows, for those who do not see it." placeholder:"TEXT"`
}

// Run attaches a file.
func (c *replyAttachCommand) Run(ctx context.Context, s *streams) error {
	from, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer from.Close()
	data, err := io.ReadAll(io.LimitReader(from, replies.MaxMedium+1))
	if err != nil {
		return fmt.Errorf("reading %s: %w", c.File, err)
	}
	r, err := c.desk().Attach(ctx, c.Reply, data, c.Alt)
	return sayMedium(s, r, err)
}

type replyDetachCommand struct {
	deskFlags
	Reply string `arg:""`
}

// Run takes a file away.
func (c *replyDetachCommand) Run(ctx context.Context, s *streams) error {
	r, err := c.desk().Detach(ctx, c.Reply)
	return sayMedium(s, r, err)
}

func sayMedium(s *streams, r *client.Reply, err error) error {
	switch {
	case err != nil:
		return otherwise(err)
	case r.Medium == nil:
		_, err = fmt.Fprintf(s.out, "reply %s goes without a file\n", r.ID)
	default:
		_, err = fmt.Fprintf(s.out, "reply %s goes with %s (%s, %d bytes): %s\n", r.ID, r.Medium.Name(), r.Medium.Type, r.Medium.Size, r.Medium.Alt)
	}
	return err
}
