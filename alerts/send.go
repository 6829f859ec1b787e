package alerts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"hearsay/alerts/labels"
	"hearsay/lanes"
	"hearsay/ledger"
)

// Observer is told of every message; outcome is "sent" or "failed".
type Observer interface {
	AlertSent(receiver, outcome string)
}

// Sender tells receivers of alerts. Its fields are set before use. Several processes may run it: a group is claimed in the ledger
// before it is told, so that it is told once, and again only if a process died in between.
type Sender struct {
	*Config
	Ledger   *ledger.Ledger
	BaseURL  string                              // of the desk, without a slash at its end
	Act      func(action, subject string) string // the address at which an action is confirmed; nil for none
	Observer Observer
	Now      func() time.Time
	Log      *slog.Logger

	lanes lanes.Lanes // by receiver
}

// Times of sending.
const (
	sendEvery = time.Second
	sendTime  = 20 * time.Second // for one message
	claimTime = 30 * time.Second // for which other processes leave a claimed group alone; more than sendTime
	maxPause  = 30 * time.Minute // between two tries
	overTime  = 24 * time.Hour   // for which somebody is still told that an alert is over
)

// Run tells what is due until ctx ends.
func (s *Sender) Run(ctx context.Context) {
	if s.Root == nil {
		return
	}
	again := time.NewTicker(sendEvery)
	defer again.Stop()
	defer s.lanes.Wait()
	for {
		if err := s.begin(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("sending alerts", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// Turn tells what is due now, and waits until that is done.
func (s *Sender) Turn(ctx context.Context) error {
	defer s.lanes.Wait()
	return s.begin(ctx)
}

// begin begins to tell every receiver what is due now, but those that are being told.
func (s *Sender) begin(ctx context.Context) error {
	now := s.Now()
	// What was told is read before what holds: the other way round, what another process told in between would look as if it were over.
	before, err := s.Ledger.AlertGroups(ctx)
	if err != nil {
		return err
	}
	all, err := s.Ledger.Alerts(ctx, now.Add(-overTime))
	if err != nil {
		return err
	}
	silences, err := active(ctx, s.Ledger, now)
	if err != nil {
		return err
	}
	due := map[string][]func() error{} // by receiver
	add := func(receiver string, do func() error) { due[receiver] = append(due[receiver], do) }
	for _, g := range group(s.Root, heard(all, silences, s.Inhibitions)) {
		state, isKnown := before[g.ID]
		delete(before, g.ID)
		if !isKnown {
			state = ledger.AlertGroup{ID: g.ID, Receiver: g.Route.Receiver}
		}
		add(g.Route.Receiver, func() error { return s.tend(ctx, g, state, now) })
	}
	for _, state := range before { // nothing is left of them
		if ledger.IsDue(state.NextAt, now) {
			add(state.Receiver, func() error { return s.drop(ctx, state) })
		}
	}
	for receiver, steps := range due {
		s.lanes.Go(receiver, func() { s.takeSteps(ctx, receiver, steps) })
	}
	return nil
}

// takeSteps does what is due for a receiver, one thing after another.
func (s *Sender) takeSteps(ctx context.Context, receiver string, steps []func() error) {
	for _, step := range steps {
		if err := step(); err != nil && ctx.Err() == nil {
			s.Log.Error("sending alerts", "receiver", receiver, "error", err)
		}
	}
}

// active are the silences that hold now.
func active(ctx context.Context, l *ledger.Ledger, now time.Time) ([]Matchers, error) {
	kept, err := l.Silences(ctx, now)
	if err != nil {
		return nil, err
	}
	var holding []Matchers
	for _, one := range kept {
		if !one.IsActive(now) {
			continue
		}
		matchers, _, err := labels.ParseAll(one.Matchers)
		if err != nil {
			return nil, fmt.Errorf("silence %s: %w", one.ID, err)
		}
		holding = append(holding, matchers)
	}
	return holding, nil
}

// tend tells the receiver of a group, if that is due and no other process does.
func (s *Sender) tend(ctx context.Context, g *Group, state ledger.AlertGroup, now time.Time) error {
	r := s.Receiver(g.Route.Receiver)
	if r == nil || !ledger.IsDue(state.NextAt, now) || g.Route.isMuted(now) {
		return nil
	}
	if !g.isDue(state, r.ResolvedToo, now) {
		if !state.ToldAt.IsZero() && g.isOver() {
			return s.drop(ctx, state)
		}
		return nil
	}
	until := now.Add(claimTime)
	isOurs := false
	err := s.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		isOurs, err = tx.ClaimAlertGroup(ctx, state, until)
		return err
	})
	if err != nil || !isOurs {
		return err
	}
	return s.tell(ctx, g, r, state)
}

// drop forgets a group of which nothing is left to tell.
func (s *Sender) drop(ctx context.Context, state ledger.AlertGroup) error {
	return s.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.DropAlertGroup(ctx, state) })
}

// isOver tells whether nothing of the group fires.
func (g *Group) isOver() bool {
	for _, a := range g.Alerts {
		if a.IsFiring() {
			return false
		}
	}
	return true
}

func (s *Sender) tell(ctx context.Context, g *Group, r *Receiver, state ledger.AlertGroup) error {
	told, tell := g.told(state, r.ResolvedToo)
	m, err := s.message(ctx, g, tell)
	if err != nil {
		return err
	}
	m.Key = keyOf(g, state, told)
	sending, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	err = r.Notifier.Notify(sending, m)
	now := s.Now()
	if err == nil {
		s.Observer.AlertSent(r.Name, "sent")
		state.Told, state.ToldAt, state.NextAt, state.Tries = told, now, now, 0
	} else {
		s.Observer.AlertSent(r.Name, "failed")
		pause := pauseAfter(err, state.Tries)
		s.Log.Warn("an alert was not taken and is sent again", "receiver", r.Name, "group", g.Labels, "in", pause, "error", err)
		state.Tries++
		state.NextAt = now.Add(pause)
		if state.Told == nil {
			state.Told = map[string]bool{}
		}
	}
	settle := context.WithoutCancel(ctx) // whether it was sent is recorded even while the program stops
	return s.Ledger.Write(settle, func(tx *ledger.Tx) error { return tx.SettleAlertGroup(settle, state) })
}

// keyOf names a message by what is told after what: the same at every try, and no other message's.
func keyOf(g *Group, before ledger.AlertGroup, told map[string]bool) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%d", g.ID, before.ToldAt.UnixMicro())
	for _, incident := range slices.Sorted(maps.Keys(told)) {
		fmt.Fprintf(h, "\x00%s\x00%t", incident, told[incident])
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Later is an error of a Notifier whose service asks for patience.
type Later struct {
	After time.Duration
	Err   error
}

func (l *Later) Error() string { return l.Err.Error() }

// Unwrap is the error itself.
func (l *Later) Unwrap() error { return l.Err }

func pauseAfter(err error, tries int) time.Duration {
	pause := min(time.Second<<min(tries, 20), maxPause)
	var later *Later
	if errors.As(err, &later) {
		pause = min(max(pause, later.After), maxPause)
	}
	return pause
}

// Receiver is the receiver of a name; nil if there is none.
func (c *Config) Receiver(name string) *Receiver {
	for i := range c.Receivers {
		if c.Receivers[i].Name == name {
			return &c.Receivers[i]
		}
	}
	return nil
}

func (c *Config) condition(name string) *Condition {
	for i := range c.Conditions {
		if c.Conditions[i].Name == name {
			return &c.Conditions[i]
		}
	}
	return nil
}
