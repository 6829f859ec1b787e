package pages

import (
	"net/http"

	"hearsay/replies"
	"hearsay/work"
)

func (p *Server) recalls(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	all, err := p.Work.Recalls(r.Context())
	if err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "recalls", view{Title: p.book.of(r).must("recall.title"), Place: "replies", Data: all})
	return nil
}

// recallPage is what the page of one recall shows.
type recallPage struct {
	work.RecallView
	Was *replies.Reply
}

func (p *Server) recall(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	one, err := p.Work.Recall(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	was, err := p.Ledger.Reply(r.Context(), one.Reply)
	if err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "recall", view{Title: p.book.of(r).must("recall.one"), Place: "replies", Data: recallPage{one, was}})
	return nil
}

// recallSteps are the steps by the ends of their addresses.
var recallSteps = map[string]step{
	"done": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.SeeTrace(r.Context(), actor, id, r.PostFormValue("trace"), r.PostFormValue("note"))
		return "", p.said(r, "done.trace"), err
	},
	"close": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.CloseRecall(r.Context(), actor, id, r.PostFormValue("reason"))
		return "", p.said(r, "done.recall_closed"), err
	},
}
