package pages

import (
	"encoding/json"
	"fmt"
	"net/http"

	"hearsay/claims"
	"hearsay/ledger"
)

// writeReview writes a reply as a fact-check (https://schema.org/ClaimReview).
func (p *Server) writeReview(w http.ResponseWriter, review *claims.Review) error {
	if review == nil {
		return fmt.Errorf("an answer to a question is no fact-check: %w", ledger.ErrNotFound)
	}
	w.Header().Set("Content-Type", "application/ld+json")
	w.Header().Set("Cache-Control", kept)
	return json.NewEncoder(w).Encode(review)
}
