package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"hearsay/replies"
)

// mediaPiece is how much of a file stands in one row, in bytes: little enough to be written beside everything else.
const mediaPiece = 1 << 20

// mediaKept is how long a file stays that no reply names: it may be on its way to one.
const mediaKept = 24 * time.Hour

// KeepMedium stores a file by its hash, piece by piece, each in a transaction of its own, so that nobody else has to wait for
// a whole video. A file that is there already stays as it is. Files that no reply names are dropped after a day.
func (l *Ledger) KeepMedium(ctx context.Context, m *replies.Medium, data []byte) error {
	for n := 0; n*mediaPiece < len(data); n++ {
		piece := data[n*mediaPiece : min((n+1)*mediaPiece, len(data))]
		err := l.Write(ctx, func(tx *Tx) error {
			return tx.exec(ctx, "storing a file", "INSERT INTO media_pieces (sha256, n, at, data) VALUES (?, ?, ?, ?) ON CONFLICT (sha256, n) DO UPDATE SET at = excluded.at", m.SHA256, n, micros(tx.now()), piece)
		})
		if err != nil {
			return err
		}
	}
	return l.Write(ctx, func(tx *Tx) error {
		return tx.exec(ctx, "storing a file", "INSERT INTO media (sha256, type, size, at) VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET at = excluded.at", m.SHA256, m.Type, m.Size, micros(tx.now()))
	})
}

// DropMedia drops files that no reply names, and pieces of files that never came to an end, once they are a day old.
func (t *Tx) DropMedia(ctx context.Context) error {
	old := micros(t.now().Add(-mediaKept))
	return errors.Join(
		t.exec(ctx, "dropping files", "DELETE FROM media WHERE at < ? AND NOT EXISTS (SELECT 1 FROM replies WHERE replies.medium = media.sha256)", old),
		t.exec(ctx, "dropping pieces of files", "DELETE FROM media_pieces WHERE at < ? AND NOT EXISTS (SELECT 1 FROM media WHERE media.sha256 = media_pieces.sha256)", old),
	)
}

// Medium opens a file. The reader is not safe for several goroutines; it reads pieces as they are wanted, while ctx lasts.
func (q *queries) Medium(ctx context.Context, sha256 string) (*MediumReader, error) {
	m := &MediumReader{q: q, ctx: ctx, SHA256: sha256, loaded: -1}
	var at int64
	err := q.get(ctx, "opening file "+sha256, "SELECT type, size, at FROM media WHERE sha256 = ?", []any{sha256}, &m.Type, &m.Size, &at)
	m.At = fromMicros(at)
	return m, err
}

// IsPublicMedium tells whether a reply that stands in the feeds names a file.
func (q *queries) IsPublicMedium(ctx context.Context, sha256 string) (bool, error) {
	var n int64
	err := q.get(ctx, "looking who may see a file", "SELECT COUNT(*) FROM replies WHERE medium = ? AND state IN (?, ?)",
		[]any{sha256, string(replies.Published), string(replies.Recorded)}, &n)
	return n > 0, err
}

// MediumReader reads a file. It is an io.ReadSeeker.
type MediumReader struct {
	SHA256 string
	Type   string
	Size   int64
	At     time.Time

	q      *queries
	ctx    context.Context //nolint:containedctx // an io.Reader takes none
	offset int64
	loaded int64 // the number of piece; -1 for none
	piece  []byte
}

// Read implements io.Reader.
func (m *MediumReader) Read(into []byte) (int, error) {
	if len(into) == 0 {
		return 0, nil
	}
	if m.offset >= m.Size {
		return 0, io.EOF
	}
	if n := m.offset / mediaPiece; n != m.loaded {
		if err := m.q.get(m.ctx, "reading file "+m.SHA256, "SELECT data FROM media_pieces WHERE sha256 = ? AND n = ?", []any{m.SHA256, n}, &m.piece); err != nil {
			return 0, err
		}
		m.loaded = n
	}
	n := copy(into, m.piece[m.offset%mediaPiece:])
	if n == 0 {
		return 0, fmt.Errorf("reading file %s: %w", m.SHA256, io.ErrUnexpectedEOF)
	}
	m.offset += int64(n)
	return n, nil
}

// Seek implements io.Seeker.
func (m *MediumReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += m.offset
	case io.SeekEnd:
		offset += m.Size
	}
	if offset < 0 {
		return 0, errors.New("no file begins before its beginning")
	}
	m.offset = offset
	return offset, nil
}
