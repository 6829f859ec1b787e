// Package webhooks tells programs elsewhere what happens to items and replies, as Standard Webhooks has it: signed, in order,
// tried again, and again from any event on (https://www.standardwebhooks.com).
//
// What is told is the audit log, and each receiver has a cursor in it, so that nothing is told that was not done, and nothing is
// forgotten while a receiver is away. Start at Sender. docs/webhooks.md is for who receives.
package webhooks

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path"
	"strings"
	"time"

	"hearsay/lanes"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/triage"
)

// Hook is one receiver.
type Hook struct {
	Name    string
	URL     string
	Secrets []Secret // the first signs; so do the others while receivers change over
	On      []string // types of events, as in item.opened or reply.*; all if empty
}

// wants tells whether the receiver is told of a type.
func (h Hook) wants(kind string) bool {
	if len(h.On) == 0 {
		return true
	}
	for _, pattern := range h.On {
		if ok, err := path.Match(pattern, kind); ok && err == nil {
			return true
		}
	}
	return false
}

// Message is what a receiver is told. It never has a post's text: that may be deleted before it is read.
type Message struct {
	Type      string    `json:"type"` // as in item.opened or reply.verified
	Timestamp time.Time `json:"timestamp"`
	Data      Data      `json:"data"`
}

// Data is an event, with the item and the reply as they are when it is told.
type Data struct {
	Seq    int64          `json:"seq"`   // of the event; they come in this order
	Actor  string         `json:"actor"` // a pseudonym, as all names in it; hearsay for what nobody did
	Detail string         `json:"detail,omitempty"`
	Item   *triage.Item   `json:"item,omitempty"`
	Reply  *replies.Reply `json:"reply,omitempty"`
}

// TypeOf is the type of an event; "" for what is none of an item or a reply.
func TypeOf(e ledger.Event) string {
	switch kind := e.Kind(); kind {
	case "item", "reply":
		return kind + "." + strings.ReplaceAll(strings.TrimPrefix(e.Action, "reply "), " ", "_")
	}
	return ""
}

// Sender tells the receivers. Its fields are set before use. Several processes may run it: each receiver is told by one at a time.
type Sender struct {
	Ledger *ledger.Ledger
	Hooks  []Hook
	Key    []byte // of the pseudonyms of people who work here
	Post   func(ctx context.Context, h Hook, id string, at time.Time, body []byte) error
	Now    func() time.Time
	Log    *slog.Logger

	lanes lanes.Lanes // by receiver
}

// Times of sending.
const (
	sendEvery  = time.Second
	postTime   = 15 * time.Second
	claimTime  = 2 * time.Minute // for which other processes leave a receiver alone
	turnTime   = time.Minute     // after which a receiver with much to be told is settled; with postTime less than claimTime
	firstPause = 5 * time.Second
	lastPause  = time.Hour
	patience   = 3 * 24 * time.Hour // with one event; then it is passed over
	atOnce     = 100                // events
)

// ErrGone is returned by Post for a receiver that says that it is gone: 410.
var ErrGone = errors.New("the receiver says that it is gone")

// Begin makes all receivers known to the ledger. It comes before anything happens that they are to be told.
func (s *Sender) Begin(ctx context.Context) error {
	for _, h := range s.Hooks {
		if err := s.Ledger.BeginWebhook(ctx, h.Name); err != nil {
			return err
		}
	}
	return nil
}

// Run tells what is to be told until ctx ends. Begin comes before.
func (s *Sender) Run(ctx context.Context) {
	again := time.NewTicker(sendEvery)
	defer again.Stop()
	defer s.lanes.Wait()
	for {
		for _, h := range s.Hooks {
			s.lanes.Go(h.Name, func() {
				if err := s.Turn(ctx, h); err != nil && ctx.Err() == nil {
					s.Log.Error("telling a webhook", "webhook", h.Name, "error", err)
				}
			})
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// Turn tells one receiver what is due, in order, until one event is not taken.
func (s *Sender) Turn(ctx context.Context, h Hook) error {
	before, isOurs, err := s.Ledger.TakeWebhook(ctx, h.Name, s.Now().Add(claimTime))
	if err != nil || !isOurs {
		return err
	}
	after, failed := s.tell(ctx, h, before)
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := s.Ledger.SettleWebhook(settling, before, after); err != nil && !errors.Is(err, ledger.ErrChanged) { // set back meanwhile: it stands there
		failed = errors.Join(failed, err)
	}
	return failed
}

// tell sends events behind the last that was told, and says how far that went.
func (s *Sender) tell(ctx context.Context, h Hook, hook ledger.Webhook) (ledger.Webhook, error) {
	hook.NextAt = time.Time{}
	end := time.Now().Add(turnTime)
	events, err := s.Ledger.EventsAfter(ctx, hook.Told, atOnce)
	if err != nil {
		return hook, err
	}
	for _, e := range events {
		if ctx.Err() != nil || time.Now().After(end) {
			return hook, nil
		}
		kind := TypeOf(e)
		if kind == "" || !h.wants(kind) {
			hook = told(hook, e)
			continue
		}
		err := s.send(ctx, h, kind, e)
		switch {
		case err == nil:
			hook = told(hook, e)
		case ctx.Err() != nil:
			return hook, nil
		case errors.Is(err, ErrGone):
			hook.Stopped, hook.Problem = true, err.Error()
			return hook, nil
		default:
			return s.failed(hook, e, err), nil
		}
	}
	return hook, nil
}

func told(hook ledger.Webhook, e ledger.Event) ledger.Webhook {
	return ledger.Webhook{Name: hook.Name, Told: e.Seq}
}

// failed says when an event is tried again, or passes it over.
func (s *Sender) failed(hook ledger.Webhook, e ledger.Event, err error) ledger.Webhook {
	now := s.Now()
	if hook.FirstTry.IsZero() {
		hook.FirstTry = now
	}
	if now.Sub(hook.FirstTry) >= patience {
		s.Log.Error("an event was not taken for days and is passed over; it can be replayed", "webhook", hook.Name, "event", e.Seq, "error", err)
		passed := told(hook, e)
		passed.Problem = err.Error()
		return passed
	}
	hook.NextAt = now.Add(min(firstPause<<min(hook.Tries, 20), lastPause))
	hook.Tries++
	hook.Problem = err.Error()
	s.Log.Warn("a webhook did not take an event; it is tried again", "webhook", hook.Name, "event", e.Seq, "at", hook.NextAt, "error", err)
	return hook
}

func (s *Sender) send(ctx context.Context, h Hook, kind string, e ledger.Event) error {
	m := Message{Type: kind, Timestamp: e.At, Data: Data{Seq: e.Seq, Actor: e.Actor, Detail: e.Detail}}
	var err error
	if m.Data.Item, err = s.Ledger.Item(ctx, e.Subject); err != nil && !errors.Is(err, ledger.ErrNotFound) {
		return err
	}
	if id, _, _ := strings.Cut(e.Detail, " "); strings.HasPrefix(kind, "reply.") {
		if m.Data.Reply, err = s.Ledger.Reply(ctx, id); err != nil && !errors.Is(err, ledger.ErrNotFound) {
			return err
		}
	}
	s.hide(&m)
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	posting, cancel := context.WithTimeout(ctx, postTime)
	defer cancel()
	return s.Post(posting, h, ID(e.Seq), s.Now(), body)
}
