package work

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"hearsay/bulletin"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/recall"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/triage"
)

// maxReason bounds how much of a reason goes into a drafted correction.
const maxReason = 1000

// callBack begins to follow a reply that is retracted together with its copies, before its traces are taken away. Where one is on its way already, it
// goes on. by is who retracted it; a correction is drafted in their name, unless one stands already.
func (w *Work) callBack(ctx context.Context, tx *ledger.Tx, by Actor, r *replies.Reply, copies []*replies.Reply, correction *replies.Reply, reason string) error {
	rec, err := tx.RecallOf(ctx, r.ID)
	if err != nil && !errors.Is(err, ledger.ErrNotFound) {
		return err
	}
	if errors.Is(err, ledger.ErrNotFound) {
		rec = *recall.New(newID(), r, recall.Retracted, reason, w.Now().Truncate(time.Millisecond))
	}
	rec.Cause, rec.Reason = recall.Retracted, reason
	copies = slices.DeleteFunc(slices.Clone(copies), func(c *replies.Reply) bool { return !c.IsVerified() })
	rec.Copies = []string{}
	for _, c := range copies {
		rec.Copies = append(rec.Copies, c.ID)
	}
	if rec.Editions, err = carried(ctx, tx, rec.Replies()); err != nil {
		return err
	}
	if !slices.ContainsFunc(append([]*replies.Reply{r}, copies...), wasOut) && len(rec.Editions) == 0 {
		return nil // it reached nobody
	}
	if correction != nil {
		return w.sendCorrection(ctx, tx, by, &rec, r, correction)
	}
	if rec.Correction == "" {
		draft, err := w.draftCorrection(ctx, tx, by, r, reason)
		if err != nil {
			return err
		}
		rec.Correction = draft.ID
	}
	return saveRecall(ctx, tx, &rec, r.Item, by.Name, "called back")
}

func wasOut(r *replies.Reply) bool { return !r.PublishedAt.IsZero() || len(r.Postings) > 0 }

// followExpired begins to follow a reply that is out and whose date has come: people see where it stands. Verifying it again ends that.
func (w *Work) followExpired(ctx context.Context, tx *ledger.Tx, r *replies.Reply) error {
	editions, err := carried(ctx, tx, []string{r.ID})
	if err != nil || !wasOut(r) && len(editions) == 0 {
		return err
	}
	if _, err := tx.RecallOf(ctx, r.ID); !errors.Is(err, ledger.ErrNotFound) {
		return err
	}
	rec := recall.New(newID(), r, recall.Expired, "", w.Now().Truncate(time.Millisecond))
	rec.Editions = editions
	return saveRecall(ctx, tx, rec, r.Item, "hearsay", "called back")
}

// draftCorrection drafts what is said in the place of a reply. Whoever wrote that, and whoever retracted it, does not verify it.
func (w *Work) draftCorrection(ctx context.Context, tx *ledger.Tx, by Actor, r *replies.Reply, reason string) (*replies.Reply, error) {
	draft := replies.New(newID(), r.Item, r.Kind, r.Claim, by.Name, w.Now())
	draft.Corrects, draft.Authors = r.ID, slices.Clone(r.Authors)
	if err := draft.Edit(by.Name, recall.Draft(r, post.Cut(reason, maxReason))); err != nil {
		return nil, err
	}
	return draft, saveReply(ctx, tx, draft, by, "drafted", "corrects "+r.ID)
}

// carried are the editions that carried one of some replies to somebody, or are about to.
func carried(ctx context.Context, tx *ledger.Tx, ids []string) ([]string, error) {
	carrying := []string{}
	for _, state := range []bulletin.EditionState{bulletin.Approved, bulletin.Sent, bulletin.Dropped} {
		editions, err := tx.EditionsIn(ctx, state)
		if err != nil {
			return nil, err
		}
		for _, e := range editions {
			if slices.ContainsFunc(e.Entries(), func(entry bulletin.Entry) bool { return slices.Contains(ids, entry.Reply) }) {
				carrying = append(carrying, e.ID)
			}
		}
	}
	return carrying, nil
}

// corrects sends a correction that a second person has just verified to everybody whom the reply had reached, if it is one that was called back.
func (w *Work) corrects(ctx context.Context, tx *ledger.Tx, by Actor, correction *replies.Reply) error {
	if correction.Corrects == "" {
		return nil
	}
	rec, err := tx.RecallOf(ctx, correction.Corrects)
	if errors.Is(err, ledger.ErrNotFound) || err == nil && (rec.State != recall.Open || rec.Cause != recall.Retracted) {
		return nil
	}
	if err != nil {
		return err
	}
	r, err := tx.Reply(ctx, rec.Reply)
	if err != nil {
		return err
	}
	return w.sendCorrection(ctx, tx, by, &rec, r, correction)
}

// sendCorrection publishes a verified correction, sends it into every thread where our accounts had posted the reply, and to every messenger who got it.
func (w *Work) sendCorrection(ctx context.Context, tx *ledger.Tx, by Actor, rec *recall.Recall, r, correction *replies.Reply) error {
	if correction.State == replies.Verified {
		if err := correction.Publish(w.Now()); err != nil {
			return err
		}
	}
	for _, id := range rec.Replies() {
		if err := w.dispatchCorrection(ctx, tx, by, id, correction); err != nil {
			return err
		}
	}
	edition, err := w.correctionEdition(ctx, tx, by, rec, r, correction)
	if err != nil {
		return err
	}
	if err := rec.Send(correction.ID, edition, w.Now().Truncate(time.Millisecond)); err != nil {
		return err
	}
	return saveRecall(ctx, tx, rec, r.Item, by.Name, "correction sent")
}

// dispatchCorrection sends a correction where one reply stood by our accounts. An account that is not configured any more is left to people.
func (w *Work) dispatchCorrection(ctx context.Context, tx *ledger.Tx, by Actor, id string, correction *replies.Reply) error {
	stood, err := tx.DispatchesOf(ctx, id)
	if err != nil {
		return err
	}
	for _, before := range stood {
		a, err := w.account(before.Account)
		if before.URL == "" || errors.Is(err, ErrAccount) {
			continue
		}
		d, err := publish.Plan(newID(), correction, a, before.Target, by.Name, w.Now().Truncate(time.Millisecond))
		if err != nil {
			return err
		}
		switch err := isAlone(ctx, tx, d); {
		case errors.Is(err, ledger.ErrExists): // it is on its way there
			continue
		case err != nil:
			return err
		}
		if err := saveDispatch(ctx, tx, d, by.Name, "dispatched"); err != nil {
			return err
		}
	}
	return nil
}

// correctionEdition carries a correction to everybody who got an edition with the reply, or handed in where they passed it on; "" if nobody did. Each gets
// one, by the same way as editions.
func (w *Work) correctionEdition(ctx context.Context, tx *ledger.Tx, by Actor, rec *recall.Recall, r, correction *replies.Reply) (string, error) {
	recipients, err := w.reached(ctx, tx, rec)
	if err != nil || len(recipients) == 0 {
		return "", err
	}
	now := w.Now().Truncate(time.Millisecond)
	e := bulletin.Of(newID(), correction, by.Name, now)
	e.Recall = rec.ID
	e.Title, e.Word = recall.Letter(r)
	return e.ID, errors.Join(saveEdition(ctx, tx, e, by.Name, "approved"), tx.Deliver(ctx, e.ID, recipients))
}

// reached are the recipients of editions that carried a reply, and the messengers who shared it, each once.
func (w *Work) reached(ctx context.Context, tx *ledger.Tx, rec *recall.Recall) ([]string, error) {
	var recipients []string
	for _, id := range rec.Editions {
		got, err := tx.Deliveries(ctx, id, sent, sending, unclear)
		if err != nil {
			return nil, err
		}
		for _, d := range got {
			recipients = append(recipients, d.Recipient)
		}
	}
	sharing, err := sharing(ctx, tx.Messengers, rec.Replies())
	for _, m := range sharing {
		recipients = append(recipients, m.ID)
	}
	slices.Sort(recipients)
	return slices.Compact(recipients), err
}

// sharing are the messengers who handed in where they passed one of some replies on.
func sharing(ctx context.Context, messengers func(context.Context, string, int) ([]bulletin.Messenger, error), ids []string) ([]bulletin.Messenger, error) {
	all, err := messengers(ctx, "", 0)
	return slices.DeleteFunc(all, func(m bulletin.Messenger) bool {
		return !slices.ContainsFunc(m.Shared, func(s bulletin.Shared) bool { return slices.Contains(ids, s.Reply) })
	}), err
}

func saveRecall(ctx context.Context, tx *ledger.Tx, rec *recall.Recall, item, by, action string) error {
	return errors.Join(tx.SaveRecall(ctx, rec), tx.Audit(ctx, by, "reply "+action, item, rec.Reply))
}

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

// SeeTrace notes that somebody saw to a trace of a recall: it is done.
func (w *Work) SeeTrace(ctx context.Context, actor Actor, id, trace, note string) (RecallView, error) {
	if err := actor.must(toRespond); err != nil {
		return RecallView{}, err
	}
	before, err := w.Recall(ctx, id)
	if err != nil {
		return RecallView{}, err
	}
	if !slices.ContainsFunc(before.Traces, func(t recall.Trace) bool { return t.ID == trace }) || len(note) > maxNote {
		return RecallView{}, ErrBounds
	}
	err = w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		rec, err := tx.Recall(ctx, id)
		if err != nil {
			return err
		}
		r, err := tx.Reply(ctx, rec.Reply)
		if err != nil {
			return err
		}
		if err := rec.See(trace, actor.Name, note, w.Now().Truncate(time.Millisecond)); err != nil {
			return err
		}
		return saveRecall(ctx, tx, &rec, r.Item, actor.Name, "trace done")
	})
	if err != nil {
		return RecallView{}, err
	}
	return w.Recall(ctx, id)
}

// CloseRecall ends a recall that needs nothing more, with a reason.
func (w *Work) CloseRecall(ctx context.Context, actor Actor, id, reason string) (RecallView, error) {
	if err := actor.must(toPublish); err != nil {
		return RecallView{}, err
	}
	if reason = strings.TrimSpace(reason); reason == "" || len(reason) > maxNote {
		return RecallView{}, replies.ErrReason
	}
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		rec, err := tx.Recall(ctx, id)
		if err != nil {
			return err
		}
		if err := rec.See("all", actor.Name, reason, w.Now().Truncate(time.Millisecond)); err != nil {
			return err
		}
		if err := tx.SaveRecall(ctx, &rec); err != nil {
			return err
		}
		return w.closeRecall(ctx, tx, rec.Reply)
	})
	if err != nil {
		return RecallView{}, err
	}
	return w.Recall(ctx, id)
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

// answeredItem is an item that the reply answered: done once it has another answer, or is not to have one.
func (w *Work) answeredItem(ctx context.Context, rec *recall.Recall, id string) (recall.Trace, error) {
	t := recall.Trace{ID: "item/" + id, Kind: recall.Item, Of: id, Progress: recall.Left}
	it, err := w.Ledger.Item(ctx, id)
	if err != nil {
		return t, err
	}
	all, err := w.Ledger.RepliesOf(ctx, id)
	isAnswered := slices.ContainsFunc(all, func(r *replies.Reply) bool { return r.IsPublic() && !slices.Contains(rec.Replies(), r.ID) })
	if isAnswered || it.State == triage.Dismissed || it.State == triage.Merged {
		t.Progress = recall.Done
	}
	return t, err
}

// carriers are the editions that carried the reply, who got these, and where messengers passed it on.
func (w *Work) carriers(ctx context.Context, rec *recall.Recall) ([]recall.Trace, error) {
	told := map[string]ledger.Delivery{}
	waits := 0
	if rec.Edition != "" {
		copies, err := w.Ledger.Deliveries(ctx, rec.Edition)
		if err != nil {
			return nil, err
		}
		for _, d := range copies {
			told[d.Recipient] = d
			if d.State == waiting || d.State == sending {
				waits++
			}
		}
	}
	progress := func() recall.Progress {
		switch {
		case rec.Edition == "":
			return recall.Left
		case waits > 0:
			return recall.Underway
		}
		return recall.Done
	}
	var traces []recall.Trace
	for _, id := range rec.Editions {
		traces = append(traces, recall.Trace{ID: "edition/" + id, Kind: recall.Edition, Of: id, Progress: progress()})
	}
	for _, id := range sortedKeys(told) {
		if d := told[id]; d.State == refused || d.State == bounced {
			traces = append(traces, recall.Trace{ID: "messenger/" + id, Kind: recall.Messengers, Of: id, Progress: recall.Left, Note: d.Reason})
		}
	}
	sharing, err := sharing(ctx, w.Ledger.Messengers, rec.Replies())
	for _, m := range sharing {
		for _, s := range m.Shared {
			if slices.Contains(rec.Replies(), s.Reply) {
				traces = append(traces, recall.Trace{ID: "share/" + s.URL, Kind: recall.Share, Of: s.URL, Progress: recall.Left, Note: m.Name})
			}
		}
	}
	return traces, err
}

func sortedKeys(of map[string]ledger.Delivery) []string {
	var keys []string
	for key := range of {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, strings.Compare)
	return keys
}

// FollowRecalls closes recalls whose traces are all done, and begins to follow replies whose date has come, until ctx ends.
func (w *Work) FollowRecalls(ctx context.Context) {
	again := time.NewTicker(lookEvery)
	defer again.Stop()
	for {
		if err := w.closeRecalls(ctx); err != nil && ctx.Err() == nil {
			w.Log.Error("following replies that were called back", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

func (w *Work) closeRecalls(ctx context.Context) error {
	sentOnes, err := w.Ledger.Recalls(ctx, mostRecalls, recall.Sent)
	if err != nil {
		return err
	}
	for i := range sentOnes {
		v, err := w.view(ctx, &sentOnes[i])
		if err != nil {
			return err
		}
		if !v.IsOver(v.Traces) {
			continue
		}
		err = w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return w.closeRecall(ctx, tx, v.Reply) })
		if err != nil {
			return err
		}
	}
	return nil
}

// closeRecall ends the recall of a reply, if there is one.
func (w *Work) closeRecall(ctx context.Context, tx *ledger.Tx, reply string) error {
	rec, err := tx.RecallOf(ctx, reply)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	r, err := tx.Reply(ctx, reply)
	if err != nil {
		return err
	}
	rec.Close(w.Now().Truncate(time.Millisecond))
	return saveRecall(ctx, tx, &rec, r.Item, "hearsay", "recall over")
}
