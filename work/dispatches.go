package work

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/triage"
)

// DispatchPlan is what a dispatch would do: a dry run.
type DispatchPlan struct {
	Dispatch *publish.Dispatch `json:"dispatch"`
	Answers  publish.Place     `json:"answers,omitzero"` // the post that is answered, as the platform has it
	Requests []PlannedRequest  `json:"requests"`         // one for each part
	Seal     string            `json:"seal"`             // changes with what would be sent
}

// PlannedRequest is what would be sent for a part. An answer to the part before shows no id yet.
type PlannedRequest struct {
	Text    string `json:"text"`
	Count   int    `json:"count"` // as the platform counts
	Limit   int    `json:"limit"`
	Method  string `json:"method"`
	Address string `json:"address"`
	Body    string `json:"body"` // JSON
}

// ErrAccount is returned for an account that is not configured.
var ErrAccount = errors.New("there is no such account; accounts stand in the configuration")

// ErrPlanChanged is returned for a dispatch that was confirmed over another plan than it would have now.
var ErrPlanChanged = errors.New("what would be sent has changed since you saw it; look at it again")

func (w *Work) account(name string) (publish.Account, error) {
	for _, a := range w.Accounts {
		if a.Name == name {
			return a, nil
		}
	}
	return publish.Account{}, fmt.Errorf("%q: %w", name, ErrAccount)
}

// PlanDispatch says exactly what a dispatch of a reply would send through an account: into the thread of a post, or with a
// zero target into one of its own. It changes nothing.
func (w *Work) PlanDispatch(ctx context.Context, actor Actor, id, account string, target post.Ref) (*DispatchPlan, error) {
	if err := actor.must(toPublish); err != nil {
		return nil, err
	}
	a, err := w.account(account)
	if err != nil {
		return nil, err
	}
	r, err := w.Ledger.Reply(ctx, id)
	if err != nil {
		return nil, err
	}
	d, err := publish.Plan("plan", r, a, target, actor.Name, w.Now().Truncate(time.Millisecond))
	if err != nil {
		return nil, err
	}
	plan := &DispatchPlan{Dispatch: d, Seal: seal(d)}
	if plan.Answers, err = w.find(ctx, a, r.Item, target); err != nil {
		return nil, err
	}
	answers := plan.Answers
	for i, part := range d.Parts {
		request := a.Publisher.Request(d.Outgoing(i, answers))
		plan.Requests = append(plan.Requests, PlannedRequest{part.Text, a.Limits.Count(part.Text), a.Limits.Limit, request.Method, request.Address, request.JSON()})
		answers = publish.Place{}
	}
	return plan, nil
}

// find finds the post of an item that is to be answered.
func (w *Work) find(ctx context.Context, a publish.Account, item string, target post.Ref) (publish.Place, error) {
	if target == (post.Ref{}) {
		return publish.Place{}, nil
	}
	stored, err := w.Ledger.Post(ctx, target)
	switch {
	case err != nil:
		return publish.Place{}, err
	case stored.Item != item:
		return publish.Place{}, fmt.Errorf("post %s: %w in this item", target, ledger.ErrNotFound)
	case !stored.DeletedAt.IsZero():
		return publish.Place{}, fmt.Errorf("%w: post %s is deleted", publish.ErrRefused, target)
	case target.Platform != a.Platform:
		return publish.Place{}, fmt.Errorf("%w: account %s is on %s and cannot answer on %s", ErrBounds, a.Name, a.Platform, target.Platform)
	}
	return findOn(ctx, a, publish.Target{Ref: target, URL: stored.URL})
}

// findOn finds a post on a platform. What goes wrong on the way changes nothing, so that it can be tried later.
func findOn(ctx context.Context, a publish.Account, at publish.Target) (publish.Place, error) {
	place, err := a.Publisher.Find(ctx, at)
	if err != nil && !errors.Is(err, publish.ErrRefused) && !errors.Is(err, publish.ErrLater) {
		err = &publish.Later{Reason: err.Error()}
	}
	return place, err
}

// seal is a hash of what a dispatch sends, and where.
func seal(d *publish.Dispatch) string {
	parts := []string{d.Account, d.Target.String(), d.Language}
	for _, part := range d.Parts {
		parts = append(parts, part.Text)
	}
	h := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Dispatch sends a reply through an account, as somebody has confirmed it: sealed is the plan's, "" for a program that looks
// at no plan. The same reply goes into the same thread through the same account once.
func (w *Work) Dispatch(ctx context.Context, actor Actor, id, account string, target post.Ref, sealed string) (*publish.Dispatch, error) {
	if err := actor.must(toPublish); err != nil {
		return nil, err
	}
	a, err := w.account(account)
	if err != nil {
		return nil, err
	}
	var d *publish.Dispatch
	err = w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		r, err := tx.Reply(ctx, id)
		if err != nil {
			return err
		}
		if d, err = publish.Plan(newID(), r, a, target, actor.Name, w.Now().Truncate(time.Millisecond)); err != nil {
			return err
		}
		if sealed != "" && sealed != seal(d) {
			return ErrPlanChanged
		}
		if err := mayStand(ctx, tx, d, target); err != nil {
			return err
		}
		return saveDispatch(ctx, tx, d, actor.Name, "dispatched", account)
	})
	return d, err
}

// mayStand tells whether nothing is in the way of a new dispatch.
func mayStand(ctx context.Context, tx *ledger.Tx, d *publish.Dispatch, target post.Ref) error {
	if target != (post.Ref{}) {
		stored, err := tx.Post(ctx, target)
		if err != nil {
			return err
		}
		if stored.Item != d.Item || target.Platform != d.Platform {
			return fmt.Errorf("post %s: %w in this item for account %s", target, ledger.ErrNotFound, d.Account)
		}
	}
	others, err := tx.DispatchesOf(ctx, d.Reply)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.Occupies(d.Account, target) {
			return fmt.Errorf("dispatch %s of this reply is %s there: %w", other.ID, other.State, ledger.ErrExists)
		}
	}
	return nil
}

// WithdrawDispatch deletes a dispatch's posts on the platform.
func (w *Work) WithdrawDispatch(ctx context.Context, actor Actor, id string) (*publish.Dispatch, error) {
	return w.stepDispatch(ctx, actor, id, "withdrawn", func(tx *ledger.Tx, d *publish.Dispatch, _ *replies.Reply) error {
		if err := d.Withdraw(w.Now()); err != nil {
			return err
		}
		return w.struck(ctx, tx, d)
	})
}

// RetryDispatch sends again what the platform refused.
func (w *Work) RetryDispatch(ctx context.Context, actor Actor, id string) (*publish.Dispatch, error) {
	return w.stepDispatch(ctx, actor, id, "sent again", func(_ *ledger.Tx, d *publish.Dispatch, r *replies.Reply) error {
		if !r.IsSound() {
			return fmt.Errorf("reply %s is %s: %w: only a verified reply that nothing casts doubt on is posted", r.ID, r.State, replies.ErrOrder)
		}
		return d.Retry(w.Now())
	})
}

// SettleDispatch says what somebody saw of a part that nobody was sure of: the address at which it stands, or "" if it does not.
func (w *Work) SettleDispatch(ctx context.Context, actor Actor, id, address string) (*publish.Dispatch, error) {
	if err := actor.must(toPublish); err != nil {
		return nil, err
	}
	var at publish.Place
	if address != "" {
		before, err := w.Ledger.Dispatch(ctx, id)
		if err != nil {
			return nil, err
		}
		a, err := w.account(before.Account)
		if err != nil {
			return nil, err
		}
		if at, err = findOn(ctx, a, publish.Target{URL: address}); err != nil {
			return nil, err
		}
	}
	return w.stepDispatch(ctx, actor, id, "settled", func(tx *ledger.Tx, d *publish.Dispatch, r *replies.Reply) error {
		if err := d.Settle(at, r.IsVerified(), w.Now()); err != nil {
			return err
		}
		return w.stands(ctx, tx, d)
	})
}

// stepDispatch loads a dispatch and its reply, lets do change the dispatch, and saves it with a line in the audit log.
func (w *Work) stepDispatch(ctx context.Context, actor Actor, id, action string, do func(*ledger.Tx, *publish.Dispatch, *replies.Reply) error) (*publish.Dispatch, error) {
	if err := actor.must(toPublish); err != nil {
		return nil, err
	}
	var d *publish.Dispatch
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		var err error
		if d, err = tx.Dispatch(ctx, id); err != nil {
			return err
		}
		r, err := tx.Reply(ctx, d.Reply)
		if err != nil {
			return err
		}
		if err := do(tx, d, r); err != nil {
			return err
		}
		return saveDispatch(ctx, tx, d, actor.Name, action, d.Account)
	})
	return d, err
}

// stands records a reply as posted once its dispatch stands.
func (w *Work) stands(ctx context.Context, tx *ledger.Tx, d *publish.Dispatch) error {
	if d.State != publish.Standing {
		return nil
	}
	r, err := tx.Reply(ctx, d.Reply)
	if err != nil || !r.IsVerified() {
		return err
	}
	it, err := tx.Item(ctx, r.Item)
	if err != nil {
		return err
	}
	isFirst := len(r.Postings) == 0
	if err := r.Record(d.By, d.URL, w.Now()); err != nil {
		return err
	}
	if err := it.Recorded(); err != nil && !errors.Is(err, triage.ErrState) { // a merged or dismissed item stays so
		return err
	}
	if err := errors.Join(tx.SaveItem(ctx, it), saveReply(ctx, tx, r, Actor{Name: d.By}, "recorded", d.URL)); err != nil {
		return err
	}
	if isFirst {
		w.Observer.Answered(it, w.Now().Sub(it.OpenedAt))
	}
	return w.corrected(ctx, tx, r)
}

// struck notes in the reply that one of its postings is taken down.
func (w *Work) struck(ctx context.Context, tx *ledger.Tx, d *publish.Dispatch) error {
	r, err := tx.Reply(ctx, d.Reply)
	if err != nil || !r.Strike(d.URL, w.Now()) {
		return err
	}
	return tx.SaveReply(ctx, r)
}

// withdrawAll takes down everything of a reply that our accounts have posted, and what they are about to.
func (w *Work) withdrawAll(ctx context.Context, tx *ledger.Tx, r *replies.Reply, actor Actor) error {
	all, err := tx.DispatchesOf(ctx, r.ID)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.State == publish.Withdrawing || d.State == publish.Withdrawn {
			continue
		}
		if err := d.Withdraw(w.Now()); err != nil {
			return err
		}
		r.Strike(d.URL, w.Now())
		if err := saveDispatch(ctx, tx, d, actor.Name, "withdrawn", d.Account); err != nil {
			return err
		}
	}
	return nil
}

func saveDispatch(ctx context.Context, tx *ledger.Tx, d *publish.Dispatch, actor, action, detail string) error {
	if err := tx.SaveDispatch(ctx, d); err != nil {
		return err
	}
	return tx.Audit(ctx, actor, "reply "+action, d.Item, d.Reply+" "+d.ID+" "+detail)
}
