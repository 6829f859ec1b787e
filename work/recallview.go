package work

import (
	"context"
	"errors"
	"slices"

	"hearsay/bulletin"
	"hearsay/ledger"
	"hearsay/recall"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/triage"
)

// RecallView is a recall with every trace of its reply.
type RecallView struct {
	*recall.Recall
	Traces []recall.Trace `json:"traces"`
	Left   int            `json:"left" doc:"traces for somebody to see to"`
}

// mostRecalls bounds how many recalls are shown.
const mostRecalls = 100

// Recalls are those that are not over, the newest first.
func (w *Work) Recalls(ctx context.Context) ([]RecallView, error) {
	all, err := w.Ledger.Recalls(ctx, mostRecalls, recall.Open, recall.Sent)
	if err != nil {
		return nil, err
	}
	views := make([]RecallView, len(all))
	for i := range all {
		if views[i], err = w.view(ctx, &all[i]); err != nil {
			return nil, err
		}
	}
	return views, nil
}

// Recall is one recall.
func (w *Work) Recall(ctx context.Context, id string) (RecallView, error) {
	rec, err := w.Ledger.Recall(ctx, id)
	if err != nil {
		return RecallView{}, err
	}
	return w.view(ctx, &rec)
}

// RecallOf is the recall of a reply, or of the one that it corrects, if that is not over; nil if there is none.
func (w *Work) RecallOf(ctx context.Context, r *replies.Reply) (*RecallView, error) {
	for _, id := range []string{r.ID, r.Corrects} {
		rec, err := w.Ledger.RecallOf(ctx, id)
		if errors.Is(err, ledger.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		v, err := w.view(ctx, &rec)
		return &v, err
	}
	return nil, nil
}

// view finds every trace of a recall as it is now.
func (w *Work) view(ctx context.Context, rec *recall.Recall) (RecallView, error) {
	traces := []recall.Trace{}
	var items []string
	for _, id := range rec.Replies() {
		r, err := w.Ledger.Reply(ctx, id)
		if err != nil {
			return RecallView{}, err
		}
		found, err := w.places(ctx, rec, r)
		if err != nil {
			return RecallView{}, err
		}
		traces = append(append(traces, found...), feeds(r)...)
		if !slices.Contains(items, r.Item) {
			items = append(items, r.Item)
		}
	}
	for _, item := range items {
		one, err := w.answeredItem(ctx, rec, item)
		if err != nil {
			return RecallView{}, err
		}
		traces = append(traces, one)
	}
	carried, err := w.carriers(ctx, rec)
	if err != nil {
		return RecallView{}, err
	}
	v := RecallView{Recall: rec, Traces: rec.Marked(append(traces, carried...))}
	for _, t := range v.Traces {
		if t.Progress == recall.Left {
			v.Left++
		}
	}
	return v, nil
}

// places are where a reply stood: in threads, by our accounts, and by hand.
func (w *Work) places(ctx context.Context, rec *recall.Recall, r *replies.Reply) ([]recall.Trace, error) {
	stood, err := w.Ledger.DispatchesOf(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	correcting, err := w.Ledger.DispatchesOf(ctx, rec.Correction)
	if err != nil {
		return nil, err
	}
	var traces []recall.Trace
	ours := map[string]bool{}
	for _, d := range stood {
		if ours[d.URL] = true; d.URL != "" {
			traces = append(traces, threadOf(d, correcting))
		}
	}
	for _, p := range r.Postings {
		if ours[p.URL] {
			continue
		}
		t := recall.Trace{ID: "posting/" + p.URL, Kind: recall.Posting, Of: p.URL, Progress: recall.Left}
		if !p.WithdrawnAt.IsZero() {
			t.Progress = recall.Done
		}
		traces = append(traces, t)
	}
	return traces, nil
}

// threadOf is a thread in which a reply stood: done once it is taken down and the correction stands there.
func threadOf(d *publish.Dispatch, correcting []*publish.Dispatch) recall.Trace {
	t := recall.Trace{ID: "thread/" + d.ID, Kind: recall.Thread, Of: d.URL, Progress: recall.Left, Note: d.Problem}
	i := slices.IndexFunc(correcting, func(c *publish.Dispatch) bool { return c.Account == d.Account && c.Target == d.Target })
	isTaken := d.State == publish.Withdrawn || d.State == publish.Withdrawing && d.Problem == ""
	switch {
	case i < 0 || !isTaken:
	case d.State == publish.Withdrawn && correcting[i].State == publish.Standing:
		t.Progress = recall.Done
	case correcting[i].State == publish.Failed || correcting[i].State == publish.Unsure:
		t.Note = correcting[i].Problem
	default:
		t.Progress = recall.Underway
	}
	return t
}

// feeds are those that had a reply: what is retracted is in none of them.
func feeds(r *replies.Reply) []recall.Trace {
	if r.PublishedAt.IsZero() {
		return nil
	}
	var traces []recall.Trace
	for _, address := range []string{"/feeds/replies.atom", "/feeds/claimreview.json", "/answers/" + r.ID} {
		t := recall.Trace{ID: "feed/" + r.ID + address, Kind: recall.Feed, Of: address, Progress: recall.Done}
		if r.IsPublic() {
			t.Progress = recall.Underway
		}
		traces = append(traces, t)
	}
	return traces
}

// answeredItem is an item that the reply answered, or the one that it was merged into since: done once it has another answer, or is not to have one.
func (w *Work) answeredItem(ctx context.Context, rec *recall.Recall, id string) (recall.Trace, error) {
	t := recall.Trace{ID: "item/" + id, Kind: recall.Item, Of: id, Progress: recall.Left}
	it, err := w.Ledger.Item(ctx, id)
	for err == nil && it.State == triage.Merged {
		it, err = w.Ledger.Item(ctx, it.MergedInto)
	}
	if err != nil {
		return t, err
	}
	t.Of = it.ID
	all, err := w.Ledger.RepliesOf(ctx, it.ID)
	isAnswered := slices.ContainsFunc(all, func(r *replies.Reply) bool { return r.IsPublic() && !slices.Contains(rec.Replies(), r.ID) })
	if isAnswered || it.State == triage.Dismissed {
		t.Progress = recall.Done
	}
	return t, err
}

// carriers are the editions that carried the reply, who got these, and where messengers passed it on.
func (w *Work) carriers(ctx context.Context, rec *recall.Recall) ([]recall.Trace, error) {
	progress, missed, err := w.told(ctx, rec)
	if err != nil {
		return nil, err
	}
	var traces []recall.Trace
	for _, id := range rec.Editions {
		traces = append(traces, recall.Trace{ID: "edition/" + id, Kind: recall.Edition, Of: id, Progress: progress})
	}
	traces = append(traces, missed...)
	sharing, err := w.Ledger.Sharing(ctx, rec.Replies())
	for _, m := range sharing {
		for _, s := range m.Shared {
			if slices.Contains(rec.Replies(), s.Reply) {
				traces = append(traces, recall.Trace{ID: "share/" + s.URL, Kind: recall.Share, Of: s.URL, Progress: recall.Left, Note: m.Name})
			}
		}
	}
	return traces, err
}

// told is how far the edition that carries the correction is, and whom it did not reach.
func (w *Work) told(ctx context.Context, rec *recall.Recall) (recall.Progress, []recall.Trace, error) {
	if rec.Edition == "" {
		return recall.Left, nil, nil
	}
	e, err := w.Ledger.Edition(ctx, rec.Edition)
	if err != nil {
		return "", nil, err
	}
	copies, err := w.Ledger.Deliveries(ctx, e.ID)
	progress := recall.Done
	var missed []recall.Trace
	for _, d := range copies {
		isOnItsWay := d.State == waiting || d.State == sending
		switch {
		case isOnItsWay && e.State == bulletin.Dropped:
			progress, d.Reason = recall.Left, "the edition with the correction was dropped"
		case isOnItsWay:
			progress = recall.Underway
			continue
		case d.State != refused && d.State != bounced:
			continue
		}
		missed = append(missed, recall.Trace{ID: "messenger/" + d.Recipient, Kind: recall.Messengers, Of: d.Recipient, Progress: recall.Left, Note: d.Reason})
	}
	return progress, missed, err
}
