package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/asks"
	"hearsay/work"
)

type askInput struct {
	ItemInput
	Body struct {
		Whom string `json:"whom" minLength:"1" maxLength:"200" doc:"an authority of the configuration for a question, a verifier for a claim; an item lists them under askable"`
		Note string `json:"note,omitempty" maxLength:"10000"`
	}
}

type asksInput struct {
	Whom string `query:"whom" maxLength:"200"`
}

// Asks are those for which an answer is waited.
type Asks struct {
	Asks []*asks.Ask `json:"asks" doc:"the most urgent first, two hundred at most"`
}

type askID struct {
	ID string `path:"id" maxLength:"100"`
}

func (s *Server) addAskCalls(api huma.API) {
	call(s, api, http.MethodPost, "/items/{id}/ask", "ask-item", "Ask somebody for an answer: a question an authority, by e-mail; a claim a verifier, at the desk. They are reminded",
		func(ctx context.Context, actor work.Actor, in *askInput) (*asks.Ask, error) {
			return s.Work.Ask(ctx, actor, in.ID, in.Body.Whom, in.Body.Note)
		})
	call(s, api, http.MethodGet, "/asks", "list-asks", "Who was asked and has not answered yet",
		func(ctx context.Context, _ work.Actor, in *asksInput) (Asks, error) {
			open, err := s.Work.Asks(ctx, in.Whom)
			return Asks{open}, err
		})
	for step, as := range map[string]asks.State{"answered": asks.Answered, "withdraw": asks.Withdrawn} {
		says := map[asks.State]string{asks.Answered: "Note that somebody answered", asks.Withdrawn: "Want an answer no more"}[as]
		call(s, api, http.MethodPost, "/asks/{id}/"+step, step+"-ask", says+"; they are not reminded again",
			func(ctx context.Context, actor work.Actor, in *askID) (*asks.Ask, error) {
				return s.Work.CloseAsk(ctx, actor, in.ID, as)
			})
	}
}
