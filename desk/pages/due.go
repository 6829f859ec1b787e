package pages

import (
	"net/http"
	"net/url"
	"slices"

	"hearsay/desk/access"
	"hearsay/desk/refusal"
	"hearsay/work"
)

// What somebody has still to do whose password was right, and what they may do about their second factor later.

// duePages are where people do what is due of them.
var duePages = map[access.Due]string{access.DueCode: "/signin/code", access.DuePassword: "/signin/password", access.DueFactor: "/signin/factor"}

func (p *Server) addDue(mux *http.ServeMux) {
	mux.HandleFunc("GET /signin/code", p.whileDue(access.DueCode, func(w http.ResponseWriter, r *http.Request, _ access.Pending) {
		p.showDue(w, r, http.StatusOK, duePage{Due: access.DueCode, Back: backOf(r)})
	}))
	mux.HandleFunc("POST /signin/code", p.whileDue(access.DueCode, func(w http.ResponseWriter, r *http.Request, who access.Pending) {
		p.settleDue(w, r, access.DueCode, p.Gate.ShowCode(r.Context(), who, r.PostFormValue("code")))
	}))
	mux.HandleFunc("GET /signin/password", p.whileDue(access.DuePassword, func(w http.ResponseWriter, r *http.Request, _ access.Pending) {
		p.showDue(w, r, http.StatusOK, duePage{Due: access.DuePassword, Back: backOf(r)})
	}))
	mux.HandleFunc("POST /signin/password", p.whileDue(access.DuePassword, func(w http.ResponseWriter, r *http.Request, who access.Pending) {
		p.settleDue(w, r, access.DuePassword, p.Gate.ChangePassword(r.Context(), who.User, r.PostFormValue("old"), r.PostFormValue("new")))
	}))
	mux.HandleFunc("GET /signin/factor", p.whoTakesFactor(p.offerFactor))
	mux.HandleFunc("POST /signin/factor", p.whoTakesFactor(p.takeFactor))
}

// duePage is what the pages of what is due show.
type duePage struct {
	Due     access.Due
	Problem string
	Back    string // where to go then
	Offer   access.Offer
	Picture picture  // of the offer
	Codes   []string // for a lost device, to be shown once
}

// backOf is where somebody wanted to go.
func backOf(r *http.Request) string { return within(r.FormValue("back")) }

// whileDue serves who has to do something before they are let in.
func (p *Server) whileDue(due access.Due, serve func(http.ResponseWriter, *http.Request, access.Pending)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if who, ok := access.PendingOf(r.Context()); ok && who.Due == due {
			serve(w, r, who)
			return
		}
		http.Redirect(w, r, backOf(r), http.StatusSeeOther)
	}
}

// settleDue goes on after a step, or shows its page again.
func (p *Server) settleDue(w http.ResponseWriter, r *http.Request, due access.Due, err error) {
	if err == nil {
		http.Redirect(w, r, backOf(r), http.StatusSeeOther)
		return
	}
	p.refuseDue(w, r, duePage{Due: due, Back: backOf(r)}, err)
}

// refuseDue shows a page again, with what was wrong.
func (p *Server) refuseDue(w http.ResponseWriter, r *http.Request, data duePage, err error) {
	kind, isMendable := refusal.Of(err)
	if !isMendable {
		p.fail(w, r, err)
		return
	}
	refusal.Note(r.Context(), p.Log, "sign-in", err)
	data.Problem = p.book.of(r).must("refused." + kind.Word)
	p.showDue(w, r, kind.Status, data)
}

func (p *Server) showDue(w http.ResponseWriter, r *http.Request, status int, data duePage) {
	p.show(w, r, status, "due", view{Title: p.book.of(r).must("due." + string(data.Due)), Live: "none", Data: data})
}

// whoTakesFactor serves who has to take a second factor, and who is signed in and may.
func (p *Server) whoTakesFactor(serve func(w http.ResponseWriter, r *http.Request, user string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if who, ok := access.PendingOf(r.Context()); ok && who.Due == access.DueFactor {
			serve(w, r, who.User)
		} else if actor, ok := access.ActorOf(r.Context()); ok {
			serve(w, r, actor.Name)
		} else {
			p.sendToSignIn(w, r)
		}
	}
}

func (p *Server) offerFactor(w http.ResponseWriter, r *http.Request, user string) {
	data, err := p.offer(r, user)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.showDue(w, r, http.StatusOK, data)
}

func (p *Server) offer(r *http.Request, user string) (duePage, error) {
	data := duePage{Due: access.DueFactor, Back: backOf(r), Offer: p.Gate.OfferFactor(r.Context(), user)}
	var err error
	data.Picture, err = pictureOf(data.Offer.Address)
	return data, err
}

func (p *Server) takeFactor(w http.ResponseWriter, r *http.Request, user string) {
	codes, err := p.Gate.TakeFactor(r.Context(), user, r.PostFormValue("code"))
	if err == nil {
		p.showDue(w, r, http.StatusOK, duePage{Due: access.DueFactor, Back: backOf(r), Codes: codes})
		return
	}
	data, unoffered := p.offer(r, user)
	if unoffered != nil {
		p.fail(w, r, unoffered)
		return
	}
	p.refuseDue(w, r, data, err)
}

func (p *Server) dropFactor(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	err := p.Gate.DropFactor(r.Context(), actor, r.PostFormValue("code"))
	return p.settle(w, r, "/me", p.said(r, "done.factor_dropped"), err)
}

// due sends who is not let in yet to what is due of them; false for all others.
func (p *Server) due(w http.ResponseWriter, r *http.Request) bool {
	who, ok := access.PendingOf(r.Context())
	if !ok {
		return false
	}
	to := duePages[who.Due]
	if slices.Contains([]string{http.MethodGet, http.MethodHead}, r.Method) && r.URL.Path != "/" {
		to += "?back=" + url.QueryEscape(r.URL.RequestURI())
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return true
}
