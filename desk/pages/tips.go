package pages

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

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
}

func (p *Server) addTips(mux *http.ServeMux) {
	mux.HandleFunc("GET /tips", func(w http.ResponseWriter, r *http.Request) { p.showForm(w, r, tips.Tip{}, nil) })
	mux.HandleFunc("POST /tips", p.handIn)
	mux.HandleFunc("GET /tips/{receipt}", p.showReceipt)
	mux.HandleFunc("POST /tips/{receipt}/withdraw", p.withdrawTip)
}

// showPublic shows a page in its reader's language.
func (p *Server) showPublic(w http.ResponseWriter, r *http.Request, status int, name, title string, data any) {
	w.Header().Add("Vary", "Accept-Language")
	p.render(w, r, status, name, pageView{Title: title, Data: data, Words: p.phrasebook.of(r)})
}

func (p *Server) showForm(w http.ResponseWriter, r *http.Request, t tips.Tip, problem error) {
	words := p.phrasebook.of(r)
	form, status := tipForm{Tip: t, Stamp: p.Tips.Stamp(), Intro: fmt.Sprintf(words.Intro, p.Publisher)}, http.StatusOK
	if form.Language == "" && problem == nil {
		form.Language = words.Code
	}
	if problem != nil {
		status, form.Problem = refusal.Status(problem), words.problem(problem)
		if status == http.StatusInternalServerError {
			p.Log.Error("answering a request", "error", problem)
		}
	}
	p.showPublic(w, r, status, "tip", words.Title, form)
}

// problem says what is wrong with a tip.
func (w *words) problem(err error) string {
	for _, one := range []struct {
		err  error
		said string
	}{
		{tips.ErrWords, w.ErrWords}, {tips.ErrLong, w.ErrLong}, {tips.ErrLinks, w.ErrLinks}, {tips.ErrLanguage, w.ErrLanguage},
		{tips.ErrLink, w.ErrLink}, {tips.ErrForm, w.ErrForm}, {tips.ErrTooMany, w.ErrTooMany},
	} {
		if errors.Is(err, one.err) {
			return one.said
		}
	}
	return w.ErrOther
}

func (p *Server) handIn(w http.ResponseWriter, r *http.Request) {
	t := tips.Tip{
		Text: r.PostFormValue("text"), Shown: r.PostFormValue("shown"), Link: strings.TrimSpace(r.PostFormValue("link")),
		Language: r.PostFormValue("language"), Place: r.PostFormValue("place"),
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
	http.Redirect(w, r, "/tips/"+number+"?lang="+p.phrasebook.of(r).Code, http.StatusSeeOther)
}

func (p *Server) showReceipt(w http.ResponseWriter, r *http.Request) {
	found, err := receipt.Of(r.Context(), p.Ledger, p.BaseURL, r.PathValue("receipt"))
	if errors.Is(err, ledger.ErrNotFound) {
		words := p.phrasebook.of(r)
		p.showPublic(w, r, http.StatusNotFound, "problem", words.Receipt, words.NoReceipt)
		return
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	p.showPublic(w, r, http.StatusOK, "receipt", p.phrasebook.of(r).Receipt, found)
}

func (p *Server) withdrawTip(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("receipt")
	if err := receipt.Withdraw(r.Context(), p.Ledger, p.Tips, number); err != nil {
		p.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/tips/"+number+"?lang="+p.phrasebook.of(r).Code, http.StatusSeeOther)
}
