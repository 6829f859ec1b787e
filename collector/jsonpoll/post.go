package jsonpoll

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"hearsay/post"
)

// parse reads JSON; numbers keep their digits, so that an id of 64 bits stays whole.
func parse(body []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var answer any
	if err := decoder.Decode(&answer); err != nil {
		return nil, fmt.Errorf("%w: %w", errNotJSON, err)
	}
	return answer, nil
}

// at is what stands at a path, nil if nothing does.
func at(value any, path string) any {
	if path == "" {
		return value
	}
	for key := range strings.SplitSeq(path, ".") {
		switch inner := value.(type) {
		case map[string]any:
			value = inner[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(inner) {
				return nil
			}
			value = inner[i]
		default:
			return nil
		}
	}
	return value
}

// text is a value as text, empty for null, lists and objects.
func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// post makes a post of an item.
func (s *source) post(item any) post.Post {
	f := &s.settings.Fields
	get := func(path string) string {
		if path == "" {
			return ""
		}
		return text(at(item, path))
	}
	p := post.Post{
		Platform: s.settings.Platform, ID: get(f.ID), URL: get(f.URL), Author: get(f.Author), Text: get(f.Text),
		Language: get(f.Language), Space: get(f.Space), ReplyTo: get(f.ReplyTo), Territory: s.settings.Territory,
		Reach: whole(get(f.Reach)), Shares: whole(get(f.Shares)), CreatedAt: moment(get(f.CreatedAt)),
	}
	if s.settings.HTML {
		p.Text, p.Links = post.FromHTML(p.Text)
	}
	if title := get(f.Title); title != "" {
		p.Text = strings.TrimSpace(title + "\n" + p.Text)
	}
	p.Text = post.Clean(p.Text)
	if p.Language == "" {
		p.Language = s.settings.Language
	}
	if s.settings.Space != "" {
		p.Space = s.settings.Space
	}
	return p
}

func whole(s string) int64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 0 || n > 1<<53 {
		return 0
	}
	return int64(n)
}

// moment reads a time, in RFC 3339 or Unix seconds. One that cannot be read is the zero time.
func moment(s string) time.Time {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC()
	}
	if seconds, err := strconv.ParseFloat(s, 64); err == nil && seconds > 0 && seconds < 1e11 {
		return time.Unix(int64(seconds), 0).UTC()
	}
	return time.Time{}
}
