package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/triage"
	"hearsay/work"
)

type likenessInput struct {
	ItemInput
	Body struct {
		Other string `json:"other" minLength:"1" maxLength:"200" doc:"the other item, or the claim, as it was suggested"`
	}
}

// Matching is how sure matches have to be.
type Matching struct {
	Kinds []work.MatchingView `json:"kinds"`
}

func (s *Server) addMatchingCalls(api huma.API) {
	call(s, api, http.MethodPost, "/items/{id}/confirm", "confirm-match", "Say that an item is the same as another that was suggested under likely: it is merged into that",
		func(ctx context.Context, actor work.Actor, in *likenessInput) (*triage.Item, error) {
			return s.Work.Confirm(ctx, actor, in.ID, in.Body.Other)
		})
	call(s, api, http.MethodPost, "/items/{id}/refuse", "refuse-match", "Say that an item is not the same as another that was suggested under likely, or not about a claim under matches; it is not suggested again",
		func(ctx context.Context, actor work.Actor, in *likenessInput) (Done, error) {
			return Done{}, s.Work.Refuse(ctx, actor, in.ID, in.Body.Other)
		})
	call(s, api, http.MethodPost, "/items/{id}/undo", "undo-match", "Take posts out of an item that they were wrongly matched with, and undo what the match caused",
		func(ctx context.Context, actor work.Actor, in *splitInput) (*triage.Item, error) {
			return s.Work.Undo(ctx, actor, in.ID, in.Body.Posts)
		})
	call(s, api, http.MethodGet, "/matching", "get-matching", "How sure matches have to be to be acted on and to be suggested, by what was measured and by what people said",
		func(ctx context.Context, _ work.Actor, _ *struct{}) (Matching, error) {
			kinds, err := s.Work.Matching(ctx)
			return Matching{kinds}, err
		})
}
