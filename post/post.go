// Package post holds the normalised post: what every platform's messages become before anything else sees them.
//
// It knows no platform. A collector fills a Post; the classifier reads one; the ledger keeps it. Start at Post.
package post

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxText is the most text kept of one post, in bytes. Longer text is cut at a character.
const MaxText = 64 << 10

// Ref names one post on one platform. It is comparable and the identity of a post everywhere.
type Ref struct {
	Platform string `json:"platform"` // "twitter", "bluesky", "mastodon", "feed", ...
	ID       string `json:"id"`       // the platform's own id
}

// String is "platform/id".
func (r Ref) String() string { return r.Platform + "/" + r.ID }

// IsUsable tells whether the id is one that the ledger can keep and look for.
func (r Ref) IsUsable() bool {
	return r.ID != "" && isID(r.ID) && len(r.Platform) <= maxName && isSafe(r.Platform)
}

// Author is whoever posts under one name on one platform.
type Author struct {
	Platform string
	Name     string // as the platform has it
}

// Post is one message on a platform. It is a plain value; copies share their slices and must not change them.
type Post struct {
	Platform  string    `json:"platform,omitempty"`
	ID        string    `json:"id"`
	URL       string    `json:"url,omitempty"`
	Author    string    `json:"author,omitempty"` // the platform's handle until the pipeline makes it a pseudonym
	Text      string    `json:"text"`
	Language  string    `json:"language,omitempty"` // ISO 639-1 as the platform or author declares it; empty if unknown
	CreatedAt time.Time `json:"created_at,omitzero"`
	Space     string    `json:"space,omitempty"`     // subreddit, hashtag, instance, channel, feed, page
	Reach     int64     `json:"reach,omitempty"`     // followers of the author, 0 if unknown
	Shares    int64     `json:"shares,omitempty"`    // reposts and quotes, as the platform counts them
	Links     []string  `json:"links,omitempty"`     // absolute URLs, shorteners resolved where the platform says to what
	ReplyTo   string    `json:"reply_to,omitempty"`  // id, on the same platform, of the post this one answers
	RepostOf  string    `json:"repost_of,omitempty"` // id of the post this one repeats without a word of its own
	QuoteOf   string    `json:"quote_of,omitempty"`  // id of the post this one shows beneath its own words
	Territory string    `json:"territory,omitempty"` // where it is from, when the source or the post says so
	Edited    bool      `json:"edited,omitempty"`    // the platform says that this replaces an earlier text
	// Alias is another id by which the platform may name this post when it is deleted: a Mastodon instance's own.
	Alias string `json:"-"`
	// Hand is who handed it in, under a key and the day; "" for what was not.
	Hand string `json:"-"`
	// HandedIn is true of what somebody handed in for the desk to look at: it is never nobody's business.
	HandedIn bool `json:"-"`
}

// Ref is the post's identity.
func (p Post) Ref() Ref { return Ref{p.Platform, p.ID} }

// Original is the post that this one spreads: what it reposts or quotes. The second result is false if it stands alone.
func (p Post) Original() (Ref, bool) {
	switch {
	case p.RepostOf != "":
		return Ref{p.Platform, p.RepostOf}, true
	case p.QuoteOf != "":
		return Ref{p.Platform, p.QuoteOf}, true
	}
	return Ref{}, false
}

// Errors of Validate.
var (
	ErrNoID   = errors.New("the post has no id")
	ErrID     = fmt.Errorf("the post's id or platform cannot be kept: more than %d bytes, a NUL or no UTF-8", MaxID)
	ErrNoText = errors.New("the post has no text")
)

// Validate reports what makes a post unusable. Only a repost may come without a text.
func (p Post) Validate() error {
	switch {
	case p.ID == "":
		return ErrNoID
	case !p.Ref().IsUsable():
		return ErrID
	}
	if p.RepostOf == "" && strings.TrimSpace(p.Text) == "" {
		return fmt.Errorf("post %s: %w", p.Ref(), ErrNoText)
	}
	return nil
}

// Clean makes text safe to keep and compare: valid UTF-8, no NUL and no other control characters than line breaks
// and tabs, no invisible direction marks, at most MaxText bytes.
func Clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < 0x20 || r == 0x7F, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFEFF:
			return -1
		}
		return r
	}, text)
	return Cut(strings.TrimSpace(text), MaxText)
}

// Cut shortens s to at most n bytes without splitting a character.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Pseudonym replaces an author's handle by a stable name that cannot be turned back without the key: the same
// author is the same pseudonym within one ledger, and nobody elsewhere. An empty author stays empty.
func Pseudonym(key []byte, platform, author string) string {
	if author == "" {
		return ""
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(platform))
	mac.Write([]byte{0})
	mac.Write([]byte(strings.ToLower(author)))
	return strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil))[:12])
}
