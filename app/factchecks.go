package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"sync"
	"time"

	"hearsay/claims"
	"hearsay/collector"
)

// FactChecks is where somebody publishes fact-checks: ClaimReview JSON-LD, a DataFeed, CSV, TSV or NDJSON.
type FactChecks struct {
	URL   string
	Every time.Duration
}

// followFactChecks fills the catalogue from what is published, until ctx ends.
func (a *App) followFactChecks(ctx context.Context) {
	var parts sync.WaitGroup
	for _, f := range a.config.FactChecks {
		parts.Go(func() { a.followOne(ctx, &factCheckReader{FactChecks: f, client: a.client}) })
	}
	parts.Wait()
}

func (a *App) followOne(ctx context.Context, r *factCheckReader) {
	log := a.options.Log.With("url", r.URL)
	for next := time.NewTimer(0); ; next.Reset(r.Every) {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
		all, err := r.read(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			log.Warn("reading fact-checks; what could be read is kept", "error", err)
		}
		changed, err := a.keepClaims(ctx, all)
		switch {
		case err != nil && ctx.Err() == nil:
			log.Error("keeping fact-checks", "error", err)
			r.etag, r.modified = "", "" // they are asked for again
		case changed > 0:
			log.Info("the catalogue has news", "claims", changed)
		}
	}
}

// factCheckReader asks for fact-checks, and not again for what has not changed (RFC 9110, 13).
type factCheckReader struct {
	FactChecks
	client         *http.Client
	etag, modified string
}

// mostFactChecks bounds one answer, in bytes.
const mostFactChecks = 256 << 20

// read gives the claims that can be used, none if nothing has changed; the error joins what is wrong with the others.
func (r *factCheckReader) read(ctx context.Context) ([]claims.Claim, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("asking for fact-checks: %w", err)
	}
	if r.etag != "" {
		request.Header.Set("If-None-Match", r.etag)
	}
	if r.modified != "" {
		request.Header.Set("If-Modified-Since", r.modified)
	}
	answer, err := collector.Ask(r.client, request, mostFactChecks)
	if errors.Is(err, collector.ErrUnchanged) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := claims.Read(r.name(), bytes.NewReader(answer.Body))
	usable := all[:0]
	for _, c := range all {
		if c.Validate() == nil {
			usable = append(usable, c)
		}
	}
	if err == nil {
		r.etag, r.modified = answer.Header.Get("ETag"), answer.Header.Get("Last-Modified")
	}
	return usable, err
}

// name is the file's name in the address, by whose ending its form is told; without an ending it is JSON.
func (r *factCheckReader) name() string {
	u, err := url.Parse(r.URL)
	if err != nil || path.Ext(u.Path) == "" {
		return "fact-checks.json"
	}
	return path.Base(u.Path)
}
