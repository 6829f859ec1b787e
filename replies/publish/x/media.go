package x

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"hearsay/replies/publish"
)

// media are the files of a post.
type media struct {
	IDs []string `json:"media_ids"`
}

// upload is a file on its way: https://docs.x.com/x-api/media/initialize-media-upload and what follows it there.
type upload struct {
	Data struct {
		ID         string      `json:"id"`
		Processing *processing `json:"processing_info"`
	} `json:"data"`
}

type processing struct {
	State string `json:"state"` // pending, in_progress, failed or succeeded
	Check int    `json:"check_after_secs"`
	Error struct {
		Message string `json:"message"`
	} `json:"error"`
}

// segment is how much of a file is sent at once, in bytes; X takes up to 5 MB.
const segment = 4 << 20

// upload sends a file, says what it shows, and waits until X is done with it.
func (p *publisher) upload(ctx context.Context, f *publish.File) (id string, err error) {
	category := "tweet_image"
	if f.IsVideo() {
		category = "tweet_video"
	}
	var u upload
	begin := map[string]any{"media_type": f.Type, "total_bytes": f.Size, "media_category": category}
	if err := p.step(ctx, http.MethodPost, "/2/media/upload/initialize", begin, &u); err != nil {
		return "", err
	}
	id = u.Data.ID
	path := "/2/media/upload/" + url.PathEscape(id)
	for n := int64(0); n*segment < f.Size; n++ {
		form, err := f.Form(map[string]string{"segment_index": strconv.FormatInt(n, 10)}, "media", n*segment, min(segment, f.Size-n*segment))
		if err != nil {
			return "", publish.Before(err)
		}
		if err := publish.Upload(ctx, p.client, p.base+path+"/append", form, nil, nil, ""); err != nil {
			return "", err
		}
	}
	if err := p.step(ctx, http.MethodPost, path+"/finalize", nil, &u); err != nil {
		return "", err
	}
	shows := map[string]any{"id": id, "metadata": map[string]any{"alt_text": map[string]string{"text": f.Alt}}}
	if err := p.step(ctx, http.MethodPost, "/2/media/metadata", shows, nil); err != nil {
		return "", err
	}
	return id, p.processed(ctx, id, u.Data.Processing)
}

// processed waits until X has looked through a file.
func (p *publisher) processed(ctx context.Context, id string, now *processing) error {
	for now != nil && now.State != "succeeded" {
		if now.State == "failed" {
			return fmt.Errorf("%w: X cannot use the file: %s", publish.ErrRefused, now.Error.Message)
		}
		select {
		case <-ctx.Done():
			return publish.Before(ctx.Err())
		case <-time.After(time.Duration(max(now.Check, 1)) * time.Second):
		}
		var u upload
		if err := p.step(ctx, http.MethodGet, "/2/media/upload?command=STATUS&media_id="+url.QueryEscape(id), nil, &u); err != nil {
			return err
		}
		now = u.Data.Processing
	}
	return nil
}

// step is a call before the post itself.
func (p *publisher) step(ctx context.Context, method, path string, in, into any) error {
	return publish.Before(publish.Ask(ctx, p.client, publish.Request{Method: method, Address: p.base + path, Body: in}, nil, into, ""))
}
