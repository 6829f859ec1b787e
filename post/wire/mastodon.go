package wire

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"hearsay/post"
)

// Mastodon is the platform's name in refs; ids are the statuses' ActivityPub URIs, the same on every instance.
const Mastodon = "mastodon"

// status is the part of a Mastodon status that is read.
// https://docs.joinmastodon.org/entities/Status/
type status struct {
	ID          string    `json:"id"`
	URI         string    `json:"uri"`
	Visibility  string    `json:"visibility"`
	URL         string    `json:"url"`
	Content     string    `json:"content"`
	SpoilerText string    `json:"spoiler_text"`
	CreatedAt   time.Time `json:"created_at"`
	EditedAt    string    `json:"edited_at"`
	Language    string    `json:"language"`
	Reblogs     int64     `json:"reblogs_count"`
	InReplyTo   string    `json:"in_reply_to_id"`
	Reblog      *status   `json:"reblog"`
	Account     struct {
		Acct      string `json:"acct"`
		URL       string `json:"url"`
		Followers int64  `json:"followers_count"`
		NoIndex   bool   `json:"noindex"`
		Indexable *bool  `json:"indexable"` // not said by servers before 4.2
	} `json:"account"`
	Tags []struct {
		Name string `json:"name"`
	} `json:"tags"`
}

// decodeMastodonEvent reads a line of the streaming API; the payload is a status as a string of JSON, or an id.
// A deletion names the id on the instance only, which refs do not use: it cannot be matched and says so.
func decodeMastodonEvent(event string, payload json.RawMessage) (Event, error) {
	var inner string
	if err := json.Unmarshal(payload, &inner); err != nil {
		return Event{}, fmt.Errorf("a streaming event of Mastodon: %w", err)
	}
	switch event {
	case "update", "status.update":
		return decodeStatus([]byte(inner), event == "status.update")
	}
	return Event{}, nil
}

// Status is a status of an instance.
type Status struct {
	Post post.Post
	ID   string // on the instance that it was read from
	// OptedOut is true of an account, its own or that of what it boosts, that does not want to be indexed.
	OptedOut bool
	Public   bool
}

// ReadStatus reads a status as the API of an instance gives it.
func ReadStatus(raw []byte) (Status, error) {
	var s status
	if err := json.Unmarshal(raw, &s); err != nil {
		return Status{}, fmt.Errorf("a Mastodon status: %w", err)
	}
	read := Status{Post: fromStatus(s), ID: s.ID, OptedOut: s.optedOut(), Public: s.isPublic()}
	if s.Reblog != nil {
		read.OptedOut, read.Public = read.OptedOut || s.Reblog.optedOut(), read.Public && s.Reblog.isPublic()
	}
	read.Post.Text = post.Clean(read.Post.Text)
	return read, nil
}

func (s *status) optedOut() bool {
	return s.Account.NoIndex || s.Account.Indexable != nil && !*s.Account.Indexable
}

func (s *status) isPublic() bool { return s.Visibility == "" || s.Visibility == "public" }

func decodeStatus(line []byte, edited bool) (Event, error) {
	var s status
	if err := json.Unmarshal(line, &s); err != nil {
		return Event{}, fmt.Errorf("a Mastodon status: %w", err)
	}
	p := fromStatus(s)
	p.Edited = p.Edited || edited
	if p.Text == "" && p.RepostOf == "" {
		return Event{}, nil // pictures without words
	}
	return Event{Post: &p}, nil
}

func fromStatus(s status) post.Post {
	shown := s
	if s.Reblog != nil {
		shown = *s.Reblog
	}
	text, links := post.FromHTML(shown.Content)
	if shown.SpoilerText != "" {
		text = shown.SpoilerText + "\n" + text
	}
	p := post.Post{
		Platform:  Mastodon,
		ID:        s.URI,
		URL:       s.URL,
		Author:    s.Account.URL,
		Text:      strings.TrimSpace(text),
		Language:  shown.Language,
		CreatedAt: s.CreatedAt,
		Reach:     s.Account.Followers,
		Shares:    shown.Reblogs,
		Links:     links,
		ReplyTo:   s.InReplyTo,
		Edited:    s.EditedAt != "",
		Space:     instance(s.URI),
	}
	if s.Reblog != nil {
		p.RepostOf = s.Reblog.URI
	}
	if len(shown.Tags) > 0 {
		p.Space = "#" + strings.ToLower(shown.Tags[0].Name)
	}
	return p
}

func instance(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return ""
	}
	return u.Host
}
