package work

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hearsay/amend"
	"hearsay/backtest"
	"hearsay/classifier/rules"
	"hearsay/ledger"
)

// maxPack bounds a pack's text, in bytes.
const maxPack = 1 << 20

// mostAmendments bounds how many amendments are shown.
const mostAmendments = 100

// PackView is a rule pack as it is in force.
type PackView struct {
	rules.Pack
	Source   string `json:"source" doc:"the whole pack, as a file has it"`
	InFolder bool   `json:"in_folder" doc:"the folder has a pack of this name"`
	Changed  bool   `json:"changed" doc:"it was changed at the desk, and is not the folder's"`
}

// RulePacks are the packs in force, by name.
func (w *Work) RulePacks(context.Context) ([]PackView, error) {
	inForce, folder, err := w.Packs.Sources()
	if err != nil {
		return nil, err
	}
	var views []PackView
	for _, name := range slices.Sorted(maps.Keys(inForce)) {
		pack, err := rules.ReadPack(name, []byte(inForce[name]))
		if err != nil {
			return nil, err
		}
		was, isThere := folder[name]
		views = append(views, PackView{pack, inForce[name], isThere, was != inForce[name]})
	}
	return views, nil
}

// RulePack is one of them.
func (w *Work) RulePack(ctx context.Context, name string) (PackView, error) {
	all, err := w.RulePacks(ctx)
	if err != nil {
		return PackView{}, err
	}
	for _, v := range all {
		if v.Name == name {
			return v, nil
		}
	}
	return PackView{}, fmt.Errorf("rule pack %s: %w", name, ledger.ErrNotFound)
}

// AmendmentView is an amendment, what it changes, and what is wrong with it.
type AmendmentView struct {
	amend.Amendment
	Differences rules.Differences `json:"differences" doc:"against its base"`
	Behind      bool              `json:"behind" doc:"the pack was changed since it was begun; its author brings it up to date before a second person accepts it"`
	Faults      []string          `json:"faults" doc:"of the pack and of the tests inside it; empty if it can come into force"`
}

// Amendment is one amendment.
func (w *Work) Amendment(ctx context.Context, id string) (AmendmentView, error) {
	a, err := w.Ledger.Amendment(ctx, id)
	if err != nil {
		return AmendmentView{}, err
	}
	return w.viewAmendment(ctx, a)
}

// Amendments are those of a pack, the newest first; of all packs for "".
func (w *Work) Amendments(ctx context.Context, pack string) ([]amend.Amendment, error) {
	return w.Ledger.AmendmentsOf(ctx, pack, mostAmendments)
}

func (w *Work) viewAmendment(ctx context.Context, a amend.Amendment) (AmendmentView, error) {
	v := AmendmentView{Amendment: a, Differences: rules.Differences{Added: []string{}, Changed: []string{}, Removed: []string{}}, Faults: []string{}}
	inForce, err := w.packInForce(ctx, w.Ledger, a.Pack)
	if err != nil {
		return v, err
	}
	v.Behind = a.IsBehind(inForce)
	source := a.Source
	if source == "" {
		_, folder, err := w.Packs.Sources()
		if err != nil {
			return v, err
		}
		source = folder[a.Pack]
	}
	if err := w.Packs.Test([]byte(source)); err != nil {
		v.Faults = strings.Split(err.Error(), "\n")
	}
	was, _ := rules.ReadPack(a.Pack, []byte(a.Base)) // what was in force was read before
	if is, err := rules.ReadPack(a.Pack, []byte(source)); err == nil {
		v.Differences = rules.Differ(was, is)
	}
	return v, nil
}

// packInForce is the text of a pack that is in force, "" if there is none. This process may not have read it yet.
func (w *Work) packInForce(ctx context.Context, from interface {
	AmendmentsIn(context.Context, amend.State) ([]amend.Amendment, error)
}, pack string) (string, error) {
	_, folder, err := w.Packs.Sources()
	if err != nil {
		return "", err
	}
	accepted, err := from.AmendmentsIn(ctx, amend.Accepted)
	if err != nil {
		return "", err
	}
	for _, a := range accepted {
		if a.Pack == pack && a.Source != "" {
			return a.Source, nil
		}
	}
	return folder[pack], nil
}

// BeginAmendment begins to change a pack, as it is in force.
func (w *Work) BeginAmendment(ctx context.Context, actor Actor, pack string) (AmendmentView, error) {
	return w.draftAmendment(ctx, actor, pack, func(inForce string) (string, error) {
		if inForce == "" {
			return "", fmt.Errorf("rule pack %s: %w", pack, ledger.ErrNotFound)
		}
		return inForce, nil
	})
}

// Amend begins to change a pack: source is the whole of it, "" for the one of the folder again.
func (w *Work) Amend(ctx context.Context, actor Actor, pack, source string) (AmendmentView, error) {
	return w.draftAmendment(ctx, actor, pack, func(string) (string, error) { return source, w.checkPack(pack, source) })
}

func (w *Work) draftAmendment(ctx context.Context, actor Actor, pack string, write func(inForce string) (string, error)) (AmendmentView, error) {
	if err := actor.must(toTry); err != nil {
		return AmendmentView{}, err
	}
	var a *amend.Amendment
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		inForce, err := w.packInForce(ctx, tx, pack)
		if err != nil {
			return err
		}
		source, err := write(inForce)
		if err != nil {
			return err
		}
		a = amend.New(newID(), pack, inForce, source, actor.Name, w.Now().Truncate(time.Millisecond))
		return saveAmendment(ctx, tx, a, actor.Name, "drafted")
	})
	if err != nil {
		return AmendmentView{}, err
	}
	return w.viewAmendment(ctx, *a)
}

// checkPack refuses what is no pack of that name. Its rules may have faults as long as it is a draft.
func (w *Work) checkPack(name, source string) error {
	_, folder, err := w.Packs.Sources()
	if err != nil {
		return err
	}
	if source == "" {
		if _, isThere := folder[name]; !isThere {
			return fmt.Errorf("%w: the folder has no pack %q", ErrBounds, name)
		}
		return nil
	}
	if len(source) > maxPack {
		return fmt.Errorf("%w: a pack has at most %d bytes", ErrBounds, maxPack)
	}
	pack, err := rules.ReadPack("pack", []byte(source))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPack, err)
	}
	if pack.Name != name {
		return fmt.Errorf("%w: it is named %q, not %q", ErrPack, pack.Name, name)
	}
	return nil
}

// EditAmendment changes a draft. version is that which the text was written over; 0 is any.
func (w *Work) EditAmendment(ctx context.Context, actor Actor, id, source string, version int64) (AmendmentView, error) {
	return w.stepAmendment(ctx, actor, toTry, id, "edited", func(_ *ledger.Tx, a *amend.Amendment) error {
		if err := asSeen("amendment "+id, a.Version, version); err != nil {
			return err
		}
		if err := w.checkPack(a.Pack, source); err != nil {
			return err
		}
		return a.Edit(actor.Name, source)
	})
}

// WriteRule puts a rule into a draft, in place of the one of its id.
func (w *Work) WriteRule(ctx context.Context, actor Actor, id string, r rules.Written) (AmendmentView, error) {
	return w.stepAmendment(ctx, actor, toTry, id, "edited", func(_ *ledger.Tx, a *amend.Amendment) error {
		source, err := rules.With("pack", []byte(a.Source), r)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrPack, err)
		}
		return a.Edit(actor.Name, string(source))
	})
}

// RemoveRule takes a rule out of a draft.
func (w *Work) RemoveRule(ctx context.Context, actor Actor, id, rule string) (AmendmentView, error) {
	return w.stepAmendment(ctx, actor, toTry, id, "edited", func(_ *ledger.Tx, a *amend.Amendment) error {
		source, err := rules.Without("pack", []byte(a.Source), rule)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrPack, err)
		}
		return a.Edit(actor.Name, string(source))
	})
}

// UpdateAmendment brings a draft up to date: what it changes is put on top of what came into force since it was begun. Its error is rules.ErrBoth if both
// change the same.
func (w *Work) UpdateAmendment(ctx context.Context, actor Actor, id string) (AmendmentView, error) {
	return w.stepAmendment(ctx, actor, toTry, id, "brought up to date", func(tx *ledger.Tx, a *amend.Amendment) error {
		inForce, err := w.packInForce(ctx, tx, a.Pack)
		if err != nil {
			return err
		}
		if a.Source == "" {
			return a.Update(actor.Name, inForce, "")
		}
		merged, err := rules.Merge([]byte(a.Base), []byte(inForce), []byte(a.Source))
		if err != nil {
			return err
		}
		return a.Update(actor.Name, inForce, string(merged))
	})
}

// SubmitAmendment hands a draft without faults to a second person.
func (w *Work) SubmitAmendment(ctx context.Context, actor Actor, id, note string) (AmendmentView, error) {
	if len(note) > maxNote {
		return AmendmentView{}, fmt.Errorf("%w: a note has at most %d bytes", ErrBounds, maxNote)
	}
	return w.stepSound(ctx, actor, toTry, id, "submitted", func(tx *ledger.Tx, a *amend.Amendment) error {
		inForce, err := w.packInForce(ctx, tx, a.Pack)
		if err != nil {
			return err
		}
		return a.Submit(actor.Name, note, inForce)
	})
}

// stepSound takes a step with an amendment whose pack has no faults and passes its tests. It is tested before the step, as with ten thousand rules that
// takes a second, in which nobody else could write.
func (w *Work) stepSound(ctx context.Context, actor Actor, needs permission, id, action string, do func(*ledger.Tx, *amend.Amendment) error) (AmendmentView, error) {
	if err := actor.must(needs); err != nil {
		return AmendmentView{}, err
	}
	tested, err := w.Ledger.Amendment(ctx, id)
	if err != nil {
		return AmendmentView{}, err
	}
	var faults error
	if tested.Source != "" {
		faults = w.Packs.Test([]byte(tested.Source))
	}
	return w.stepAmendment(ctx, actor, needs, id, action, func(tx *ledger.Tx, a *amend.Amendment) error {
		if err := asSeen("amendment "+id, a.Version, tested.Version); err != nil {
			return err
		}
		if faults != nil {
			return fmt.Errorf("%w: %w", ErrPack, faults)
		}
		return do(tx, a)
	})
}

// AcceptAmendment brings an amendment into force: all processes classify by it within seconds. version is that which the actor has seen; 0 is any.
func (w *Work) AcceptAmendment(ctx context.Context, actor Actor, id string, version int64) (AmendmentView, error) {
	return w.stepSound(ctx, actor, toVerify, id, "accepted", func(tx *ledger.Tx, a *amend.Amendment) error {
		if err := asSeen("amendment "+id, a.Version, version); err != nil {
			return err
		}
		now, err := w.packInForce(ctx, tx, a.Pack)
		if err != nil {
			return err
		}
		if err := a.Accept(actor.Name, now, w.Now().Truncate(time.Millisecond)); err != nil {
			return err
		}
		inForce, err := tx.AmendmentsIn(ctx, amend.Accepted)
		if err != nil {
			return err
		}
		for i := range inForce {
			if inForce[i].Pack != a.Pack {
				continue
			}
			if err := errors.Join(inForce[i].Replace(), saveAmendment(ctx, tx, &inForce[i], actor.Name, "replaced")); err != nil {
				return err
			}
		}
		return nil
	})
}

// SendBackAmendment returns an amendment to who wrote it.
func (w *Work) SendBackAmendment(ctx context.Context, actor Actor, id, reason string) (AmendmentView, error) {
	return w.stepAmendment(ctx, actor, toVerify, id, "sent back", func(_ *ledger.Tx, a *amend.Amendment) error {
		return errors.Join(checkDetail(reason), a.SendBack(reason))
	})
}

// DropAmendment ends an amendment that is not wanted.
func (w *Work) DropAmendment(ctx context.Context, actor Actor, id, reason string) (AmendmentView, error) {
	return w.stepAmendment(ctx, actor, toTry, id, "dropped", func(_ *ledger.Tx, a *amend.Amendment) error {
		return errors.Join(checkDetail(reason), a.Drop(reason))
	})
}

// BacktestAmendment shows what an amendment would have made of the posts that came since a time.
func (w *Work) BacktestAmendment(ctx context.Context, actor Actor, id string, since time.Time) (AmendmentView, *backtest.Comparison, error) {
	v, err := w.Amendment(ctx, id)
	if err != nil || v.Source == "" {
		return v, nil, err
	}
	compared, err := w.Backtest(ctx, actor, []byte(v.Source), since)
	if err != nil {
		return v, nil, err
	}
	return v, &compared, nil
}

func (w *Work) stepAmendment(ctx context.Context, actor Actor, needs permission, id, action string, do func(*ledger.Tx, *amend.Amendment) error) (AmendmentView, error) {
	if err := actor.must(needs); err != nil {
		return AmendmentView{}, err
	}
	var a amend.Amendment
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		if a, err = tx.Amendment(ctx, id); err != nil {
			return err
		}
		if err := do(tx, &a); err != nil {
			return err
		}
		return saveAmendment(ctx, tx, &a, actor.Name, action)
	})
	if err != nil {
		return AmendmentView{}, err
	}
	return w.viewAmendment(ctx, a)
}

func saveAmendment(ctx context.Context, tx *ledger.Tx, a *amend.Amendment, by, action string) error {
	return errors.Join(tx.SaveAmendment(ctx, a), tx.Audit(ctx, by, "amendment "+action, "amendment/"+a.ID, a.Pack))
}
