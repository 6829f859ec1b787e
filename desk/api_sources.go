package desk

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/work"
)

// SourceLister knows the sources and how they fare.
type SourceLister interface {
	List(ctx context.Context) ([]SourceView, error)
}

// SourceView is a source and how far it has been read.
type SourceView struct {
	Name       string    `json:"name"`
	Kind       string    `json:"kind"`
	Every      string    `json:"every,omitempty"`
	Posts      int64     `json:"posts" doc:"that it brought"`
	NewsAt     time.Time `json:"news_at,omitzero" doc:"when it last brought something"`
	ReadAt     time.Time `json:"read_at,omitzero" doc:"when this process last read it to its end"`
	NextAt     time.Time `json:"next_at,omitzero" doc:"when this process reads it again"`
	Problem    string    `json:"problem,omitempty" doc:"why it could not be read just now"`
	Stopped    string    `json:"stopped,omitempty" doc:"why it is not read any more"`
	Paused     bool      `json:"paused,omitempty"`
	Added      bool      `json:"added,omitempty" doc:"at run time, not in the configuration"`
	BudgetLeft *int64    `json:"budget_left,omitempty" doc:"what it may still take in this month or day"`
}

type sourceInput struct {
	Name string `path:"name" maxLength:"100"`
}

type sourceAddInput struct {
	Body work.SourceDefinition
}

func (d *Desk) addSourceCalls(api huma.API) {
	call(d, api, http.MethodGet, "/sources", "list-sources", "The sources, and how far each has been read",
		func(ctx context.Context, _ work.Actor, _ *struct{}) ([]SourceView, error) { return d.Sources.List(ctx) })
	call(d, api, http.MethodPost, "/sources", "add-source", "Add a source; it is read from now on",
		func(ctx context.Context, actor work.Actor, in *sourceAddInput) (SourceView, error) {
			if err := d.Work.AddSource(ctx, actor, in.Body); err != nil {
				return SourceView{}, err
			}
			return d.sourceView(ctx, in.Body.Name)
		})
	for step, paused := range map[string]bool{"pause": true, "resume": false} {
		call(d, api, http.MethodPost, "/sources/{name}/"+step, step+"-source", "Read a source no more for now, or again",
			func(ctx context.Context, actor work.Actor, in *sourceInput) (SourceView, error) {
				if err := d.Work.PauseSource(ctx, actor, in.Name, paused); err != nil {
					return SourceView{}, err
				}
				return d.sourceView(ctx, in.Name)
			})
	}
	call(d, api, http.MethodDelete, "/sources/{name}", "remove-source", "Take back a source that was added; what it brought stays",
		func(ctx context.Context, actor work.Actor, in *sourceInput) (SourceView, error) {
			return SourceView{Name: in.Name}, d.Work.RemoveSource(ctx, actor, in.Name)
		})
}

func (d *Desk) sourceView(ctx context.Context, name string) (SourceView, error) {
	all, err := d.Sources.List(ctx)
	if err != nil {
		return SourceView{}, err
	}
	for _, one := range all {
		if one.Name == name {
			return one, nil
		}
	}
	return SourceView{Name: name}, nil
}
