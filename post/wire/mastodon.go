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
	URI         string    `json:"uri"`
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
