package pages

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"hearsay/bulletin"
	"hearsay/collector/tips"
	"hearsay/desk/access"
	"hearsay/desk/receipt"
	"hearsay/desk/refusal"
	"hearsay/ledger"
)

// tipForm is what the form shows.
type tipForm struct {
	tips.Tip
	Stamp   string
	Intro   string
	Problem string
	Link    url.Values // of a messenger who hands something in; nil for anybody
}

func (p *Server) addTips(mux *http.ServeMux) {
	mux.HandleFunc("GET /tips", func(w http.ResponseWriter, r *http.Request) { p.showForm(w, r, tips.Tip{}, nil) })
	mux.HandleFunc("POST /tips", p.handIn)
	mux.HandleFunc("GET /tips/{receipt}", p.showReceipt)
	mux.HandleFunc("POST /tips/{receipt}/withdraw", p.withdrawTip)
}

// showPublic shows a page that needs no sign-in, in its reader's language.
func (p *Server) showPublic(w http.ResponseWriter, r *http.Request, status int, name, title string, data any) {
	p.show(w, r, status, name, view{Title: p.book.of(r).must(title), Data: data, Public: true})
}

func (p *Server) showForm(w http.ResponseWriter, r *http.Request, t tips.Tip, problem error) {
	words := p.book.of(r)
	form, status := tipForm{Tip: t, Stamp: p.Tips.Stamp(), Intro: words.must("tip.intro", p.Publisher)}, http.StatusOK
	if p.isMessenger(r) {
		form.Link = url.Values{"m": {r.FormValue("m")}, "sig": {r.FormValue("sig")}}
	}
	if form.Language == "" && problem == nil {
		form.Language = words.Code
	}
	if problem != nil {
		status, form.Problem = refusal.Status(problem), words.must(tipProblem(problem))
		if status == http.StatusInternalServerError {
			p.Log.Error("answering a request", "error", problem)
		}
	}
	p.showPublic(w, r, status, "tip", "tip.title", form)
}

// tipProblem is the phrase of what is wrong with a tip.
func tipProblem(err error) string {
	for _, one := range []struct {
		err    error
		phrase string
	}{
		{tips.ErrWords, "tip.err_words"}, {tips.ErrLong, "tip.err_long"}, {tips.ErrLinks, "tip.err_links"}, {tips.ErrLanguage, "tip.err_language"},
		{tips.ErrLink, "tip.err_link"}, {tips.ErrForm, "tip.err_form"}, {tips.ErrTooMany, "tip.err_too_many"},
	} {
		if errors.Is(err, one.err) {
			return one.phrase
		}
	}
	return "tip.err_other"
}

func (p *Server) handIn(w http.ResponseWriter, r *http.Request) {
	t := tips.Tip{
		Text: r.PostFormValue("text"), Shown: r.PostFormValue("shown"), Link: strings.TrimSpace(r.PostFormValue("link")),
		Language: r.PostFormValue("language"), Place: r.PostFormValue("place"), IsKnown: p.isMessenger(r),
	}
	if r.PostFormValue("website") != "" { // a field that people do not see
		p.showForm(w, r, t, tips.ErrForm)
		return
	}
	if err := p.Tips.CheckStamp(r.PostFormValue("stamp")); err != nil {
		p.showForm(w, r, t, err)
		return
	}
	number, err := p.Tips.Take(r.Context(), access.SenderOf(r.Context()), t)
	if err != nil {
		p.showForm(w, r, t, err)
		return
	}
	http.Redirect(w, r, "/tips/"+number+"?lang="+p.book.of(r).Code, http.StatusSeeOther)
}

// isMessenger tells whether a form comes from a messenger's own address.
func (p *Server) isMessenger(r *http.Request) bool {
	if r.FormValue("m") == "" {
		return false
	}
	m, err := p.Work.Self(r.Context(), r.Form)
	return err == nil && m.State == bulletin.Confirmed
}

func (p *Server) showReceipt(w http.ResponseWriter, r *http.Request) {
	found, err := receipt.Of(r.Context(), p.Ledger, p.BaseURL, r.PathValue("receipt"))
	if errors.Is(err, ledger.ErrNotFound) {
		p.showPublic(w, r, http.StatusNotFound, "problem", "tip.receipt", p.book.of(r).must("tip.no_receipt"))
		return
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	p.showPublic(w, r, http.StatusOK, "receipt", "tip.receipt", found)
}

func (p *Server) withdrawTip(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("receipt")
	if err := receipt.Withdraw(r.Context(), p.Ledger, p.Tips, number); err != nil {
		p.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/tips/"+number+"?lang="+p.book.of(r).Code, http.StatusSeeOther)
}
