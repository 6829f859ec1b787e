package ledger

import (
	"context"
	"strings"
	"time"

	"hearsay/post"
)

// PostsOfAuthor are the posts of an author, by pseudonym, that are not deleted.
func (q *queries) PostsOfAuthor(ctx context.Context, platform, pseudonym string) ([]post.Ref, error) {
	if pseudonym == "" {
		return nil, nil // posts without an author are nobody's
	}
	query, args := "SELECT id FROM posts WHERE platform = ? AND author = ? AND deleted_at = 0 ORDER BY id", []any{platform, pseudonym}
	if q.dialect == sqlite {
		query = "SELECT id FROM posts WHERE platform = ? AND author = ? AND item_id <> '' AND deleted_at = 0 UNION " +
			"SELECT p.id FROM crowds c CROSS JOIN posts p ON p.place BETWEEN c.first AND c.last WHERE instr(c.authors, ?) > 0 AND +p.platform = ? AND +p.author = ? AND p.item_id = '' AND p.deleted_at = 0 ORDER BY id"
		args = append(args, short(pseudonym), platform, pseudonym)
	}
	var refs []post.Ref
	err := q.each(ctx, "looking for an author's posts", query, args, func(scan func(...any) error) error {
		ref := post.Ref{Platform: platform}
		err := scan(&ref.ID)
		refs = append(refs, ref)
		return err
	})
	return refs, err
}

// A crowd is who wrote the posts of one batch that are nobody's business. SQLite finds these by it: all crowds are read, seven bytes a post, and the
// batches in which the author may have written. In an index by author each post would be written into a page of its own, which PostgreSQL is
// spared by an index of ranges (BRIN).

// short is the beginning of a pseudonym, as crowds have it.
func short(pseudonym string) string { return " " + pseudonym[:min(len(pseudonym), 6)] }

// noteCrowd notes who wrote posts that are about to be stored, one behind the other.
func (t *Tx) noteCrowd(ctx context.Context, posts []StoredPost) error {
	var authors strings.Builder
	var latest time.Time
	for i := range posts {
		if p := &posts[i]; p.Item == "" && p.Author != "" {
			authors.WriteString(short(p.Author))
		}
		if at := posts[i].CollectedAt; at.After(latest) {
			latest = at
		}
	}
	if t.dialect != sqlite || authors.Len() == 0 {
		return nil
	}
	return t.exec(ctx, "noting the authors of posts", "INSERT INTO crowds (first, last, at, authors) SELECT COALESCE(MAX(place), 0) + 1, COALESCE(MAX(place), 0) + ?, ?, ? FROM posts",
		len(posts), micros(latest), authors.String())
}

// ForgetCrowds forgets who wrote posts that are nobody's business and were collected before a time. It is called when these are forgotten.
func (t *Tx) ForgetCrowds(ctx context.Context, before time.Time) error {
	if t.dialect != sqlite {
		return nil
	}
	return t.exec(ctx, "forgetting the authors of posts", "DELETE FROM crowds WHERE at < ?", micros(before))
}
