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
	plan := &DispatchPlan{Dispatch: d, Seal: seal(d, a)}
	if plan.Answers, err = w.find(ctx, a, r.Item, target); err != nil {
		return nil, err
	}
	answers, limits := plan.Answers, a.LimitsOf(d.Medium)
	for i, part := range d.Parts {
		request := a.Publisher.Request(d.Outgoing(i, answers))
		plan.Requests = append(plan.Requests, PlannedRequest{part.Text, limits.Count(part.Text), limits.Limit, request.Method, request.Address, request.JSON()})
		answers = publish.Place{}
	}
	return plan, nil
}

// find finds the post of an item that is to be answered.
func (w *Work) find(ctx context.Context, a publish.Account, item string, target post.Ref) (publish.Place, error) {
	if target == (post.Ref{}) {
		return findOn(ctx, a, publish.Target{})
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

// seal is a hash of what a dispatch sends, and where. What differs from one dispatch to the next, its keys and its time, is left out.
func seal(d *publish.Dispatch, a publish.Account) string {
	bare := *d
	bare.ID, bare.At = "", time.Time{}
	h := sha256.New()
	add := func(part string) { fmt.Fprintf(h, "%d:%s", len(part), part) }
	add(d.Account)
	add(d.Target.String())
	if d.Medium != nil {
		add(d.Medium.SHA256)
	}
	for i := range bare.Parts {
		request := a.Publisher.Request(bare.Outgoing(i, publish.Place{}))
		add(request.Method + " " + request.Address)
		add(request.JSON())
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
		if sealed != "" && sealed != seal(d, a) {
			return ErrPlanChanged
		}
		if err := mayBeAnswered(ctx, tx, d); err != nil {
			return err
		}
		if err := isAlone(ctx, tx, d); err != nil {
			return err
		}
		return saveDispatch(ctx, tx, d, actor.Name, "dispatched")
	})
	return d, err
}

// mayBeAnswered tells whether the post that a dispatch answers is one of its item, on the account's platform.
func mayBeAnswered(ctx context.Context, tx *ledger.Tx, d *publish.Dispatch) error {
	if d.Target == (post.Ref{}) {
		return nil
	}
	stored, err := tx.Post(ctx, d.Target)
	if err == nil && (stored.Item != d.Item || d.Target.Platform != d.Platform) {
		err = fmt.Errorf("post %s: %w in this item for account %s", d.Target, ledger.ErrNotFound, d.Account)
	}
	return err
}

// isAlone tells whether no other dispatch of the reply stands, or may come to stand, where this one is to.
func isAlone(ctx context.Context, tx *ledger.Tx, d *publish.Dispatch) error {
	others, err := tx.DispatchesOf(ctx, d.Reply)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.ID != d.ID && other.Occupies(d.Account, d.Target) {
			return fmt.Errorf("dispatch %s of this reply is %s there: %w", other.ID, other.State, ledger.ErrExists)
		}
	}
	return nil
}

// WithdrawDispatch deletes a dispatch's posts on the platform.
func (w *Work) WithdrawDispatch(ctx context.Context, actor Actor, id string) (*publish.Dispatch, error) {
	return w.stepDispatch(ctx, actor, id, "withdrawn", func(_ *ledger.Tx, d *publish.Dispatch, _ *replies.Reply) error {
		return d.Withdraw(w.Now())
	})
}

// RetryDispatch sends again what the platform refused.
func (w *Work) RetryDispatch(ctx context.Context, actor Actor, id string) (*publish.Dispatch, error) {
	return w.stepDispatch(ctx, actor, id, "sent again", func(tx *ledger.Tx, d *publish.Dispatch, r *replies.Reply) error {
		if !r.IsSound() {
			return fmt.Errorf("reply %s is %s: %w: only a verified reply that nothing casts doubt on is posted", r.ID, r.State, replies.ErrOrder)
		}
		if err := isAlone(ctx, tx, d); err != nil {
			return err
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
	return w.stepDispatch(ctx, actor, id, "settled", func(_ *ledger.Tx, d *publish.Dispatch, r *replies.Reply) error {
		return d.Settle(at, r.IsVerified(), w.Now())
	})
}

// stepDispatch loads a dispatch and its reply, lets do change the dispatch, and saves it with what comes of it.
func (w *Work) stepDispatch(ctx context.Context, actor Actor, id, action string, do func(*ledger.Tx, *publish.Dispatch, *replies.Reply) error) (*publish.Dispatch, error) {
	if err := actor.must(toPublish); err != nil {
		return nil, err
	}
	return w.changeDispatch(ctx, id, func(tx *ledger.Tx, d *publish.Dispatch) error {
		r, err := tx.Reply(ctx, d.Reply)
		if err != nil {
			return err
		}
		if err := do(tx, d, r); err != nil {
			return err
		}
		return auditDispatch(ctx, tx, d, actor.Name, action)
	})
}

// changeDispatch loads a dispatch, lets do change it, and saves it; what stands now is recorded, and what does not any more is
// struck out. Everything that happens to a dispatch goes through here.
func (w *Work) changeDispatch(ctx context.Context, id string, do func(*ledger.Tx, *publish.Dispatch) error) (*publish.Dispatch, error) {
	var d *publish.Dispatch
	var answered *triage.Item // for the first time
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		var err error
		if d, err = tx.Dispatch(ctx, id); err != nil {
			return err
		}
		before := d.State
		if err := do(tx, d); err != nil {
			return err
		}
		if d.State != before {
			if answered, err = w.follow(ctx, tx, d); err != nil {
				return err
			}
		}
		return tx.SaveDispatch(ctx, d)
	})
	if err == nil && answered != nil {
		w.Observer.Answered(answered, w.Now().Sub(answered.OpenedAt))
	}
	return d, err
}

// follow does what the new state of a dispatch brings with it.
func (w *Work) follow(ctx context.Context, tx *ledger.Tx, d *publish.Dispatch) (answered *triage.Item, err error) {
	if err := auditDispatch(ctx, tx, d, ledger.Program, string(d.State)); err != nil {
		return nil, err
	}
	switch d.State {
	case publish.Standing:
		return w.stands(ctx, tx, d)
	case publish.Withdrawn:
		r, err := tx.Reply(ctx, d.Reply)
		if err != nil || !r.Strike(d.URL, w.Now()) {
			return nil, err
		}
		return nil, tx.SaveReply(ctx, r)
	}
	return nil, nil
}

// stands records a reply as posted, now that its dispatch stands. answered is its item, if that is its first answer.
func (w *Work) stands(ctx context.Context, tx *ledger.Tx, d *publish.Dispatch) (answered *triage.Item, err error) {
	r, err := tx.Reply(ctx, d.Reply)
	if err != nil || !r.IsVerified() {
		return nil, err
	}
	it, err := tx.Item(ctx, r.Item)
	if err != nil {
		return nil, err
	}
	if len(r.Postings) == 0 {
		answered = it
	}
	if err := r.Record(d.By, d.URL, true, w.Now()); err != nil {
		d.Problem = err.Error() // it stands all the same
		return nil, nil
	}
	switch err := it.Recorded(); {
	case err == nil:
		if err := tx.SaveItem(ctx, it); err != nil {
			return nil, err
		}
	case !errors.Is(err, triage.ErrState): // one that was merged or dismissed meanwhile stays so
		return nil, err
	}
	if err := saveReply(ctx, tx, r, Actor{Name: d.By}, "recorded", d.URL); err != nil {
		return nil, err
	}
	return answered, w.corrected(ctx, tx, r)
}

// withdrawAll takes down everything of a reply that our accounts have posted, and what they are about to.
func (w *Work) withdrawAll(ctx context.Context, tx *ledger.Tx, reply string, actor Actor) error {
	all, err := tx.DispatchesOf(ctx, reply)
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
		if err := saveDispatch(ctx, tx, d, actor.Name, "withdrawn"); err != nil {
			return err
		}
	}
	return nil
}

func saveDispatch(ctx context.Context, tx *ledger.Tx, d *publish.Dispatch, actor, action string) error {
	if err := tx.SaveDispatch(ctx, d); err != nil {
		return err
	}
	return auditDispatch(ctx, tx, d, actor, action)
}

func auditDispatch(ctx context.Context, tx *ledger.Tx, d *publish.Dispatch, actor, action string) error {
	return tx.Audit(ctx, actor, "reply "+action, d.Item, d.Reply+" "+d.ID+" "+d.Account)
}

// Answerable are the posts that an account may answer, of those of an item. A repost is answered where it came from.
func Answerable(a publish.Account, posts []ledger.StoredPost) []ledger.StoredPost {
	var fit []ledger.StoredPost
	for _, p := range posts {
		if p.Platform == a.Platform && p.DeletedAt.IsZero() && p.RepostOf == "" {
			fit = append(fit, p)
		}
	}
	return fit
}
