package wire

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"hearsay/post"
)

// Bluesky is the platform's name in refs; ids are at:// URIs.
const Bluesky = "bluesky"

// Commit is what a commit of a Jetstream says, in the part that v1 and v2 share: https://github.com/bluesky-social/jetstream. Event reads it.
type Commit struct {
	Operation  string          `json:"operation"` // create, update, delete
	Collection string          `json:"collection"`
	RKey       string          `json:"rkey"`
	Record     json.RawMessage `json:"record"`
}

const (
	postCollection   = "app.bsky.feed.post"
	repostCollection = "app.bsky.feed.repost"
)

// feedPost is the part of an app.bsky.feed.post record that is read.
type feedPost struct {
	Text      string   `json:"text"`
	CreatedAt string   `json:"createdAt"`
	Langs     []string `json:"langs"`
	Tags      []string `json:"tags"`
	Reply     *struct {
		Parent struct {
			URI string `json:"uri"`
		} `json:"parent"`
	} `json:"reply"`
	Embed  *embed  `json:"embed"`
	Facets []facet `json:"facets"`
}

type embed struct {
	Type     string          `json:"$type"`
	Record   json.RawMessage `json:"record"` // a strong ref, or for recordWithMedia a record around one
	External *struct {
		URI string `json:"uri"`
	} `json:"external"`
}

type facet struct {
	Features []struct {
		Type string `json:"$type"`
		URI  string `json:"uri"`
		Tag  string `json:"tag"`
	} `json:"features"`
}

// Event is what a commit of an account says that the stream saw then, as Decode gives it.
func (c *Commit) Event(did string, seen time.Time) (Event, error) {
	return usable(fromCommit(did, *c, seen))
}

func decodeJetstream(line []byte) (Event, error) {
	var m struct {
		DID     string          `json:"did"`
		TimeUS  int64           `json:"time_us"`
		Kind    string          `json:"kind"`
		Commit  *Commit         `json:"commit"`
		Payload json.RawMessage `json:"payload"` // of v2
	}
	if err := json.Unmarshal(line, &m); err != nil {
		return Event{}, fmt.Errorf("an event of Jetstream: %w", err)
	}
	if m.Payload != nil {
		return decodeJetstreamV2(m.Payload)
	}
	if m.Kind != "commit" || m.Commit == nil {
		return Event{}, nil
	}
	return fromCommit(m.DID, *m.Commit, time.UnixMicro(m.TimeUS).UTC())
}

func decodeJetstreamV2(payload json.RawMessage) (Event, error) {
	var m struct {
		Type string    `json:"$type"`
		DID  string    `json:"did"`
		Time time.Time `json:"time"`
		Commit
	}
	if err := json.Unmarshal(payload, &m); err != nil {
		return Event{}, fmt.Errorf("an event of Jetstream v2: %w", err)
	}
	if !strings.HasSuffix(m.Type, "#commit") {
		return Event{}, nil
	}
	return fromCommit(m.DID, m.Commit, m.Time)
}

func fromCommit(did string, c Commit, seen time.Time) (Event, error) {
	uri := "at://" + did + "/" + c.Collection + "/" + c.RKey
	switch {
	case c.Collection != postCollection && c.Collection != repostCollection:
		return Event{}, nil
	case c.Operation == "delete":
		return Event{Deleted: &post.Ref{Platform: Bluesky, ID: uri}}, nil
	case c.Collection == repostCollection:
		return fromRepost(did, uri, c.Record, seen)
	}
	var record feedPost
	if err := json.Unmarshal(c.Record, &record); err != nil {
		return Event{}, fmt.Errorf("a record of %s: %w", postCollection, err)
	}
	if strings.TrimSpace(record.Text) == "" {
		return Event{}, nil // a picture without words
	}
	p := fromFeedPost(did, uri, c.RKey, record, seen)
	p.Edited = c.Operation == "update"
	return Event{Post: &p}, nil
}

// FromRecord normalises a post's record that stands at an at:// URI, as searches give it.
func FromRecord(uri string, record json.RawMessage, seen time.Time) (post.Post, error) {
	var read feedPost
	if err := json.Unmarshal(record, &read); err != nil {
		return post.Post{}, fmt.Errorf("a record of %s: %w", postCollection, err)
	}
	did, rest, _ := strings.Cut(strings.TrimPrefix(uri, "at://"), "/")
	_, rkey, found := strings.Cut(rest, "/")
	if !found {
		return post.Post{}, fmt.Errorf("%q is not the URI of a record", uri)
	}
	p := fromFeedPost(did, uri, rkey, read, seen)
	p.Text = post.Clean(p.Text)
	return p, nil
}

func fromRepost(did, uri string, raw json.RawMessage, seen time.Time) (Event, error) {
	var record struct {
		Subject struct {
			URI string `json:"uri"`
		} `json:"subject"`
	}
	if err := json.Unmarshal(raw, &record); err != nil {
		return Event{}, fmt.Errorf("a record of %s: %w", repostCollection, err)
	}
	if record.Subject.URI == "" {
		return Event{}, fmt.Errorf("a record of %s names no subject", repostCollection)
	}
	return Event{Post: &post.Post{Platform: Bluesky, ID: uri, Author: did, CreatedAt: seen, RepostOf: record.Subject.URI}}, nil
}

// fromFeedPost normalises a post record. The author sets createdAt at will, so that the stream's own time stands in
// where the claimed one is unreadable or lies in the future.
func fromFeedPost(did, uri, rkey string, record feedPost, seen time.Time) post.Post {
	p := post.Post{
		Platform:  Bluesky,
		ID:        uri,
		URL:       "https://bsky.app/profile/" + did + "/post/" + rkey,
		Author:    did,
		Text:      record.Text,
		CreatedAt: seen,
	}
	if created, err := time.Parse(time.RFC3339, record.CreatedAt); err == nil && created.Before(seen) {
		p.CreatedAt = created.UTC()
	}
	if len(record.Langs) > 0 {
		p.Language = post.LanguageOf(record.Langs[0])
	}
	if record.Reply != nil {
		p.ReplyTo = record.Reply.Parent.URI
	}
	for _, f := range record.Facets {
		for _, feature := range f.Features {
			switch {
			case feature.URI != "":
				p.Links = append(p.Links, feature.URI)
			case feature.Tag != "" && p.Space == "":
				p.Space = "#" + strings.ToLower(feature.Tag)
			}
		}
	}
	if record.Embed != nil {
		p.QuoteOf = quotedURI(record.Embed)
		if record.Embed.External != nil {
			p.Links = append(p.Links, record.Embed.External.URI)
		}
	}
	return p
}

func quotedURI(e *embed) string {
	var ref struct {
		URI    string `json:"uri"`
		Record struct {
			URI string `json:"uri"`
		} `json:"record"`
	}
	if json.Unmarshal(e.Record, &ref) != nil {
		return "" // an embed of a kind without a record
	}
	if ref.URI != "" {
		return ref.URI
	}
	return ref.Record.URI
}
