package ledger

import (
	"context"
	"errors"
	"time"
)

// Sessions keeps browsers' sessions. It implements scs.CtxStore (github.com/alexedwards/scs).
type Sessions struct{ Ledger *Ledger }

// FindCtx is the data of a session that has not expired.
func (s Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = s.Ledger.keyed.get(ctx, "reading a session", "SELECT data FROM sessions WHERE token = ? AND expires_at > ?", []any{token, micros(s.Ledger.now())}, &data)
	if errors.Is(err, ErrNotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx stores a session; sessions that have expired go.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.Ledger.Write(ctx, func(tx *Tx) error {
		if err := tx.exec(ctx, "clearing sessions", "DELETE FROM sessions WHERE expires_at <= ?", micros(tx.now())); err != nil {
			return err
		}
		return tx.exec(ctx, "storing a session", "INSERT INTO sessions (token, data, expires_at) VALUES (?, ?, ?) "+
			"ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at", token, data, micros(expiry))
	})
}

// DeleteCtx ends a session.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.Ledger.Write(ctx, func(tx *Tx) error { return tx.EndSession(ctx, token) })
}

// EndSession ends the session that is kept under a key, if there is one.
func (t *Tx) EndSession(ctx context.Context, token string) error {
	return t.exec(ctx, "ending a session", "DELETE FROM sessions WHERE token = ?", token)
}

// All is the data of every session that has not expired, by the keys they are kept under.
func (s Sessions) All(ctx context.Context) (map[string][]byte, error) {
	all := map[string][]byte{}
	err := s.Ledger.each(ctx, "reading sessions", "SELECT token, data FROM sessions WHERE expires_at > ?", []any{micros(s.Ledger.now())}, func(scan func(...any) error) error {
		var token string
		var data []byte
		if err := scan(&token, &data); err != nil {
			return err
		}
		all[token] = data
		return nil
	})
	return all, err
}

// Find is FindCtx without a context. The three without are there for the interface; scs calls those with one.
func (s Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
