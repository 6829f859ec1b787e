package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/sight"
	"hearsay/work"
)

type sourceInput struct {
	Name string `path:"name" maxLength:"100"`
}

type blindnessInput struct {
	From time.Time `query:"from" required:"true" doc:"RFC 3339"`
	To   time.Time `query:"to" doc:"the present if left out"`
}

type sourceAddInput struct {
	Body work.SourceDefinition
}

func (s *Server) addSourceCalls(api huma.API) {
	call(s, api, http.MethodGet, "/sources", "list-sources", "The sources, and how far each has been read",
		func(ctx context.Context, _ work.Actor, _ *struct{}) ([]work.SourceView, error) {
			return s.Sources.List(ctx)
		})
	call(s, api, http.MethodGet, "/blindness", "list-blindness", "When sources could not see, and what came of it: numbers of these times may be too low",
		func(ctx context.Context, _ work.Actor, in *blindnessInput) ([]sight.Spell, error) {
			return s.Work.Blindness(ctx, in.From, in.To)
		})
	call(s, api, http.MethodPost, "/sources", "add-source", "Add a source; it is read from now on",
		func(ctx context.Context, actor work.Actor, in *sourceAddInput) (work.SourceView, error) {
			if err := s.Work.AddSource(ctx, actor, in.Body); err != nil {
				return work.SourceView{}, err
			}
			return s.sourceView(ctx, in.Body.Name)
		})
	for step, paused := range map[string]bool{"pause": true, "resume": false} {
		call(s, api, http.MethodPost, "/sources/{name}/"+step, step+"-source", "Read a source no more for now, or again",
			func(ctx context.Context, actor work.Actor, in *sourceInput) (work.SourceView, error) {
				if err := s.Work.PauseSource(ctx, actor, in.Name, paused); err != nil {
					return work.SourceView{}, err
				}
				return s.sourceView(ctx, in.Name)
			})
	}
	call(s, api, http.MethodDelete, "/sources/{name}", "remove-source", "Take back a source that was added; what it brought stays",
		func(ctx context.Context, actor work.Actor, in *sourceInput) (work.SourceView, error) {
			return work.SourceView{Name: in.Name}, s.Work.RemoveSource(ctx, actor, in.Name)
		})
}

func (s *Server) sourceView(ctx context.Context, name string) (work.SourceView, error) {
	all, err := s.Sources.List(ctx)
	if err != nil {
		return work.SourceView{}, err
	}
	for _, one := range all {
		if one.Name == name {
			return one, nil
		}
	}
	return work.SourceView{Name: name}, nil
}
