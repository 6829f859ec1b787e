package ledger

import (
	"context"
	"encoding/json"
	"time"

	"hearsay/replies"
)

// Search is a search that somebody keeps.
type Search struct {
	Name  string `json:"name"`
	Query string `json:"query"` // as in an address, without the question mark
}

// Searches are a user's, in the order of their names.
func (q *queries) Searches(ctx context.Context, user string) ([]Search, error) {
	found := []Search{}
	err := q.each(ctx, "reading searches", "SELECT name, query FROM searches WHERE user_name = ? ORDER BY name", []any{user}, func(scan func(...any) error) error {
		var s Search
		err := scan(&s.Name, &s.Query)
		found = append(found, s)
		return err
	})
	return found, err
}

// SaveSearch keeps a search, in place of the user's other one of its name.
func (t *Tx) SaveSearch(ctx context.Context, user string, s Search) error {
	return t.exec(ctx, "keeping a search", "INSERT INTO searches (user_name, name, query) VALUES (?, ?, ?) ON CONFLICT (user_name, name) DO UPDATE SET query = excluded.query", user, s.Name, s.Query)
}

// RemoveSearch forgets a search.
func (t *Tx) RemoveSearch(ctx context.Context, user, name string) error {
	return t.exec(ctx, "forgetting a search", "DELETE FROM searches WHERE user_name = ? AND name = ?", user, name)
}

// Followed are the queues that a user follows, by name.
func (q *queries) Followed(ctx context.Context, user string) ([]string, error) {
	var queues []string
	err := q.each(ctx, "reading followed queues", "SELECT queue FROM followed WHERE user_name = ? ORDER BY queue", []any{user}, func(scan func(...any) error) error {
		var queue string
		err := scan(&queue)
		queues = append(queues, queue)
		return err
	})
	return queues, err
}

// Follow lets a user follow a queue, or not any more.
func (t *Tx) Follow(ctx context.Context, user, queue string, follows bool) error {
	if !follows {
		return t.exec(ctx, "leaving a queue", "DELETE FROM followed WHERE user_name = ? AND queue = ?", user, queue)
	}
	return t.exec(ctx, "following a queue", "INSERT INTO followed (user_name, queue) VALUES (?, ?) ON CONFLICT DO NOTHING", user, queue)
}

// Presence is how long somebody who was seen somewhere counts as being there.
const Presence = 40 * time.Second

// Appear notes that a user is at a place, and tells who else is.
func (t *Tx) Appear(ctx context.Context, place, user string) ([]string, error) {
	now := t.now()
	if err := t.exec(ctx, "clearing who left", "DELETE FROM presence WHERE seen_at < ?", micros(now.Add(-Presence))); err != nil {
		return nil, err
	}
	err := t.exec(ctx, "noting who is there", "INSERT INTO presence (place, user_name, seen_at) VALUES (?, ?, ?) ON CONFLICT (place, user_name) DO UPDATE SET seen_at = excluded.seen_at", place, user, micros(now))
	if err != nil {
		return nil, err
	}
	var others []string
	err = t.each(ctx, "looking who is there", "SELECT user_name FROM presence WHERE place = ? AND user_name <> ? ORDER BY user_name", []any{place, user}, func(scan func(...any) error) error {
		var other string
		err := scan(&other)
		others = append(others, other)
		return err
	})
	return others, err
}

// Mention is a note that names somebody, which they have not seen yet.
type Mention struct {
	Item   string    `json:"item"`
	Author string    `json:"author"`
	At     time.Time `json:"at"`
}

// AddMention tells a user of a note at an item.
func (t *Tx) AddMention(ctx context.Context, user string, m Mention) error {
	return t.exec(ctx, "storing a mention", "INSERT INTO mentions (user_name, item_id, at, author) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", user, m.Item, micros(m.At), m.Author)
}

// Mentions are those of a user, the newest first.
func (q *queries) Mentions(ctx context.Context, user string) ([]Mention, error) {
	var found []Mention
	err := q.each(ctx, "reading mentions", "SELECT item_id, author, at FROM mentions WHERE user_name = ? ORDER BY at DESC LIMIT 50", []any{user}, func(scan func(...any) error) error {
		var m Mention
		var at int64
		err := scan(&m.Item, &m.Author, &at)
		m.At = fromMicros(at)
		found = append(found, m)
		return err
	})
	return found, err
}

// SeeMentions forgets what a user was told of an item, now that they look at it.
func (t *Tx) SeeMentions(ctx context.Context, user, item string) error {
	return t.exec(ctx, "forgetting mentions", "DELETE FROM mentions WHERE user_name = ? AND item_id = ?", user, item)
}

// Scratch is what somebody typed into a draft and has not saved.
type Scratch struct {
	User    string       `json:"user"`
	Version int64        `json:"version"` // of the reply that it was written over
	Text    replies.Text `json:"text"`
	At      time.Time    `json:"at"`
}

// KeepScratch keeps what a user typed, in place of what they typed before.
func (t *Tx) KeepScratch(ctx context.Context, reply string, s Scratch) error {
	return t.exec(ctx, "keeping what is typed", "INSERT INTO scratches (reply_id, user_name, version, body, at) VALUES (?, ?, ?, ?, ?) "+
		"ON CONFLICT (reply_id, user_name) DO UPDATE SET version = excluded.version, body = excluded.body, at = excluded.at", reply, s.User, s.Version, encode(s.Text), micros(t.now()))
}

// DropScratch forgets what a user typed.
func (t *Tx) DropScratch(ctx context.Context, reply, user string) error {
	return t.exec(ctx, "forgetting what was typed", "DELETE FROM scratches WHERE reply_id = ? AND user_name = ?", reply, user)
}

// Scratches are all that is typed into a draft and not saved, by user.
func (q *queries) Scratches(ctx context.Context, reply string) ([]Scratch, error) {
	var found []Scratch
	err := q.each(ctx, "reading what is typed", "SELECT user_name, version, body, at FROM scratches WHERE reply_id = ? ORDER BY user_name", []any{reply}, func(scan func(...any) error) error {
		var s Scratch
		var body string
		var at int64
		if err := scan(&s.User, &s.Version, &body, &at); err != nil {
			return err
		}
		s.At = fromMicros(at)
		found = append(found, s)
		return json.Unmarshal([]byte(body), &found[len(found)-1].Text)
	})
	return found, err
}

// QueueState is what a queue's items come to.
type QueueState struct {
	Waiting  int64     // open, or held with the lease over
	Held     int64     // by somebody
	Overdue  int64     // of both
	Deadline time.Time // the earliest of both
}

// QueueStates are those of all queues that have items to answer.
func (q *queries) QueueStates(ctx context.Context) (map[string]QueueState, error) {
	states := map[string]QueueState{}
	now := micros(q.now())
	err := q.each(ctx, "counting the queues", "SELECT queue, state, COUNT(*), MIN(deadline), SUM(CASE WHEN deadline < ? THEN 1 ELSE 0 END) FROM items WHERE state IN ('open', 'held') GROUP BY state, queue", []any{now}, func(scan func(...any) error) error {
		var name, state string
		var n, deadline, overdue int64
		if err := scan(&name, &state, &n, &deadline, &overdue); err != nil {
			return err
		}
		s := states[name]
		if state == "held" {
			s.Held += n
		} else {
			s.Waiting += n
		}
		s.Overdue += overdue
		if at := fromMicros(deadline); s.Deadline.IsZero() || at.Before(s.Deadline) {
			s.Deadline = at
		}
		states[name] = s
		return nil
	})
	return states, err
}
