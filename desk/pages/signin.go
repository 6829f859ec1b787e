package pages

import (
	"net/http"
	"net/url"
	"strings"

	"hearsay/desk/access"
	"hearsay/desk/refusal"
)

// signInPage is what the page shows.
type signInPage struct {
	Problem  string
	Back     string // where to go then
	Provider string // who else signs people in, "" if nobody
}

func (p *Server) addSignIn(mux *http.ServeMux) {
	mux.HandleFunc("GET /signin", func(w http.ResponseWriter, r *http.Request) {
		p.showSignIn(w, r, http.StatusOK, signInPage{Back: r.URL.Query().Get("back")})
	})
	p.addDue(mux)
	mux.HandleFunc("POST /signin", p.signIn)
	mux.HandleFunc("POST /signout", p.signOut)
	if p.Gate.Provider != nil {
		mux.HandleFunc("GET /signin/oidc", p.leave)
		mux.HandleFunc("GET "+access.CallbackPath, p.comeBack)
	}
}

func (p *Server) showSignIn(w http.ResponseWriter, r *http.Request, status int, data signInPage) {
	if p.Gate.Provider != nil {
		data.Provider = p.Gate.Provider.Name
	}
	p.show(w, r, status, "signin", view{Title: p.book.of(r).must("signin.title"), Data: data})
}

// leave sends the browser to who else signs people in.
func (p *Server) leave(w http.ResponseWriter, r *http.Request) {
	to, err := p.Gate.Leave(r.Context(), within(r.URL.Query().Get("back")))
	if err != nil {
		p.refuseProvider(w, r, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// comeBack signs in whom the provider sends back.
func (p *Server) comeBack(w http.ResponseWriter, r *http.Request) {
	user, back, err := p.Gate.Return(r.Context(), r.URL.Query())
	if err == nil {
		err = p.Gate.Enter(r.Context(), user)
	}
	if err != nil {
		p.refuseProvider(w, r, err)
		return
	}
	http.Redirect(w, r, within(back), http.StatusSeeOther)
}

// refuseProvider tells the log what was wrong, and the person that it did not work.
func (p *Server) refuseProvider(w http.ResponseWriter, r *http.Request, err error) {
	kind, isMendable := refusal.Of(err)
	if !isMendable {
		p.fail(w, r, err)
		return
	}
	p.Log.Warn("signing in elsewhere", "error", err)
	p.showSignIn(w, r, kind.Status, signInPage{Problem: p.book.of(r).must("refused." + kind.Word)})
}

// sendToSignIn sends who is not signed in to the page where that is done, and back from there.
func (p *Server) sendToSignIn(w http.ResponseWriter, r *http.Request) {
	if p.due(w, r) {
		return
	}
	to := "/signin"
	if r.Method == http.MethodGet && r.URL.Path != "/" {
		to += "?back=" + url.QueryEscape(r.URL.RequestURI())
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (p *Server) signIn(w http.ResponseWriter, r *http.Request) {
	back := r.PostFormValue("back")
	user, err := p.Gate.SignIn(r.Context(), strings.TrimSpace(r.PostFormValue("name")), r.PostFormValue("password"))
	if err == nil {
		err = p.Gate.Enter(r.Context(), user)
	}
	if kind, isMendable := refusal.Of(err); isMendable {
		refusal.Note(r.Context(), p.Log, "sign-in", err)
		p.showSignIn(w, r, kind.Status, signInPage{Problem: p.book.of(r).must("refused." + kind.Word), Back: back})
		return
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	http.Redirect(w, r, within(back), http.StatusSeeOther)
}

func (p *Server) signOut(w http.ResponseWriter, r *http.Request) {
	if err := p.Gate.Sessions.Destroy(r.Context()); err != nil {
		p.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/signin", http.StatusSeeOther)
}
