package ledger

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"hearsay/post"
)

// View is one look of a user at what people wrote.
type View struct {
	At      time.Time `json:"at"`
	User    string    `json:"user"`
	Subject string    `json:"subject"` // an item's id, or what else was shown
}

// NoteView notes that a user looks at a subject.
func (t *Tx) NoteView(ctx context.Context, user, subject string) error {
	return t.exec(ctx, "noting a view", "INSERT INTO views (at, user_name, subject) VALUES (?, ?, ?)", micros(t.now()), user, subject)
}

// listSubject is the subject of looks at an item in a list, which shows the beginning of one post.
const listSubject = "list/"

// NotSeenInLists are those of some items that a user has not been noted to see in a list since a time.
func (q *queries) NotSeenInLists(ctx context.Context, user string, items []string, since time.Time) ([]string, error) {
	if len(items) == 0 {
		return nil, nil
	}
	subjects := make([]string, len(items))
	for i, id := range items {
		subjects[i] = listSubject + id
	}
	among, list := q.dialect.among(subjects)
	left := slices.Clone(items)
	err := q.each(ctx, "looking what was seen in lists", "SELECT subject FROM views WHERE user_name = ? AND at > ? AND subject "+among, []any{user, micros(since), list}, func(scan func(...any) error) error {
		var subject string
		err := scan(&subject)
		left = slices.DeleteFunc(left, func(id string) bool { return listSubject+id == subject })
		return err
	})
	return left, err
}

// NoteLists notes that a user sees items in a list.
func (t *Tx) NoteLists(ctx context.Context, user string, items []string) error {
	rows := make([]any, 0, 3*len(items))
	for _, id := range items {
		rows = append(rows, micros(t.now()), user, listSubject+id)
	}
	_, err := t.insertRows(ctx, "noting what is seen in a list", "views (at, user_name, subject)", 3, rows, "")
	return err
}

// Views are the latest looks, the newest first, of a user and at a subject, in lists too; "" is any.
func (q *queries) Views(ctx context.Context, user, subject string, most int) ([]View, error) {
	views := []View{}
	err := q.each(ctx, "reading views", "SELECT at, user_name, subject FROM views WHERE (? = '' OR user_name = ?) AND (? = '' OR subject IN (?, ?)) ORDER BY at DESC LIMIT ?",
		[]any{user, user, subject, subject, listSubject + subject, most}, func(scan func(...any) error) error {
			var v View
			var at int64
			err := scan(&at, &v.User, &v.Subject)
			v.At = fromMicros(at)
			views = append(views, v)
			return err
		})
	return views, err
}

// ForgetViews forgets looks from before a time, and gives how many.
func (t *Tx) ForgetViews(ctx context.Context, before time.Time) (int64, error) {
	return t.execCount(ctx, "forgetting views", "DELETE FROM views WHERE at < ?", micros(before))
}

// PostsAt are the posts that stand at an address. It reads the whole table: it is for requests of persons.
func (q *queries) PostsAt(ctx context.Context, url string) ([]StoredPost, error) {
	if url == "" {
		return nil, nil
	}
	return q.atEase().posts(ctx, "WHERE url = ? AND deleted_at = 0 ORDER BY platform, id LIMIT 100", url)
}

// Aged is what decides on how long a post is kept.
type Aged struct {
	Ref         post.Ref
	CollectedAt time.Time
	Item        string
	State       string    // of the item; "" without one
	LastPost    time.Time // of the item
}

// AgedPosts are posts of which there is something to end, behind one in the order of the table, at most most: those that still have their text,
// and all that are nobody's business, unless these go by DropMonths.
func (q *queries) AgedPosts(ctx context.Context, after post.Ref, most int) ([]Aged, error) {
	which, order, last, args := "(deleted_at = 0 OR item_id = '')", []string{"platform", "tail", "id"}, q.dialect.tailOf("?")+", ?", append(keyOf(after), most)
	if q.dialect == postgres {
		which, order, last, args = "deleted_at = 0 AND item_id <> ''", []string{"platform", "id"}, "?", []any{after.Platform, after.ID, most}
	}
	key := strings.Join(order, ", ")
	var aged []Aged
	err := q.atEase().each(ctx, "reading how old posts are", "SELECT p.platform, p.id, p.collected_at, p.item_id, COALESCE(i.state, ''), COALESCE(i.last_post, 0) "+
		"FROM (SELECT "+key+", collected_at, item_id FROM posts WHERE ("+key+") > (?, "+last+") AND "+which+" ORDER BY "+key+" LIMIT ?) p LEFT JOIN items i ON i.id = p.item_id ORDER BY p."+strings.Join(order, ", p."),
		args, func(scan func(...any) error) error {
			var a Aged
			var collected, last int64
			err := scan(&a.Ref.Platform, &a.Ref.ID, &collected, &a.Item, &a.State, &last)
			a.CollectedAt, a.LastPost = fromMicros(collected), fromMicros(last)
			aged = append(aged, a)
			return err
		})
	return aged, err
}

// ForgetPosts takes posts that are nobody's business out of the ledger, and gives how many.
func (t *Tx) ForgetPosts(ctx context.Context, refs []post.Ref) (gone int64, err error) {
	t.erases = t.erases || len(refs) > 0
	err = eachPlatform(refs, func(platform string, ids []string) error {
		condition, args := t.dialect.postsAmong(platform, ids)
		n, err := t.execCount(ctx, "forgetting posts", "DELETE FROM posts WHERE "+condition+" AND item_id = ''", args...)
		gone += n
		if err != nil {
			return err
		}
		among, list := t.dialect.among(ids)
		return t.exec(ctx, "forgetting other ids of posts", "DELETE FROM aliases WHERE platform = ? AND id "+among, platform, list)
	})
	return gone, err
}

// IsTurn tells whether TakeTurn would, as far as can be seen without waiting for other writers.
func (q *queries) IsTurn(ctx context.Context, job string, every time.Duration) (bool, error) {
	var last string
	err := q.get(ctx, "looking when a job ran", "SELECT value FROM meta WHERE key = ?", []any{"turn/" + job}, &last)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return false, err
	}
	at, err := time.Parse(time.RFC3339Nano, last)
	return err != nil || HasPassed(every, at, q.now()), nil
}

// TakeTurn tells whether a job that comes again is due, and notes that it runs now: of all processes that ask, one is told so.
func (t *Tx) TakeTurn(ctx context.Context, job string, every time.Duration) (bool, error) {
	if isDue, err := t.IsTurn(ctx, job, every); err != nil || !isDue {
		return false, err
	}
	return true, t.exec(ctx, "noting that a job runs", "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", "turn/"+job, t.now().UTC().Format(time.RFC3339Nano))
}
