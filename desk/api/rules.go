package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/backtest"
	"hearsay/work"
)

type backtestInput struct {
	Body struct {
		Pack  string    `json:"pack" maxLength:"1048576" doc:"the pack as a file has it (docs/rule-packs.md)"`
		Since time.Time `json:"since" doc:"posts that came since then are read again, the last hundred thousand at most; ninety days at most"`
	}
}

func (s *Server) addRuleCalls(api huma.API) {
	call(s, api, http.MethodPost, "/rules/backtest", "backtest-pack", "What a changed rule pack would have made of the posts that came; nothing changes",
		func(ctx context.Context, actor work.Actor, in *backtestInput) (backtest.Comparison, error) {
			return s.Work.Backtest(ctx, actor, []byte(in.Body.Pack), in.Body.Since)
		})
}
