package mastodon

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"hearsay/replies/publish"
)

// medium is a file as the instance has it. It has no address yet while the instance looks through it.
type medium struct {
	ID  string  `json:"id"`
	URL *string `json:"url"`
}

// processing is how long to wait between two looks whether the instance is done with a file.
const processing = 2 * time.Second

// upload sends a file, and waits until it can be posted: https://docs.joinmastodon.org/methods/media/#v2
func (p *publisher) upload(ctx context.Context, f *publish.File) (id string, err error) {
	form, err := f.Form(map[string]string{"description": f.Alt}, "file", 0, f.Size)
	if err != nil {
		return "", publish.Before(err)
	}
	var kept medium
	if err := publish.Upload(ctx, p.client, p.base+"/api/v2/media", form, p.header(), &kept, p.token); err != nil {
		return "", err
	}
	for kept.URL == nil {
		select {
		case <-ctx.Done():
			return "", publish.Before(ctx.Err())
		case <-time.After(processing):
		}
		look := publish.Request{Method: http.MethodGet, Address: p.base + "/api/v1/media/" + url.PathEscape(kept.ID)}
		if err := publish.Before(p.ask(ctx, look, "", &kept)); err != nil {
			return "", err
		}
	}
	return kept.ID, nil
}
