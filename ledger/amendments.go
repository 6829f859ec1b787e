package ledger

import (
	"context"
	"fmt"

	"hearsay/amend"
)

// Amendment is one amendment.
func (q *queries) Amendment(ctx context.Context, id string) (amend.Amendment, error) {
	return one(q.amendments(ctx, "WHERE id = ?", id))("amendment " + id)
}

// AmendmentsOf are those of a pack, the newest first; of all packs for "".
func (q *queries) AmendmentsOf(ctx context.Context, pack string, most int) ([]amend.Amendment, error) {
	return q.amendments(ctx, "WHERE ? = '' OR pack = ? ORDER BY at DESC, id LIMIT ?", pack, pack, most)
}

// AmendmentsIn are those in a state, the newest first.
func (q *queries) AmendmentsIn(ctx context.Context, state amend.State) ([]amend.Amendment, error) {
	return q.amendments(ctx, "WHERE state = ? ORDER BY at DESC, id", string(state))
}

// InForce are which amendments are in force, and their versions, in one text that changes with them.
func (q *queries) InForce(ctx context.Context) (string, error) {
	all := ""
	err := q.each(ctx, "looking which amendments are in force", "SELECT id, version FROM amendments WHERE state = 'accepted' ORDER BY id", nil, func(scan func(...any) error) error {
		var id string
		var version int64
		err := scan(&id, &version)
		all += fmt.Sprint(id, " ", version, "\n")
		return err
	})
	return all, err
}

// SaveAmendment stores an amendment that is new or has changed. Its version grows by one.
func (t *Tx) SaveAmendment(ctx context.Context, a *amend.Amendment) error {
	a.Version++
	n, err := t.execCount(ctx, "storing amendment "+a.ID, "INSERT INTO amendments (id, pack, state, at, body, version) VALUES (?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body, version = excluded.version WHERE amendments.version = excluded.version - 1",
		a.ID, a.Pack, string(a.State), micros(a.CreatedAt), encode(a), a.Version)
	if err == nil && n == 0 {
		err = fmt.Errorf("storing amendment %s: %w since it was read", a.ID, ErrChanged)
	}
	return err
}

func (q *queries) amendments(ctx context.Context, where string, args ...any) ([]amend.Amendment, error) {
	return bodies[amend.Amendment](ctx, q, "reading amendments", "SELECT body FROM amendments "+where, args)
}
