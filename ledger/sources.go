package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Cursor is where reading a source is to go on, "" for its beginning. stopped is why it is not to be read any more, or "".
func (q *queries) Cursor(ctx context.Context, source string) (cursor, stopped string, err error) {
	err = q.get(ctx, "reading the cursor of "+source, "SELECT cursor, stopped FROM sources WHERE name = ?", []any{source}, &cursor, &stopped)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return cursor, stopped, err
}

// SourceState is how far a source has been read.
type SourceState struct {
	Posts   int64     // that it brought
	ReadAt  time.Time // when it last brought something
	Stopped string    // why it is not to be read any more, or ""
}

// SourceStates are the states of all sources that were ever read, by name.
func (q *queries) SourceStates(ctx context.Context) (map[string]SourceState, error) {
	states := map[string]SourceState{}
	err := q.each(ctx, "reading the states of sources", "SELECT name, posts, updated_at, stopped FROM sources", nil, func(scan func(...any) error) error {
		var name string
		var s SourceState
		var at int64
		err := scan(&name, &s.Posts, &at, &s.Stopped)
		s.ReadAt = fromMicros(at)
		states[name] = s
		return err
	})
	return states, err
}

// MoveCursor moves a source's cursor and counts the posts that came with it. ErrCursorMoved if it does not stand at from:
// another reader was there first, and what this one read must not be stored under it.
func (t *Tx) MoveCursor(ctx context.Context, source, from, to string, posts int) error {
	now := micros(t.now())
	if from == "" {
		err := t.exec(ctx, "opening the cursor of "+source, "INSERT INTO sources (name, cursor, stopped, posts, updated_at) VALUES (?, '', '', 0, ?) ON CONFLICT (name) DO NOTHING", source, now)
		if err != nil {
			return err
		}
	}
	n, err := t.execCount(ctx, "moving the cursor of "+source, "UPDATE sources SET cursor = ?, posts = posts + ?, updated_at = ? WHERE name = ? AND cursor = ?", to, posts, now, source, from)
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("source %q: %w", source, ErrCursorMoved)
	}
	return t.countHour(ctx, source, posts)
}

// StopSource records that a source is not to be read any more, and why.
func (l *Ledger) StopSource(ctx context.Context, source, reason string) error {
	return l.Write(ctx, func(tx *Tx) error {
		return tx.exec(ctx, "stopping source "+source, "INSERT INTO sources (name, cursor, stopped, posts, updated_at) VALUES (?, '', ?, 0, ?) "+
			"ON CONFLICT (name) DO UPDATE SET stopped = excluded.stopped", source, reason, micros(l.now()))
	})
}
