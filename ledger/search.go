package ledger

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"hearsay/post"
	"hearsay/replies"
)

// Searching finds items and replies by words. Each word of a query is the beginning of a word of the text, a
// number a whole one; case and marks on letters do not count. What is deleted is taken out of the index with the text.
//
// SQLite has FTS5 beside the tables, which are told here; PostgreSQL keeps the words beside the text by itself.

// How many posts with the words are looked at, the latest first: deep, if shallow fills no page.
const (
	shallow = 1000
	deep    = 5000
)

// maxWords bounds the words of a query; more make it slower and no better.
const maxWords = 12

// queryWords are the words of a query.
func queryWords(query string) []string {
	words := strings.FieldsFunc(query, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	return words[:min(len(words), maxWords)]
}

// matching is a query as the dialect's index wants it.
func (d dialect) matching(words []string) string {
	quote, begins := "", ":*"
	if d == sqlite {
		quote, begins = `"`, "*"
	}
	terms := make([]string, len(words))
	for i, word := range words {
		terms[i] = quote + word + quote
		if !isNumber(word) {
			terms[i] += begins
		}
	}
	if d == sqlite {
		return strings.Join(terms, " ")
	}
	return strings.Join(terms, " & ")
}

func isNumber(word string) bool {
	return strings.IndexFunc(word, func(r rune) bool { return !unicode.IsNumber(r) }) < 0
}

// itemsOfWords are the items of posts that contain all words of a query, among so many of the latest posts that do; areAll tells whether no others do.
func (q *queries) itemsOfWords(ctx context.Context, query string, depth int) (items []string, areAll bool, err error) {
	words := queryWords(query)
	if len(words) == 0 {
		return nil, true, nil
	}
	sql := "SELECT item_id, COUNT(*) FROM (SELECT item_id FROM posts WHERE item_id <> '' AND words @@ hearsay_query(?) ORDER BY collected_at DESC LIMIT ?) found GROUP BY item_id"
	if q.dialect == sqlite {
		sql = "SELECT p.item_id, COUNT(*) FROM (SELECT rowid FROM post_words WHERE post_words MATCH ? ORDER BY rowid DESC LIMIT ?) w " +
			"JOIN documents d ON d.id = w.rowid JOIN posts p ON " + q.dialect.isPost("p.", "d.platform", "d.key") + " WHERE p.item_id <> '' GROUP BY p.item_id"
	}
	posts := 0
	err = q.atEase().each(ctx, "searching posts", sql, []any{q.dialect.matching(words), depth}, func(scan func(...any) error) error {
		var id string
		var n int
		err := scan(&id, &n)
		items, posts = append(items, id), posts+n
		return err
	})
	return items, posts < depth, err
}

// RepliesOfWords are the replies that contain all words of a query, the newest first, at most most.
func (q *queries) RepliesOfWords(ctx context.Context, query string, most int) ([]*replies.Reply, error) {
	words := queryWords(query)
	if len(words) == 0 {
		return []*replies.Reply{}, nil
	}
	where := "WHERE words @@ hearsay_query(?) ORDER BY created_at DESC, id LIMIT ?"
	if q.dialect == sqlite {
		where = "WHERE id IN (SELECT d.key FROM reply_words w JOIN documents d ON d.id = w.rowid WHERE w.reply_words MATCH ? AND d.platform = '') ORDER BY created_at DESC, id LIMIT ?"
	}
	return q.atEase().replies(ctx, where, q.dialect.matching(words), most)
}

// indexPost lets a post of an item be found by its words.
func (t *Tx) indexPost(ctx context.Context, p *StoredPost) error {
	if t.dialect != sqlite || p.Item == "" || p.Text == "" {
		return nil
	}
	id, err := t.document(ctx, p.Ref())
	if err != nil {
		return err
	}
	return t.exec(ctx, "indexing a post", "INSERT INTO post_words (rowid, text) VALUES (?, ?)", id, p.Text)
}

// unindexPost takes a post out of the index; its text must still stand in the table of posts.
func (t *Tx) unindexPost(ctx context.Context, ref post.Ref) error {
	if t.dialect != sqlite {
		return nil
	}
	var id int64
	var text string
	err := t.get(ctx, "looking for a post in the index", "SELECT d.id, p.text FROM documents d JOIN posts p ON "+t.dialect.isPost("p.", "d.platform", "d.key")+" WHERE d.platform = ? AND d.key = ?",
		[]any{ref.Platform, ref.ID}, &id, &text)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.exec(ctx, "taking a post out of the index", "INSERT INTO post_words (post_words, rowid, text) VALUES ('delete', ?, ?)", id, text); err != nil {
		return err
	}
	return t.exec(ctx, "taking a post out of the index", "DELETE FROM documents WHERE id = ?", id)
}

// indexReply lets a reply be found by its words, as they are now.
func (t *Tx) indexReply(ctx context.Context, r *replies.Reply) error {
	if t.dialect != sqlite {
		return nil
	}
	id, err := t.document(ctx, post.Ref{ID: r.ID})
	if err != nil {
		return err
	}
	if err := t.exec(ctx, "indexing a reply", "DELETE FROM reply_words WHERE rowid = ?", id); err != nil {
		return err
	}
	return t.exec(ctx, "indexing a reply", "INSERT INTO reply_words (rowid, text) VALUES (?, ?)", id, strings.Join([]string{r.Fact, r.Myth, r.Why, r.Again}, " "))
}

// document is the number of a post or a reply in the index; one is given if it has none.
func (t *Tx) document(ctx context.Context, ref post.Ref) (id int64, err error) {
	if err := t.exec(ctx, "numbering a document", "INSERT INTO documents (platform, key) VALUES (?, ?) ON CONFLICT DO NOTHING", ref.Platform, ref.ID); err != nil {
		return 0, err
	}
	return id, t.get(ctx, "numbering a document", "SELECT id FROM documents WHERE platform = ? AND key = ?", []any{ref.Platform, ref.ID}, &id)
}
