package pages

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"hearsay/bulletin"
	"hearsay/work"
)

// editionsPage is what the page of editions shows.
type editionsPage struct {
	Bulletins []bulletin.Bulletin
	Editions  []bulletin.Edition
}

const listedEditions = 100

func (p *Server) editions(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	all, err := p.Ledger.Editions(r.Context(), "", listedEditions)
	if err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "editions", view{Title: p.book.of(r).must("editions.title"), Place: "editions", Live: "none", Data: editionsPage{p.Work.Bulletins, all}})
	return nil
}

func (p *Server) makeEdition(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	e, err := p.Work.MakeEdition(r.Context(), actor, r.PostFormValue("bulletin"))
	if err != nil {
		return p.settle(w, r, "/editions", flash{}, err)
	}
	return p.settle(w, r, "/editions/"+url.PathEscape(e.ID), p.said(r, "done.edition_made"), nil)
}

// editionPage is what an edition's page shows.
type editionPage struct {
	bulletin.Edition
	Report  *work.EditionReport // nil for who may not see it, or before anything was sent
	Readers int                 // that it would be sent to now
}

func (p *Server) edition(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx := r.Context()
	e, err := p.Ledger.Edition(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	data := editionPage{Edition: e}
	if actor.CanCarry() {
		report, err := p.Work.ReportEdition(ctx, actor, e.ID)
		if err != nil {
			return err
		}
		if e.State != bulletin.Draft || len(report.Counts) > 0 { // a draft that was held back may have reached somebody
			data.Report = &report
		}
		if data.Readers, err = p.readersOf(ctx, e); err != nil {
			return err
		}
	}
	p.show(w, r, http.StatusOK, "edition", view{Title: e.Title, Place: "editions", Live: "none", Data: data})
	return nil
}

// readersOf is how many messengers a draft would be sent to now; 0 of what is no draft, or of a bulletin that is not configured any more.
func (p *Server) readersOf(ctx context.Context, e bulletin.Edition) (n int, err error) {
	b, err := p.Work.Bulletin(e.Bulletin)
	if err != nil || e.State != bulletin.Draft {
		return 0, nil
	}
	all, err := p.Ledger.Messengers(ctx, "", 0)
	for _, m := range all {
		if b.IsFor(m) {
			n++
		}
	}
	return n, err
}

// editionAs shows an edition as its readers get it.
func (p *Server) editionAs(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	e, err := p.Ledger.Edition(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return p.writeEdition(w, r, e, r.PathValue("form"))
}

// editionPolicy lets an edition's own styles apply, which mail programs need in the markup, and nothing else.
const editionPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

func (p *Server) writeEdition(w http.ResponseWriter, r *http.Request, e bulletin.Edition, form string) error {
	pages, err := p.Work.EditionPages(r.Context(), e)
	if err != nil {
		return err
	}
	page := pages[0]
	write, kind := page.HTML, "text/html; charset=utf-8"
	switch form {
	case "html":
		w.Header().Set("Content-Security-Policy", editionPolicy)
	case "text":
		write, kind = page.Text, "text/plain; charset=utf-8"
	case "markdown":
		write, kind = page.Markdown, "text/markdown; charset=utf-8"
	default:
		return errNoStep
	}
	text, err := write()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write([]byte(text)) // who left does not read it
	return nil
}

func (p *Server) editionStep(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx, id := r.Context(), r.PathValue("id")
	to := "/editions/" + url.PathEscape(id)
	var done string
	var err error
	switch r.PathValue("step") {
	case "edit":
		done = "done.saved"
		_, err = p.Work.EditEdition(ctx, actor, id, version(r), r.PostFormValue("title"), r.PostFormValue("word"), keptEntries(r.PostForm))
	case "approve":
		done = "done.edition_approved"
		_, err = p.Work.ApproveEdition(ctx, actor, id, version(r))
	case "drop":
		done = "done.edition_dropped"
		_, err = p.Work.DropEdition(ctx, actor, id)
	default:
		return errNoStep
	}
	return p.settle(w, r, to, p.said(r, done), err)
}

// keptEntries are the replies that stay, by the numbers that were written beside them.
func keptEntries(form url.Values) []string {
	kept := slices.Clone(form["keep"])
	place := func(reply string) int {
		n, err := strconv.Atoi(strings.TrimSpace(form.Get("place_" + reply)))
		if err != nil {
			return len(kept)
		}
		return n
	}
	slices.SortStableFunc(kept, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	return kept
}
