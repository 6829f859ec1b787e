package pages

import (
	"net/http"
	"net/url"

	"hearsay/asks"
	"hearsay/work"
)

// closeAsk notes that somebody answered, or that their answer is not wanted any more.
func (p *Server) closeAsk(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	as := asks.Withdrawn
	if r.PathValue("step") == "answered" {
		as = asks.Answered
	}
	a, err := p.Work.CloseAsk(r.Context(), actor, r.PathValue("id"), as)
	to := "/gaps"
	if a != nil {
		to = "/items/" + url.PathEscape(a.Item)
	}
	return p.settle(w, r, to, p.said(r, "done.ask_closed"), err)
}
