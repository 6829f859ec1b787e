// Package pages are the desk's web pages: templates, what they say in each language, and the forms on them.
//
// Everything works without scripts, but for what happens by itself: static/desk.js and htmx look again when something has
// changed, and give every step a key. Start at Server.Add. A page is a method that reads, a template, and phrases in words/.
package pages

import (
	"cmp"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"golang.org/x/time/rate"

	"hearsay/alerts"
	"hearsay/collector/tips"
	"hearsay/desk/access"
	"hearsay/desk/refusal"
	"hearsay/ledger"
	"hearsay/triage"
	"hearsay/work"
)

// Setting is something that a file sets, and where.
type Setting struct {
	Name  string // as it is written in the file
	Value string // secrets are hidden
	Where string // file:line, or "" for a default
	Says  string // what it is, in English
}

// Server serves the pages. Its fields are set before use.
type Server struct {
	Work      *work.Work
	Ledger    *ledger.Ledger
	Tips      *tips.Box
	Gate      *access.Gate
	Sources   work.SourceLister
	Alerts    *alerts.Config
	Links     alerts.Links
	Settings  []Setting
	Routing   *triage.Routes
	Translate string // address of a translator with {text}, {from} and {to}; "" for none
	BaseURL   string // where people reach the desk, without a slash at its end
	Publisher string // who stands behind the replies
	Now       func() time.Time
	Log       *slog.Logger

	book      *phrasebook
	signUps   *rate.Limiter
	assets    assets
	templates *templates
}

// Add serves every page.
func (p *Server) Add(mux *http.ServeMux) error {
	var err error
	if p.book, err = readPhrasebook(); err != nil {
		return err
	}
	if p.assets, err = readAssets(); err != nil {
		return err
	}
	p.templates = newTemplates(p.Now, p.assets)
	mux.HandleFunc("GET /static/{hash}/{name...}", p.assets.serve)
	mux.HandleFunc("POST /language", p.chooseLanguage)
	p.addSignIn(mux)
	p.addTips(mux)
	p.addSelf(mux)
	for pattern, serve := range map[string]func(http.ResponseWriter, *http.Request, work.Actor) error{
		"GET /{$}": p.queues, "POST /pull": p.pullNext, "POST /queues/{queue}/pull": p.pull, "POST /queues/{queue}/follow": p.follow,
		"GET /items": p.items, "POST /items/dismiss": p.dismissAll, "POST /items/reopen": p.reopenAll,
		"POST /searches": p.saveSearch, "POST /searches/remove": p.removeSearch,
		"GET /items/{id}": p.item, "GET /items/{id}/travel": p.travel, "POST /items/{id}/{step}": p.takes("/items/", itemSteps), "POST /presence/{kind}/{id}": p.presence,
		"GET /replies": p.replies, "GET /replies/{id}": p.reply, "GET /replies/{id}/relay": p.relay, "POST /replies/{id}/{step}": p.takes("/replies/", replySteps),
		"POST /replies/{id}/scratch": p.scratch, "POST /replies/{id}/look": p.look, "GET /copies/{sha256}": p.copyOf,
		"GET /replies/{id}/dispatch": p.plan, "POST /dispatches/{id}/{step}": p.dispatchStep,
		"GET /recalls": p.recalls, "GET /recalls/{id}": p.recall, "POST /recalls/{id}/{step}": p.takes("/recalls/", recallSteps),
		"GET /rules": p.rules, "GET /rules/{pack}": p.pack, "POST /rules/{pack}/amend": p.amendPack, "GET /amendments/{id}": p.amendment, "POST /amendments/{id}/{step}": p.takes("/amendments/", amendmentSteps),
		"GET /claims": p.claims, "POST /claims": p.addClaim, "GET /claims/{id}": p.claim,
		"GET /gaps": p.gaps, "POST /asks/{id}/{step}": p.closeAsk, "GET /sources": p.sources, "POST /sources": p.addSource, "POST /sources/{name}/{step}": p.sourceStep,
		"GET /users": p.users, "POST /users": p.addUser, "POST /users/{name}/{step}": p.userStep,
		"GET /me": p.me, "POST /me/password": p.changePassword, "POST /me/factor/drop": p.dropFactor, "POST /me/tokens": p.addToken, "POST /me/tokens/{id}/remove": p.removeToken, "POST /me/sessions/{id}/end": p.endSession,
		"GET /alerts": p.alerts, "POST /silences": p.silence, "POST /silences/{id}/end": p.endSilence, "GET /act": p.confirm, "POST /act": p.act,
		"GET /settings":   p.settings,
		"GET /messengers": p.messengers, "POST /messengers": p.addMessenger, "POST /messengers/import": p.importMessengers, "GET /messengers.csv": p.exportMessengers,
		"GET /messengers/{id}": p.messenger, "POST /messengers/{id}/{step}": p.messengerStep,
		"GET /editions": p.editions, "POST /editions": p.makeEdition, "GET /editions/{id}": p.edition, "GET /editions/{id}/as/{form}": p.editionAs, "POST /editions/{id}/{step}": p.editionStep,
	} {
		mux.HandleFunc(pattern, p.member(serve))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		words := p.book.of(r)
		p.show(w, r, http.StatusNotFound, "problem", view{Title: words.must("problem.not_found"), Data: words.must("problem.no_page")})
	})
	return nil
}

// view is what a page is made of.
type view struct {
	Title string
	Place string // the entry of the menu that the page belongs to
	Live  string // which events change the page, as a query of /api/v1/events; "none" for none
	Data  any

	// The rest is filled in by show.
	Actor  *work.Actor
	Flash  *flash
	Words  *words
	Path   string // of the page, with its query; given for pages that answer a form and are not to be left by their readers
	Public bool   // nobody needs to be signed in
	Lang   string
}

// show writes a page.
func (p *Server) show(w http.ResponseWriter, r *http.Request, status int, name string, v view) {
	v.Words = p.book.of(r)
	v.Lang, v.Path, v.Flash = v.Words.Code, cmp.Or(v.Path, pathOf(r)), p.popFlash(r)
	if actor, ok := access.ActorOf(r.Context()); ok {
		v.Actor = &actor
	}
	p.write(w, status, v.Words, name, "base", v)
}

// pathOf is where a page can be read again: one that answers a form is read where the form is.
func pathOf(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.RequestURI()
	}
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host {
		return "/"
	}
	return within(from.RequestURI())
}

// fragment writes a part of a page, for a page that is open.
func (p *Server) fragment(w http.ResponseWriter, r *http.Request, page, part string, data any) error {
	words := p.book.of(r)
	v := view{Words: words, Lang: words.Code, Data: data}
	if actor, ok := access.ActorOf(r.Context()); ok {
		v.Actor = &actor
	}
	p.write(w, http.StatusOK, words, page, part, v)
	return nil
}

func (p *Server) write(w http.ResponseWriter, status int, words *words, name, part string, v view) {
	var b strings.Builder
	t, err := p.templates.in(words, name)
	if err == nil {
		err = t.ExecuteTemplate(&b, part, v)
	}
	if err != nil {
		p.Log.Error("writing a page", "page", name, "error", err)
		http.Error(w, refusal.Hidden, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Add("Vary", "Accept-Language, Cookie")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(b.String())) // who left does not read it
}

// member sends who is not signed in to the sign-in page, and shows what goes wrong.
func (p *Server) member(serve func(w http.ResponseWriter, r *http.Request, actor work.Actor) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		actor, ok := access.ActorOf(r.Context())
		if !ok {
			p.sendToSignIn(w, r)
			return
		}
		_, err := p.Gate.Take(r, actor)
		if err == nil {
			err = serve(w, r, actor)
		}
		if err != nil && r.Context().Err() == nil {
			p.fail(w, r, err)
		}
	}
}

// fail shows an error on a page of its own.
func (p *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	refusal.Note(r.Context(), p.Log, r.Method+" "+r.URL.Path, err)
	words := p.book.of(r)
	kind, isMendable := refusal.Of(err)
	if !isMendable {
		p.Log.Error("answering a request", "error", err)
		p.show(w, r, http.StatusInternalServerError, "problem", view{Title: words.must("problem.broken"), Data: words.must("problem.hidden")})
		return
	}
	title := words.must("problem.refused")
	if kind.Status == http.StatusNotFound {
		title = words.must("problem.not_found")
	}
	p.show(w, r, kind.Status, "problem", view{Title: title, Data: words.must("refused." + kind.Word)})
}

// chooseLanguage keeps the language that somebody chose for the pages, for a year.
func (p *Server) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	for _, code := range languages {
		if code == r.PostFormValue("to") {
			http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the desk is reached over https; it holds a language
				Name: languageCookie, Value: code, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode,
				Secure: strings.HasPrefix(p.BaseURL, "https://"),
			})
		}
	}
	http.Redirect(w, r, within(r.PostFormValue("back")), http.StatusSeeOther)
}

// within is a path of this desk, whatever was sent: never another site's.
func within(path string) string {
	// Browsers take \ for /, and leave out control characters, so that what is no other site's address here would be there.
	isOdd := strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || unicode.IsControl(r) })
	if isOdd || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return "/"
	}
	return path
}
