package pages

import (
	"net/http"

	"hearsay/work"
)

// relayPage is the pack of a reply as editors see it.
type relayPage struct {
	work.RelayView
	Audiences []string
}

func (p *Server) relay(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	pack, err := p.Work.Relay(r.Context(), r.PathValue("id"), r.URL.Query().Get("audience"))
	if err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "relay", view{Title: p.book.of(r).must("relay.title"), Place: "replies", Live: "none", Data: relayPage{pack, []string{"creator", "mayor", "office", "newsroom"}}})
	return nil
}
