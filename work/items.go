package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"hearsay/asks"
	"hearsay/bulletin"
	"hearsay/ledger"
	"hearsay/mail"
	"hearsay/pipeline"
	"hearsay/post"
	"hearsay/queue"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/together"
	"hearsay/triage"
)

// Work does what people ask for. Its fields are set before use; its methods are safe for several goroutines.
type Work struct {
	Ledger      *ledger.Ledger
	Queue       queue.Queue
	Routes      func() []string // names of the queues that items are sent to
	Sources     Sources
	Collecting  Collecting
	Finder      Finder // nil finds nothing
	Packs       Packs
	Routing     *triage.Routes
	Accounts    []publish.Account // that replies are posted through
	Hooks       []string          // names of the webhooks
	Bulletins   []bulletin.Bulletin
	Mail        *mail.Server     // nil if none is configured
	Authorities []asks.Authority // that questions are asked of
	Care        Care
	Scanner     Scanner                                                              // of files that go with replies; nil for none
	Verifiers   asks.Clock                                                           // of claims that verifiers are asked for
	Tell        func(ctx context.Context, receiver string, page bulletin.Page) error // of an edition, in chat
	BaseURL     string                                                               // of the desk, without a slash at its end
	ReviewAfter time.Duration                                                        // after which a reply is verified again, if the verifier names no date; 0 for never
	Publisher   string                                                               // who stands behind the replies
	Key         []byte                                                               // that messengers' own addresses are signed with
	Observer    Observer
	Now         func() time.Time
	Log         *slog.Logger

	wants together.Group[*want]    // of queues
	holds together.Group[*holding] // leases of the queue that wait to be made the ledger's, where one writer writes at a time
}

// Sources opens the links that a reply rests on. It is safe for several goroutines.
type Sources interface {
	// Open says what is there, and what is read there. Errors are replies.ErrLink, ErrUnreachable and ErrGone.
	Open(ctx context.Context, link string) (check replies.Check, text string, err error)
}

// Scanner looks whether files are harmful.
type Scanner interface {
	// Scan is nil for a file that is not. Errors are scan.ErrHarmful and scan.ErrScanner.
	Scan(ctx context.Context, data []byte) error
}

// Observer is told how long things took. Its methods return at once and are safe for several goroutines.
type Observer interface {
	Claimed(it *triage.Item, after time.Duration)
	Verified(it *triage.Item, after time.Duration)
	Answered(it *triage.Item, after time.Duration)
	BulletinSent(name, outcome string)
}

// Bounds of what a responder may ask for.
const (
	DefaultLease = 15 * time.Minute
	MaxLease     = 8 * time.Hour
	MaxWait      = time.Minute
	MaxPull      = 50
)

// ErrBounds is returned for a number or a text out of range.
var ErrBounds = errors.New("out of range")

// Dismiss takes an item out of its queue for good. Reopen undoes it.
func (w *Work) Dismiss(ctx context.Context, actor Actor, id, reason string) (*triage.Item, error) {
	return w.change(ctx, actor, id, "dismissed", reason, func(it *triage.Item) error {
		return it.Dismiss(actor.Name, reason, w.Now())
	})
}

// Reopen undoes a dismissal.
func (w *Work) Reopen(ctx context.Context, actor Actor, id string) (*triage.Item, error) {
	return w.change(ctx, actor, id, "reopened", "", func(it *triage.Item) error {
		if it.State != triage.Dismissed {
			return fmt.Errorf("item %s is %s: %w: only a dismissed item is reopened by hand", it.ID, it.State, triage.ErrState)
		}
		return it.Reopen("")
	})
}

// Escalate raises an item's severity, and moves it to another queue if one is named.
func (w *Work) Escalate(ctx context.Context, actor Actor, id, to, reason string) (*triage.Item, error) {
	if to != "" && !triage.ValidQueue(to) {
		return nil, fmt.Errorf("%w: %q is not a queue's name", ErrBounds, to)
	}
	from := ""
	it, err := w.change(ctx, actor, id, "escalated", reason, func(it *triage.Item) error {
		from = it.Queue
		err := it.Escalate(actor.Name, to, reason, w.Now())
		it.Reprice(w.Now())
		return err
	})
	if err != nil {
		return nil, err
	}
	if it.Queue != from {
		return it, w.Queue.Remove(ctx, from, id)
	}
	return it, nil
}

// Claim lets the actor hold an item that waits, out of turn.
func (w *Work) Claim(ctx context.Context, actor Actor, id string, lease time.Duration) (*triage.Item, error) {
	return w.assign(ctx, actor, id, actor.Name, lease, false)
}

// Assign hands an item to a responder for a while. What somebody else holds is handed on by who may relieve people, and they are told.
func (w *Work) Assign(ctx context.Context, actor Actor, id, to string, lease time.Duration) (*triage.Item, error) {
	return w.assign(ctx, actor, id, to, lease, actor.CanRelieve())
}

func (w *Work) assign(ctx context.Context, actor Actor, id, to string, lease time.Duration, relieves bool) (*triage.Item, error) {
	if lease < time.Second || lease > MaxLease {
		return nil, fmt.Errorf("%w: a lease is 1s to %v", ErrBounds, MaxLease)
	}
	user, err := w.Ledger.User(ctx, to)
	if err != nil {
		return nil, err
	}
	if assignee := (Actor{user.Name, Role(user.Role)}); !user.Disabled.IsZero() || !assignee.CanRespond() {
		return nil, fmt.Errorf("%w: %s does not take items", ErrForbidden, to)
	}
	until := time.UnixMilli(w.Now().Add(lease).UnixMilli())
	waited := false
	it, err := w.changeIn(ctx, actor, id, "assigned", to, func(tx *ledger.Tx, it *triage.Item) error {
		now, by := w.Now(), actor.Name
		waited = it.IsWaiting(now)
		if it.IsHeld(now) && relieves {
			by = it.Holder
		}
		holder := it.Holder
		if err := it.Assign(by, to, newID(), until, now); err != nil {
			return err
		}
		if by == actor.Name || holder == to {
			return nil
		}
		return tx.AddMention(ctx, holder, ledger.Mention{Item: id, Author: actor.Name, At: now})
	})
	if err != nil {
		return nil, err
	}
	if waited {
		w.Observer.Claimed(it, w.Now().Sub(it.OpenedAt))
	}
	return it, w.Queue.Restore(ctx, it.Queue, pipeline.Lease(it))
}

// Merge closes an item in favour of another, which takes over its posts and counts.
func (w *Work) Merge(ctx context.Context, actor Actor, id, into string) (*triage.Item, error) {
	var target *triage.Item
	_, err := w.changeIn(ctx, actor, id, "merged", into, func(tx *ledger.Tx, it *triage.Item) error {
		var err error
		target, err = w.mergeInto(ctx, tx, actor, it, into)
		return err
	})
	return target, err
}

// mergeInto closes an item in favour of another.
func (w *Work) mergeInto(ctx context.Context, tx *ledger.Tx, actor Actor, it *triage.Item, into string) (*triage.Item, error) {
	target, err := tx.Item(ctx, into)
	if err != nil {
		return nil, err
	}
	if err := it.MergeInto(target, actor.Name, w.Now()); err != nil {
		return nil, err
	}
	target.Reprice(w.Now())
	if err := tx.MoveAll(ctx, it.ID, into); err != nil {
		return nil, err
	}
	if err := moveDrafts(ctx, tx, actor, it.ID, into); err != nil {
		return nil, err
	}
	return target, save(ctx, tx, target, actor, "took over", it.ID)
}

// moveDrafts takes what somebody has begun to write along to the item that is answered now.
func moveDrafts(ctx context.Context, tx *ledger.Tx, actor Actor, from, to string) error {
	all, err := tx.RepliesOf(ctx, from)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.State != replies.Draft {
			continue
		}
		r.Item = to
		if err := saveReply(ctx, tx, r, actor, "moved", "from "+from); err != nil {
			return err
		}
	}
	return nil
}

// Split gives some of an item's posts an item of their own, in the same queue with the same deadline.
func (w *Work) Split(ctx context.Context, actor Actor, id string, refs []post.Ref) (*triage.Item, error) {
	var part *triage.Item
	_, err := w.changeIn(ctx, actor, id, "split", strconv.Itoa(len(refs)), func(tx *ledger.Tx, it *triage.Item) (err error) {
		if part, _, err = w.splitOff(ctx, tx, it, refs); err != nil {
			return err
		}
		return save(ctx, tx, part, actor, "split off", id)
	})
	return part, err
}

// splitOff moves posts of an item to one of their own, which is still to be saved.
func (w *Work) splitOff(ctx context.Context, tx *ledger.Tx, it *triage.Item, refs []post.Ref) (*triage.Item, []ledger.StoredPost, error) {
	if len(refs) == 0 {
		return nil, nil, fmt.Errorf("%w: name the posts to split off", ErrBounds)
	}
	picked, posts := make([]ledger.StoredPost, len(refs)), make([]post.Post, len(refs))
	for i, ref := range refs {
		var err error
		if picked[i], err = tx.Post(ctx, ref); err != nil {
			return nil, nil, err
		}
		posts[i] = picked[i].Post
	}
	part, err := it.Split(posts, w.Now())
	if err != nil {
		return nil, nil, err
	}
	if err := tx.MovePosts(ctx, it.ID, part.ID, refs); err != nil {
		return nil, nil, err
	}
	lead, err := tx.LeadOf(ctx, it.ID)
	if err == nil && lead == nil {
		err = fmt.Errorf("item %s: %w: it would have no posts left", it.ID, triage.ErrState)
	}
	if err != nil {
		return nil, nil, err
	}
	it.Lead = *lead
	known := triage.Known{Item: part.ID, Origin: part.ID, Kind: part.Kind, Signature: triage.Sign(posts[0].Text, part.Language)}
	return part, picked, tx.SaveSignature(ctx, part.Lead, known)
}

// maxNote bounds a note, in bytes.
const maxNote = 10_000

// maxDetail bounds the reason of a step, or what else is said of it, in bytes.
const maxDetail = 4000

func checkDetail(text string) error {
	if len(text) > maxDetail {
		return fmt.Errorf("%w: a reason has at most %d bytes", ErrBounds, maxDetail)
	}
	return nil
}

func checkNote(text string) (string, error) {
	text = strings.TrimSpace(post.Clean(text))
	if text == "" || len(text) > maxNote {
		return "", fmt.Errorf("%w: a note has 1 to %d bytes", ErrBounds, maxNote)
	}
	return text, nil
}

// Note adds a note to an item. Users that it names, as in @ann, are told.
func (w *Work) Note(ctx context.Context, actor Actor, id, text string) error {
	if err := actor.must(toRespond); err != nil {
		return err
	}
	text, err := checkNote(text)
	if err != nil {
		return err
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		if _, err := tx.Item(ctx, id); err != nil {
			return err
		}
		if err := tx.AddNote(ctx, id, actor.Name, text); err != nil {
			return err
		}
		told, err := mentioned(ctx, tx, text, actor.Name)
		if err != nil {
			return err
		}
		for _, user := range told {
			if err := tx.AddMention(ctx, user, ledger.Mention{Item: id, Author: actor.Name, At: w.Now()}); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, actor.Name, "noted", id, strings.Join(told, " "))
	})
}

// change is changeIn for a change of the item alone.
func (w *Work) change(ctx context.Context, actor Actor, id, action, detail string, do func(*triage.Item) error) (*triage.Item, error) {
	return w.changeIn(ctx, actor, id, action, detail, func(_ *ledger.Tx, it *triage.Item) error { return do(it) })
}

// changeIn loads an item, changes it, and saves it with a line in the audit log, in one transaction.
func (w *Work) changeIn(ctx context.Context, actor Actor, id, action, detail string, do func(*ledger.Tx, *triage.Item) error) (*triage.Item, error) {
	if err := errors.Join(actor.must(toRespond), checkDetail(detail)); err != nil {
		return nil, err
	}
	var it *triage.Item
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		var err error
		if it, err = tx.Item(ctx, id); err != nil {
			return err
		}
		if err := do(tx, it); err != nil {
			return err
		}
		return save(ctx, tx, it, actor, action, detail)
	})
	return it, err
}

func save(ctx context.Context, tx *ledger.Tx, it *triage.Item, actor Actor, action, detail string) error {
	if err := tx.SaveItem(ctx, it); err != nil {
		return err
	}
	return tx.Audit(ctx, actor.Name, action, it.ID, detail)
}
