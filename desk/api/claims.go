package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/claims"
	"hearsay/work"
)

type claimsInput struct {
	Body struct {
		Claims []claims.Claim `json:"claims" minItems:"1" maxItems:"1000"`
	}
}

type claimsPage struct {
	After string `query:"after" doc:"the next page begins after the claim of this id"`
	Limit int    `query:"limit" minimum:"0" maximum:"10000" doc:"all claims if 0"`
}

// next is where the next page of claims is.
func (in *claimsPage) next(out any) string {
	page, ok := out.([]claims.Claim)
	if !ok || in.Limit == 0 || len(page) < in.Limit {
		return ""
	}
	return nextLink("/claims", url.Values{"after": {page[len(page)-1].ID}, "limit": {strconv.Itoa(in.Limit)}})
}

// Imported says how many claims were put into the catalogue.
type Imported struct {
	Imported int `json:"imported"`
}

func (s *Server) addClaimCalls(api huma.API) {
	call(s, api, http.MethodGet, "/claims", "list-claims", "The catalogue",
		func(ctx context.Context, _ work.Actor, in *claimsPage) ([]claims.Claim, error) {
			if in.Limit == 0 {
				return s.Ledger.Claims(ctx)
			}
			return s.Ledger.ClaimsAfter(ctx, in.After, in.Limit)
		})
	call(s, api, http.MethodPost, "/claims", "import-claims", "Put claims into the catalogue, in place of those of the same ids",
		func(ctx context.Context, actor work.Actor, in *claimsInput) (Imported, error) {
			return Imported{len(in.Body.Claims)}, s.Work.ImportClaims(ctx, actor, in.Body.Claims)
		})
}
