package desk

import (
	"net/http"
	"net/http/pprof"

	"hearsay/desk/access"
	"hearsay/work"
)

// ProfilesPath is where administrators find what the program spends time and memory on (go tool pprof reads it).
const ProfilesPath = "/debug/pprof/"

// addProfiles serves them: https://pkg.go.dev/net/http/pprof.
func addProfiles(mux *http.ServeMux) {
	for path, serve := range map[string]http.HandlerFunc{"": pprof.Index, "cmdline": pprof.Cmdline, "profile": pprof.Profile, "symbol": pprof.Symbol, "trace": pprof.Trace} {
		mux.Handle("GET "+ProfilesPath+path, adminsOnly(serve))
	}
}

// adminsOnly answers others as if there were nothing.
func adminsOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if actor, signedIn := access.ActorOf(r.Context()); !signedIn || actor.Role != work.Admin {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
