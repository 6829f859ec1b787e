package ledger

import (
	"context"
	"time"

	"hearsay/replies"
)

// Copy is what was read at a source when it was opened.
type Copy struct {
	SHA256 string    `json:"sha256"` // of the source's body, in hex
	URL    string    `json:"url"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"` // when it was first read
}

// KeepCopy keeps what was read at a source. The same body is kept once.
func (t *Tx) KeepCopy(ctx context.Context, c Copy) error {
	return t.exec(ctx, "keeping a copy of a source", "INSERT INTO copies (sha256, url, text, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", c.SHA256, c.URL, c.Text, micros(c.At))
}

// Copy is what was read at a source with a body of that hash.
func (q *queries) Copy(ctx context.Context, sha256 string) (Copy, error) {
	c := Copy{SHA256: sha256}
	var at int64
	err := q.get(ctx, "reading a copy of a source", "SELECT url, text, at FROM copies WHERE sha256 = ?", []any{sha256}, &c.URL, &c.Text, &at)
	c.At = fromMicros(at)
	return c, err
}

// standing are the states of replies that somebody may rely on.
const standing = "state IN ('verified', 'published', 'recorded')"

// Doubtful are the standing replies that are to be verified again, the newest first.
func (q *queries) Doubtful(ctx context.Context, most int) ([]*replies.Reply, error) {
	return q.replies(ctx, "WHERE "+standing+" AND doubts > 0 ORDER BY created_at DESC, id LIMIT ?", most)
}

// Expired are the standing replies whose date has come and that nothing casts doubt on yet.
func (q *queries) Expired(ctx context.Context, most int) ([]*replies.Reply, error) {
	return q.replies(ctx, "WHERE "+standing+" AND doubts = 0 AND expires_at > 0 AND expires_at <= ? ORDER BY expires_at LIMIT ?", micros(q.now()), most)
}

// Look is a reply whose sources are to be opened again.
type Look struct {
	*replies.Reply
	Failures int64 // looks in a row at which a source did not answer
}

// TakeLooks gives the standing replies whose sources were not opened since, and notes that they are now: no other process is
// given them.
func (t *Tx) TakeLooks(ctx context.Context, since time.Time, most int) ([]Look, error) {
	found, err := t.replies(ctx, "WHERE "+standing+" AND looked_at < ? AND created_at < ? ORDER BY looked_at, id LIMIT ?", micros(since), micros(since), most)
	if err != nil {
		return nil, err
	}
	looks := make([]Look, len(found))
	for i, r := range found {
		looks[i].Reply = r
		if err := t.get(ctx, "reading how a source fared", "SELECT failures FROM replies WHERE id = ?", []any{r.ID}, &looks[i].Failures); err != nil {
			return nil, err
		}
		if err := t.exec(ctx, "noting that a source is opened", "UPDATE replies SET looked_at = ? WHERE id = ?", micros(t.now()), r.ID); err != nil {
			return nil, err
		}
	}
	return looks, nil
}

// NoteLook notes at how many looks in a row a source of a reply did not answer, and when it was looked at.
func (t *Tx) NoteLook(ctx context.Context, reply string, failures int64, at time.Time) error {
	return t.exec(ctx, "noting how a source fared", "UPDATE replies SET failures = ?, looked_at = ? WHERE id = ?", failures, micros(at), reply)
}
