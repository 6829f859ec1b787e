package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/ledger"
	"hearsay/work"
)

type personInput struct{ Body work.Person }

type viewsInput struct {
	User string `query:"user" doc:"who looked"`
	Item string `query:"item" doc:"at which item"`
}

func (s *Server) addPrivacyCalls(api huma.API) {
	call(s, api, http.MethodPost, "/privacy/erase", "erase-person", "Erase what a person wrote, at their request",
		func(ctx context.Context, actor work.Actor, in *personInput) (*work.Erasure, error) {
			return s.Work.EraseFor(ctx, actor, in.Body)
		})
	call(s, api, http.MethodPost, "/privacy/export", "export-person", "What is kept of a person, at their request",
		func(ctx context.Context, actor work.Actor, in *personInput) (*work.PersonalData, error) {
			return s.Work.ExportFor(ctx, actor, in.Body)
		})
	call(s, api, http.MethodGet, "/privacy/views", "list-views", "Who looked at what people wrote, the latest first",
		func(ctx context.Context, actor work.Actor, in *viewsInput) ([]ledger.View, error) {
			return s.Work.Views(ctx, actor, in.User, in.Item)
		})
}
