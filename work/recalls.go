package work

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"hearsay/bulletin"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/recall"
	"hearsay/replies"
	"hearsay/replies/publish"
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
	return saveRecall(ctx, tx, rec, r.Item, ledger.Program, "called back")
}

// draftCorrection drafts what is said in the place of a reply. Whoever wrote that, and whoever retracted it, does not verify it.
func (w *Work) draftCorrection(ctx context.Context, tx *ledger.Tx, by Actor, r *replies.Reply, reason string) (*replies.Reply, error) {
	draft := replies.New(newID(), r.Item, r.Kind, r.Claim, by.Name, w.Now())
	draft.Corrects, draft.Text = r.ID, recall.Draft(r, post.Cut(reason, maxReason)) // as it is: what is wrong is taken back, however long it was
	if draft.Authors = slices.Clone(r.Authors); !slices.Contains(draft.Authors, by.Name) {
		draft.Authors = append(draft.Authors, by.Name)
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
	sharing, err := tx.Sharing(ctx, rec.Replies())
	for _, m := range sharing {
		recipients = append(recipients, m.ID)
	}
	slices.Sort(recipients)
	return slices.Compact(recipients), err
}

func saveRecall(ctx context.Context, tx *ledger.Tx, rec *recall.Recall, item, by, action string) error {
	return errors.Join(tx.SaveRecall(ctx, rec), tx.Audit(ctx, by, "reply "+action, item, rec.Reply))
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
	switch isThere := slices.ContainsFunc(before.Traces, func(t recall.Trace) bool { return t.ID == trace }); {
	case !isThere:
		return RecallView{}, fmt.Errorf("%w: recall %s has no trace %q; the recall lists them", ErrBounds, id, trace)
	case len(note) > maxNote:
		return RecallView{}, fmt.Errorf("%w: a note has at most %d bytes", ErrBounds, maxNote)
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
	sentOnes, err := w.Ledger.Recalls(ctx, 0, recall.Sent)
	for i := range sentOnes {
		err = errors.Join(err, w.closeIfOver(ctx, &sentOnes[i]))
	}
	return err
}

func (w *Work) closeIfOver(ctx context.Context, rec *recall.Recall) error {
	v, err := w.view(ctx, rec)
	if err != nil || !v.IsOver(v.Traces) {
		return err
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return w.closeRecall(ctx, tx, v.Reply) })
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
	return saveRecall(ctx, tx, &rec, r.Item, ledger.Program, "recall over")
}
