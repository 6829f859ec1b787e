//go:build linux

package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"hearsay/ledger"
	"hearsay/queue/redisqueue"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/triage"
	"hearsay/webhooks"
)

// evidence is what the checker reads: the ledger as the program sees it, and as rows.
type evidence struct {
	*stage
	ledger *ledger.Ledger
	rows   *sql.DB
	faults []string
}

func (e *evidence) wrong(format string, args ...any) {
	e.faults = append(e.faults, fmt.Sprintf(format, args...))
}

// check looks at the ledger, the queues, and what platforms, chats and mailboxes have got, and returns what is not as it must be.
func (s *stage) check(ctx context.Context) ([]string, error) {
	l, err := ledger.Open(ctx, s.ledgerAddress(), time.Now)
	if err != nil {
		return nil, err
	}
	defer l.Close()
	rows, err := s.open()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	e := &evidence{stage: s, ledger: l, rows: rows}
	for _, look := range []func(context.Context) error{e.posts, e.items, e.queues, e.leases, e.replies, e.dispatches, e.webhooks, e.alerts, e.edition, e.audit} {
		if err := look(ctx); err != nil {
			return nil, err
		}
	}
	return e.faults, nil
}

// open opens the ledger as a bare database.
func (s *stage) open() (*sql.DB, error) {
	if s.isPostgres {
		return sql.Open("pgx", s.ledgerAddress())
	}
	return sql.Open("sqlite", s.ledgerAddress())
}

var markOf = regexp.MustCompile(`made-up post ([a-z]+-\d+)`)

// posts wants every post of every platform once.
func (e *evidence) posts(ctx context.Context) error {
	found := map[string]int{}
	err := e.each(ctx, "SELECT text FROM posts WHERE source <> '"+hose+"'", func(scan func(...any) error) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		found[markOf.FindString(text)]++
		return nil
	})
	if err != nil {
		return err
	}
	for _, platform := range platforms() {
		for _, p := range e.world.of(platform) {
			if mark := marked(platform, p.number); found[mark] != 1 {
				e.wrong("%s is in the ledger %d times", mark, found[mark])
			}
		}
	}
	if n := found[""]; n > 0 {
		e.wrong("%d posts are in the ledger that nobody wrote", n)
	}
	return nil
}

func (e *evidence) each(ctx context.Context, query string, row func(scan func(...any) error) error) error {
	rows, err := e.rows.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// items wants the posts that each item counts to be there, in one state that exists.
func (e *evidence) items(ctx context.Context) error {
	return e.each(ctx, "SELECT i.id, i.state, i.posts, (SELECT COUNT(*) FROM posts p WHERE p.item_id = i.id AND p.item_id <> '') FROM items i", func(scan func(...any) error) error {
		var id, state string
		var counts, has int
		if err := scan(&id, &state, &counts, &has); err != nil {
			return err
		}
		if counts != has {
			e.wrong("item %s counts %d posts and has %d", id, counts, has)
		}
		if !slices.Contains(triage.States(), triage.State(state)) {
			e.wrong("item %s is in the state %q", id, state)
		}
		return nil
	})
}

// queues wants Redis to hold what waits or is held, each in its queue, under the ledger's lease, and nothing else.
func (e *evidence) queues(ctx context.Context) error {
	client, err := e.queueClient()
	if err != nil {
		return err
	}
	defer client.Close()
	q := redisqueue.New(client, "hearsay", time.Now)
	ids, err := e.ledger.UnfinishedItems(ctx)
	if err != nil {
		return err
	}
	unfinished, err := e.ledger.ItemsByID(ctx, ids)
	if err != nil {
		return err
	}
	want := map[string][]string{}
	for _, it := range unfinished {
		want[it.Queue] = append(want[it.Queue], it.ID)
		token, err := client.HGet(ctx, "hearsay:{"+it.Queue+"}:tokens", it.ID).Result()
		if it.State == triage.Held && (err != nil || token != it.Token) {
			e.wrong("item %s is held in the ledger and not under the same lease in Redis", it.ID)
		}
	}
	for _, name := range []string{"general", "questions", "claims"} {
		got, err := q.IDs(ctx, name)
		if err != nil {
			return err
		}
		slices.Sort(got)
		slices.Sort(want[name])
		if !slices.Equal(got, want[name]) {
			e.wrong("the queue %s holds %d items, the ledger %d: %v, %v", name, len(got), len(want[name]), got, want[name])
		}
	}
	return nil
}

// leases wants nobody to have got an item while somebody else held it, by the order of the audit log.
func (e *evidence) leases(ctx context.Context) error {
	type lease struct {
		holder string
		until  time.Time
	}
	held := map[string]lease{}
	for after := int64(0); ; {
		events, err := e.ledger.EventsAfter(ctx, after, 1000)
		if err != nil || len(events) == 0 {
			return err
		}
		for _, event := range events {
			after = event.Seq
			switch event.Action {
			case "held", "extended":
				until, err := time.Parse(time.RFC3339, event.Detail)
				if err != nil {
					return err
				}
				if before, isHeld := held[event.Subject]; event.Action == "held" && isHeld && event.At.Before(before.until) {
					e.wrong("event %d: %s got item %s while %s held it until %s", event.Seq, event.Actor, event.Subject, before.holder, before.until.Format(time.RFC3339))
				}
				held[event.Subject] = lease{event.Actor, until}
			case "released", "lease lapsed", "dismissed", "reopened", "merged":
				delete(held, event.Subject)
			default:
				if strings.HasPrefix(event.Action, "reply ") {
					delete(held, event.Subject)
				}
			}
		}
	}
}

// rank orders the states of a reply's life.
func rank(s replies.State) int {
	return slices.Index([]replies.State{replies.Draft, replies.Submitted, replies.Verified, replies.Published, replies.Recorded}, s)
}

// replies wants every reply as far as the program has confirmed it, or further.
func (e *evidence) replies(ctx context.Context) error {
	e.crew.mu.Lock()
	defer e.crew.mu.Unlock()
	for id, want := range e.crew.confirmed {
		got, err := e.ledger.Reply(ctx, id)
		switch {
		case errors.Is(err, ledger.ErrNotFound):
			e.wrong("reply %s was confirmed as %s and is not there", id, want.state)
		case err != nil:
			return err
		case got.Fact != want.fact || rank(got.State) < rank(want.state):
			e.wrong("reply %s was confirmed as %s with %q and is %s with %q", id, want.state, want.fact, got.State, got.Fact)
		case rank(got.State) >= rank(replies.Verified) && slices.Contains(got.Authors, got.Verifier):
			e.wrong("reply %s was verified by its author %s", id, got.Verifier)
		}
	}
	return nil
}

// dispatches wants each to stand on the platform once, part by part.
func (e *evidence) dispatches(ctx context.Context) error {
	stands := map[string]int{}
	e.world.mu.Lock()
	for _, s := range e.world.statuses {
		if !s.gone {
			stands[s.text]++
		}
	}
	e.world.mu.Unlock()
	known := map[string]bool{}
	err := e.each(ctx, "SELECT body FROM dispatches", func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		var d publish.Dispatch
		if err := json.Unmarshal([]byte(body), &d); err != nil {
			return err
		}
		if d.State != publish.Standing && (d.State != publish.Unsure || !e.fault.stepsClock) { // no platform remembers keys over two hours
			e.wrong("dispatch %s is %s: %s", d.ID, d.State, d.Problem)
		}
		for i, part := range d.Parts {
			known[part.Text] = true
			if n := stands[part.Text]; n != 1 && (n > 1 || d.State == publish.Standing) {
				e.wrong("part %d of dispatch %s stands on the platform %d times", i, d.ID, stands[part.Text])
			}
		}
		return nil
	})
	for text := range stands {
		if !known[text] {
			e.wrong("on the platform stands what no dispatch says: %q", text)
		}
	}
	return err
}

// webhooks wants everything that happened to be told at least once and at most twice.
func (e *evidence) webhooks(ctx context.Context) error {
	e.world.mu.Lock()
	defer e.world.mu.Unlock()
	told := map[string]int{}
	for id, n := range e.world.hooks {
		told[id] = n
	}
	for after := int64(0); ; {
		events, err := e.ledger.EventsAfter(ctx, after, 1000)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			break
		}
		for _, event := range events {
			after = event.Seq
			id := webhooks.ID(event.Seq)
			n := told[id]
			delete(told, id)
			if n > 2 || n == 0 && webhooks.TypeOf(event) != "" {
				e.wrong("event %d (%s) was told %d times", event.Seq, event.Action, n)
			}
		}
	}
	for id := range told {
		e.wrong("webhook %s tells of nothing that happened", id)
	}
	return nil
}

// alerts wants what fires to be told, no message more than twice.
func (e *evidence) alerts(ctx context.Context) error {
	all, err := e.ledger.Alerts(ctx, time.Now())
	if err != nil {
		return err
	}
	e.world.mu.Lock()
	defer e.world.mu.Unlock()
	for _, a := range all {
		if a.IsFiring() && !e.world.alerted[a.Condition+" "+a.Subject] {
			e.wrong("alert %s of %s fires, and no chat was told", a.Condition, a.Subject)
		}
	}
	for key, n := range e.world.chats {
		if n > 2 {
			e.wrong("message %s came to the chat %d times", key, n)
		}
	}
	return nil
}

// edition wants everybody to have the edition once, or the ledger to say that it does not know.
func (e *evidence) edition(ctx context.Context) error {
	e.crew.mu.Lock()
	sent := e.crew.counts["edition"]
	e.crew.mu.Unlock()
	e.world.mail.mu.Lock()
	defer e.world.mail.mu.Unlock()
	copies := 0
	err := e.each(ctx, "SELECT edition_id, recipient, state, reason FROM deliveries", func(scan func(...any) error) error {
		var id, recipient, state, reason string
		if err := scan(&id, &recipient, &state, &reason); err != nil {
			return err
		}
		got := 0
		for taken, n := range e.world.mail.taken {
			if strings.HasPrefix(taken, recipient+"@") && strings.Contains(taken, id) {
				got += n
			}
		}
		copies++
		switch {
		case got > 1:
			e.wrong("%s got edition %s %d times", recipient, id, got)
		case got == 0 && state != "unclear":
			e.wrong("%s did not get edition %s, which is %s: %s", recipient, id, state, reason)
		case state == "waiting" || state == "sending":
			e.wrong("the copy of %s is still %s: %s", recipient, state, reason)
		}
		return nil
	})
	if sent > 0 && copies == 0 {
		e.wrong("an edition was approved, and nobody gets it")
	}
	return err
}

func (e *evidence) audit(ctx context.Context) error {
	if _, err := e.ledger.VerifyAudit(ctx); err != nil {
		e.wrong("the audit log: %v", err)
	}
	untold, err := e.ledger.OutboxLength(ctx)
	if err == nil && untold > 0 {
		e.wrong("the queues are still to be told of %d items", untold)
	}
	return err
}
