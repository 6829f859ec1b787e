package pages

import (
	"net/http"
	"net/url"

	"hearsay/asks"
	"hearsay/work"
)

// closeAsk notes that somebody answered, or that their answer is not wanted any more.
func (p *Server) closeAsk(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	as, isStep := map[string]asks.State{"answered": asks.Answered, "withdrawn": asks.Withdrawn}[r.PathValue("step")]
	if !isStep {
		return errNoStep
	}
	a, err := p.Work.CloseAsk(r.Context(), actor, r.PathValue("id"), as)
	to := "/gaps"
	if a != nil {
		to = "/items/" + url.PathEscape(a.Item)
	}
	return p.settle(w, r, to, p.said(r, "done.ask_closed"), err)
}
