package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/work"
)

// RecallInput names a recall.
type RecallInput struct {
	ID string `path:"id" maxLength:"100"`
}

type traceInput struct {
	RecallInput
	Body struct {
		Trace string `json:"trace" minLength:"1" maxLength:"3000" doc:"its id"`
		Note  string `json:"note,omitempty" maxLength:"10000"`
	}
}

type closeRecallInput struct {
	RecallInput
	Body struct {
		Reason string `json:"reason" maxLength:"1000"`
	}
}

// Recalls are replies that were called back.
type Recalls struct {
	Recalls []work.RecallView `json:"recalls" doc:"those that are not over, the newest first, a hundred at most"`
}

func (s *Server) addRecallCalls(api huma.API) {
	call(s, api, http.MethodGet, "/recalls", "list-recalls", "Replies that were retracted, or whose date has come, with everybody whom they had reached",
		func(ctx context.Context, _ work.Actor, _ *struct{}) (Recalls, error) {
			all, err := s.Work.Recalls(ctx)
			return Recalls{all}, err
		})
	call(s, api, http.MethodGet, "/recalls/{id}", "get-recall", "One of them",
		func(ctx context.Context, _ work.Actor, in *RecallInput) (work.RecallView, error) {
			return s.Work.Recall(ctx, in.ID)
		})
	call(s, api, http.MethodPost, "/recalls/{id}/done", "see-trace", "Say that somebody saw to a trace",
		func(ctx context.Context, actor work.Actor, in *traceInput) (work.RecallView, error) {
			return s.Work.SeeTrace(ctx, actor, in.ID, in.Body.Trace, in.Body.Note)
		})
	call(s, api, http.MethodPost, "/recalls/{id}/close", "close-recall", "End a recall that needs nothing more",
		func(ctx context.Context, actor work.Actor, in *closeRecallInput) (work.RecallView, error) {
			return s.Work.CloseRecall(ctx, actor, in.ID, in.Body.Reason)
		})
}
