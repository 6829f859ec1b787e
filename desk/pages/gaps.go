package pages

import (
	"net/http"
	"net/url"

	"hearsay/asks"
	"hearsay/gaps"
	"hearsay/work"
)

// gapsPage is what the page of unanswered questions shows.
type gapsPage struct {
	Gaps []gapRow
	All  int
	Of   gaps.Gap // what it is narrowed to
	Asks []*asks.Ask
}

// gapRow is a gap, and where it leads.
type gapRow struct {
	gaps.Gap
	Query string // that finds its items
}

func (p *Server) gaps(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	q := r.URL.Query()
	data := gapsPage{Of: gaps.Gap{Authority: q.Get("authority"), Territory: q.Get("territory"), Language: q.Get("language"), Topic: q.Get("topic")}}
	shown, all, err := p.Work.Gaps(r.Context(), data.Of)
	if err != nil {
		return err
	}
	data.All = all
	if data.Asks, err = p.Work.Asks(r.Context(), ""); err != nil {
		return err
	}
	for _, g := range shown {
		query := url.Values{"kind": {"question"}}
		for name, value := range map[string]string{"topic": g.Topic, "language": g.Language, "territory": g.Territory} {
			if value != "" {
				query.Set(name, value)
			}
		}
		data.Gaps = append(data.Gaps, gapRow{g, query.Encode()})
	}
	p.show(w, r, http.StatusOK, "gaps", view{Title: p.book.of(r).must("gaps.title"), Place: "gaps", Data: data})
	return nil
}
