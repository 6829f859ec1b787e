// Package configs carries what ships with the program, so that one binary runs without a file beside it: the rule
// packs, the catalogue's first claims, the trusted publishers, and the demo's made-up posts.
package configs

import "embed"

// Files holds rules/*.yaml, claims.ndjson, trusted-sources.yaml, demo.yaml and demo/.
//
//go:embed alerts.yaml rules claims.ndjson trusted-sources.yaml demo.yaml demo
var Files embed.FS
