package work

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/triage"
)

// Attach puts a picture or a video to a draft, in place of the one before. alt says what it shows.
func (w *Work) Attach(ctx context.Context, actor Actor, id string, data []byte, alt string) (*replies.Reply, error) {
	if err := actor.must(toRespond); err != nil {
		return nil, err
	}
	before, err := w.Ledger.Reply(ctx, id)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	m, err := replies.NewMedium(hex.EncodeToString(sum[:]), int64(len(data)), data[:min(len(data), 512)], alt)
	if err != nil {
		return nil, err
	}
	if err := before.Attach(actor.Name, m); err != nil { // before a video is stored for nothing
		return nil, err
	}
	if w.Scanner != nil {
		if err := w.Scanner.Scan(ctx, data); err != nil {
			return nil, fmt.Errorf("a file of reply %s: %w", id, err)
		}
	}
	if err := w.Ledger.KeepMedium(ctx, m, data); err != nil {
		return nil, err
	}
	return w.step(ctx, actor, toRespond, id, "attached", m.Name(), func(_ *ledger.Tx, r *replies.Reply, _ *triage.Item) error {
		return r.Attach(actor.Name, m)
	})
}

// Detach takes the file of a draft away.
func (w *Work) Detach(ctx context.Context, actor Actor, id string) (*replies.Reply, error) {
	return w.step(ctx, actor, toRespond, id, "detached", "", func(_ *ledger.Tx, r *replies.Reply, _ *triage.Item) error {
		if r.Medium == nil {
			return fmt.Errorf("a file of reply %s: %w", id, ledger.ErrNotFound)
		}
		return r.Attach(actor.Name, nil)
	})
}
