package pages

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"hearsay/settings"
	"hearsay/sight"
	"hearsay/work"
)

// sourcesPage is what the page of sources shows.
type sourcesPage struct {
	Sources []work.SourceView
	Kinds   []string
	Blind   []sight.Spell // the latest first
}

// blindFor is how far back the page of sources tells when they could not see.
const blindFor = 7 * 24 * time.Hour

func (p *Server) sources(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	all, err := p.Sources.List(r.Context())
	if err != nil {
		return err
	}
	now := p.Now()
	blind, err := p.Work.Blindness(r.Context(), now.Add(-blindFor), now)
	if err != nil {
		return err
	}
	slices.Reverse(blind)
	p.show(w, r, http.StatusOK, "sources", view{Title: p.book.of(r).must("sources.title"), Place: "sources", Data: sourcesPage{all, p.Work.Collecting.Kinds(), blind}})
	return nil
}

func (p *Server) addSource(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	definition := work.SourceDefinition{
		Name: strings.TrimSpace(r.PostFormValue("name")), Kind: r.PostFormValue("kind"), Every: strings.TrimSpace(r.PostFormValue("every")),
	}
	file, err := settings.Parse("settings", []byte(r.PostFormValue("settings")))
	if err == nil {
		err = file.DecodeAsWritten(&definition.Settings)
	}
	if err != nil {
		return p.settle(w, r, "/sources", flash{}, fmt.Errorf("%w: %w", work.ErrDefinition, err))
	}
	return p.settle(w, r, "/sources", p.said(r, "done.source_added"), p.Work.AddSource(r.Context(), actor, definition))
}

func (p *Server) sourceStep(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	name := r.PathValue("name")
	var done string
	var err error
	switch r.PathValue("step") {
	case "pause":
		done, err = "done.source_paused", p.Work.PauseSource(r.Context(), actor, name, true)
	case "resume":
		done, err = "done.source_resumed", p.Work.PauseSource(r.Context(), actor, name, false)
	case "remove":
		done, err = "done.source_removed", p.Work.RemoveSource(r.Context(), actor, name)
	default:
		return errNoStep
	}
	return p.settle(w, r, "/sources", p.said(r, done), err)
}
