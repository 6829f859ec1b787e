// Package wire decodes the native objects of platforms, as they stand in archives and on standard input: one JSON
// object a line, told apart by shape.
//
// It knows X v1.1 and v2, Bluesky Jetstream v1 and v2, Mastodon statuses and the program's own form. It does no I/O.
// Start at Decode. A collector that gets its objects from a client library converts them with the same functions,
// so that a post looks the same whichever way it came.
package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"hearsay/post"
)

// MaxLine is the longest line Decode accepts, in bytes.
const MaxLine = 8 << 20

// Event is what one object says: a post that is new or changed, a post that was deleted, or neither (a like, a follow).
type Event struct {
	Post    *post.Post
	Deleted *post.Ref
}

// ErrShape is returned for JSON that is none of the known shapes.
var ErrShape = errors.New("the object is none of X v1.1, X v2, Bluesky Jetstream, Mastodon or hearsay's own form")

// probe has one field for each key by which shapes are told apart.
type probe struct {
	Kind      string          `json:"kind"`
	DID       string          `json:"did"`
	Type      string          `json:"$type"`
	Payload   json.RawMessage `json:"payload"`
	FullText  *string         `json:"full_text"`
	IDStr     *string         `json:"id_str"`
	User      json.RawMessage `json:"user"`
	Delete    json.RawMessage `json:"delete"`
	Data      json.RawMessage `json:"data"`
	AuthorID  *string         `json:"author_id"`
	History   json.RawMessage `json:"edit_history_tweet_ids"`
	Content   *string         `json:"content"`
	Account   json.RawMessage `json:"account"`
	URI       *string         `json:"uri"`
	Event     string          `json:"event"`
	ID        json.RawMessage `json:"id"`
	Text      *string         `json:"text"`
	Truncated *bool           `json:"truncated"`
}

// Decode reads one object. The error says what is wrong with the line; it wraps ErrShape, post.ErrNoID or
// post.ErrNoText where one of them is the cause. Safe for several goroutines.
func Decode(line []byte) (Event, error) {
	if len(line) > MaxLine {
		return Event{}, fmt.Errorf("the line has %d bytes; %d is the most", len(line), MaxLine)
	}
	line = bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
	var p probe
	if err := json.Unmarshal(line, &p); err != nil {
		return Event{}, fmt.Errorf("not a JSON object of a post: %w", err)
	}
	event, err := decodeShape(line, p)
	return usable(event, err)
}

// usable is an event with its post's text cleaned, if the post can be used.
func usable(event Event, err error) (Event, error) {
	if err != nil {
		return Event{}, err
	}
	if event.Post != nil {
		event.Post.Text, event.Post.Language = post.Clean(event.Post.Text), post.LanguageOf(event.Post.Language)
		if err := event.Post.Validate(); err != nil {
			return Event{}, err
		}
	}
	return event, nil
}

func decodeShape(line []byte, p probe) (Event, error) {
	switch {
	case p.Type == "message" && p.Payload != nil, p.Kind != "" && p.DID != "":
		return decodeJetstream(line)
	case p.Delete != nil:
		return decodeTweetDelete(p.Delete)
	case p.FullText != nil, p.IDStr != nil && p.User != nil, p.Truncated != nil && p.User != nil:
		return decodeTweet(line)
	case p.Data != nil, p.AuthorID != nil, p.History != nil:
		return decodeTweetV2(line, p.Data)
	case p.Event != "" && p.Payload != nil:
		return decodeMastodonEvent(p.Event, p.Payload)
	case p.Content != nil && p.Account != nil && p.URI != nil:
		return decodeStatus(line, false)
	case p.Text != nil:
		return decodeOwn(line, p.ID)
	}
	return Event{}, ErrShape
}

// decodeOwn reads the program's own form; its id may be a string or a number.
func decodeOwn(line []byte, id json.RawMessage) (Event, error) {
	var own struct {
		post.Post
		ID any `json:"id"`
	}
	if err := json.Unmarshal(line, &own); err != nil {
		return Event{}, fmt.Errorf("a post in hearsay's own form: %w", err)
	}
	switch read := own.ID.(type) {
	case string:
		own.Post.ID = read
	case float64:
		own.Post.ID = string(bytes.TrimSpace(id))
	case nil:
	default:
		return Event{}, errors.New(`a post in hearsay's own form: "id" is neither a string nor a number`)
	}
	return Event{Post: &own.Post}, nil
}
