package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/effect"
	"hearsay/travel"
	"hearsay/work"
)

func (s *Server) addTravelCalls(api huma.API) {
	call(s, api, http.MethodGet, "/items/{id}/travel", "get-travel", "In which order spaces, platforms, languages and territories took up what an item says, where replies stand, and where one would meet most",
		func(ctx context.Context, _ work.Actor, in *ItemInput) (travel.Journey, error) {
			return s.Work.Travel(ctx, in.ID)
		})
	call(s, api, http.MethodGet, "/items/{id}/effect", "get-effect", "Whether the first answer slowed a claim, against claims of its topics that got none",
		func(ctx context.Context, _ work.Actor, in *ItemInput) (effect.Judgement, error) {
			return s.Work.Judge(ctx, in.ID)
		})
}
