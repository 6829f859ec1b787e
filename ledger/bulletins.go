package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"hearsay/bulletin"
)

// Messenger is one messenger.
func (q *queries) Messenger(ctx context.Context, id string) (bulletin.Messenger, error) {
	return one(q.messengers(ctx, "WHERE id = ?", id))("messenger " + id)
}

// MessengerOf is the messenger of an address.
func (q *queries) MessengerOf(ctx context.Context, email string) (bulletin.Messenger, error) {
	return one(q.messengers(ctx, "WHERE email = ?", email))("a messenger of this address")
}

// Messengers are all of them behind an id, in the order of their ids, at most most; 0 is all.
func (q *queries) Messengers(ctx context.Context, after string, most int) ([]bulletin.Messenger, error) {
	if most == 0 {
		return q.messengers(ctx, "WHERE id > ? ORDER BY id", after)
	}
	return q.messengers(ctx, "WHERE id > ? ORDER BY id LIMIT ?", after, most)
}

// Sharing are the messengers who handed in where they passed one of some replies on.
func (q *queries) Sharing(ctx context.Context, replies []string) ([]bulletin.Messenger, error) {
	names := make([]string, len(replies))
	args := make([]any, len(replies))
	for i, id := range replies {
		names[i], args[i] = `body LIKE ? ESCAPE '\'`, `%"`+escapeLike(id)+`"%`
	}
	if len(replies) == 0 {
		return nil, nil
	}
	naming, err := q.messengers(ctx, "WHERE "+strings.Join(names, " OR ")+" ORDER BY id", args...)
	return slices.DeleteFunc(naming, func(m bulletin.Messenger) bool {
		return !slices.ContainsFunc(m.Shared, func(s bulletin.Shared) bool { return slices.Contains(replies, s.Reply) })
	}), err
}

// Uninvited are messengers who are to be asked, at most most.
func (q *queries) Uninvited(ctx context.Context, most int) ([]bulletin.Messenger, error) {
	return q.messengers(ctx, "WHERE state = 'new' ORDER BY id LIMIT ?", most)
}

// CountMessengers counts them by state.
func (q *queries) CountMessengers(ctx context.Context) (map[bulletin.MessengerState]int64, error) {
	counts := map[bulletin.MessengerState]int64{}
	err := q.each(ctx, "counting messengers", "SELECT state, COUNT(*) FROM messengers GROUP BY state", nil, func(scan func(...any) error) error {
		var state string
		var n int64
		err := scan(&state, &n)
		counts[bulletin.MessengerState(state)] = n
		return err
	})
	return counts, err
}

// SaveMessenger stores a messenger that is new or has changed. Its version grows by one. Two of one address are ErrExists.
func (t *Tx) SaveMessenger(ctx context.Context, m *bulletin.Messenger) error {
	other, err := t.MessengerOf(ctx, m.Email)
	if err == nil && other.ID != m.ID {
		return fmt.Errorf("a messenger with this address: %w", ErrExists)
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	m.Version++
	n, err := t.execCount(ctx, "storing messenger "+m.ID, "INSERT INTO messengers (id, email, state, body, version) VALUES (?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET email = excluded.email, state = excluded.state, body = excluded.body, version = excluded.version WHERE messengers.version = excluded.version - 1",
		m.ID, m.Email, string(m.State), encode(m), m.Version)
	if err == nil && n == 0 {
		err = fmt.Errorf("storing messenger %s: %w since it was read", m.ID, ErrChanged)
	}
	return err
}

// RemoveMessenger erases a messenger. If they left by themselves, nobody may sign them up again but they.
func (t *Tx) RemoveMessenger(ctx context.Context, m bulletin.Messenger, left bool) error {
	if left {
		hash, err := t.farewell(ctx, m.Email)
		if err != nil {
			return err
		}
		if err := t.exec(ctx, "noting a farewell", "INSERT INTO farewells (hash, at) VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET at = excluded.at", hash, micros(t.now())); err != nil {
			return err
		}
	}
	t.erases = true
	return t.exec(ctx, "erasing a messenger", "DELETE FROM messengers WHERE id = ?", m.ID)
}

// HasLeft tells whether somebody of an address left by themselves.
func (q *queries) HasLeft(ctx context.Context, email string) (bool, error) {
	hash, err := q.farewell(ctx, email)
	if err != nil {
		return false, err
	}
	var n int64
	err = q.get(ctx, "looking who left", "SELECT COUNT(*) FROM farewells WHERE hash = ?", []any{hash}, &n)
	return n > 0, err
}

// ForgetFarewell lets somebody who left come back.
func (t *Tx) ForgetFarewell(ctx context.Context, email string) error {
	hash, err := t.farewell(ctx, email)
	if err != nil {
		return err
	}
	return t.exec(ctx, "forgetting a farewell", "DELETE FROM farewells WHERE hash = ?", hash)
}

// ForgetInvited erases messengers who were invited before a time and never confirmed it.
func (t *Tx) ForgetInvited(ctx context.Context, before time.Time) (int64, error) {
	invited, err := t.messengers(ctx, "WHERE state = 'invited'")
	if err != nil {
		return 0, err
	}
	var n int64
	for _, m := range invited {
		if !m.InvitedAt.Before(before) {
			continue
		}
		n++
		if err := t.RemoveMessenger(ctx, m, false); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (q *queries) farewell(ctx context.Context, email string) (string, error) {
	key, err := q.PseudonymKey(ctx)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("farewell\x00" + email))
	return hex.EncodeToString(mac.Sum(nil)), nil
}

func (q *queries) messengers(ctx context.Context, where string, args ...any) ([]bulletin.Messenger, error) {
	return bodies[bulletin.Messenger](ctx, q, "reading messengers", "SELECT body FROM messengers "+where, args)
}

// Edition is one edition.
func (q *queries) Edition(ctx context.Context, id string) (bulletin.Edition, error) {
	return one(bodies[bulletin.Edition](ctx, q, "reading an edition", "SELECT body FROM editions WHERE id = ?", []any{id}))("edition " + id)
}

// Editions are the latest editions of a bulletin, the newest first, at most most; "" is of all.
func (q *queries) Editions(ctx context.Context, of string, most int) ([]bulletin.Edition, error) {
	return bodies[bulletin.Edition](ctx, q, "reading editions", "SELECT body FROM editions WHERE ? = '' OR bulletin = ? ORDER BY at DESC, id LIMIT ?", []any{of, of, most})
}

// EditionsIn are all editions in a state.
func (q *queries) EditionsIn(ctx context.Context, state bulletin.EditionState) ([]bulletin.Edition, error) {
	return bodies[bulletin.Edition](ctx, q, "reading editions", "SELECT body FROM editions WHERE state = ? ORDER BY at, id", []any{string(state)})
}

// SaveEdition stores an edition that is new or has changed. Its version grows by one.
func (t *Tx) SaveEdition(ctx context.Context, e *bulletin.Edition) error {
	e.Version++
	n, err := t.execCount(ctx, "storing edition "+e.ID, "INSERT INTO editions (id, bulletin, state, at, body, version) VALUES (?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body, version = excluded.version WHERE editions.version = excluded.version - 1",
		e.ID, e.Bulletin, string(e.State), micros(e.CreatedAt), encode(e), e.Version)
	if err == nil && n == 0 {
		err = fmt.Errorf("storing edition %s: %w since it was read", e.ID, ErrChanged)
	}
	return err
}

// Delivery is one copy of an edition on its way.
type Delivery struct {
	Edition   string    `json:"edition"`
	Recipient string    `json:"recipient"` // a messenger's id, or chat/RECEIVER
	State     string    `json:"state"`     // waiting, sending, sent, refused, unclear, bounced
	Tries     int       `json:"tries"`
	NextAt    time.Time `json:"next_at,omitzero"`
	At        time.Time `json:"at"`
	Reason    string    `json:"reason,omitempty"`
}

// Deliver puts copies of an edition on their way. Those that are on it already stay as they are.
func (t *Tx) Deliver(ctx context.Context, edition string, recipients []string) error {
	const width = 7
	rows := make([]any, 0, width*len(recipients))
	for _, r := range recipients {
		rows = append(rows, edition, r, "waiting", int64(0), int64(0), micros(t.now()), "")
	}
	_, err := t.insertRows(ctx, "putting copies on their way", "deliveries (edition_id, recipient, state, tries, next_at, at, reason)", width, rows, " ON CONFLICT (edition_id, recipient) DO NOTHING")
	return err
}

// DueDeliveries are copies of an edition that wait and are due, or whose sending a process left behind, at most most.
func (q *queries) DueDeliveries(ctx context.Context, edition string, most int) ([]Delivery, error) {
	soonest, latest := dueArgs(q.now())
	return q.deliveries(ctx, "WHERE edition_id = ? AND state IN ('waiting', 'sending') AND "+due+" ORDER BY next_at, recipient LIMIT ?", edition, soonest, latest, most)
}

// Deliveries are the copies of an edition in some states; none is all.
func (q *queries) Deliveries(ctx context.Context, edition string, states ...string) ([]Delivery, error) {
	if len(states) == 0 {
		return q.deliveries(ctx, "WHERE edition_id = ? ORDER BY recipient", edition)
	}
	return q.deliveries(ctx, "WHERE edition_id = ? AND state IN ("+marks(len(states))+") ORDER BY recipient", append([]any{edition}, anys(states)...)...)
}

// CountDeliveries counts the copies of an edition by state.
func (q *queries) CountDeliveries(ctx context.Context, edition string) (map[string]int64, error) {
	counts := map[string]int64{}
	err := q.each(ctx, "counting copies", "SELECT state, COUNT(*) FROM deliveries WHERE edition_id = ? GROUP BY state", []any{edition}, func(scan func(...any) error) error {
		var state string
		var n int64
		err := scan(&state, &n)
		counts[state] = n
		return err
	})
	return counts, err
}

// ClaimDelivery notes that a copy is about to be sent, and keeps others from it; false if it is not as it was read any more.
func (t *Tx) ClaimDelivery(ctx context.Context, d Delivery, until time.Time) (bool, error) {
	n, err := t.execCount(ctx, "claiming a copy", "UPDATE deliveries SET state = 'sending', tries = tries + 1, next_at = ?, at = ? WHERE edition_id = ? AND recipient = ? AND state = ? AND next_at = ?",
		micros(until), micros(t.now()), d.Edition, d.Recipient, d.State, micros(d.NextAt))
	return n > 0, err
}

// ReviseDelivery stores what is known of a copy that nobody claimed, unless it is not as it was read any more.
func (t *Tx) ReviseDelivery(ctx context.Context, was, is Delivery) error {
	return t.exec(ctx, "noting why a copy waits", "UPDATE deliveries SET state = ?, next_at = ?, at = ?, reason = ? WHERE edition_id = ? AND recipient = ? AND state = ? AND next_at = ?",
		is.State, micros(is.NextAt), micros(t.now()), is.Reason, was.Edition, was.Recipient, was.State, micros(was.NextAt))
}

// SettleDelivery stores what became of a copy that was claimed.
func (t *Tx) SettleDelivery(ctx context.Context, d Delivery) error {
	return t.exec(ctx, "noting what became of a copy", "UPDATE deliveries SET state = ?, next_at = ?, at = ?, reason = ? WHERE edition_id = ? AND recipient = ?",
		d.State, micros(d.NextAt), micros(t.now()), d.Reason, d.Edition, d.Recipient)
}

func (q *queries) deliveries(ctx context.Context, where string, args ...any) ([]Delivery, error) {
	all := []Delivery{}
	err := q.each(ctx, "reading copies", "SELECT edition_id, recipient, state, tries, next_at, at, reason FROM deliveries "+where, args, func(scan func(...any) error) error {
		var d Delivery
		var next, at int64
		err := scan(&d.Edition, &d.Recipient, &d.State, &d.Tries, &next, &at, &d.Reason)
		d.NextAt, d.At = fromMicros(next), fromMicros(at)
		all = append(all, d)
		return err
	})
	return all, err
}

// bodies reads values that stand whole, as JSON, in the one column of a query.
func bodies[T any](ctx context.Context, q *queries, what, query string, args []any) ([]T, error) {
	all := []T{}
	err := q.each(ctx, what, query, args, func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		var v T
		err := json.Unmarshal([]byte(body), &v)
		all = append(all, v)
		return err
	})
	return all, err
}

// one is the only one of what was found; ErrNotFound if there is none.
func one[T any](found []T, err error) func(what string) (T, error) {
	return func(what string) (T, error) {
		var none T
		switch {
		case err != nil:
			return none, err
		case len(found) == 0:
			return none, fmt.Errorf("%s: %w", what, ErrNotFound)
		}
		return found[0], nil
	}
}
