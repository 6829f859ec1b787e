// Package recall follows a reply that was retracted, or whose date has come, to everybody whom it reached: the threads and places where it stood, the
// editions that carried it, the messengers who got or shared it, the items it answered, the feeds. A correction is drafted, checked by a
// second person as every reply is, and sent to all of them; each trace is looked after until it is done.
//
// The package is pure: package work finds the traces and sends. Start at Recall.
package recall

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"hearsay/replies"
)

// Cause is why a reply is followed.
type Cause string

// The causes.
const (
	Retracted Cause = "retracted"
	Expired   Cause = "expired" // its date has come, and nobody has verified it again
)

// Causes are all causes.
func Causes() []Cause { return []Cause{Retracted, Expired} }

// State is where a recall stands.
type State string

// The states.
const (
	Open   State = "open"   // the correction is drafted and not checked, or nobody has begun one
	Sent   State = "sent"   // the correction is on its way to everybody
	Closed State = "closed" // every trace is done, or the reply was verified again
)

// States are all states, in the order of a recall's life.
func States() []State { return []State{Open, Sent, Closed} }

// Recall is one reply that is called back. It is a plain value, not safe for several goroutines at once.
type Recall struct {
	ID         string    `json:"id"`
	Reply      string    `json:"reply"`
	Copies     []string  `json:"copies" doc:"replies that had taken over its text, and were retracted with it"`
	Cause      Cause     `json:"cause" enum:"retracted,expired"`
	Reason     string    `json:"reason,omitempty"`
	State      State     `json:"state" enum:"open,sent,closed"`
	Editions   []string  `json:"editions" doc:"that carried it to somebody"`
	Correction string    `json:"correction,omitempty" doc:"the reply that corrects it"`
	Edition    string    `json:"edition,omitempty" doc:"that carries the correction to those who got the others"`
	Done       []Mark    `json:"done" doc:"traces that somebody saw to"`
	CreatedAt  time.Time `json:"created_at"`
	SentAt     time.Time `json:"sent_at,omitzero"`
	ClosedAt   time.Time `json:"closed_at,omitzero"`
	Version    int64     `json:"version"`
}

// Mark says that somebody saw to a trace.
type Mark struct {
	Trace string    `json:"trace"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Note  string    `json:"note,omitempty"`
}

// Kind is what a trace is.
type Kind string

// The kinds.
const (
	Thread     Kind = "thread"     // that one of our accounts posted it in
	Posting    Kind = "posting"    // where somebody posted it by hand
	Edition    Kind = "edition"    // that carried it
	Messengers Kind = "messengers" // who got these
	Share      Kind = "share"      // where a messenger passed it on
	Item       Kind = "item"       // that it answered
	Feed       Kind = "feed"       // that had it
)

// Kinds are all kinds.
func Kinds() []Kind { return []Kind{Thread, Posting, Edition, Messengers, Share, Item, Feed} }

// Progress is how far a trace is.
type Progress string

// The progress.
const (
	Left     Progress = "left"     // for somebody to see to
	Underway Progress = "underway" // by itself
	Done     Progress = "done"
)

// Stages are all progress, in order.
func Stages() []Progress { return []Progress{Left, Underway, Done} }

// Trace is one place that a reply reached.
type Trace struct {
	ID       string   `json:"id"`
	Kind     Kind     `json:"kind" enum:"thread,posting,edition,messengers,share,item,feed"`
	Of       string   `json:"of" doc:"the address, or the id of the edition, messenger or item"`
	Progress Progress `json:"progress" enum:"left,underway,done"`
	Note     string   `json:"note,omitempty"`
	Mark     *Mark    `json:"mark,omitempty"`
}

// ErrRecall is returned for what cannot be done with a recall as it stands.
var ErrRecall = errors.New("the recall does not allow this now")

// New begins to follow a reply.
func New(id string, r *replies.Reply, cause Cause, reason string, now time.Time) *Recall {
	return &Recall{ID: id, Reply: r.ID, Copies: []string{}, Cause: cause, Reason: reason, State: Open, Editions: []string{}, Done: []Mark{}, CreatedAt: now}
}

// Replies are the reply and its copies.
func (r *Recall) Replies() []string { return append([]string{r.Reply}, r.Copies...) }

// Send notes that the correction goes to everybody; edition carries it to messengers, "" for none.
func (r *Recall) Send(correction, edition string, now time.Time) error {
	if r.State != Open {
		return fmt.Errorf("recall %s is %s: %w: its correction is sent once", r.ID, r.State, ErrRecall)
	}
	r.State, r.Correction, r.Edition, r.SentAt = Sent, correction, edition, now
	return nil
}

// See notes that somebody saw to a trace.
func (r *Recall) See(trace, by, note string, now time.Time) error {
	if r.State == Closed {
		return fmt.Errorf("recall %s is over: %w", r.ID, ErrRecall)
	}
	if slices.ContainsFunc(r.Done, func(m Mark) bool { return m.Trace == trace }) {
		return nil
	}
	r.Done = append(r.Done, Mark{trace, by, now, strings.TrimSpace(note)})
	return nil
}

// Close ends the recall.
func (r *Recall) Close(now time.Time) { r.State, r.ClosedAt = Closed, now }

// Marked are traces with the marks that people made: those are done.
func (r *Recall) Marked(traces []Trace) []Trace {
	for i := range traces {
		for j := range r.Done {
			if m := r.Done[j]; m.Trace == traces[i].ID {
				traces[i].Progress, traces[i].Mark = Done, &m
			}
		}
	}
	return traces
}

// IsOver tells whether every trace is done, and the correction is sent where there is something to correct.
func (r *Recall) IsOver(traces []Trace) bool {
	return r.State == Sent && !slices.ContainsFunc(traces, func(t Trace) bool { return t.Progress != Done })
}
