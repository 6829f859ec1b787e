package pages

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/sight"
	"hearsay/triage"
	"hearsay/work"
)

// row is an item with the post that stands for it.
type row struct {
	*triage.Item
	Lead ledger.StoredPost
}

func (p *Server) rows(ctx context.Context, actor work.Actor, f ledger.ItemFilter) ([]row, error) {
	items, err := p.Ledger.Items(ctx, f)
	if err != nil {
		return nil, err
	}
	return p.rowsOf(ctx, actor, items)
}

// rowsOf are items with the posts that stand for them, for somebody who sees these, which is noted.
func (p *Server) rowsOf(ctx context.Context, actor work.Actor, items []*triage.Item) ([]row, error) {
	refs, ids := make([]post.Ref, len(items)), make([]string, len(items))
	for i, it := range items {
		refs[i], ids[i] = it.Lead, it.ID
	}
	if err := p.Work.SeeInList(ctx, actor, ids); err != nil {
		return nil, err
	}
	leads, err := p.Ledger.PostsByRef(ctx, refs)
	if err != nil {
		return nil, err
	}
	rows := make([]row, len(items))
	for i, it := range items {
		rows[i] = row{it, leads[it.Lead]}
	}
	return rows, nil
}

// queueRow is a queue as its table shows it.
type queueRow struct {
	work.QueueView
	Followed bool
}

// queuesPage is what the first page shows.
type queuesPage struct {
	Queues   []queueRow
	Blind    []sight.Spell // that last
	Mine     []row         // held by the actor
	Held     []row         // held by others
	Next     []row
	Mentions []ledger.Mention
	Verify   []*replies.Reply
	Doubtful []*replies.Reply
	Ready    []*replies.Reply
	Drafts   []*replies.Reply
}

// listed is how much of each list the first page shows.
const listed = 20

func (p *Server) queues(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx := r.Context()
	followed, err := p.Ledger.Followed(ctx, actor.Name)
	if err != nil {
		return err
	}
	queues, err := p.Work.Queues(ctx)
	if err != nil {
		return err
	}
	data := queuesPage{Queues: followedFirst(queues, followed)}
	var failed [7]error
	isOver := func(one row) bool { return !one.IsHeld(p.Now()) }
	isMine := func(one row) bool { return one.Holder == actor.Name }
	mine, err := p.rows(ctx, actor, ledger.ItemFilter{State: triage.Held, Holder: actor.Name, Limit: 10 * listed}) // however many others hold
	if err != nil {
		return err
	}
	held, err := p.rows(ctx, actor, ledger.ItemFilter{State: triage.Held, Limit: 2 * listed})
	if err != nil {
		return err
	}
	data.Mine, held = slices.DeleteFunc(mine, isOver), slices.DeleteFunc(slices.DeleteFunc(held, isOver), isMine)
	data.Held = held[:min(len(held), listed)]
	data.Next, failed[0] = p.rows(ctx, actor, ledger.ItemFilter{State: triage.Open, Queues: followed, Limit: listed})
	data.Mentions, failed[1] = p.Ledger.Mentions(ctx, actor.Name)
	data.Verify, failed[2] = p.Ledger.Submitted(ctx, listed)
	data.Doubtful, failed[3] = p.Ledger.Doubtful(ctx, listed)
	data.Ready, failed[4] = p.Ledger.RepliesIn(ctx, listed, replies.Verified, replies.Published)
	data.Drafts, failed[5] = p.Ledger.RepliesIn(ctx, listed, replies.Draft)
	data.Blind, failed[6] = p.Work.Blindness(ctx, p.Now().Add(-time.Second), time.Time{})
	if err := errors.Join(failed[:]...); err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "queues", view{Title: p.book.of(r).must("queues.title"), Place: "queues", Data: data})
	return nil
}

// followedFirst are the queues that the actor follows, and then the others, each those with the earliest deadline first.
func followedFirst(queues []work.QueueView, followed []string) []queueRow {
	rows := make([]queueRow, len(queues))
	for i, q := range queues {
		rows[i] = queueRow{q, slices.Contains(followed, q.Name)}
	}
	slices.SortStableFunc(rows, func(a, b queueRow) int {
		switch {
		case a.Followed != b.Followed && a.Followed:
			return -1
		case a.Followed != b.Followed:
			return 1
		case a.Deadline.IsZero() || b.Deadline.IsZero():
			return compareEmpty(a.Deadline, b.Deadline)
		}
		return a.Deadline.Compare(b.Deadline)
	})
	return rows
}

// compareEmpty puts a queue without a deadline behind one that has one.
func compareEmpty(a, b time.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	}
	return -1
}

func (p *Server) pullNext(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	it, err := p.Work.PullNext(r.Context(), actor)
	return p.pulled(w, r, it, err)
}

func (p *Server) pull(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	items, err := p.Work.Pull(r.Context(), actor, r.PathValue("queue"), 1, work.DefaultLease, 0)
	if err != nil || len(items) == 0 {
		return p.pulled(w, r, nil, err)
	}
	return p.pulled(w, r, items[0], nil)
}

func (p *Server) pulled(w http.ResponseWriter, r *http.Request, it *triage.Item, err error) error {
	if err != nil {
		return p.settle(w, r, "/", flash{}, err)
	}
	if it == nil {
		return p.backTo(w, r, "/", p.said(r, "done.nothing_waits"))
	}
	return p.backTo(w, r, "/items/"+url.PathEscape(it.ID), flash{})
}

func (p *Server) follow(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	err := p.Work.Follow(r.Context(), actor, r.PathValue("queue"), r.PostFormValue("follow") == "yes")
	return p.settle(w, r, "/", flash{}, err)
}
