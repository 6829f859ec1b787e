package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Event is one row of the audit log: who did what to what. Its detail holds ids and words of the desk, never a post's text.
type Event struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`   // a user's name, or Program
	Action  string    `json:"action"`  // "opened", "held", "reply verified", ...
	Subject string    `json:"subject"` // an item's id, or "user/NAME", "token/ID", "source/NAME"; see Kind
	Detail  string    `json:"detail,omitempty"`
}

// Program is the actor of what no person did.
const Program = "hearsay"

// Kinds of what is no item and stands alone.
const (
	aboutClaims     = "claims"
	aboutMessengers = "messengers"
	aboutLedger     = "ledger"
)

// Kind is what the event is about: "item", "reply" (of an item), "claims", "messengers", "ledger", or what its subject begins with,
// as in "user".
func (e Event) Kind() string {
	prefix, _, isOther := strings.Cut(e.Subject, "/")
	switch {
	case isOther, prefix == aboutClaims, prefix == aboutMessengers, prefix == aboutLedger:
		return prefix
	case strings.HasPrefix(e.Action, "reply "):
		return "reply"
	}
	return "item"
}

// Audit appends a row. Each row carries a hash over itself and the row before, and the last hash is kept apart, so that
// a row that is changed, taken out or cut off later shows: see VerifyAudit.
func (t *Tx) Audit(ctx context.Context, actor, action, subject, detail string) error {
	return t.AuditAll(ctx, []Event{{Actor: actor, Action: action, Subject: subject, Detail: detail}})
}

// head is the end of the audit log: the number and the hash of the last row.
type head struct {
	seq  int64
	hash string
}

// AuditAll is Audit for several rows, in order. Their numbers and times are given here.
func (t *Tx) AuditAll(ctx context.Context, events []Event) error {
	if len(events) == 0 {
		return nil
	}
	// What this process saw last is mostly still the end, and need not be asked for.
	if before := t.head; before.seq > 0 {
		isEnd, err := t.chain(ctx, before, events)
		if isEnd || err != nil {
			return err
		}
	}
	var before head
	err := t.get(ctx, "reading the head of the audit log", "SELECT (SELECT COALESCE(MAX(seq), 0) FROM audit), COALESCE((SELECT value FROM meta WHERE key = 'audit_head'), '')", nil, &before.seq, &before.hash)
	if err != nil {
		return err
	}
	if before.hash == "" {
		err = t.exec(ctx, "beginning the audit log", "INSERT INTO meta (key, value) VALUES ('audit_head', '')")
	}
	if err == nil {
		_, err = t.chain(ctx, before, events)
	}
	return err
}

// chain appends events to what is taken for the end of the log, if it is the end.
func (t *Tx) chain(ctx context.Context, before head, events []Event) (isEnd bool, err error) {
	now := fromMicros(micros(t.now()))
	const width = 7
	rows := make([]any, 0, len(events)*width)
	after := before
	written := make([]Event, len(events))
	for i, e := range events {
		after.seq++
		e.Seq, e.At = after.seq, now
		after.hash = e.hash(after.hash)
		written[i] = e
		rows = append(rows, e.Seq, micros(e.At), e.Actor, e.Action, e.Subject, e.Detail, after.hash)
	}
	if isEnd, err = t.moveHead(ctx, before, after, rows, width); isEnd && err == nil {
		t.head = after
		t.events = append(t.events, written...)
	}
	return isEnd, err
}

// moveHead moves the end of the log from where it is to where it is with rows, and stores these.
func (t *Tx) moveHead(ctx context.Context, from, to head, rows []any, width int) (isEnd bool, err error) {
	const (
		what  = "appending to the audit log"
		into  = "audit (seq, at, actor, action, subject, detail, hash)"
		moves = "UPDATE meta SET value = %s WHERE key = 'audit_head' AND value = %s"
	)
	if t.dialect == postgres { // in one trip
		all := append(columnsOf(rows, width), to.hash, from.hash)
		moved := fmt.Sprintf(moves, "$"+strconv.Itoa(width+1), "$"+strconv.Itoa(width+2))
		n, err := t.execCount(ctx, what, "WITH moved AS ("+moved+" RETURNING 1) INSERT INTO "+into+" SELECT listed.* FROM ("+all[:width].from()+") AS listed, moved", all...)
		return n > 0, err
	}
	n, err := t.execCount(ctx, what, fmt.Sprintf(moves, "?", "?"), to.hash, from.hash)
	if n == 0 || err != nil {
		return false, err
	}
	_, err = t.insertRows(ctx, what, into, width, rows, "")
	return true, err
}

// hash chains the row to the hash of the one before. Lengths are hashed too, so that no two rows hash the same bytes.
func (e Event) hash(before string) string {
	h := sha256.New()
	for _, part := range []string{before, strconv.FormatInt(e.Seq, 10), strconv.FormatInt(micros(e.At), 10), e.Actor, e.Action, e.Subject, e.Detail} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// EventsAfter are the events behind a number, in order, at most most.
func (q *queries) EventsAfter(ctx context.Context, seq int64, most int) ([]Event, error) {
	var events []Event
	err := q.each(ctx, "reading what has happened", "SELECT seq, at, actor, action, subject, detail, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?", []any{seq, most}, func(scan func(...any) error) error {
		e, _, err := scanEvent(scan)
		events = append(events, e)
		return err
	})
	return events, err
}

// LastEvent is the number of the last event, 0 before the first.
func (q *queries) LastEvent(ctx context.Context) (seq int64, err error) {
	return seq, q.get(ctx, "reading the last event", "SELECT COALESCE(MAX(seq), 0) FROM audit", nil, &seq)
}

// ErrAudit is returned by VerifyAudit for a log that is not as it was written.
var ErrAudit = errors.New("the audit log has been changed")

// VerifyAudit walks the whole log as it stands at one moment, while others write; see Tx.VerifyAudit.
func (l *Ledger) VerifyAudit(ctx context.Context) (rows int64, err error) {
	err = atOneMoment(ctx, l.read, l.dialect, func(q *queries) (err error) {
		rows, err = q.VerifyAudit(ctx)
		return err
	})
	return rows, err
}

// VerifyAudit walks the whole log and reports the first row that is not as it was written. rows is how many are right.
func (q *queries) VerifyAudit(ctx context.Context) (rows int64, err error) {
	var before string
	err = q.each(ctx, "reading the audit log", "SELECT seq, at, actor, action, subject, detail, hash FROM audit ORDER BY seq", nil, func(scan func(...any) error) error {
		e, hash, err := scanEvent(scan)
		switch {
		case err != nil:
			return err
		case e.Seq != rows+1:
			return fmt.Errorf("%w: row %d is missing", ErrAudit, rows+1)
		case e.hash(before) != hash:
			return fmt.Errorf("%w: row %d (%s %s by %s) is not what was written", ErrAudit, e.Seq, e.Action, e.Subject, e.Actor)
		}
		rows, before = e.Seq, hash
		return nil
	})
	if err != nil {
		return rows, err
	}
	var head string
	if err := q.get(ctx, "reading the head of the audit log", "SELECT value FROM meta WHERE key = 'audit_head'", nil, &head); err != nil && !errors.Is(err, ErrNotFound) {
		return rows, err
	}
	if head != before {
		return rows, fmt.Errorf("%w: rows after %d were cut off", ErrAudit, rows)
	}
	return rows, nil
}

// History is the audit log of one subject, the oldest row first.
func (q *queries) History(ctx context.Context, subject string) ([]Event, error) {
	events := []Event{}
	err := q.each(ctx, "reading the history of "+subject, "SELECT seq, at, actor, action, subject, detail, hash FROM audit WHERE subject = ? ORDER BY seq", []any{subject}, func(scan func(...any) error) error {
		e, _, err := scanEvent(scan)
		events = append(events, e)
		return err
	})
	return events, err
}

func scanEvent(scan func(...any) error) (Event, string, error) {
	var e Event
	var at int64
	var hash string
	err := scan(&e.Seq, &at, &e.Actor, &e.Action, &e.Subject, &e.Detail, &hash)
	e.At = fromMicros(at)
	return e, hash, err
}
