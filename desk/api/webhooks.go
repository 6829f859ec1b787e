package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/ledger"
	"hearsay/work"
)

type replayInput struct {
	Name string `path:"name"`
	Body struct {
		After int64 `json:"after" minimum:"0" doc:"the number of the last event that is not told again; 0 for all"`
	}
}

func (s *Server) addWebhookCalls(api huma.API) {
	call(s, api, http.MethodGet, "/webhooks", "list-webhooks", "How far the configured webhooks have been told",
		func(ctx context.Context, actor work.Actor, _ *struct{}) ([]ledger.Webhook, error) {
			return s.Work.Webhooks(ctx, actor)
		})
	call(s, api, http.MethodPost, "/webhooks/{name}/replay", "replay-webhook", "Tell a webhook again what happened behind an event",
		func(ctx context.Context, actor work.Actor, in *replayInput) (ledger.Webhook, error) {
			return s.Work.Replay(ctx, actor, in.Name, in.Body.After)
		})
}
