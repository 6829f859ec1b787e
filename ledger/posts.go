package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"hearsay/classifier"
	"hearsay/post"
	"hearsay/triage"
)

// StoredPost is a post as the ledger keeps it.
type StoredPost struct {
	post.Post
	Source      string              `json:"source"`
	CollectedAt time.Time           `json:"collected_at"`
	Verdict     *classifier.Verdict `json:"verdict,omitempty"` // nil for a post that is nobody's business
	Item        string              `json:"item,omitempty"`
	Seen        int64               `json:"seen"` // how often it was collected
	DeletedAt   time.Time           `json:"deleted_at,omitzero"`
}

const postColumns = "platform, id, source, url, author, text, language, created_at, collected_at, space, reach, shares, links, " +
	"reply_to, repost_of, quote_of, territory, kind, verdict, item_id, seen, deleted_at"

// KnownPosts is which of the posts the ledger has, with the item of each ("" for none).
func (q *queries) KnownPosts(ctx context.Context, refs []post.Ref) (map[post.Ref]string, error) {
	known := map[post.Ref]string{}
	err := eachPlatform(refs, func(platform string, ids []string) error {
		condition, args := q.dialect.postsAmong(platform, ids)
		query := "SELECT id, item_id FROM posts WHERE " + condition
		// Several are looked up in PostgreSQL one by one, by the key: until somebody has counted the rows, it would read all of the platform.
		if q.dialect == postgres && len(ids) > 1 {
			query = "SELECT known.id, known.item_id FROM unnest(CAST($2 AS TEXT[])) AS asked (id), LATERAL (SELECT id, item_id FROM posts WHERE " + q.dialect.isPost("", "$1", "asked.id") + " LIMIT 1) AS known"
			args = []any{platform, ids}
		}
		return q.each(ctx, "looking for posts", query, args, func(scan func(...any) error) error {
			var id, item string
			if err := scan(&id, &item); err != nil {
				return err
			}
			known[post.Ref{Platform: platform, ID: id}] = item
			return nil
		})
	})
	return known, err
}

// eachPlatform calls do for the posts of each platform.
func eachPlatform(refs []post.Ref, do func(platform string, ids []string) error) error {
	byPlatform := map[string][]string{}
	for _, ref := range refs {
		byPlatform[ref.Platform] = append(byPlatform[ref.Platform], ref.ID)
	}
	for platform, ids := range byPlatform {
		if err := do(platform, ids); err != nil {
			return err
		}
	}
	return nil
}

// InsertPosts stores posts that the ledger does not have. The matched words in verdicts are left out: text stands
// in one column only.
func (t *Tx) InsertPosts(ctx context.Context, posts []StoredPost) error {
	counts := newTally()
	for i := range posts {
		if err := t.saveAlias(ctx, &posts[i].Post); err != nil {
			return err
		}
		counts.add(&posts[i], 1)
	}
	if len(posts) == 0 {
		return nil
	}
	if err := t.makeMonths(ctx, posts); err != nil {
		return err
	}
	const width = 22
	values := make([]any, 0, width*len(posts))
	for i := range posts {
		values = appendPost(values, &posts[i])
	}
	if err := t.noteCrowd(ctx, posts); err != nil {
		return err
	}
	if _, err := t.insertRows(ctx, "storing posts", "posts ("+postColumns+")", width, values, ""); err != nil {
		return err
	}
	for i := range posts {
		if err := t.indexPost(ctx, &posts[i]); err != nil {
			return err
		}
	}
	return t.count(ctx, counts)
}

// saveAlias remembers another id of a post, if it has one.
func (t *Tx) saveAlias(ctx context.Context, p *post.Post) error {
	if p.Alias == "" {
		return nil
	}
	return t.exec(ctx, "storing another id of a post", "INSERT INTO aliases (platform, alias, id) VALUES (?, ?, ?) ON CONFLICT (platform, alias) DO NOTHING", p.Platform, p.Alias, p.ID)
}

// unalias is the ref of the post that is known by this id or by this other one.
func (q *queries) unalias(ctx context.Context, ref post.Ref) (post.Ref, error) {
	known := ref
	err := q.get(ctx, "looking for another id of a post", "SELECT id FROM aliases WHERE platform = ? AND alias = ?", []any{ref.Platform, ref.ID}, &known.ID)
	if errors.Is(err, ErrNotFound) {
		return ref, nil
	}
	return known, err
}

func appendPost(args []any, p *StoredPost) []any {
	kind, verdict := storedVerdict(p.Verdict)
	return append(args, p.Platform, p.ID, p.Source, p.URL, p.Author, p.Text, p.Language, micros(p.CreatedAt), micros(p.CollectedAt),
		p.Space, p.Reach, p.Shares, list(p.Links), p.ReplyTo, p.RepostOf, p.QuoteOf, p.Territory, kind, verdict, p.Item, max(p.Seen, 1), micros(p.DeletedAt))
}

func storedVerdict(v *classifier.Verdict) (kind, verdict string) {
	if v == nil || v.Kind == classifier.KindNone {
		return string(classifier.KindNone), ""
	}
	bare := *v
	bare.Rules = make([]classifier.Reason, len(v.Rules))
	for i, reason := range v.Rules {
		reason.Text = ""
		bare.Rules[i] = reason
	}
	return string(v.Kind), encode(bare)
}

// SeePosts counts posts that came again, each of them once. Their text is left alone. known has the items of those that have one, as KnownPosts
// gives them.
func (t *Tx) SeePosts(ctx context.Context, posts []post.Post, known map[post.Ref]string) error {
	if len(posts) == 0 {
		return nil
	}
	if err := t.countReach(ctx, posts, known); err != nil {
		return err
	}
	const width = 4
	values := make([]any, 0, width*len(posts))
	for i := range posts {
		p := &posts[i]
		if err := t.saveAlias(ctx, p); err != nil {
			return err
		}
		values = append(values, p.Platform, p.ID, p.Reach, p.Shares)
	}
	const what = "counting posts that came again"
	if t.dialect == postgres {
		all := columnsOf(values, width)
		return t.exec(ctx, what, seeOnPostgres(all), all...)
	}
	return inRows(values, width, func(rows int, some []any) error {
		return t.exec(ctx, what, countAgain+" FROM (SELECT column1 AS p, column2 AS i, column3 AS r, column4 AS s FROM (VALUES "+rowsOf(rows, width)+")) AS again WHERE "+t.dialect.isPost("", "again.p", "again.i"), some...)
	})
}

// countReach counts by how much the reach of items grows with posts that came again.
func (t *Tx) countReach(ctx context.Context, posts []post.Post, known map[post.Ref]string) error {
	var refs []post.Ref
	for i := range posts {
		if ref := posts[i].Ref(); known[ref] != "" {
			refs = append(refs, ref)
		}
	}
	stored, err := t.PostsByRef(ctx, refs)
	if err != nil || len(stored) == 0 {
		return err
	}
	counts := newTally()
	for i := range posts {
		if p, isThere := stored[posts[i].Ref()]; isThere && p.Item != "" && posts[i].Reach > p.Reach {
			counts.pass(&p, 0, posts[i].Reach-p.Reach)
		}
	}
	return t.count(ctx, counts)
}

const countAgain = "UPDATE posts SET seen = seen + 1, reach = CASE WHEN reach > again.r THEN reach ELSE again.r END, shares = CASE WHEN shares > again.s THEN shares ELSE again.s END"

// seeOnPostgres finds each row by its key and then counts it where it stands: joined otherwise, a table whose rows nobody has counted
// yet would be read from end to end.
func seeOnPostgres(all columns) string {
	return countAgain + " FROM (" + all.from() + " AS asked (p, i, r, s), LATERAL (SELECT tableoid AS part, ctid AS at FROM posts WHERE " + postgres.isPost("", "asked.p", "asked.i") + " LIMIT 1) AS found) AS again" +
		" WHERE posts.tableoid = again.part AND posts.ctid = again.at"
}

// EditPost replaces text and verdict of a post and takes away its signature; one that was deleted stays deleted.
func (t *Tx) EditPost(ctx context.Context, p post.Post, verdict *classifier.Verdict) error {
	if err := t.eraseSignature(ctx, p.Ref()); err != nil {
		return err
	}
	if err := t.unindexPost(ctx, p.Ref()); err != nil {
		return err
	}
	kind, stored := storedVerdict(verdict)
	err := t.exec(ctx, "replacing the text of an edited post",
		"UPDATE posts SET text = ?, links = ?, kind = ?, verdict = ? WHERE "+t.dialect.thePost()+" AND deleted_at = 0",
		append([]any{p.Text, list(p.Links), kind, stored}, keyOf(p.Ref())...)...)
	if err != nil {
		return err
	}
	now, err := t.Post(ctx, p.Ref())
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return errors.Join(err, t.indexPost(ctx, &now))
}

// PostsOf are the posts of an item, the oldest first, at most most.
func (q *queries) PostsOf(ctx context.Context, item string, most int) ([]StoredPost, error) {
	return q.posts(ctx, "WHERE item_id = ? AND item_id <> '' ORDER BY collected_at, created_at, id LIMIT ?", item, most)
}

// Post is one post.
func (q *queries) Post(ctx context.Context, ref post.Ref) (StoredPost, error) {
	found, err := q.posts(ctx, "WHERE "+q.dialect.thePost(), keyOf(ref)...)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("post %s: %w", ref, ErrNotFound)
	}
	if err != nil {
		return StoredPost{}, err
	}
	return found[0], nil
}

// PostsByRef are those of the posts that the ledger has.
func (q *queries) PostsByRef(ctx context.Context, refs []post.Ref) (map[post.Ref]StoredPost, error) {
	found := map[post.Ref]StoredPost{}
	err := eachPlatform(refs, func(platform string, ids []string) error {
		condition, args := q.dialect.postsAmong(platform, ids)
		posts, err := q.posts(ctx, "WHERE "+condition, args...)
		for _, p := range posts {
			found[p.Ref()] = p
		}
		return err
	})
	return found, err
}

// CountPosts is how many posts the ledger has, deleted ones included.
func (q *queries) CountPosts(ctx context.Context) (n int64, err error) {
	return n, q.get(ctx, "counting posts", "SELECT COUNT(*) FROM posts", nil, &n)
}

func (q *queries) posts(ctx context.Context, where string, args ...any) ([]StoredPost, error) {
	var found []StoredPost
	err := q.each(ctx, "reading posts", "SELECT "+postColumns+" FROM posts "+where, args, func(scan func(...any) error) error {
		p, err := scanPost(scan)
		found = append(found, p)
		return err
	})
	return found, err
}

func scanPost(scan func(...any) error) (StoredPost, error) {
	var p StoredPost
	var created, collected, deleted int64
	var links, kind, verdict string
	err := scan(&p.Platform, &p.ID, &p.Source, &p.URL, &p.Author, &p.Text, &p.Language, &created, &collected, &p.Space, &p.Reach, &p.Shares,
		&links, &p.ReplyTo, &p.RepostOf, &p.QuoteOf, &p.Territory, &kind, &verdict, &p.Item, &p.Seen, &deleted)
	if err != nil {
		return p, err
	}
	p.CreatedAt, p.CollectedAt, p.DeletedAt = fromMicros(created), fromMicros(collected), fromMicros(deleted)
	if err := json.Unmarshal([]byte(links), &p.Links); err != nil {
		return p, fmt.Errorf("the links of post %s: %w", p.Ref(), err)
	}
	if verdict != "" {
		p.Verdict = &classifier.Verdict{}
		if err := json.Unmarshal([]byte(verdict), p.Verdict); err != nil {
			return p, fmt.Errorf("the verdict of post %s: %w", p.Ref(), err)
		}
		restoreReasons(p.Verdict, p.Text)
	}
	return p, nil
}

// restoreReasons cuts the matched words out of the text again.
func restoreReasons(v *classifier.Verdict, text string) {
	for i := range v.Rules {
		if r := &v.Rules[i]; r.Start >= 0 && r.Start <= r.End && r.End <= len(text) {
			r.Text = text[r.Start:r.End]
		}
	}
}

// Lately are the posts that came last since a time and still have their text, at most most, in the order in which they came, with the state of the
// item of each, "" without one.
func (q *queries) Lately(ctx context.Context, since time.Time, most int, do func(p StoredPost, state triage.State) error) error {
	query := "SELECT COALESCE((SELECT state FROM items WHERE items.id = p.item_id), ''), " + postColumns + " FROM (SELECT " + postColumns +
		" FROM posts WHERE deleted_at = 0 AND collected_at >= ? ORDER BY collected_at DESC LIMIT ?) p ORDER BY collected_at, platform, id"
	return q.atEase().each(ctx, "reading the last posts", query, []any{micros(since), most}, func(scan func(...any) error) error {
		var state triage.State
		p, err := scanPost(func(into ...any) error { return scan(append([]any{&state}, into...)...) })
		if err != nil {
			return err
		}
		return do(p, state)
	})
}

// LeadOf is the post that can stand for an item: its first that was not deleted; nil if there is none.
func (q *queries) LeadOf(ctx context.Context, item string) (*post.Ref, error) {
	found, err := q.posts(ctx, "WHERE item_id = ? AND item_id <> '' AND deleted_at = 0 ORDER BY collected_at, created_at, id LIMIT 1", item)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ref := found[0].Ref()
	return &ref, nil
}
