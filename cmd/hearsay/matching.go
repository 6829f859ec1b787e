package main

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"hearsay/client"
	"hearsay/desk/api"
)

type matchingCommand struct{ deskFlags }

// Run says how sure matches have to be.
func (c *matchingCommand) Run(ctx context.Context, s *streams) error {
	var found api.Matching
	return c.show(ctx, s, http.MethodGet, client.Path("matching"), nil, &found, func(w io.Writer) {
		fmt.Fprintln(w, "MATCHES OF A POST WITH\tCERTAIN FROM\tSUGGESTED FROM\tAS MEASURED\tCONFIRMED\tREFUSED OR UNDONE")
		what := map[string]string{"question": "the same question", "claim": "the same claim", "catalogue": "a claim of the catalogue"}
		for _, k := range found.Kinds {
			fmt.Fprintf(w, "%s\t%.2f\t%.2f\t%.2f, %.2f\t%d\t%d\n", what[string(k.Kind)], k.Levels.Certain, k.Levels.Suggested, k.Measured.Certain, k.Measured.Suggested, k.Right, k.Wrong)
		}
	})
}
