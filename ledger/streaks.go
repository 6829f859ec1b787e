package ledger

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Streak is how many hard items a user took in a row.
type Streak struct {
	Harsh int64
	At    time.Time // when they took the last one
}

// Streak is a user's.
func (l *Ledger) Streak(ctx context.Context, user string) (s Streak, err error) {
	var at int64
	err = l.keyed.get(ctx, "looking what somebody took", "SELECT harsh, at FROM streaks WHERE user_name = ?", []any{user}, &s.Harsh, &at)
	if errors.Is(err, ErrNotFound) {
		return Streak{}, nil
	}
	s.At = fromMicros(at)
	return s, err
}

// Taking is that a user took an item.
type Taking struct {
	User    string
	IsHarsh bool // the item is hard to read
}

// NoteTakings notes what users took, in that order: a hard item goes on with its user's streak, another one ends it.
func (t *Tx) NoteTakings(ctx context.Context, all []Taking) error {
	var ended, going []string // the latter have taken a hard item since
	since := map[string]int64{}
	for _, one := range all {
		switch {
		case one.IsHarsh:
			if since[one.User]++; since[one.User] == 1 {
				going = append(going, one.User)
			}
		default:
			ended = append(ended, one.User)
			going = slices.DeleteFunc(going, func(user string) bool { return user == one.User })
			delete(since, one.User)
		}
	}
	if len(ended) > 0 {
		among, list := t.dialect.among(ended)
		if err := t.exec(ctx, "ending streaks", "DELETE FROM streaks WHERE user_name "+among, list); err != nil {
			return err
		}
	}
	var rows []any
	for _, user := range going {
		rows = append(rows, user, since[user], micros(t.now()))
	}
	_, err := t.insertRows(ctx, "noting hard items", "streaks (user_name, harsh, at)", 3, rows,
		" ON CONFLICT (user_name) DO UPDATE SET harsh = streaks.harsh + excluded.harsh, at = excluded.at")
	return err
}
