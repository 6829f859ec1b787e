package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/work"
)

type reportInput struct {
	From time.Time `query:"from" required:"true" doc:"RFC 3339"`
	To   time.Time `query:"to" required:"true" doc:"not itself in the report; a year behind from at most"`
}

func (s *Server) addReportCalls(api huma.API) {
	call(s, api, http.MethodGet, "/report", "report", "What was asked and claimed in a time, and what came of it",
		func(ctx context.Context, actor work.Actor, in *reportInput) (*work.Report, error) {
			return s.Work.Report(ctx, actor, in.From, in.To)
		})
}
