package pages

import (
	"net/http"

	"hearsay/desk/charts"
	"hearsay/effect"
	"hearsay/ledger"
	"hearsay/travel"
	"hearsay/triage"
	"hearsay/work"
)

// travelPage is what the page of an item's way and of what the answer did shows.
type travelPage struct {
	Item      *triage.Item
	Lead      ledger.StoredPost
	Map       travel.Journey
	Route     charts.Route
	Judgement effect.Judgement
}

func (p *Server) travel(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx, id := r.Context(), r.PathValue("id")
	var data travelPage
	var err error
	if data.Item, err = p.Ledger.Item(ctx, id); err != nil {
		return err
	}
	rows, err := p.rowsOf(ctx, actor, []*triage.Item{data.Item})
	if err != nil {
		return err
	}
	data.Lead = rows[0].Lead
	if data.Map, err = p.Work.Travel(ctx, id); err != nil {
		return err
	}
	data.Route = charts.RouteOf(data.Map)
	if data.Judgement, err = p.Work.Judge(ctx, id); err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "travel", view{Title: p.book.of(r).must("travel.title"), Place: "items", Live: "none", Data: data})
	return nil
}
