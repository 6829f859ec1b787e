// Package pages are the desk's web pages: templates, what they say in each language, and the forms on them. They work
// without scripts. Start at Server.Add.
package pages

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"hearsay/collector/tips"
	"hearsay/desk/access"
	"hearsay/desk/refusal"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/replies/wording"
	"hearsay/triage"
	"hearsay/work"
)

// pageView is what every page gets.
type pageView struct {
	Title string
	Actor *work.Actor
	Flash string
	Words *words // of a public page, in its reader's language
	Data  any
}

//go:embed static
var static embed.FS

// Server serves the pages. Its fields are set before use.
type Server struct {
	Work      *work.Work
	Ledger    *ledger.Ledger
	Tips      *tips.Box
	Gate      *access.Gate
	BaseURL   string // where people reach the desk, without a slash at its end
	Publisher string // who stands behind the replies
	Now       func() time.Time
	Log       *slog.Logger

	pages      pages
	phrasebook *phrasebook
}

// Add serves every page.
func (p *Server) Add(mux *http.ServeMux) error {
	all, err := parsePages(p.Now)
	if err != nil {
		return err
	}
	book, err := readPhrasebook()
	if err != nil {
		return err
	}
	p.pages, p.phrasebook = all, book
	files, err := fs.Sub(static, "static")
	if err != nil {
		return err
	}
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServerFS(files)))
	mux.HandleFunc("GET /signin", func(w http.ResponseWriter, r *http.Request) { p.show(w, r, http.StatusOK, "signin", "Sign in", "") })
	mux.HandleFunc("POST /signin", p.signIn)
	mux.HandleFunc("POST /signout", p.signOut)
	mux.HandleFunc("GET /{$}", p.member(p.queues))
	mux.HandleFunc("GET /items", p.member(p.items))
	mux.HandleFunc("GET /items/{id}", p.member(p.item))
	mux.HandleFunc("GET /replies/{id}", p.member(p.reply))
	mux.HandleFunc("POST /queues/{queue}/pull", p.member(p.pull))
	mux.HandleFunc("POST /items/{id}/{step}", p.member(p.itemStep))
	mux.HandleFunc("POST /replies/{id}/{step}", p.member(p.replyStep))
	p.addTips(mux)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		p.show(w, r, http.StatusNotFound, "problem", "Not found", "There is no page at this address.")
	})
	return nil
}

func (p *Server) show(w http.ResponseWriter, r *http.Request, status int, name, title string, data any) {
	p.render(w, r, status, name, pageView{Title: title, Data: data})
}

func (p *Server) render(w http.ResponseWriter, r *http.Request, status int, name string, v pageView) {
	v.Flash = p.Gate.Sessions.PopString(r.Context(), "flash")
	if actor, ok := access.ActorOf(r.Context()); ok {
		v.Actor = &actor
	}
	var b strings.Builder
	if err := p.pages[name].Execute(&b, v); err != nil {
		p.Log.Error("writing a page", "page", name, "error", err)
		http.Error(w, refusal.Hidden, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(b.String()))
}

// member sends who is not signed in to the sign-in page, and shows what goes wrong.
func (p *Server) member(serve func(w http.ResponseWriter, r *http.Request, actor work.Actor) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		actor, ok := access.ActorOf(r.Context())
		if !ok {
			http.Redirect(w, r, "/signin", http.StatusSeeOther)
			return
		}
		if err := serve(w, r, actor); err != nil && r.Context().Err() == nil {
			p.fail(w, r, err)
		}
	}
}

// fail shows an error on a page of its own.
func (p *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, text := refusal.Status(err), err.Error()
	if status == http.StatusInternalServerError {
		p.Log.Error("answering a request", "error", err)
		text = refusal.Hidden
	}
	p.show(w, r, status, "problem", http.StatusText(status), text)
}

func (p *Server) signIn(w http.ResponseWriter, r *http.Request) {
	user, err := p.Gate.SignIn(r.Context(), strings.TrimSpace(r.PostFormValue("name")), r.PostFormValue("password"))
	if err != nil {
		p.show(w, r, refusal.Status(err), "signin", "Sign in", access.ErrSignIn.Error())
		return
	}
	if err := p.Gate.Enter(r.Context(), user); err != nil {
		p.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (p *Server) signOut(w http.ResponseWriter, r *http.Request) {
	if err := p.Gate.Sessions.Destroy(r.Context()); err != nil {
		p.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/signin", http.StatusSeeOther)
}

// row is an item with the post that stands for it.
type row struct {
	*triage.Item
	Lead ledger.StoredPost
}

func (p *Server) rows(ctx context.Context, f ledger.ItemFilter) ([]row, error) {
	items, err := p.Ledger.Items(ctx, f)
	if err != nil {
		return nil, err
	}
	rows := make([]row, len(items))
	for i, it := range items {
		rows[i].Item = it
		if rows[i].Lead, err = p.Ledger.Post(ctx, it.Lead); err != nil && !errors.Is(err, ledger.ErrNotFound) {
			return nil, err
		}
	}
	return rows, nil
}

func (p *Server) queues(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx := r.Context()
	var data struct {
		Queues []work.QueueView
		Mine   []row
		Next   []row
		Verify []*replies.Reply
		Drafts []*replies.Reply
		Ready  []*replies.Reply
	}
	var failed [6]error
	data.Queues, failed[0] = p.Work.Queues(ctx)
	data.Mine, failed[1] = p.rows(ctx, ledger.ItemFilter{State: triage.Held, Holder: actor.Name, Limit: 20})
	data.Next, failed[2] = p.rows(ctx, ledger.ItemFilter{State: triage.Open, Limit: 20})
	data.Verify, failed[3] = p.Ledger.RepliesIn(ctx, 20, replies.Submitted)
	data.Drafts, failed[4] = p.Ledger.RepliesIn(ctx, 20, replies.Draft)
	data.Ready, failed[5] = p.Ledger.RepliesIn(ctx, 20, replies.Verified, replies.Published)
	if err := errors.Join(failed[:]...); err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "queues", "Queues", data)
	return nil
}

func (p *Server) items(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	q := r.URL.Query()
	f := ledger.ItemFilter{State: triage.State(q.Get("state")), Queue: q.Get("queue"), Kind: q.Get("kind"), Language: q.Get("language"), Topic: q.Get("topic"), Text: q.Get("q"), Before: q.Get("after"), Limit: 50}
	rows, err := p.rows(r.Context(), f)
	if err != nil {
		return err
	}
	data := struct {
		Rows   []row
		Filter ledger.ItemFilter
		States []triage.State
		Queues []string
		Next   string
	}{Rows: rows, Filter: f, States: triage.States(), Queues: p.Work.Routes()}
	if len(rows) == f.Limit {
		q.Set("after", rows[len(rows)-1].ID)
		data.Next = "/items?" + q.Encode()
	}
	p.show(w, r, http.StatusOK, "items", "Items", data)
	return nil
}

func (p *Server) item(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	detail, err := p.Work.Detail(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "item", "Item", struct {
		*work.Detail
		Queues []string
	}{detail, p.Work.Routes()})
	return nil
}

func (p *Server) reply(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	one, err := p.Ledger.Reply(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	detail, err := p.Work.Detail(r.Context(), one.Item)
	if err != nil {
		return err
	}
	var lacks, warnings []string
	for _, lack := range one.Missing() {
		lacks = append(lacks, lack.String())
	}
	for _, warning := range wording.Check(one.Text) {
		warnings = append(warnings, warning.String())
	}
	p.show(w, r, http.StatusOK, "reply", "Reply", struct {
		*replies.Reply
		Missing  []string
		Warnings []string
		Of       *work.Detail
		Ratings  []string
		Mine     bool // the actor wrote in it, and cannot verify it
	}{one, lacks, warnings, detail, replies.Ratings(), slices.Contains(one.Authors, actor.Name)})
	return nil
}

func (p *Server) pull(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	items, err := p.Work.Pull(r.Context(), actor, r.PathValue("queue"), 1, work.DefaultLease, 0)
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return p.backTo(w, r, "/", "Nothing waits in this queue.")
	}
	return p.backTo(w, r, "/items/"+items[0].ID, "")
}

// backTo sends the browser to a page, with a word to show there.
func (p *Server) backTo(w http.ResponseWriter, r *http.Request, path, flash string) error {
	if flash != "" {
		p.Gate.Sessions.Put(r.Context(), "flash", flash)
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}
