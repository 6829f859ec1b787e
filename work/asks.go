package work

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"hearsay/asks"
	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/mail"
	"hearsay/post"
	"hearsay/triage"
)

// ErrWhom is returned for somebody whom nothing can be asked of.
var ErrWhom = errors.New("nobody of this name can be asked; authorities stand in the configuration, and claims are asked of verifiers")

// Bounds of asking.
const (
	askEvery   = 2 * time.Second
	askClaim   = 2 * time.Minute // for which other processes leave an ask alone
	asksOnce   = 100
	mostAsks   = 200 // shown
	askExcerpt = 280 // bytes of a post
)

// Ask asks somebody for an answer to an item: a question an authority, a claim a verifier. They are told as soon as it can be sent, and reminded.
func (w *Work) Ask(ctx context.Context, actor Actor, item, whom, note string) (*asks.Ask, error) {
	if err := actor.must(toRespond); err != nil {
		return nil, err
	}
	if note = post.Clean(note); len(note) > maxNote {
		return nil, fmt.Errorf("%w: a note has at most %d bytes", ErrBounds, maxNote)
	}
	var a *asks.Ask
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		it, err := tx.Item(ctx, item)
		if err != nil {
			return err
		}
		if it.State != triage.Open && it.State != triage.Held && it.State != triage.Answering {
			return fmt.Errorf("item %s is %s: %w: nobody is asked any more", it.ID, it.State, triage.ErrState)
		}
		clock, err := w.clockOf(ctx, tx, it.Kind, whom)
		if err != nil {
			return err
		}
		before, err := tx.AsksOf(ctx, item)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(before, func(b *asks.Ask) bool { return b.IsOpen() && b.Whom == whom }) {
			return fmt.Errorf("%s was asked: %w", whom, ledger.ErrExists)
		}
		a = asks.New(newID(), item, it.Kind, whom, actor.Name, note, clock, w.Now().Truncate(time.Millisecond))
		return saveAsk(ctx, tx, a, actor.Name, "asked")
	})
	return a, err
}

// clockOf says how long somebody has, if what is asked is theirs to answer.
func (w *Work) clockOf(ctx context.Context, tx *ledger.Tx, kind classifier.Kind, whom string) (asks.Clock, error) {
	if kind == classifier.KindClaim {
		user, err := tx.User(ctx, whom)
		if errors.Is(err, ledger.ErrNotFound) || err == nil && (!user.Disabled.IsZero() || !(Actor{user.Name, Role(user.Role)}).CanVerify()) {
			return asks.Clock{}, fmt.Errorf("%q: %w", whom, ErrWhom)
		}
		return w.Verifiers, err
	}
	authority := w.authority(whom)
	switch {
	case authority == nil:
		return asks.Clock{}, fmt.Errorf("%q: %w", whom, ErrWhom)
	case w.Mail == nil:
		return asks.Clock{}, mail.ErrNoServer
	}
	return authority.Clock, nil
}

func (w *Work) authority(name string) *asks.Authority {
	i := slices.IndexFunc(w.Authorities, func(a asks.Authority) bool { return a.Name == name })
	if i < 0 {
		return nil
	}
	return &w.Authorities[i]
}

// Askable are the names of those whom an answer to an item can be asked of, the likeliest first.
func (w *Work) Askable(ctx context.Context, it *triage.Item) ([]string, error) {
	names := []string{}
	if it.Kind == classifier.KindClaim {
		users, err := w.Ledger.Users(ctx)
		for _, u := range users {
			if u.Disabled.IsZero() && (Actor{u.Name, Role(u.Role)}).CanVerify() {
				names = append(names, u.Name)
			}
		}
		return names, err
	}
	if w.Mail == nil {
		return names, nil
	}
	named, err := w.Ledger.Shares(ctx, it.ID, "authority", maxShares)
	if err != nil {
		return nil, err
	}
	handles := make([]string, len(named))
	for i, share := range named {
		handles[i] = share.Name
	}
	for _, a := range asks.Suggest(w.Authorities, handles, it.Topics, it.Territories) {
		names = append(names, a.Name)
	}
	return names, nil
}

// Asks are those for which an answer is waited, the most urgent first: of one whom only, unless that is "".
func (w *Work) Asks(ctx context.Context, whom string) ([]*asks.Ask, error) {
	return w.Ledger.OpenAsks(ctx, whom, mostAsks)
}

// CloseAsk notes that somebody answered, or that their answer is not wanted any more. They are not reminded again.
func (w *Work) CloseAsk(ctx context.Context, actor Actor, id string, as asks.State) (*asks.Ask, error) {
	if err := actor.must(toRespond); err != nil {
		return nil, err
	}
	if as != asks.Answered && as != asks.Withdrawn {
		return nil, fmt.Errorf("%w: an ask is answered or withdrawn", ErrBounds)
	}
	return w.changeAsk(ctx, id, actor.Name, string(as), func(_ *ledger.Tx, a *asks.Ask) error { return a.Close(as, w.Now().Truncate(time.Millisecond)) })
}

func (w *Work) changeAsk(ctx context.Context, id, by, action string, do func(*ledger.Tx, *asks.Ask) error) (*asks.Ask, error) {
	var a *asks.Ask
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		if a, err = tx.Ask(ctx, id); err != nil {
			return err
		}
		if err := do(tx, a); err != nil {
			return err
		}
		return saveAsk(ctx, tx, a, by, action)
	})
	return a, err
}

func saveAsk(ctx context.Context, tx *ledger.Tx, a *asks.Ask, by, action string) error {
	return errors.Join(tx.SaveAsk(ctx, a), tx.Audit(ctx, by, "ask "+action, a.Item, a.Whom))
}

// RunAsks sends what is asked, reminds, and closes asks whose items are answered, until ctx ends. Several processes may do it.
func (w *Work) RunAsks(ctx context.Context) {
	again := time.NewTicker(askEvery)
	defer again.Stop()
	for {
		if err := errors.Join(w.settleAsks(ctx), w.sendAsks(ctx)); err != nil && ctx.Err() == nil {
			w.Log.Error("asking for answers", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// settleAsks closes what nobody waits for any more. An ask goes along with an item that is merged into another.
func (w *Work) settleAsks(ctx context.Context) error {
	settled, err := w.Ledger.SettledAsks(ctx, asksOnce)
	if err != nil || len(settled) == 0 {
		return err
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		settled, err := tx.SettledAsks(ctx, asksOnce)
		for _, a := range settled {
			err = errors.Join(err, w.settleAsk(ctx, tx, a))
		}
		return err
	})
}

func (w *Work) settleAsk(ctx context.Context, tx *ledger.Tx, a *asks.Ask) error {
	it, err := tx.Item(ctx, a.Item)
	if err != nil {
		return err
	}
	switch it.State {
	case triage.Merged:
		a.Item = it.MergedInto
		there, err := tx.AsksOf(ctx, a.Item)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(there, func(b *asks.Ask) bool { return b.IsOpen() && b.Whom == a.Whom }) { // nobody is reminded twice
			return errors.Join(a.Close(asks.Withdrawn, w.Now()), saveAsk(ctx, tx, a, ledger.Program, "withdrawn"))
		}
		return saveAsk(ctx, tx, a, ledger.Program, "moved")
	case triage.Dismissed:
		return errors.Join(a.Close(asks.Withdrawn, w.Now()), saveAsk(ctx, tx, a, ledger.Program, "withdrawn"))
	}
	return errors.Join(a.Close(asks.Answered, w.Now()), saveAsk(ctx, tx, a, ledger.Program, "answered"))
}

func (w *Work) sendAsks(ctx context.Context) error {
	due, err := w.Ledger.DueAsks(ctx, asksOnce)
	if err != nil || len(due) == 0 {
		return err
	}
	by := &mail.Postman{Server: w.Mail}
	defer by.Close()
	for _, a := range due {
		if ctx.Err() != nil {
			return nil
		}
		if err := w.sendAsk(ctx, by, a.ID); err != nil && !errors.Is(err, ledger.ErrChanged) && !errors.Is(err, errNotDue) {
			return err
		}
	}
	return nil
}

// errNotDue ends a turn with what another process has sent meanwhile.
var errNotDue = errors.New("it is not due any more")

// sendAsk tells a verifier at the desk, in one transaction; an authority by a message that is claimed before, so that of several processes one sends
// it. One that dies while it sends lets it be sent again, with the same Message-ID.
func (w *Work) sendAsk(ctx context.Context, by *mail.Postman, id string) error {
	var a *asks.Ask
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		now := w.Now()
		if a, err = tx.Ask(ctx, id); err != nil {
			return err
		}
		if a.NextAt.IsZero() || a.NextAt.After(now) {
			return errNotDue
		}
		if a.Kind != classifier.KindClaim {
			a.Claim(now.Add(askClaim))
			return tx.SaveAsk(ctx, a)
		}
		return w.tellVerifier(ctx, tx, a)
	})
	if err != nil || a.Kind == classifier.KindClaim {
		return err
	}
	sending, cancel := context.WithTimeout(ctx, copyTime)
	defer cancel()
	failed := w.write(sending, by, a)
	if ctx.Err() != nil && failed != nil { // it is sent again when its claim ends
		return nil
	}
	settling, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer stop()
	action := "sent"
	if failed != nil {
		action = "not sent"
	}
	_, err = w.changeAsk(settling, id, ledger.Program, action, func(_ *ledger.Tx, a *asks.Ask) error {
		switch {
		case !a.IsOpen(): // it was closed while it was sent
			return errNotDue
		case failed == nil, errors.Is(failed, mail.ErrUnclear):
			a.Sent(w.Now())
		default:
			a.Failed(failed.Error(), errors.Is(failed, mail.ErrRefused) || errors.Is(failed, ErrWhom) || errors.Is(failed, errNoText), w.Now())
		}
		return nil
	})
	return err
}

// tellVerifier tells a verifier at the desk, if they still are one.
func (w *Work) tellVerifier(ctx context.Context, tx *ledger.Tx, a *asks.Ask) error {
	now := w.Now()
	switch _, err := w.clockOf(ctx, tx, a.Kind, a.Whom); {
	case errors.Is(err, ErrWhom):
		a.Failed(err.Error(), true, now)
		return saveAsk(ctx, tx, a, ledger.Program, "not sent")
	case err != nil:
		return err
	}
	a.Sent(now)
	return errors.Join(tx.AddMention(ctx, a.Whom, ledger.Mention{Item: a.Item, Author: a.By, At: now}), saveAsk(ctx, tx, a, ledger.Program, "sent"))
}

// errNoText is why nothing is asked about posts that are all deleted.
var errNoText = errors.New("the post that stands for the item has no text any more, so there is nothing to ask")

// write sends an authority what it is asked.
func (w *Work) write(ctx context.Context, by *mail.Postman, a *asks.Ask) error {
	authority := w.authority(a.Whom)
	if authority == nil {
		return fmt.Errorf("%q: %w", a.Whom, ErrWhom)
	}
	letter, err := w.letter(ctx, a)
	if err != nil {
		return err
	}
	if err := by.Open(ctx); err != nil {
		return err
	}
	subject, text := letter.Write(authority.Language)
	return by.Send(ctx, mail.Message{ID: fmt.Sprintf("ask-%s-%d", a.ID, a.Told()), To: authority.Email, Subject: subject, Text: text, Language: authority.Language})
}

func (w *Work) letter(ctx context.Context, a *asks.Ask) (asks.Letter, error) {
	it, err := w.Ledger.Item(ctx, a.Item)
	if err != nil {
		return asks.Letter{}, err
	}
	l := asks.Letter{Publisher: w.Publisher, Posts: it.Posts, Topics: it.Topics, Places: it.Territories, Note: a.Note, Due: a.Due, AskedAt: a.AskedAt}
	lead, err := w.Ledger.Post(ctx, it.Lead)
	if err != nil && !errors.Is(err, ledger.ErrNotFound) {
		return l, err
	}
	if l.Text = post.Excerpt(lead.Text, askExcerpt); l.Text == "" {
		return l, errNoText
	}
	return l, nil
}
