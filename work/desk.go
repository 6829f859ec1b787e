package work

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hearsay/ledger"
	"hearsay/triage"
)

// Bounds of what people keep.
const (
	maxSearch = 2000 // bytes
	maxName   = 60   // bytes
)

// SaveSearch keeps a search for the actor, in place of their other one of its name.
func (w *Work) SaveSearch(ctx context.Context, actor Actor, s ledger.Search) error {
	s.Name = strings.TrimSpace(s.Name)
	if s.Name == "" || len(s.Name) > maxName || len(s.Query) > maxSearch {
		return fmt.Errorf("%w: a search has a name of 1 to %d bytes", ErrBounds, maxName)
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.SaveSearch(ctx, actor.Name, s) })
}

// RemoveSearch forgets one of the actor's searches.
func (w *Work) RemoveSearch(ctx context.Context, actor Actor, name string) error {
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.RemoveSearch(ctx, actor.Name, name) })
}

// Follow lets the actor follow a queue, or not any more. Followed queues come first, and PullNext takes from them.
func (w *Work) Follow(ctx context.Context, actor Actor, queue string, follows bool) error {
	if !triage.ValidQueue(queue) {
		return fmt.Errorf("%w: %q is not a queue's name", ErrBounds, queue)
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.Follow(ctx, actor.Name, queue, follows) })
}

// Appear notes that the actor is at a place, as in item/ID, and tells who else is.
func (w *Work) Appear(ctx context.Context, actor Actor, place string) (others []string, err error) {
	err = w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		others, err = tx.Appear(ctx, place, actor.Name)
		return err
	})
	return others, err
}

// Arrive is Appear for who comes to a place and sees what people wrote of an item, which is noted.
func (w *Work) Arrive(ctx context.Context, actor Actor, place, item string) (others []string, err error) {
	err = w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		if err := tx.NoteView(ctx, actor.Name, item); err != nil {
			return err
		}
		others, err = tx.Appear(ctx, place, actor.Name)
		return err
	})
	return others, err
}

// SeeMentions forgets what the actor was told of an item, now that they look at it.
func (w *Work) SeeMentions(ctx context.Context, actor Actor, item string) error {
	told, err := w.Ledger.Mentions(ctx, actor.Name)
	if err != nil || !slices.ContainsFunc(told, func(m ledger.Mention) bool { return m.Item == item }) {
		return err
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.SeeMentions(ctx, actor.Name, item) })
}

// PullNext leases the most urgent item of the queues that the actor follows, or of all if they follow none; nil if nothing
// waits there.
func (w *Work) PullNext(ctx context.Context, actor Actor) (*triage.Item, error) {
	followed, err := w.Ledger.Followed(ctx, actor.Name)
	if err != nil {
		return nil, err
	}
	var tried []string // others may have pulled what the ledger still calls open
	for {
		next, err := w.Ledger.Items(ctx, ledger.ItemFilter{State: triage.Open, Queues: followed, NotQueues: tried, Limit: 1})
		if err != nil || len(next) == 0 {
			return nil, err
		}
		pulled, err := w.Pull(ctx, actor, next[0].Queue, 1, DefaultLease, 0)
		if err != nil || len(pulled) > 0 {
			return first(pulled), err
		}
		tried = append(tried, next[0].Queue)
	}
}

func first(items []*triage.Item) *triage.Item {
	if len(items) == 0 {
		return nil
	}
	return items[0]
}

// maxBulk bounds how many items are changed at once.
const maxBulk = 200

// DismissAll dismisses items for one reason. What cannot be dismissed is left, and told by the joined errors; done are those
// that were.
func (w *Work) DismissAll(ctx context.Context, actor Actor, ids []string, reason string) (done []string, err error) {
	return w.all(ids, func(id string) error {
		_, err := w.Dismiss(ctx, actor, id, reason)
		return err
	})
}

// ReopenAll undoes DismissAll.
func (w *Work) ReopenAll(ctx context.Context, actor Actor, ids []string) (done []string, err error) {
	return w.all(ids, func(id string) error {
		_, err := w.Reopen(ctx, actor, id)
		return err
	})
}

func (w *Work) all(ids []string, do func(id string) error) (done []string, err error) {
	if len(ids) == 0 || len(ids) > maxBulk {
		return nil, fmt.Errorf("%w: pick 1 to %d items", ErrBounds, maxBulk)
	}
	var failed []error
	for _, id := range ids {
		if err := do(id); err != nil {
			failed = append(failed, err)
			continue
		}
		done = append(done, id)
	}
	return done, errors.Join(failed...)
}

// LinkClaim says which claim of the catalogue an item is about; "" takes that back.
func (w *Work) LinkClaim(ctx context.Context, actor Actor, id, claim string) (*triage.Item, error) {
	return w.changeIn(ctx, actor, id, "linked", claim, func(tx *ledger.Tx, it *triage.Item) error {
		if claim != "" {
			if _, err := tx.Claim(ctx, claim); err != nil {
				return err
			}
		}
		if was := it.Claim; was != "" && was != claim {
			if err := w.unlinked(ctx, tx, actor, it, was); err != nil {
				return err
			}
		}
		return it.Link(claim)
	})
}

// mention is a user's name in a note.
var mention = regexp.MustCompile(`@([a-z0-9][a-z0-9._-]{0,63})`)

// mentioned are the users that a text names, but for one.
func mentioned(ctx context.Context, tx *ledger.Tx, text, but string) ([]string, error) {
	var names []string
	for _, match := range mention.FindAllStringSubmatch(text, 20) {
		name := strings.TrimRight(match[1], "._-")
		if name == but || slices.Contains(names, name) {
			continue
		}
		switch _, err := tx.User(ctx, name); {
		case err == nil:
			names = append(names, name)
		case !errors.Is(err, ledger.ErrNotFound):
			return nil, err
		}
	}
	return names, nil
}
