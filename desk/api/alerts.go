package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/alerts"
	"hearsay/ledger"
	"hearsay/work"
)

type silenceInput struct {
	Body struct {
		Matchers []string `json:"matchers" minItems:"1" maxItems:"10" doc:"conditions on labels, as in alertname=\"claim_surges\"; all must fit"`
		Lasts    string   `json:"lasts" default:"4h" doc:"for how long, as in 30m or 4h"`
		Comment  string   `json:"comment" maxLength:"500" doc:"why"`
	}
}

func (s *Server) addAlertCalls(api huma.API) {
	call(s, api, http.MethodGet, "/alerts", "list-alerts", "What fires, the newest first, and what was over within a day",
		func(ctx context.Context, _ work.Actor, _ *struct{}) ([]alerts.Listed, error) {
			return s.Alerts.Listed(ctx, s.Ledger, s.Work.Now())
		})
	call(s, api, http.MethodGet, "/silences", "list-silences", "Silences that have not ended, the next to end first",
		func(ctx context.Context, _ work.Actor, _ *struct{}) ([]ledger.Silence, error) {
			return s.Ledger.Silences(ctx, s.Work.Now())
		})
	call(s, api, http.MethodPost, "/silences", "silence", "Keep alerts from being told for a while",
		func(ctx context.Context, actor work.Actor, in *silenceInput) (ledger.Silence, error) {
			lasts, err := duration(in.Body.Lasts)
			if err != nil {
				return ledger.Silence{}, err
			}
			return s.Work.Silence(ctx, actor, in.Body.Matchers, lasts, in.Body.Comment)
		})
	call(s, api, http.MethodDelete, "/silences/{id}", "end-silence", "End a silence before its time",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (ledger.Silence, error) {
			return s.Work.EndSilence(ctx, actor, in.ID)
		})
}
