package replies

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Medium is a picture or a video that goes with a reply. Its bytes stand in the ledger, by their hash.
type Medium struct {
	SHA256 string `json:"sha256"` // in hex
	Type   string `json:"type"`   // one of MediaTypes
	Size   int64  `json:"size"`   // in bytes
	Alt    string `json:"alt"`    // what it shows, for those who do not see it
}

// ErrMedium is returned for a file that the platforms do not all take, or that nobody could describe.
var ErrMedium = errors.New("the file cannot go with a reply")

// MediaTypes are the kinds of files that every platform takes.
func MediaTypes() []string { return []string{"image/jpeg", "image/png", "video/mp4"} }

// Bounds of a file, by the platform that takes least: Telegram's bots send 50 MB (https://core.telegram.org/bots/api#sendvideo),
// Bluesky's pictures have a megabyte (lexicon app.bsky.embed.images).
const (
	MaxMedium  = 50_000_000
	maxPicture = 1_000_000
	maxAlt     = 1000 // bytes
)

// NewMedium describes a file of a size by its first bytes, of which 512 are enough.
func NewMedium(sha256 string, size int64, head []byte, alt string) (*Medium, error) {
	m := &Medium{SHA256: sha256, Type: http.DetectContentType(head), Size: size, Alt: strings.TrimSpace(alt)}
	switch {
	case !slices.Contains(MediaTypes(), m.Type):
		return nil, fmt.Errorf("%w: it is %s; take one of %s", ErrMedium, m.Type, strings.Join(MediaTypes(), ", "))
	case size > MaxMedium:
		return nil, fmt.Errorf("%w: it has %d bytes; %d are the most", ErrMedium, size, MaxMedium)
	case !m.IsVideo() && size > maxPicture:
		return nil, fmt.Errorf("%w: a picture has %d bytes at most, and this has %d", ErrMedium, maxPicture, size)
	case m.Alt == "" || len(m.Alt) > maxAlt:
		return nil, fmt.Errorf("%w: say what it shows, for those who do not see it, in %d bytes at most", ErrMedium, maxAlt)
	}
	return m, nil
}

// IsVideo tells whether it is a video, and not a picture.
func (m *Medium) IsVideo() bool { return strings.HasPrefix(m.Type, "video/") }

// Name is what the file is called where a name is needed.
func (m *Medium) Name() string {
	ending := map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "video/mp4": ".mp4"}[m.Type]
	return m.SHA256[:min(len(m.SHA256), 12)] + ending
}

// Attach puts a file to the draft, in place of the one before; nil takes that away. Whoever attaches becomes an author.
func (r *Reply) Attach(by string, m *Medium) error {
	if r.State != Draft {
		return r.refuse("changed", "files are attached to a draft; send it back first")
	}
	r.Medium = m
	if !slices.Contains(r.Authors, by) {
		r.Authors = append(r.Authors, by)
	}
	return nil
}
