package pages

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/work"
)

// outlet is an account that a reply can be posted through, and the posts that it can answer there.
type outlet struct {
	Name     string
	Platform string // as phrases name it
	Posts    []ledger.StoredPost
}

// sending is what a reply's page says of its dispatches.
type sending struct {
	Outlets    []outlet
	Dispatches []*publish.Dispatch
	ByHand     []replies.Posting // where it stands or stood without one
}

// sendingOf gathers what is to be said of a reply's dispatches. posts are those of its item.
func (p *Server) sendingOf(ctx context.Context, r *replies.Reply, posts []ledger.StoredPost) (sending, error) {
	var s sending
	var err error
	if s.Dispatches, err = p.Ledger.DispatchesOf(ctx, r.ID); err != nil {
		return s, err
	}
	for _, posting := range r.Postings {
		if !slices.ContainsFunc(s.Dispatches, func(d *publish.Dispatch) bool { return d.StoodAt(posting.URL) }) {
			s.ByHand = append(s.ByHand, posting)
		}
	}
	if !r.IsSound() {
		return s, nil
	}
	for _, a := range p.Work.Accounts {
		s.Outlets = append(s.Outlets, outlet{a.Name, a.Limits.Name, work.Answerable(a, posts)})
	}
	return s, nil
}

// dispatchPage is what is shown before a reply is sent.
type dispatchPage struct {
	*work.DispatchPlan
	Platform string
	Target   string // as the form sends it
}

// plan shows exactly what a dispatch would send.
func (p *Server) plan(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	id, account, target := r.PathValue("id"), r.FormValue("account"), r.FormValue("post")
	plan, err := p.Work.PlanDispatch(r.Context(), actor, id, account, refOf(target))
	if err != nil {
		return p.settle(w, r, "/replies/"+url.PathEscape(id), flash{}, err)
	}
	data := dispatchPage{DispatchPlan: plan, Target: target}
	for _, a := range p.Work.Accounts {
		if a.Name == account {
			data.Platform = a.Limits.Name
		}
	}
	p.show(w, r, http.StatusOK, "dispatch", view{Title: p.book.of(r).must("dispatch.title"), Place: "replies", Data: data})
	return nil
}

// dispatch sends what the plan showed.
func dispatch(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
	_, err := p.Work.Dispatch(r.Context(), actor, id, r.PostFormValue("account"), refOf(r.PostFormValue("post")), r.PostFormValue("seal"))
	return "", p.said(r, "done.dispatched"), err
}

// dispatchStep moves a dispatch on, and returns to its reply.
func (p *Server) dispatchStep(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	id := r.PathValue("id")
	d, err := p.Ledger.Dispatch(r.Context(), id)
	if err != nil {
		return err
	}
	var done string
	switch r.PathValue("step") {
	case "withdraw":
		done = "done.withdrawing"
		_, err = p.Work.WithdrawDispatch(r.Context(), actor, id)
	case "retry":
		done = "done.retried"
		_, err = p.Work.RetryDispatch(r.Context(), actor, id)
	case "settle":
		done = "done.settled"
		_, err = p.Work.SettleDispatch(r.Context(), actor, id, strings.TrimSpace(r.PostFormValue("url")))
	default:
		return errNoStep
	}
	return p.settle(w, r, "/replies/"+url.PathEscape(d.Reply), p.said(r, done), err)
}

// refOf is a post as forms send it, as in platform/id; zero for none.
func refOf(value string) (ref post.Ref) {
	ref.Platform, ref.ID, _ = strings.Cut(value, "/")
	return ref
}
