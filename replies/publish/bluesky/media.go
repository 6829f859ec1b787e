package bluesky

import (
	"context"
	"encoding/json"
	"net/http"

	"hearsay/replies/publish"
)

// embed is a picture or a video in a post: app.bsky.embed.images, app.bsky.embed.video.
type embed struct {
	Type   string          `json:"$type"`
	Images []image         `json:"images,omitempty"`
	Video  json.RawMessage `json:"video,omitempty"`
	Alt    string          `json:"alt,omitempty"`
}

type image struct {
	Image json.RawMessage `json:"image"`
	Alt   string          `json:"alt"`
}

func embedOf(f *publish.File, blob json.RawMessage) *embed {
	if f.IsVideo() {
		return &embed{Type: "app.bsky.embed.video", Video: blob, Alt: f.Alt}
	}
	return &embed{Type: "app.bsky.embed.images", Images: []image{{blob, f.Alt}}}
}

// upload sends a file, and is its blob as posts name it: com.atproto.repo.uploadBlob. A blob that no post names is dropped by
// the server after a while.
func (p *publisher) upload(ctx context.Context, f *publish.File) (blob json.RawMessage, err error) {
	var kept struct {
		Blob json.RawMessage `json:"blob"`
	}
	err = p.session.as(ctx, func(token string) error {
		whole, err := f.Whole()
		if err != nil {
			return err
		}
		header := http.Header{"Authorization": {"Bearer " + token}}
		return publish.AskForm(ctx, p.session.client, p.session.base+"/xrpc/com.atproto.repo.uploadBlob", whole, header, &kept, token)
	})
	return kept.Blob, publish.Before(err)
}
