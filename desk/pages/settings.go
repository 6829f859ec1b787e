package pages

import (
	"net/http"

	"hearsay/work"
)

// settings shows what the files set. It is changed there, where it is reviewed and kept.
func (p *Server) settings(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	if !actor.CanSeeSettings() {
		return work.ErrForbidden
	}
	p.show(w, r, http.StatusOK, "settings", view{Title: p.book.of(r).must("settings.title"), Place: "settings", Data: p.Settings})
	return nil
}
