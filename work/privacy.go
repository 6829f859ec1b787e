package work

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"hearsay/ledger"
	"hearsay/pipeline"
	"hearsay/post"
)

// Person says whose posts are meant: the author of a name on a platform, or who wrote the post at an address.
type Person struct {
	Platform string `json:"platform,omitempty" doc:"as in mastodon; with author"`
	Author   string `json:"author,omitempty" maxLength:"500" doc:"the name as the platform gives it: a handle, or its own id"`
	URL      string `json:"url,omitempty" maxLength:"2000" doc:"of a post, in place of platform and author"`
	Only     bool   `json:"only,omitempty" doc:"with url: that post only, not everything of its author"`
}

// Erasure is what was erased for a person, and where people have to look themselves.
type Erasure struct {
	At    time.Time  `json:"at"`
	Posts []post.Ref `json:"posts"` // whose text, author, address and links are gone, with that of their reposts
	Items []string   `json:"items"` // that they were of; replies and notes there may repeat something
	Notes int        `json:"notes"` // that stand at those items
}

// PersonalData is all that the ledger has of a person.
type PersonalData struct {
	At    time.Time           `json:"at"`
	Posts []ledger.StoredPost `json:"posts"`
	Views []ledger.View       `json:"views"` // who looked at the items of these posts
}

// ErrPerson is returned where it is not said whose posts are meant.
var ErrPerson = errors.New("say who is meant: platform and author, or the address of a post")

// EraseFor erases what a person wrote, at their request.
func (w *Work) EraseFor(ctx context.Context, actor Actor, who Person) (*Erasure, error) {
	if err := actor.must(toPrivacy); err != nil {
		return nil, err
	}
	e := &Erasure{At: w.Now().UTC(), Posts: []post.Ref{}, Items: []string{}}
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		var err error
		if e.Posts, err = w.postsOf(ctx, tx, who); err != nil {
			return err
		}
		if e.Items, err = pipeline.Erase(ctx, tx, e.Posts, actor.Name, "erasure", w.Now()); err != nil {
			return err
		}
		for _, item := range e.Items {
			notes, err := tx.Notes(ctx, item)
			if err != nil {
				return err
			}
			e.Notes += len(notes)
		}
		return tx.Audit(ctx, actor.Name, "erased", "privacy/erasure", fmt.Sprintf("%d posts", len(e.Posts)))
	})
	if err != nil {
		return nil, err
	}
	return e, w.Ledger.Scrub(ctx)
}

// ExportFor gathers what the ledger has of a person, at their request. That somebody looked at it is noted.
func (w *Work) ExportFor(ctx context.Context, actor Actor, who Person) (*PersonalData, error) {
	if err := actor.must(toPrivacy); err != nil {
		return nil, err
	}
	data := &PersonalData{At: w.Now().UTC(), Posts: []ledger.StoredPost{}, Views: []ledger.View{}}
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		refs, err := w.postsOf(ctx, tx, who)
		if err != nil {
			return err
		}
		items := map[string]bool{"": true}
		for _, ref := range refs {
			p, err := tx.Post(ctx, ref)
			if err != nil {
				return err
			}
			data.Posts = append(data.Posts, p)
			if !items[p.Item] {
				items[p.Item] = true
				views, err := tx.Views(ctx, "", p.Item, mostViews)
				if err != nil {
					return err
				}
				data.Views = append(data.Views, views...)
			}
		}
		if err := tx.NoteView(ctx, actor.Name, "privacy/export"); err != nil {
			return err
		}
		return tx.Audit(ctx, actor.Name, "exported", "privacy/export", fmt.Sprintf("%d posts", len(refs)))
	})
	return data, err
}

// mostViews bounds how many looks are told at once.
const mostViews = 1000

// Views are the latest looks at what people wrote, of a user and at an item; "" is any.
func (w *Work) Views(ctx context.Context, actor Actor, user, item string) ([]ledger.View, error) {
	if err := actor.must(toPrivacy); err != nil {
		return nil, err
	}
	return w.Ledger.Views(ctx, user, item, mostViews)
}

// listsNoted is how long a user who sees an item in lists again is not noted again.
const listsNoted = time.Hour

// SeeInList notes that the actor sees the beginnings of items' posts in a list, of each once an hour.
func (w *Work) SeeInList(ctx context.Context, actor Actor, items []string) error {
	left, err := w.Ledger.NotSeenInLists(ctx, actor.Name, items, w.Now().Add(-listsNoted))
	if err != nil || len(left) == 0 {
		return err
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.NoteLists(ctx, actor.Name, left) })
}

// See notes that the actor looks at what people wrote.
func (w *Work) See(ctx context.Context, actor Actor, subject string) error {
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.NoteView(ctx, actor.Name, subject) })
}

// postsOf are a person's posts that still have their text.
func (w *Work) postsOf(ctx context.Context, tx *ledger.Tx, who Person) ([]post.Ref, error) {
	if who.URL == "" {
		if who.Platform == "" || strings.TrimSpace(who.Author) == "" {
			return nil, ErrPerson
		}
		key, err := tx.PseudonymKey(ctx)
		if err != nil {
			return nil, err
		}
		return noneOr(tx.PostsOfAuthor(ctx, who.Platform, post.Pseudonym(key, who.Platform, strings.TrimPrefix(strings.TrimSpace(who.Author), "@"))))
	}
	at, err := tx.PostsAt(ctx, who.URL)
	if err != nil {
		return nil, err
	}
	if len(at) == 0 {
		return nil, fmt.Errorf("a post at %s: %w", who.URL, ledger.ErrNotFound)
	}
	refs := []post.Ref{}
	for _, p := range at {
		if who.Only || p.Author == "" {
			refs = append(refs, p.Ref())
			continue
		}
		all, err := tx.PostsOfAuthor(ctx, p.Platform, p.Author)
		if err != nil {
			return nil, err
		}
		refs = append(refs, all...)
	}
	return refs, nil
}

func noneOr(refs []post.Ref, err error) ([]post.Ref, error) {
	if refs == nil {
		refs = []post.Ref{}
	}
	return refs, err
}
