package app

import (
	"net/http"
	"slices"
	"strings"

	"hearsay/desk"
)

// Role is what a process does of the program's work. Processes on one ledger and one queue may divide it: one of each role at
// least, or one that does everything.
type Role int

// Roles. All tell the queues and follow the rule packs.
const (
	WholeProgram Role = iota
	CollectOnly       // reads sources; serves its health and its metrics
	DeskOnly          // everything but reading sources
)

// probes are the paths that a process answers which only collects, beside its profiles.
var probes = []string{"/healthz", "/readyz", "/metrics"}

// probesOnly answers for nothing else, and says where else is.
func probesOnly(all http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(probes, r.URL.Path) && !strings.HasPrefix(r.URL.Path, desk.ProfilesPath) {
			http.Error(w, "This process only collects. The desk is served by those that were started without --collect.", http.StatusNotFound)
			return
		}
		all.ServeHTTP(w, r)
	})
}
