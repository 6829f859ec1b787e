package ledger

import (
	"context"
	"errors"
	"time"

	"hearsay/post"
)

// DeletePost obeys a deletion: text, link, author and all that was made from the text goes, also of the post's reposts.
// The row stays, so that the counts do and the post cannot come back; one is made if the post was never seen.
// ref may be the post's alias. The items whose posts these were are returned.
func (t *Tx) DeletePost(ctx context.Context, ref post.Ref, source string) ([]string, error) {
	ref, err := t.unalias(ctx, ref)
	if err != nil {
		return nil, err
	}
	gone := []post.Ref{ref}
	items := map[string]bool{}
	err = t.each(ctx, "looking for reposts", "SELECT id, item_id FROM posts WHERE "+t.dialect.thePost()+" UNION SELECT id, item_id FROM posts WHERE platform = ? AND repost_of = ? AND repost_of <> ''", append(keyOf(ref), ref.Platform, ref.ID),
		func(scan func(...any) error) error {
			var id, item string
			if err := scan(&id, &item); err != nil {
				return err
			}
			if id != ref.ID {
				gone = append(gone, post.Ref{Platform: ref.Platform, ID: id})
			}
			if item != "" {
				items[item] = true
			}
			return nil
		})
	if err != nil {
		return nil, err
	}
	for _, g := range gone {
		if err := t.erase(ctx, g, source); err != nil {
			return nil, err
		}
	}
	ids := make([]string, 0, len(items))
	for id := range items {
		ids = append(ids, id)
	}
	return ids, nil
}

// FadePost does to one post what DeletePost does, and to none of its reposts, whose own time may not have come. The item whose
// post it was is returned, if there is one.
func (t *Tx) FadePost(ctx context.Context, ref post.Ref, source string) ([]string, error) {
	p, err := t.Post(ctx, ref)
	if err != nil {
		return nil, err
	}
	if err := t.erase(ctx, ref, source); err != nil || p.Item == "" {
		return nil, err
	}
	return []string{p.Item}, nil
}

func (t *Tx) erase(ctx context.Context, ref post.Ref, source string) error {
	if err := t.unindexPost(ctx, ref); err != nil {
		return err
	}
	was, err := t.Post(ctx, ref)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if err == nil {
		if err := t.eraseSpace(ctx, was); err != nil {
			return err
		}
	}
	now := micros(t.now())
	n, err := t.execCount(ctx, "erasing a post",
		"UPDATE posts SET text = '', url = '', author = '', links = '[]', verdict = '', space = '', deleted_at = ? WHERE "+t.dialect.thePost()+" AND deleted_at = 0", append([]any{now}, keyOf(ref)...)...)
	if err != nil {
		return err
	}
	if n == 0 {
		return t.bury(ctx, ref, source, now)
	}
	return errors.Join(t.leaveCrowd(ctx, ref, was.Author), t.eraseSignature(ctx, ref))
}

// bury remembers the deletion of a post that was never seen.
func (t *Tx) bury(ctx context.Context, ref post.Ref, source string, now int64) error {
	if err := t.makeMonths(ctx, []StoredPost{{CollectedAt: fromMicros(now)}}); err != nil {
		return err
	}
	return t.exec(ctx, "remembering a deletion", "INSERT INTO posts ("+postColumns+") SELECT CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), '', '', '', '', 0, CAST(? AS BIGINT), '', 0, 0, '[]', '', '', '', '', 'none', '', '', 0, CAST(? AS BIGINT) "+
		"WHERE NOT EXISTS (SELECT 1 FROM posts WHERE "+t.dialect.thePost()+")", append([]any{ref.Platform, ref.ID, source, now, now}, keyOf(ref)...)...)
}

// eraseSpace counts a post that is erased as one of no space: a space may be a person's own page.
func (t *Tx) eraseSpace(ctx context.Context, p StoredPost) error {
	counts := newTally()
	counts.add(&p, -1)
	p.Space = ""
	counts.add(&p, 1)
	return t.count(ctx, counts)
}

// Tombstones is how long the deletion of a post that was never seen is remembered: streams repeat what they sent, and send
// out of order, within a day or two.
const Tombstones = 7 * 24 * time.Hour

// ForgetTombstones forgets deletions of posts that were never seen, at most most of them at once, and gives how many. On a
// network's whole stream they are most deletions.
func (t *Tx) ForgetTombstones(ctx context.Context, most int) (int64, error) {
	row := "place"
	if t.dialect == postgres {
		row = "platform, " + t.dialect.tail("") + ", id"
	}
	old := "SELECT " + row + " FROM posts WHERE item_id = '' AND seen = 0 AND deleted_at > 0 AND deleted_at < ? LIMIT ?"
	return t.execCount(ctx, "forgetting deletions", "DELETE FROM posts WHERE ("+row+") IN ("+old+")", micros(t.now().Add(-Tombstones)), most)
}

// eraseSignature takes away what was made of a post's text.
func (t *Tx) eraseSignature(ctx context.Context, ref post.Ref) error {
	t.erases = true
	if err := t.exec(ctx, "erasing a post's bands", "DELETE FROM bands WHERE signature = ?", ref.String()); err != nil {
		return err
	}
	return t.exec(ctx, "erasing a post's signature", "DELETE FROM signatures WHERE id = ?", ref.String())
}
