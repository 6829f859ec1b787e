// Package publish puts verified replies where the falsehood spreads: into the thread of a post, through the platforms' own APIs.
//
// It holds the contract that a platform fills (Publisher), how its refusals are told apart (ErrRefused, ErrUnclear, *Later),
// and the life of a dispatch, which is one reply on its way into one thread (Dispatch). It decides and does not store: package
// work does, and lets the dispatches move on. To add a platform, copy the folder mastodon and register it in app/platforms.go.
// docs/dispatch-states.md draws the life of a dispatch.
package publish

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"hearsay/post"
	"hearsay/replies"
	"hearsay/replies/thread"
)

// Account is an account of ours on a platform.
type Account struct {
	Name     string // in the configuration
	Kind     string // of its settings, as in mastodon
	Platform string // of the posts that it can answer, as in post.Ref
	Limits   thread.Platform
	// Repeat is how long a part may be sent again without its standing twice. 0 is never: who does not know what became of a
	// part has to look.
	Repeat    time.Duration
	Publisher Publisher
}

// LimitsOf are the account's limits for a thread that begins with a medium, or with none if that is nil.
func (a Account) LimitsOf(m *replies.Medium) thread.Platform {
	if m == nil {
		return a.Limits
	}
	return a.Limits.WithFile()
}

// Publisher posts through one account. It is safe for several goroutines. An error is ErrRefused, ErrUnclear, a *Later, or
// one after which it is not known what became of the request.
type Publisher interface {
	// Find finds a post that is to be answered, or one of our own, and tells what cannot be. A zero target is no post, for a
	// thread of its own, and is no place. It changes nothing.
	Find(ctx context.Context, at Target) (Place, error)
	// Request is what Send sends for a part, for people who want to see it before; a file that is sent before shows its name in
	// place of the id that it gets. It does no I/O.
	Request(p Outgoing) Request
	// Send posts a part, with its file. What was sent before with the same key is not posted again within Account.Repeat.
	Send(ctx context.Context, p Outgoing) (Place, error)
	// Withdraw deletes a post of ours. One that is gone already is no error.
	Withdraw(ctx context.Context, at Place) error
}

// Settings are one platform's part of an account in the configuration.
type Settings interface {
	// Check reports what is wrong with a field, by its YAML name, and what to do about it.
	Check(report func(field, what, remedy string))
	// Open fills in what the platform says of an account: all but Name and Kind. It does no I/O.
	Open(client *http.Client) Account
}

// Target is a post as people and the ledger know it: by its ref, its address, or both.
type Target struct {
	Ref post.Ref
	URL string
}

// Place is where something stands on a platform.
type Place struct {
	URL    string          `json:"url"`    // for people
	Handle json.RawMessage `json:"handle"` // for the platform's folder, and opaque to all others
}

// IsZero tells whether it is no place.
func (p Place) IsZero() bool { return len(p.Handle) == 0 }

// Outgoing is a part of a thread, ready to be sent.
type Outgoing struct {
	Key      string // the same at every try, and no other part's: letters, digits and hyphens
	At       time.Time
	Text     string
	Language string // ISO 639-1
	Answers  Place  // the post before it; zero for a post of its own
	File     *File  // that goes with it; nil for none
}

// File is a picture or a video that is sent with a part.
type File struct {
	replies.Medium
	Data io.ReadSeeker // nil where only a Request is made
}

// Request is what is sent to a platform, without what proves who we are.
type Request struct {
	Method  string
	Address string
	Body    any
}

// JSON is the body as it is sent, indented.
func (r Request) JSON() string {
	text, err := json.MarshalIndent(r.Body, "", "  ")
	if err != nil {
		panic("publish: a request that is no JSON: " + err.Error()) // bodies are structs of ours
	}
	return string(text)
}

// HandleOf is a value as a Place keeps it.
func HandleOf(v any) json.RawMessage {
	handle, err := json.Marshal(v)
	if err != nil {
		panic("publish: a handle that is no JSON: " + err.Error()) // handles are structs of ours
	}
	return handle
}
