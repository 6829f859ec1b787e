package desk

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/work"
)

// Source is a configured source.
type Source struct {
	Name  string
	Kind  string
	Every time.Duration // 0 for one that is read once, or always
}

// SourceView is a source and how far it has been read.
type SourceView struct {
	Name    string    `json:"name"`
	Kind    string    `json:"kind"`
	Every   string    `json:"every,omitempty"`
	Posts   int64     `json:"posts"`             // that it brought
	ReadAt  time.Time `json:"read_at,omitzero"`  // when it last brought something
	Stopped string    `json:"stopped,omitempty"` // why it is not read any more
}

func (d *Desk) addSourceCalls(api huma.API) {
	call(d, api, http.MethodGet, "/sources", "list-sources", "The configured sources, and how far each has been read",
		func(ctx context.Context, _ work.Actor, _ *struct{}) ([]SourceView, error) {
			states, err := d.Ledger.SourceStates(ctx)
			if err != nil {
				return nil, err
			}
			views := make([]SourceView, 0, len(d.Sources))
			for _, s := range d.Sources {
				state := states[s.Name]
				view := SourceView{Name: s.Name, Kind: s.Kind, Posts: state.Posts, ReadAt: state.ReadAt, Stopped: state.Stopped}
				if s.Every > 0 {
					view.Every = s.Every.String()
				}
				views = append(views, view)
			}
			return views, nil
		})
}
