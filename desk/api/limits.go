package api

import (
	"fmt"
	"math"
	"net/http"

	"hearsay/desk/access"
)

// limit refuses calls beyond the limit, and tells each caller how much is left
// (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/).
func (s *Server) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		actor, ok := access.ActorOf(r.Context())
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		left, err := s.Gate.Take(r, actor)
		untilFull := math.Ceil(float64(access.AtOnce-left) / access.ASecond)
		w.Header().Set("RateLimit-Policy", fmt.Sprintf(`"calls";q=%d;w=%d`, access.AtOnce, access.AtOnce/access.ASecond))
		w.Header().Set("RateLimit", fmt.Sprintf(`"calls";r=%d;t=%d`, left, int(untilFull)))
		if err != nil {
			w.Header().Set("Retry-After", "1")
			writeProblem(w, http.StatusTooManyRequests, fmt.Sprintf("more than %d calls at once, or %d a second; wait a moment", access.AtOnce, access.ASecond))
			return
		}
		next.ServeHTTP(w, r)
	})
}
