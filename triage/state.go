package triage

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"hearsay/classifier/rules"
)

// State is where an item stands. docs/item-states.md draws how one becomes another.
type State string

// The states.
const (
	Open      State = "open"      // in its queue
	Held      State = "held"      // leased by Holder until HeldUntil
	Answering State = "answering" // a reply waits for its second person, or to be posted
	Answered  State = "answered"  // a verified reply is recorded where it was posted
	Dismissed State = "dismissed" // nobody's business, with a reason
	Merged    State = "merged"    // its posts went to MergedInto
)

// States are all states, in the order of an item's life.
func States() []State { return []State{Open, Held, Answering, Answered, Dismissed, Merged} }

// IsUnfinished tells whether an item waits in a queue or in somebody's hands.
func (s State) IsUnfinished() bool { return s == Open || s == Held }

// Errors that callers act on. Each is wrapped with what was tried.
var (
	ErrState  = errors.New("the item's state does not allow it")
	ErrHeld   = errors.New("the item is held by somebody else")
	ErrHolder = errors.New("the item is not held by you")
	ErrReason = errors.New("a reason is needed")
)

// IsHeld tells whether somebody holds the item at now; a lease that has ended holds nothing.
func (it *Item) IsHeld(now time.Time) bool { return it.State == Held && now.Before(it.HeldUntil) }

// IsWaiting tells whether the item is to be pulled from its queue at now.
func (it *Item) IsWaiting(now time.Time) bool {
	return it.State == Open || it.State == Held && !it.IsHeld(now)
}

// Hold gives the item to a responder until then. token is the queue's lease.
func (it *Item) Hold(user, token string, until, now time.Time) error {
	if !it.IsWaiting(now) {
		return it.refuse("pulled", ErrState)
	}
	it.State, it.Holder, it.Token, it.HeldUntil = Held, user, token, until
	return nil
}

// Extend moves the end of the holder's lease.
func (it *Item) Extend(user string, until, now time.Time) error {
	if err := it.mustHold("extended", user, now); err != nil {
		return err
	}
	it.HeldUntil = until
	return nil
}

// Park lets its holder hold the item for longer than a lease, with a reason that others see.
func (it *Item) Park(user, reason string, until, now time.Time) error {
	if reason == "" {
		return it.refuse("parked", ErrReason)
	}
	if err := it.Extend(user, until, now); err != nil {
		return err
	}
	it.Reason = reason
	return nil
}

// Release puts the item back into its queue.
func (it *Item) Release(user string, now time.Time) error {
	if err := it.mustHold("released", user, now); err != nil {
		return err
	}
	it.open()
	return nil
}

// Lapse puts an item whose lease has ended back into its queue; false if there was nothing to do.
func (it *Item) Lapse(now time.Time) bool {
	if it.State != Held || it.IsHeld(now) {
		return false
	}
	it.open()
	return true
}

// Assign hands the item to another responder, from its holder or from its queue.
func (it *Item) Assign(by, to, token string, until, now time.Time) error {
	if it.IsHeld(now) && it.Holder != by {
		return it.refuse("assigned", ErrHeld)
	}
	if !it.State.IsUnfinished() {
		return it.refuse("assigned", ErrState)
	}
	it.State, it.Holder, it.Token, it.HeldUntil = Held, to, token, until
	return nil
}

// Escalate raises the severity by a step and moves the item to queue, if one is named.
func (it *Item) Escalate(by, queue, reason string, now time.Time) error {
	if err := it.mustBeFree("escalated", by, reason, now); err != nil {
		return err
	}
	it.Severity = min(it.Severity+1, rules.Critical)
	if queue != "" {
		it.Queue = queue
	}
	it.Reason = reason
	it.open()
	return nil
}

// Overrun moves an item that waits after its deadline to queue, and raises its severity by a step; false if there was nothing to do. Whoever
// holds it keeps it.
func (it *Item) Overrun(queue string, now time.Time) bool {
	if queue == "" || it.Queue == queue || !it.IsWaiting(now) || !it.IsOverdue(now) {
		return false
	}
	it.Severity = min(it.Severity+1, rules.Critical)
	it.Queue, it.Reason = queue, "nobody answered by the deadline"
	it.open()
	return true
}

// Dismiss takes the item out of its queue for good, with a reason.
func (it *Item) Dismiss(by, reason string, now time.Time) error {
	if err := it.mustBeFree("dismissed", by, reason, now); err != nil {
		return err
	}
	it.close(Dismissed)
	it.Reason = reason
	return nil
}

// Reopen undoes a dismissal, or brings back an item whose reply was sent back or retracted.
func (it *Item) Reopen(reason string) error {
	switch it.State {
	case Dismissed, Answering, Answered:
		it.open()
		it.Reason = reason
		return nil
	}
	return it.refuse("reopened", ErrState)
}

// Submitted takes the item out of its queue while its reply waits for the second person. The holder's lease ends.
func (it *Item) Submitted(by string, now time.Time) error {
	if it.IsHeld(now) && it.Holder != by {
		return it.refuse("answered", ErrHeld)
	}
	switch it.State {
	case Open, Held, Answering:
		it.close(Answering)
		return nil
	case Answered: // by another reply: in another language, or one that this one corrects
		return nil
	}
	return it.refuse("answered", ErrState)
}

// Recorded marks the item as answered.
func (it *Item) Recorded() error {
	if it.State != Answering && it.State != Answered {
		return it.refuse("marked as answered", ErrState)
	}
	it.close(Answered)
	return nil
}

// MergeInto closes the item in favour of another of the same kind, which takes over its counts, whom it is for and what was promised of it: its
// topics and territories, its claim if the other has none, and how long it has waited.
func (it *Item) MergeInto(other *Item, by string, now time.Time) error {
	switch {
	case it.ID == other.ID:
		return fmt.Errorf("item %s cannot be merged into itself: %w", it.ID, ErrState)
	case it.Kind != other.Kind:
		return fmt.Errorf("a %s cannot be merged into a %s: %w", it.Kind, other.Kind, ErrState)
	case it.IsHeld(now) && it.Holder != by:
		return it.refuse("merged", ErrHeld)
	case !it.State.IsUnfinished(), other.State == Merged:
		return it.refuse("merged", ErrState)
	}
	other.Heat = it.Speed(now) + other.Speed(now)
	if it.LastPost.After(other.LastPost) {
		other.LastPost = it.LastPost
	}
	other.Posts += it.Posts
	other.Reach += it.Reach
	other.Severity = max(other.Severity, it.Severity)
	other.IsHarsh = other.IsHarsh || it.IsHarsh
	other.Topics, other.Territories = union(other.Topics, it.Topics), union(other.Territories, it.Territories)
	other.Claim = cmp.Or(other.Claim, it.Claim)
	if it.ComesFirst().Before(other.ComesFirst()) {
		other.ReachBy = it.ComesFirst()
	}
	other.OpenedAt, other.Deadline = earlier(other.OpenedAt, it.OpenedAt), earlier(other.Deadline, it.Deadline)
	it.close(Merged)
	it.MergedInto = other.ID
	return nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Link says which claim of the catalogue the item is about; "" takes that back. It may be said until the item is merged.
func (it *Item) Link(claim string) error {
	if it.State == Merged {
		return it.refuse("linked to a claim", ErrState)
	}
	it.Claim = claim
	return nil
}

func (it *Item) open() { it.close(Open) }

func (it *Item) close(state State) {
	it.Ended = cmp.Or(it.Token, it.Ended)
	it.State, it.Holder, it.Token, it.HeldUntil = state, "", "", time.Time{}
}

func (it *Item) mustHold(what, user string, now time.Time) error {
	if !it.IsHeld(now) || it.Holder != user {
		return it.refuse(what, ErrHolder)
	}
	return nil
}

// mustBeFree refuses what needs a reason and an item that waits or that by holds.
func (it *Item) mustBeFree(what, by, reason string, now time.Time) error {
	switch {
	case reason == "":
		return it.refuse(what, ErrReason)
	case it.IsHeld(now) && it.Holder != by:
		return it.refuse(what, ErrHeld)
	case !it.State.IsUnfinished():
		return it.refuse(what, ErrState)
	}
	return nil
}

func (it *Item) refuse(what string, why error) error {
	return fmt.Errorf("item %s is %s and was not %s: %w", it.ID, it.State, what, why)
}
