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
	others, args := q.dialect.othersOf(platform, pseudonym)
	query := "SELECT id FROM posts WHERE platform = ? AND author = ? AND item_id <> '' AND deleted_at = 0 UNION " + others + " ORDER BY id"
	args = append([]any{platform, pseudonym}, args...)
	var refs []post.Ref
	err := q.each(ctx, "looking for an author's posts", query, args, func(scan func(...any) error) error {
		ref := post.Ref{Platform: platform}
		err := scan(&ref.ID)
		refs = append(refs, ref)
		return err
	})
	return refs, err
}

// othersOf finds the posts of an author that are nobody's business. In an index by author each post would be written into a page of its own: PostgreSQL
// has one of what ranges of pages hold (BRIN), and SQLite crowds. A crowd is who wrote those of one batch; all crowds are read, seven bytes a
// post, and the batches in which the author may have written. Neither database is to take the platform for a way to them.
func (d dialect) othersOf(platform, pseudonym string) (query string, args []any) {
	if d == postgres {
		return "SELECT id FROM posts WHERE author = ? AND item_id = '' AND deleted_at = 0 AND platform || '' = ?", []any{pseudonym, platform}
	}
	return "SELECT p.id FROM crowds c CROSS JOIN posts p ON p.place BETWEEN c.first AND c.last WHERE instr(c.authors, ?) > 0 AND +p.author = ? AND p.item_id = '' AND p.deleted_at = 0 AND +p.platform = ?",
		[]any{short(pseudonym), pseudonym, platform}
}

// short is the beginning of a pseudonym, which is ASCII, as crowds have it.
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
	// When the last posts are forgotten, SQLite gives their places to others.
	const what, last = "noting the authors of posts", "(SELECT COALESCE(MAX(place), 0) FROM posts)"
	if err := t.exec(ctx, what, "DELETE FROM crowds WHERE first > "+last); err != nil {
		return err
	}
	return t.exec(ctx, what, "INSERT INTO crowds (first, last, at, authors) VALUES ("+last+" + 1, "+last+" + ?, ?, ?)", len(posts), micros(latest), authors.String())
}

// leaveCrowd takes the author of a post that was erased out of its crowd, unless another of the batch is theirs.
func (t *Tx) leaveCrowd(ctx context.Context, ref post.Ref, author string) error {
	if t.dialect != sqlite || author == "" {
		return nil
	}
	return t.exec(ctx, "forgetting the author of a post", "UPDATE crowds SET authors = replace(authors, ?, '') "+
		"WHERE first = (SELECT MAX(first) FROM crowds WHERE first <= (SELECT place FROM posts WHERE "+t.dialect.thePost()+")) "+
		"AND NOT EXISTS (SELECT 1 FROM posts WHERE place BETWEEN crowds.first AND crowds.last AND ' ' || substr(author, 1, 6) = ?)",
		append(append([]any{short(author)}, keyOf(ref)...), short(author))...)
}

// ForgetCrowds forgets who wrote posts that are nobody's business and were collected before a time. It is called when these are forgotten.
func (t *Tx) ForgetCrowds(ctx context.Context, before time.Time) error {
	if t.dialect != sqlite {
		return nil
	}
	return t.exec(ctx, "forgetting the authors of posts", "DELETE FROM crowds WHERE at < ?", micros(before))
}
