package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/claims"
	"hearsay/work"
)

type claimsInput struct {
	Body struct {
		Claims []claims.Claim `json:"claims" minItems:"1" maxItems:"1000"`
	}
}

// Imported says how many claims were put into the catalogue.
type Imported struct {
	Imported int `json:"imported"`
}

func (s *Server) addClaimCalls(api huma.API) {
	call(s, api, http.MethodGet, "/claims", "list-claims", "The catalogue",
		func(ctx context.Context, _ work.Actor, _ *struct{}) ([]claims.Claim, error) {
			return s.Ledger.Claims(ctx)
		})
	call(s, api, http.MethodPost, "/claims", "import-claims", "Put claims into the catalogue, in place of those of the same ids",
		func(ctx context.Context, actor work.Actor, in *claimsInput) (Imported, error) {
			return Imported{len(in.Body.Claims)}, s.Work.ImportClaims(ctx, actor, in.Body.Claims)
		})
}
