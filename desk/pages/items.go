package pages

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"hearsay/classifier/rules"
	"hearsay/desk/refusal"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/triage"
	"hearsay/work"
)

// itemsPage is what the list of items shows.
type itemsPage struct {
	Rows       []row
	Replies    []*replies.Reply // that have the words, too
	Filter     ledger.ItemFilter
	Query      string // as in the address, without the page
	Next       string // address of the next page
	States     []triage.State
	Severities []rules.Severity
	Queues     []string
	Searches   []search
}

// search is a saved search and where it leads.
type search struct {
	Name    string
	Address string
}

// IsNarrow tells whether one of the filters that are folded away is set.
func (p itemsPage) IsNarrow() bool {
	f := p.Filter
	return f.Severity != "" || f.Language != "" || f.Topic != "" || f.Territory != "" || f.Holder != "" || f.Overdue
}

// itemFilter is what a query asks for.
func itemFilter(q url.Values) ledger.ItemFilter {
	f := ledger.ItemFilter{
		State: triage.State(q.Get("state")), Queue: q.Get("queue"), Kind: q.Get("kind"), Language: strings.TrimSpace(q.Get("language")), Topic: strings.TrimSpace(q.Get("topic")),
		Territory: strings.TrimSpace(q.Get("territory")), Claim: q.Get("claim"), Holder: strings.TrimSpace(q.Get("holder")), Overdue: q.Get("overdue") != "",
		Text: strings.TrimSpace(q.Get("q")), Before: q.Get("after"), Limit: 50,
	}
	if severity, err := rules.ParseSeverity(q.Get("severity")); err == nil {
		f.Severity = severity.String()
	}
	return f
}

func (p *Server) items(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx, q := r.Context(), r.URL.Query()
	data := itemsPage{Filter: itemFilter(q), States: triage.States(), Severities: rules.Severities(), Queues: p.Work.Routes()}
	var failed [3]error
	data.Rows, failed[0] = p.rows(ctx, actor, data.Filter)
	saved, err := p.Ledger.Searches(ctx, actor.Name)
	failed[1] = err
	for _, one := range saved {
		data.Searches = append(data.Searches, search{one.Name, "/items?" + asQuery(one.Query)})
	}
	if data.Filter.Text != "" && data.Filter.Before == "" {
		data.Replies, failed[2] = p.Ledger.RepliesOfWords(ctx, data.Filter.Text, listed)
	}
	if err := errors.Join(failed[:]...); err != nil {
		return err
	}
	q.Del("after")
	data.Query = q.Encode()
	if len(data.Rows) == data.Filter.Limit {
		q.Set("after", data.Rows[len(data.Rows)-1].ID)
		data.Next = "/items?" + q.Encode()
	}
	p.show(w, r, http.StatusOK, "items", view{Title: p.book.of(r).must("items.title"), Place: "items", Data: data})
	return nil
}

// dismissAll dismisses the items that are picked in a list.
func (p *Server) dismissAll(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	return p.bulk(w, r, "done.dismissed_all", "/items/reopen", func(ids []string) ([]string, error) {
		return p.Work.DismissAll(r.Context(), actor, ids, strings.TrimSpace(r.PostFormValue("reason")))
	})
}

// reopenAll undoes dismissAll.
func (p *Server) reopenAll(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	return p.bulk(w, r, "done.reopened_all", "", func(ids []string) ([]string, error) {
		return p.Work.ReopenAll(r.Context(), actor, ids)
	})
}

// bulk does something to many items, and says to how many it was done and why not to the others.
func (p *Server) bulk(w http.ResponseWriter, r *http.Request, done, undo string, do func([]string) ([]string, error)) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	to := within(r.PostFormValue("back"))
	ids, err := do(r.PostForm["id"])
	if len(ids) == 0 {
		return p.settle(w, r, to, flash{}, err)
	}
	said := p.said(r, done, len(ids))
	said.Undo, said.IDs = undo, ids
	refusal.Note(r.Context(), p.Log, r.Method+" "+r.URL.Path, err)
	if kind, isMendable := refusal.Of(err); isMendable {
		said.Text += " " + p.book.of(r).must("done.but_not_all") + " " + p.book.of(r).must("refused."+kind.Word)
		said.Detail = err.Error()
	} else if err != nil {
		return err
	}
	return p.backTo(w, r, to, said)
}

func (p *Server) saveSearch(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	query := r.PostFormValue("query")
	err := p.Work.SaveSearch(r.Context(), actor, ledger.Search{Name: r.PostFormValue("name"), Query: query})
	return p.settle(w, r, "/items?"+asQuery(query), p.said(r, "done.search_saved"), err)
}

// asQuery is a query that stays one, whatever was sent.
func asQuery(sent string) string {
	values, err := url.ParseQuery(sent)
	if err != nil {
		return ""
	}
	return values.Encode()
}

func (p *Server) removeSearch(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	err := p.Work.RemoveSearch(r.Context(), actor, r.PostFormValue("name"))
	return p.settle(w, r, "/items", p.said(r, "done.search_removed"), err)
}
