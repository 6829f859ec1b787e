package ledger

import (
	"context"
	"fmt"
	"time"
)

// SourceOrder is what somebody said of a source at run time.
type SourceOrder struct {
	Definition string // of one that was added, as JSON; "" for one of the configuration
	IsPaused   bool
	At         time.Time // of the last word on it
}

// SourceOrders are all orders, by the source's name.
func (q *queries) SourceOrders(ctx context.Context) (map[string]SourceOrder, error) {
	orders := map[string]SourceOrder{}
	err := q.each(ctx, "reading the orders of sources", "SELECT name, definition, paused, ordered_at FROM source_orders", nil, func(scan func(...any) error) error {
		var name string
		var order SourceOrder
		var paused, at int64
		err := scan(&name, &order.Definition, &paused, &at)
		order.IsPaused, order.At = paused != 0, fromMicros(at)
		orders[name] = order
		return err
	})
	return orders, err
}

// AddSource records a source. ErrExists if there is one of that name.
func (t *Tx) AddSource(ctx context.Context, name, definition, by string) error {
	n, err := t.execCount(ctx, "adding a source", "INSERT INTO source_orders (name, definition, paused, ordered_by, ordered_at) VALUES (?, ?, 0, ?, ?) ON CONFLICT (name) DO NOTHING", name, definition, by, micros(t.now()))
	if err == nil && n == 0 {
		err = fmt.Errorf("source %q: %w", name, ErrExists)
	}
	return err
}

// PauseSource records that a source is not to be read for now, or is again; then also if it had stopped for good.
func (t *Tx) PauseSource(ctx context.Context, name string, paused bool, by string) error {
	flag := 0
	if paused {
		flag = 1
	}
	err := t.exec(ctx, "pausing a source", "INSERT INTO source_orders (name, definition, paused, ordered_by, ordered_at) VALUES (?, '', ?, ?, ?) "+
		"ON CONFLICT (name) DO UPDATE SET paused = excluded.paused, ordered_by = excluded.ordered_by, ordered_at = excluded.ordered_at", name, flag, by, micros(t.now()))
	if err != nil || paused {
		return err
	}
	return t.exec(ctx, "resuming a source", "UPDATE sources SET stopped = '' WHERE name = ?", name)
}

// RemoveSource takes back a source that was added. ErrNotFound if none was. Its posts and its place stay.
func (t *Tx) RemoveSource(ctx context.Context, name string) error {
	n, err := t.execCount(ctx, "removing a source", "DELETE FROM source_orders WHERE name = ? AND definition <> ''", name)
	if err == nil && n == 0 {
		err = fmt.Errorf("source %q: %w", name, ErrNotFound)
	}
	return err
}
