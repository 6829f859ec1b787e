package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/work"
)

type relayInput struct {
	ItemInput
	Audience string `query:"audience" maxLength:"200" doc:"of messengers, as in creator, mayor, office or newsroom; everybody if left out"`
}

// Thanked says how many were thanked.
type Thanked struct {
	Thanked int `json:"thanked"`
}

func (s *Server) addRelayCalls(api huma.API) {
	call(s, api, http.MethodGet, "/replies/{id}/relay", "get-relay", "What messengers need to carry a reply on, and who picked it up",
		func(ctx context.Context, _ work.Actor, in *relayInput) (work.RelayView, error) {
			return s.Work.Relay(ctx, in.ID, in.Audience)
		})
	call(s, api, http.MethodPost, "/replies/{id}/thank", "thank-messengers", "Thank the messengers who passed a reply on, by e-mail, each once",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (Thanked, error) {
			n, err := s.Work.Thank(ctx, actor, in.ID)
			return Thanked{n}, err
		})
}
