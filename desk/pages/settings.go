package pages

import (
	"net/http"

	"hearsay/triage"
	"hearsay/work"
)

// settingsPage is what the page of settings shows.
type settingsPage struct {
	Settings []Setting
	Routes   []triage.Placed
}

// settings shows what the files set. It is changed there, where it is reviewed and kept.
func (p *Server) settings(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	if !actor.CanSeeSettings() {
		return work.ErrForbidden
	}
	p.show(w, r, http.StatusOK, "settings", view{Title: p.book.of(r).must("settings.title"), Place: "settings", Data: settingsPage{p.Settings, p.Routing.All()}})
	return nil
}
