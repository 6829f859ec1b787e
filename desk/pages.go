package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"hearsay/ledger"
	"hearsay/replies"
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

func (d *Desk) addPages(mux *http.ServeMux) error {
	all, err := parsePages(d.Now)
	if err != nil {
		return err
	}
	book, err := readPhrasebook()
	if err != nil {
		return err
	}
	p := &pageServer{Desk: d, pages: all, phrasebook: book}
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

type pageServer struct {
	*Desk
	pages      pages
	phrasebook *phrasebook
}

func (p *pageServer) show(w http.ResponseWriter, r *http.Request, status int, name, title string, data any) {
	p.render(w, r, status, name, pageView{Title: title, Data: data})
}

func (p *pageServer) render(w http.ResponseWriter, r *http.Request, status int, name string, v pageView) {
	v.Flash = p.sessions.PopString(r.Context(), "flash")
	if actor, ok := actorOf(r.Context()); ok {
		v.Actor = &actor
	}
	var b strings.Builder
	if err := p.pages[name].Execute(&b, v); err != nil {
		p.Log.Error("writing a page", "page", name, "error", err)
		writeText(w, http.StatusInternalServerError, "something went wrong here; the log of the daemon says what")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(b.String()))
}

// fail shows an error on a page of its own.
func (d *Desk) fail(w http.ResponseWriter, _ *http.Request, err error) {
	status := statusOf(err)
	if status == http.StatusInternalServerError {
		d.Log.Error("answering a request", "error", err)
		writeText(w, status, "something went wrong here; the log of the daemon says what")
		return
	}
	writeText(w, status, err.Error())
}

// member sends who is not signed in to the sign-in page, and shows what goes wrong.
func (p *pageServer) member(serve func(w http.ResponseWriter, r *http.Request, actor work.Actor) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		actor, ok := actorOf(r.Context())
		if !ok {
			http.Redirect(w, r, "/signin", http.StatusSeeOther)
			return
		}
		err := serve(w, r, actor)
		if err == nil || r.Context().Err() != nil {
			return
		}
		status, text := statusOf(err), err.Error()
		if status == http.StatusInternalServerError {
			p.Log.Error("answering a request", "error", err)
			text = "Something went wrong here; the log of the daemon says what."
		}
		p.show(w, r, status, "problem", http.StatusText(status), text)
	}
}

func (p *pageServer) signIn(w http.ResponseWriter, r *http.Request) {
	user, err := p.Desk.signIn(r.Context(), strings.TrimSpace(r.PostFormValue("name")), r.PostFormValue("password"))
	if err != nil {
		p.show(w, r, statusOf(err), "signin", "Sign in", errSignIn.Error())
		return
	}
	if err := p.sessions.RenewToken(r.Context()); err != nil {
		p.fail(w, r, err)
		return
	}
	p.sessions.Put(r.Context(), sessionUser, user.Name)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (p *pageServer) signOut(w http.ResponseWriter, r *http.Request) {
	if err := p.sessions.Destroy(r.Context()); err != nil {
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

func (p *pageServer) rows(ctx context.Context, f ledger.ItemFilter) ([]row, error) {
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

func (p *pageServer) queues(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx := r.Context()
	var data struct {
		Queues []QueueView
		Mine   []row
		Next   []row
		Verify []*replies.Reply
		Drafts []*replies.Reply
		Ready  []*replies.Reply
	}
	var failed [6]error
	data.Queues, failed[0] = p.queueViews(ctx)
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

func (p *pageServer) items(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
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
	}{Rows: rows, Filter: f, States: triage.States(), Queues: p.Queues()}
	if len(rows) == f.Limit {
		q.Set("after", rows[len(rows)-1].ID)
		data.Next = "/items?" + q.Encode()
	}
	p.show(w, r, http.StatusOK, "items", "Items", data)
	return nil
}

func (p *pageServer) item(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	detail, err := p.Work.Detail(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "item", "Item", struct {
		*work.Detail
		Queues []string
	}{detail, p.Queues()})
	return nil
}

func (p *pageServer) reply(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	one, err := view(p.Ledger.Reply(r.Context(), r.PathValue("id")))
	if err != nil {
		return err
	}
	detail, err := p.Work.Detail(r.Context(), one.Item)
	if err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "reply", "Reply", struct {
		ReplyView
		Of      *work.Detail
		Ratings []string
		Mine    bool // the actor wrote in it, and cannot verify it
	}{one, detail, replies.Ratings(), slices.Contains(one.Authors, actor.Name)})
	return nil
}

func (p *pageServer) pull(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
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
func (p *pageServer) backTo(w http.ResponseWriter, r *http.Request, path, flash string) error {
	if flash != "" {
		p.sessions.Put(r.Context(), "flash", flash)
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}
