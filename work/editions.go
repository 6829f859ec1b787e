package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hearsay/bulletin"
	"hearsay/gaps"
	"hearsay/ledger"
	"hearsay/mail"
	"hearsay/replies"
	"hearsay/replies/wording"
	"hearsay/sight"
	"hearsay/triage"
)

// ErrBulletin is returned for a bulletin that is not configured.
var ErrBulletin = errors.New("there is no such bulletin; bulletins stand in the configuration")

// Bulletin is a configured one.
func (w *Work) Bulletin(name string) (bulletin.Bulletin, error) {
	for _, b := range w.Bulletins {
		if b.Name == name {
			return b, nil
		}
	}
	return bulletin.Bulletin{}, fmt.Errorf("%q: %w", name, ErrBulletin)
}

// MakeEdition makes a draft of a bulletin's next edition, which covers what came since the last one.
func (w *Work) MakeEdition(ctx context.Context, actor Actor, name string) (bulletin.Edition, error) {
	if err := actor.must(toCarry); err != nil {
		return bulletin.Edition{}, err
	}
	b, err := w.Bulletin(name)
	if err != nil {
		return bulletin.Edition{}, err
	}
	e, err := w.build(ctx, b)
	if err != nil {
		return bulletin.Edition{}, err
	}
	return *e, w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return saveEdition(ctx, tx, e, actor.Name, "made") })
}

// PreviewEdition is what MakeEdition would make. It changes nothing.
func (w *Work) PreviewEdition(ctx context.Context, actor Actor, name string) (bulletin.Edition, error) {
	if err := actor.must(toCarry); err != nil {
		return bulletin.Edition{}, err
	}
	b, err := w.Bulletin(name)
	if err != nil {
		return bulletin.Edition{}, err
	}
	e, err := w.build(ctx, b)
	if err != nil {
		return bulletin.Edition{}, err
	}
	return *e, nil
}

// makeDue makes drafts of editions whose time has come. Of several processes one makes each.
func (w *Work) makeDue(ctx context.Context) error {
	for _, b := range w.Bulletins {
		due := b.Every.Last(w.Now())
		if due.IsZero() {
			continue
		}
		isMade, err := isMadeSince(ctx, w.Ledger.Editions, b.Name, due)
		if err != nil || isMade {
			if err != nil {
				return err
			}
			continue
		}
		e, err := w.build(ctx, b)
		if err != nil {
			return err
		}
		err = w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
			if isMade, err := isMadeSince(ctx, tx.Editions, b.Name, due); err != nil || isMade {
				return err
			}
			return saveEdition(ctx, tx, e, ledger.Program, "made")
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func isMadeSince(ctx context.Context, editions func(context.Context, string, int) ([]bulletin.Edition, error), name string, due time.Time) (bool, error) {
	last, err := editions(ctx, name, 1)
	return err == nil && len(last) > 0 && !last[0].CreatedAt.Before(due), err
}

// mostCandidates bounds how many replies an edition is chosen from.
const mostCandidates = 2000

func (w *Work) build(ctx context.Context, b bulletin.Bulletin) (*bulletin.Edition, error) {
	now := w.Now().Truncate(time.Millisecond)
	from := now.Add(-b.Every.Covers())
	last, err := w.Ledger.Editions(ctx, b.Name, 10)
	if err != nil {
		return nil, err
	}
	for _, e := range last {
		if e.State == bulletin.Sent || e.State == bulletin.Approved {
			if e.To.After(from) {
				from = e.To
			}
			break
		}
	}
	verified, err := w.Ledger.RepliesIn(ctx, mostCandidates, replies.Verified, replies.Published, replies.Recorded)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(verified))
	for _, r := range verified {
		ids = append(ids, r.Item)
	}
	items, err := w.Ledger.ItemsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	hours, err := w.Ledger.Hourly(ctx, ids, from)
	if err != nil {
		return nil, err
	}
	of := map[string]*triage.Item{}
	for _, it := range items {
		of[it.ID] = it
	}
	var candidates []bulletin.Candidate
	for _, r := range verified {
		c := bulletin.Candidate{Reply: r}
		if it := of[r.Item]; it != nil {
			c.Topics, c.Territories = it.Topics, it.Territories
		}
		for _, n := range hours[r.Item] {
			c.Posts += n
		}
		if c.Posts > 0 || r.VerifiedAt.After(from) {
			candidates = append(candidates, c)
		}
	}
	questions, err := w.Ledger.Unanswered(ctx)
	if err != nil {
		return nil, err
	}
	blind, err := w.Ledger.Spells(ctx, from, now)
	if err != nil {
		return nil, err
	}
	e := bulletin.Build(newID(), b, from, now, candidates, gaps.Of(questions))
	e.IsBlind = len(sight.Open(blind)) > 0
	return e, nil
}

func saveEdition(ctx context.Context, tx *ledger.Tx, e *bulletin.Edition, by, action string) error {
	if err := tx.SaveEdition(ctx, e); err != nil {
		return err
	}
	return tx.Audit(ctx, by, "edition "+action, "edition/"+e.ID, e.Bulletin)
}

// changeEdition loads an edition, lets do change it, and saves it.
func (w *Work) changeEdition(ctx context.Context, actor Actor, id, action string, do func(*ledger.Tx, *bulletin.Edition) error) (bulletin.Edition, error) {
	if err := actor.must(toCarry); err != nil {
		return bulletin.Edition{}, err
	}
	var e bulletin.Edition
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		if e, err = tx.Edition(ctx, id); err != nil {
			return err
		}
		if err := do(tx, &e); err != nil {
			return err
		}
		return saveEdition(ctx, tx, &e, actor.Name, action)
	})
	return e, err
}

// EditEdition changes a draft's title and word, and keeps of its entries those whose replies are named, in that order. version is that
// which was read; 0 is any.
func (w *Work) EditEdition(ctx context.Context, actor Actor, id string, version int64, title, word string, keep []string) (bulletin.Edition, error) {
	return w.changeEdition(ctx, actor, id, "changed", func(_ *ledger.Tx, e *bulletin.Edition) error {
		if err := asSeen("edition "+id, e.Version, version); err != nil {
			return err
		}
		if err := e.Edit(title, word, keep); err != nil {
			return err
		}
		return guardEdition(e)
	})
}

// ApproveEdition lets an edition be sent to everybody it is for: who was confirmed at this moment. version is that which was read; 0 is any.
func (w *Work) ApproveEdition(ctx context.Context, actor Actor, id string, version int64) (bulletin.Edition, error) {
	return w.changeEdition(ctx, actor, id, "approved", func(tx *ledger.Tx, e *bulletin.Edition) error {
		if err := asSeen("edition "+id, e.Version, version); err != nil {
			return err
		}
		b, err := w.Bulletin(e.Bulletin)
		if err != nil {
			return err
		}
		if err := onlySound(ctx, tx, e); err != nil {
			return err
		}
		if err := guardEdition(e); err != nil {
			return err
		}
		if err := e.Approve(actor.Name, w.Now().Truncate(time.Millisecond)); err != nil {
			return err
		}
		all, err := tx.Messengers(ctx, "", 0)
		if err != nil {
			return err
		}
		var recipients []string
		for _, m := range all {
			if b.IsFor(m) {
				recipients = append(recipients, m.ID)
			}
		}
		if len(recipients) > 0 && w.Mail == nil {
			return mail.ErrNoServer
		}
		for _, receiver := range b.Receivers {
			recipients = append(recipients, toChat+receiver)
		}
		return tx.Deliver(ctx, e.ID, recipients)
	})
}

// guardEdition keeps an edition from leaving that accuses, or has a myth for its title.
func guardEdition(e *bulletin.Edition) error {
	var myths []string
	for _, entry := range e.Claims {
		myths = append(myths, entry.Myth)
	}
	return errors.Join(wording.GuardHeadline(e.Title, myths...), wording.Guard(e.Word))
}

// onlySound leaves out what an edition took from replies that are not sound any more.
func onlySound(ctx context.Context, tx *ledger.Tx, e *bulletin.Edition) error {
	for _, entry := range e.Entries() {
		r, err := tx.Reply(ctx, entry.Reply)
		if err != nil {
			return err
		}
		if !r.IsSound() {
			e.Without(entry.Reply)
		}
	}
	return nil
}

// EditionPages are editions as everybody reads them, with what was retracted since they were sent: an edition that has left is not changed, and its page is not to
// tell on what is wrong.
func (w *Work) EditionPages(ctx context.Context, editions ...bulletin.Edition) ([]bulletin.Page, error) {
	var ids []string
	for i := range editions {
		for _, entry := range editions[i].Entries() {
			ids = append(ids, entry.Reply)
		}
	}
	retracted, err := w.Ledger.Retracted(ctx, ids)
	if err != nil {
		return nil, err
	}
	withdrawn := map[string]bulletin.Withdrawal{}
	for _, r := range retracted {
		one := bulletin.Withdrawal{At: r.RetractedAt}
		if one.Holds, err = w.inPlaceOf(ctx, r); err != nil {
			return nil, err
		}
		withdrawn[r.ID] = one
	}
	pages := make([]bulletin.Page, len(editions))
	for i := range editions {
		pages[i] = bulletin.Page{Edition: &editions[i], Publisher: w.Publisher, BaseURL: w.BaseURL, Withdrawn: withdrawn}
	}
	return pages, nil
}

// inPlaceOf is the fact of the reply that stands in the place of one that was retracted; "" if none does.
func (w *Work) inPlaceOf(ctx context.Context, retracted *replies.Reply) (string, error) {
	all, err := w.Ledger.RepliesOf(ctx, retracted.Item)
	if err != nil {
		return "", err
	}
	for _, r := range all {
		if r.Corrects == retracted.ID && r.IsPublic() && r.IsSound() {
			return r.Fact, nil
		}
	}
	return "", nil
}

// DropEdition ends an edition that is not to be sent, or to nobody else.
func (w *Work) DropEdition(ctx context.Context, actor Actor, id string) (bulletin.Edition, error) {
	return w.changeEdition(ctx, actor, id, "dropped", func(_ *ledger.Tx, e *bulletin.Edition) error { return e.Drop() })
}

// leaveOut takes what a retracted reply said out of editions that have not been sent to everybody.
func leaveOut(ctx context.Context, tx *ledger.Tx, reply string) error {
	for _, state := range []bulletin.EditionState{bulletin.Draft, bulletin.Approved} {
		editions, err := tx.EditionsIn(ctx, state)
		if err != nil {
			return err
		}
		for i := range editions {
			if !editions[i].Without(reply) {
				continue
			}
			e, action := &editions[i], "corrected"
			if e.State == bulletin.Approved && e.IsEmpty() && e.Word == "" {
				if err := e.Drop(); err != nil {
					return err
				}
				action = "dropped"
			}
			if err := saveEdition(ctx, tx, e, ledger.Program, action); err != nil {
				return err
			}
		}
	}
	return nil
}

// EditionReport says who got an edition, and who did not and why.
type EditionReport struct {
	Counts map[string]int64 `json:"counts" doc:"copies by state: waiting, sending, sent, refused, unclear, bounced"`
	Failed []FailedCopy     `json:"failed" doc:"those that were not taken"`
}

// FailedCopy is a copy that was not taken.
type FailedCopy struct {
	Recipient string    `json:"recipient" doc:"a messenger's id, or chat/RECEIVER"`
	Name      string    `json:"name" doc:"of the messenger, while they are one"`
	State     string    `json:"state"`
	Reason    string    `json:"reason"`
	At        time.Time `json:"at"`
}

// ReportEdition is the report of an edition.
func (w *Work) ReportEdition(ctx context.Context, actor Actor, id string) (EditionReport, error) {
	var report EditionReport
	if err := actor.must(toCarry); err != nil {
		return report, err
	}
	if _, err := w.Ledger.Edition(ctx, id); err != nil {
		return report, err
	}
	var err error
	if report.Counts, err = w.Ledger.CountDeliveries(ctx, id); err != nil {
		return report, err
	}
	failed, err := w.Ledger.Deliveries(ctx, id, refused, unclear, bounced)
	if err != nil {
		return report, err
	}
	report.Failed = []FailedCopy{}
	for _, d := range failed {
		one := FailedCopy{Recipient: d.Recipient, State: d.State, Reason: d.Reason, At: d.At}
		m, err := w.Ledger.Messenger(ctx, d.Recipient)
		if err != nil && !errors.Is(err, ledger.ErrNotFound) {
			return report, err
		}
		one.Name = m.Name
		report.Failed = append(report.Failed, one)
	}
	return report, nil
}
