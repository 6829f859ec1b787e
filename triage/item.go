// Package triage holds items: what responders work on. An item is every post that asks the same question or repeats
// the same claim; it has a place in a queue, a priority, a deadline and a state.
//
// The package is pure: no I/O, and the clock is an argument. The ledger loads items, calls it, and saves what changed.
// Start at Item for what is done to one, at Board for how posts find theirs. docs/item-states.md draws the states.
package triage

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/harsh"
	"hearsay/post"
)

// Item is one question or one false claim with all posts that carry it. It is a plain value, not safe for several
// goroutines at once.
type Item struct {
	ID          string          `json:"id"`
	Kind        classifier.Kind `json:"kind"`
	State       State           `json:"state"`
	Queue       string          `json:"queue"`
	Severity    rules.Severity  `json:"severity"`
	Language    string          `json:"language"`
	Topics      []string        `json:"topics"`
	Territories []string        `json:"territories"`
	Claim       string          `json:"claim,omitempty"` // id in the catalogue, "" if none is known

	Lead     post.Ref  `json:"lead"`  // the post that stands for the item: its first
	Posts    int64     `json:"posts"` // counts outlive the posts' texts
	Reach    int64     `json:"reach"` // followers of all authors, summed
	Heat     float64   `json:"-"`     // posts an hour as of LastPost, older ones decayed; see Speed
	LastPost time.Time `json:"last_post"`

	OpenedAt time.Time `json:"opened_at"`
	Deadline time.Time `json:"deadline"`
	ReachBy  time.Time `json:"reach_by,omitzero"` // from then on it comes before all that has waited for less; see ComesFirst
	Priority Priority  `json:"priority"`

	Holder    string    `json:"holder,omitempty"` // a user's name, while State is Held
	Token     string    `json:"-"`                // the queue's lease
	Ended     string    `json:"-"`                // the token of a lease that was ended here, of which the queue has still to be told
	HeldUntil time.Time `json:"held_until,omitzero"`

	IsHarsh    bool   `json:"is_harsh,omitempty"` // a post of it is violent or abusive
	MergedInto string `json:"merged_into,omitempty"`
	Reason     string `json:"reason,omitempty"` // of the last dismissal, escalation or return
	Version    int64  `json:"version"`          // grows with every save
}

// ID is the id of the item that a post opens. It follows from the post alone, so that two processes that see the same
// post cannot open two items for it. salt tells apart items opened from the same post: "" for its first, else the item it was split from.
func ID(lead post.Ref, salt string) string {
	sum := sha256.Sum256([]byte(lead.Platform + "\x00" + lead.ID + "\x00" + salt))
	return strings.ToLower(base32.HexEncoding.EncodeToString(sum[:])[:13])
}

// grow adds one post to the counts.
func (it *Item) grow(p post.Post, now time.Time) {
	it.Heat = it.Speed(now) + 1
	it.LastPost = now
	it.Posts++
	it.Reach += p.Reach
	it.IsHarsh = it.IsHarsh || harsh.Is(p.Text)
	if p.Territory != "" {
		it.Territories = union(it.Territories, []string{p.Territory})
	}
}

// union is a list with what it lacks of another.
func union(list, other []string) []string {
	for _, one := range other {
		if !slices.Contains(list, one) {
			list = append(list[:len(list):len(list)], one)
		}
	}
	return list
}

// Split gives some of the item's posts an item of their own, in the same queue with the same deadline. The first of them
// stands for it.
func (it *Item) Split(posts []post.Post, now time.Time) (*Item, error) {
	if it.State == Merged || len(posts) == 0 || int64(len(posts)) >= it.Posts {
		return nil, it.refuse("split", ErrState)
	}
	part := &Item{
		ID: ID(posts[0].Ref(), it.ID), Kind: it.Kind, State: Open, Queue: it.Queue, Severity: it.Severity, Language: it.Language,
		Topics: it.Topics, Claim: it.Claim, Lead: posts[0].Ref(), OpenedAt: it.OpenedAt, Deadline: it.Deadline, ReachBy: it.ReachBy,
	}
	for _, p := range posts {
		part.grow(p, now)
		it.Posts--
		it.Reach -= p.Reach
	}
	part.Reprice(now)
	it.Reprice(now)
	return part, nil
}
