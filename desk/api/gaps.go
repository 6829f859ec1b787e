package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/gaps"
	"hearsay/work"
)

type gapsInput struct {
	Authority string `query:"authority" maxLength:"200" doc:"of whom they are asked"`
	Territory string `query:"territory" maxLength:"200"`
	Language  string `query:"language" maxLength:"20" doc:"ISO 639-1"`
	Topic     string `query:"topic" maxLength:"200"`
}

// Gaps are questions that nobody has answered yet.
type Gaps struct {
	Gaps []gaps.Gap `json:"gaps" doc:"those that most ask first, two hundred at most"`
	All  int        `json:"all" doc:"how many there are"`
}

func (s *Server) addGapCalls(api huma.API) {
	call(s, api, http.MethodGet, "/gaps", "list-gaps", "Questions that nobody has answered, by authority, territory, language and topic; one to several authorities or of several territories is in the gap of each",
		func(ctx context.Context, _ work.Actor, in *gapsInput) (Gaps, error) {
			shown, all, err := s.Work.Gaps(ctx, gaps.Gap{Authority: in.Authority, Territory: in.Territory, Language: in.Language, Topic: in.Topic})
			return Gaps{shown, all}, err
		})
}
