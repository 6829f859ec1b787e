package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"hearsay/client"
)

type claimsCommand struct {
	Import claimsImportCommand `cmd:"" help:"Put the claims of a file into the catalogue; those that are there are replaced."`
}

type claimsImportCommand struct {
	deskFlags
	File string `arg:"" help:"ClaimReview JSON-LD, a DataFeed, CSV or TSV with a header, or NDJSON." type:"existingfile"`
}

// importBatch is how many claims are sent at once.
const importBatch = 200

// Run sends a file's claims to the desk. Those that can be read are sent even if others are faults, which are reported.
func (c *claimsImportCommand) Run(ctx context.Context, s *streams) error {
	all, faults := readClaims(c.File)
	bars := newProgress(s.err)
	defer bars.finish()
	for sent := 0; sent < len(all); {
		n := min(importBatch, len(all)-sent)
		if err := c.call(ctx, http.MethodPost, client.Path("claims"), map[string]any{"claims": all[sent : sent+n]}, nil); err != nil {
			return errors.Join(faults, fmt.Errorf("%d of %d claims are in the catalogue; run it again to go on: %w", sent, len(all), err))
		}
		sent += n
		bars.report("claims", int64(sent), int64(len(all)))
	}
	fmt.Fprintf(s.out, "%d claims are in the catalogue\n", len(all))
	return faults
}
