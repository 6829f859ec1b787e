package ledger

import (
	"context"
	"errors"
	"fmt"
)

// ErrSourceTaken says that another process has come to read the source: what was read under an older lease is not stored.
var ErrSourceTaken = errors.New("another process reads the source now")

// SourceLease says who reads a source.
type SourceLease struct {
	Reader string // a process; "" for nobody
	Fence  int64  // grows with every reader; a write under an older one is refused
}

// Beat says that a reader lives. Others see that its beat goes up, and need not agree with it on the time.
func (t *Tx) Beat(ctx context.Context, reader string) error {
	return t.exec(ctx, "telling that this process lives", "INSERT INTO readers (name, beat) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET beat = readers.beat + 1", reader)
}

// Beats are the readers that were not forgotten, each with its beat.
func (q *queries) Beats(ctx context.Context) (map[string]int64, error) {
	beats := map[string]int64{}
	err := q.each(ctx, "reading which processes live", "SELECT name, beat FROM readers", nil, func(scan func(...any) error) error {
		var name string
		var beat int64
		err := scan(&name, &beat)
		beats[name] = beat
		return err
	})
	return beats, err
}

// ForgetReader takes a reader that has ended from the list, and frees its sources.
func (t *Tx) ForgetReader(ctx context.Context, reader string) error {
	if err := t.exec(ctx, "freeing the sources of a process", "UPDATE source_leases SET reader = '' WHERE reader = ?", reader); err != nil {
		return err
	}
	return t.exec(ctx, "forgetting a process", "DELETE FROM readers WHERE name = ?", reader)
}

// SourceLeases are the leases of all sources that were ever leased, by name.
func (q *queries) SourceLeases(ctx context.Context) (map[string]SourceLease, error) {
	leases := map[string]SourceLease{}
	err := q.each(ctx, "reading the leases of sources", "SELECT source, reader, fence FROM source_leases", nil, func(scan func(...any) error) error {
		var source string
		var lease SourceLease
		err := scan(&source, &lease.Reader, &lease.Fence)
		leases[source] = lease
		return err
	})
	return leases, err
}

// TakeSource leases a source to a reader, whoever has it. From then on a write under an older lease is refused.
func (t *Tx) TakeSource(ctx context.Context, source, reader string) (SourceLease, error) {
	lease := SourceLease{Reader: reader}
	err := t.get(ctx, "leasing source "+source, "INSERT INTO source_leases (source, reader, fence) VALUES (?, ?, 1) "+
		"ON CONFLICT (source) DO UPDATE SET reader = excluded.reader, fence = source_leases.fence + 1 RETURNING fence", []any{source, reader}, &lease.Fence)
	return lease, err
}

// FreeSource ends a reader's lease of a source, if it has it.
func (t *Tx) FreeSource(ctx context.Context, source, reader string) error {
	return t.exec(ctx, "freeing source "+source, "UPDATE source_leases SET reader = '' WHERE source = ? AND reader = ?", source, reader)
}

// HoldsSource returns ErrSourceTaken unless the lease with this fence is the source's last.
func (t *Tx) HoldsSource(ctx context.Context, source string, fence int64) error {
	var last int64
	err := t.get(ctx, "checking the lease of source "+source, "SELECT fence FROM source_leases WHERE source = ?", []any{source}, &last)
	if err == nil && last != fence {
		err = fmt.Errorf("source %q: %w", source, ErrSourceTaken)
	}
	return err
}
