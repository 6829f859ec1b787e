package bluesky

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"hearsay/post/wire"
)

// event is one of either version: where it stands in the stream, and what it says.
type event struct {
	did     string
	timeUS  int64
	seq     int64 // at the instance; 0 where it does not say
	commit  *wire.Commit
	account *account
	info    string // what the instance says of the stream itself
}

type account struct {
	Active bool   `json:"active"`
	Status string `json:"status"` // takendown, suspended, deleted, deactivated
}

// goneStatuses are those of accounts whose posts the network shows no more.
var goneStatuses = []string{"deleted", "takendown", "suspended", "deactivated"}

// both is an event of Jetstream v1, or a frame of v2 around one.
type both struct {
	DID     string       `json:"did"`
	TimeUS  int64        `json:"time_us"`
	Cursor  int64        `json:"cursor"`
	Kind    string       `json:"kind"` // commit, identity, account
	Account *account     `json:"account"`
	Commit  *wire.Commit `json:"commit"`

	Type    string `json:"$type"` // message, or error
	Error   string `json:"error"`
	Message string `json:"message"`
	Payload *struct {
		Type    string    `json:"$type"` // network.bsky.jetstream.subscribeEvents#commit, …
		DID     string    `json:"did"`
		Time    time.Time `json:"time"`
		Seq     int64     `json:"seq"`
		Account *account  `json:"account"`
		account           // some servers leave out the layer
		wire.Commit
		Name    string `json:"name"`    // of an #info
		Message string `json:"message"` // of an #info
	} `json:"payload"`
}

var errNoEvent = errors.New("neither an event of Jetstream v1 nor of v2")

// readEvent reads an event of either version.
func readEvent(data []byte) (event, error) {
	var b both
	if err := json.Unmarshal(data, &b); err != nil {
		return event{}, err
	}
	switch p := b.Payload; {
	case p != nil && p.DID != "":
		e := event{did: p.DID, timeUS: p.Time.UnixMicro(), seq: p.Seq}
		switch _, kind, _ := strings.Cut(p.Type, "#"); kind {
		case "commit":
			e.commit = &p.Commit
		case "account":
			if e.account = p.Account; e.account == nil {
				e.account = &p.account
			}
		}
		return e, nil
	case p != nil && p.Name != "":
		return event{info: p.Name + ": " + p.Message}, nil // such as OutdatedCursor: what came before is lost
	case p != nil || b.Type != "":
		return event{}, nil // a kind of frame that is newer than this program
	case b.DID != "":
		e := event{did: b.DID, timeUS: b.TimeUS, seq: b.Cursor}
		switch b.Kind {
		case "commit":
			e.commit = b.Commit
		case "account":
			e.account = b.Account
		}
		return e, nil
	}
	return event{}, errNoEvent
}

// errorFrame is what an instance says before it closes a stream of v2.
type errorFrame struct {
	Name    string `json:"error"` // FutureCursor, ConsumerTooSlow, …
	Message string `json:"message"`
}

func (e *errorFrame) Error() string {
	return fmt.Sprintf("the instance ends the stream: %s: %s", e.Name, e.Message)
}

// asError reads an error frame; nil for any other message.
func asError(data []byte) error {
	var f struct {
		Type string `json:"$type"`
		errorFrame
	}
	if json.Unmarshal(data, &f) != nil || f.Type != "error" {
		return nil
	}
	return &f.errorFrame
}

// found is an answer of app.bsky.feed.searchPosts.
type found struct {
	Cursor string               `json:"cursor"`
	Posts  wire.List[foundPost] `json:"posts"`
}

type foundPost struct {
	URI     string          `json:"uri"`
	Record  json.RawMessage `json:"record"`
	Reposts int64           `json:"repostCount"`
	Quotes  int64           `json:"quoteCount"`
	Indexed time.Time       `json:"indexedAt"`
}
