package app

import (
	"net/http"
	"slices"
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

// probes are the paths that a process answers which only collects.
var probes = []string{"/healthz", "/readyz", "/metrics"}

// probesOnly answers for nothing else, and says where else is.
func probesOnly(desk http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(probes, r.URL.Path) {
			http.Error(w, "This process only collects. The desk is served by those that were started without --collect.", http.StatusNotFound)
			return
		}
		desk.ServeHTTP(w, r)
	})
}
