package pages

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/feeds"
	"golang.org/x/time/rate"

	"hearsay/bulletin"
	"hearsay/collector/tips"
	"hearsay/ledger"
	"hearsay/work"
)

// What messengers see without signing in: where they sign up, their own page, and editions on the web.

// signUps bounds how often people sign themselves up, all together: each sends an e-mail to an address that somebody typed.
var signUps = rate.Every(time.Hour / 120)

const signUpsAtOnce = 20

func (p *Server) addSelf(mux *http.ServeMux) {
	p.signUps = rate.NewLimiter(signUps, signUpsAtOnce)
	for pattern, serve := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /messenger": p.self, "GET /messenger/pack/{reply}": p.selfPack, "POST /messenger/join": p.join, "POST /messenger/{step}": p.selfStep,
		"GET /bulletins/{id}": p.publicEdition, "GET /feeds/bulletins/{file}": p.editionsFeed,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := serve(w, r); err != nil && r.Context().Err() == nil {
				p.fail(w, r, err)
			}
		})
	}
}

// selfPage is what a messenger sees of themselves; without one it is where people sign up.
type selfPage struct {
	*bulletin.Messenger
	Link   url.Values
	Tell   string // where they tell what they hear
	Do     string // what they came for: confirm, leave or nothing
	Joined bool
}

func (p *Server) self(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	data := selfPage{Do: q.Get("do"), Joined: q.Get("joined") != "", Link: url.Values{"m": {q.Get("m")}, "sig": {q.Get("sig")}}}
	if q.Get("m") != "" {
		m, err := p.Work.Self(r.Context(), q)
		if err != nil {
			return err
		}
		data.Messenger = &m
	}
	p.showSelf(w, r, data)
	return nil
}

// packPage is what a messenger needs to carry a reply on.
type packPage struct {
	bulletin.Relay
	Link    url.Values
	Mine    bulletin.Messenger
	BaseURL string
}

// selfPack shows a messenger the pack of a reply.
func (p *Server) selfPack(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	m, err := p.Work.Self(r.Context(), q)
	if err != nil {
		return err
	}
	pack, err := p.Work.RelayFor(r.Context(), r.PathValue("reply"), m)
	if err != nil {
		return err
	}
	w.Header().Set("Referrer-Policy", "no-referrer") // the address is a key
	p.show(w, r, http.StatusOK, "pack", view{Title: p.book.of(r).must("relay.title"), Public: true, Live: "none", Data: packPage{pack, url.Values{"m": {q.Get("m")}, "sig": {q.Get("sig")}}, m, p.BaseURL}})
	return nil
}

func (p *Server) showSelf(w http.ResponseWriter, r *http.Request, data selfPage) {
	data.Tell = "/tips"
	path := "/messenger"
	if data.Messenger != nil {
		data.Tell += "?" + data.Link.Encode()
		path += "?" + data.Link.Encode()
	}
	w.Header().Set("Referrer-Policy", "no-referrer") // the address is a key
	p.show(w, r, http.StatusOK, "self", view{Title: p.book.of(r).must("self.title"), Public: true, Live: "none", Path: path, Data: data})
}

func (p *Server) join(w http.ResponseWriter, r *http.Request) error {
	if !p.signUps.Allow() {
		return tips.ErrTooMany
	}
	var m bulletin.Messenger
	writtenMessenger(r, &m)
	m.Close = false
	if err := p.Work.SignUp(r.Context(), m); err != nil {
		return err
	}
	http.Redirect(w, r, "/messenger?joined=1", http.StatusSeeOther)
	return nil
}

// selfStep does what a messenger asks for on their page. A mail program leaves with one POST (RFC 8058), which has the key in its address.
func (p *Server) selfStep(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	ctx := r.Context()
	m, err := p.Work.Self(ctx, r.Form)
	step := r.PathValue("step")
	if step == "leave" && errors.Is(err, work.ErrSelfLink) && r.PostForm.Get("List-Unsubscribe") == "One-Click" {
		return nil // who has left stays so, and a mail program wants to hear that it is done
	}
	if err != nil {
		return err
	}
	data := selfPage{Link: url.Values{"m": {r.Form.Get("m")}, "sig": {r.Form.Get("sig")}}, Messenger: &m}
	switch step {
	case "confirm":
		m, err = p.Work.SelfConfirm(ctx, m.ID)
	case "edit":
		m, err = p.Work.SelfEdit(ctx, m.ID, listOf(r.PostFormValue("languages")), listOf(r.PostFormValue("topics")), r.PostFormValue("territory"))
	case "share":
		m, err = p.Work.SelfShare(ctx, m.ID, strings.TrimSpace(r.PostFormValue("url")), r.PostFormValue("reply"))
	case "leave":
		err, data.Messenger, data.Do = p.Work.SelfLeave(ctx, m.ID), nil, "left"
	default:
		err = errNoStep
	}
	if err != nil {
		return err
	}
	p.showSelf(w, r, data)
	return nil
}

// publicEdition shows an edition that was sent to everybody, in the form that the address ends with: .md, .txt or none.
func (p *Server) publicEdition(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("id"), "html"
	for ending, other := range map[string]string{".md": "markdown", ".txt": "text"} {
		if bare, found := strings.CutSuffix(id, ending); found {
			id, form = bare, other
		}
	}
	e, err := p.Ledger.Edition(r.Context(), id)
	if err != nil {
		return err
	}
	if e.State != bulletin.Sent && e.State != bulletin.Approved {
		return fmt.Errorf("edition %s: %w", id, ledger.ErrNotFound)
	}
	w.Header().Set("Cache-Control", "public, max-age=300")
	return p.writeEdition(w, r, e, form)
}

// fedEditions bounds a feed of editions.
const fedEditions = 30

// editionsFeed serves the editions of a bulletin as an Atom feed (RFC 4287).
func (p *Server) editionsFeed(w http.ResponseWriter, r *http.Request) error {
	name, isAtom := strings.CutSuffix(r.PathValue("file"), ".atom")
	b, err := p.Work.Bulletin(name)
	if err != nil || !isAtom {
		return fmt.Errorf("bulletin %s: %w", name, ledger.ErrNotFound)
	}
	all, err := p.Ledger.Editions(r.Context(), name, fedEditions)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(e bulletin.Edition) bool { return e.State != bulletin.Sent && e.State != bulletin.Approved })
	pages, err := p.Work.EditionPages(r.Context(), all...)
	if err != nil {
		return err
	}
	self := p.BaseURL + "/feeds/bulletins/" + name + ".atom"
	feed := &feeds.Feed{Title: b.Title, Id: self, Link: &feeds.Link{Href: self}, Author: &feeds.Author{Name: p.Publisher}}
	for _, page := range pages {
		content, err := page.HTML()
		if err != nil {
			return err
		}
		changed := page.ChangedAt()
		feed.Items = append(feed.Items, &feeds.Item{Id: "urn:hearsay:edition:" + page.ID, Title: page.Title, Link: &feeds.Link{Href: page.URL()}, Created: page.ApprovedAt, Updated: changed, Description: page.Days(), Content: content})
		if changed.After(feed.Updated) {
			feed.Updated = changed
		}
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=300")
	return feed.WriteAtom(w)
}
