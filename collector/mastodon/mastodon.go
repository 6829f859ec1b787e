// Package mastodon collects public posts of a Mastodon instance, and of servers with the same API (Pleroma, GoToSocial):
// https://docs.joinmastodon.org/methods/timelines/
package mastodon

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"hearsay/collector"
	"hearsay/collector/stream"
)

// Settings of a Mastodon source: one timeline of one instance.
type Settings struct {
	Instance string `yaml:"instance" doc:"its address"`
	Timeline string `yaml:"timeline" doc:"public (what the instance knows of), local, or hashtag"`
	Hashtag  string `yaml:"hashtag" doc:"without #"`
	Token    string `yaml:"token" doc:"an access token; many instances ask for one, and streams always do"`
	Stream   bool   `yaml:"stream" doc:"keep a connection open instead of asking again and again"`
	PageSize int    `yaml:"page_size" doc:"1 to 40 posts a page; 40 if left out"`
}

// mostPerPage is what the API gives at most.
const mostPerPage = 40

// Check implements collector.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if u, err := url.Parse(s.Instance); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		report("instance", fmt.Sprintf("%q is not the address of an instance", s.Instance), "write it as in https://mastodon.example")
	}
	switch s.Timeline {
	case "", "public", "local":
		if s.Hashtag != "" {
			report("hashtag", "only the timeline of a hashtag has one", "set timeline: hashtag")
		}
	case "hashtag":
		if s.Hashtag == "" || strings.ContainsAny(s.Hashtag, "#/ ") {
			report("hashtag", fmt.Sprintf("%q is not a hashtag", s.Hashtag), "write one word without #")
		}
	default:
		report("timeline", fmt.Sprintf("%q is not a timeline", s.Timeline), "write public, local or hashtag")
	}
	if s.Stream && s.Token == "" {
		report("stream", "instances stream to those with a token only", "set token, as in ${MASTODON_TOKEN}, or leave out stream")
	}
	if s.PageSize < 0 || s.PageSize > mostPerPage {
		report("page_size", fmt.Sprintf("%d posts a page is out of range", s.PageSize), "write 1 to 40, or leave it out")
	}
}

// Open implements collector.Settings.
func (s *Settings) Open(env collector.Env) (collector.Source, error) {
	base, err := url.Parse(strings.TrimSuffix(s.Instance, "/"))
	if err != nil {
		return nil, fmt.Errorf("instance: %w", err)
	}
	opened := &source{settings: *s, base: base, env: env, keeper: stream.Keeper{Log: env.Log, Broke: env.Broke}}
	if s.PageSize == 0 {
		opened.settings.PageSize = mostPerPage
	}
	return opened, nil
}

type source struct {
	settings Settings
	base     *url.URL
	env      collector.Env
	keeper   stream.Keeper
}

// cursor is the newest status that is durable, by the instance's own id. Ids grow with time:
// https://docs.joinmastodon.org/api/guidelines/#id
type cursor struct {
	MinID string `json:"min_id"`
}

// see moves the cursor to an id that is higher.
func (at *cursor) see(id string) {
	if len(id) > len(at.MinID) || len(id) == len(at.MinID) && id > at.MinID {
		at.MinID = id
	}
}

// overlap is read again at every sweep: a post from elsewhere may get its id a moment before those that are shown
// already. What is known is not stored twice.
const overlap = 5 * time.Second

// resume is the id to read from: a little before the cursor where ids are Mastodon's, milliseconds shifted by 16 bits.
func (at cursor) resume() string {
	id, err := strconv.ParseInt(at.MinID, 10, 64)
	const milliseconds2016 = 1_451_606_400_000 // ids from before were counted from one
	if err != nil || id>>16 < milliseconds2016 {
		return at.MinID
	}
	return strconv.FormatInt(id-overlap.Milliseconds()<<16, 10)
}

// Collect reads the timeline from the cursor on, and if it is to be streamed, what comes then.
func (s *source) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	var at cursor
	if err := from.Decode(&at); err != nil {
		return err
	}
	if !s.settings.Stream {
		return s.catchUp(ctx, &at, deliver)
	}
	return s.stream(ctx, &at, deliver)
}

// catchUp reads pages upwards, each the next newer one, until one is empty. Without a cursor it reads the newest page only.
func (s *source) catchUp(ctx context.Context, at *cursor, deliver collector.Deliver) error {
	first := at.MinID == ""
	for from := at.resume(); ; {
		page, header, err := s.page(ctx, from)
		if err != nil {
			return err
		}
		next := *at
		batch := collector.Batch{}
		for _, raw := range page {
			id := s.take(&batch, raw, false)
			next.see(id)
		}
		if len(page) == 0 {
			return nil
		}
		if batch.Cursor, err = collector.EncodeCursor(next); err != nil {
			return err
		}
		if err := deliver(ctx, batch); err != nil {
			return err
		}
		*at = next
		above := pageAbove(header)
		if above == "" {
			above = newest(page)
		}
		if first || above == "" || above == from {
			return nil
		}
		from = above
		if wait := collector.Exhausted(header, time.Now()); wait != nil {
			return wait
		}
	}
}

// page is the page above an id, the newest one for "".
func (s *source) page(ctx context.Context, from string) ([]json.RawMessage, http.Header, error) {
	query := url.Values{"limit": {strconv.Itoa(s.settings.PageSize)}}
	if from != "" {
		query.Set("min_id", from)
	}
	path := "/api/v1/timelines/public"
	switch s.settings.Timeline {
	case "local":
		query.Set("local", "true")
	case "hashtag":
		path = "/api/v1/timelines/tag/" + url.PathEscape(s.settings.Hashtag)
	}
	var page []json.RawMessage
	answer, err := s.ask(ctx, path+"?"+query.Encode(), &page)
	if err != nil {
		return nil, nil, err
	}
	return page, answer.Header, nil
}

func (s *source) ask(ctx context.Context, path string, into any) (*collector.Answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base.String()+path, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("asking the instance: %w", err)
	}
	s.authorize(request.Header)
	return collector.AskJSON(s.env.Client, request, into)
}

func (s *source) authorize(h http.Header) {
	if s.settings.Token != "" {
		h.Set("Authorization", "Bearer "+s.settings.Token)
	}
}

// pageAbove is the min_id of the page above, as the Link header names it (https://docs.joinmastodon.org/api/guidelines/#pagination).
// Its address is not followed: it may lead elsewhere.
func pageAbove(h http.Header) string {
	for link := range strings.SplitSeq(h.Get("Link"), ",") {
		address, rel, _ := strings.Cut(link, ";")
		if !strings.Contains(rel, `rel="prev"`) {
			continue
		}
		if u, err := url.Parse(strings.Trim(strings.TrimSpace(address), "<>")); err == nil {
			return u.Query().Get("min_id")
		}
	}
	return ""
}

// newest is the highest id of a page. A page has the newest first, but no promise of it.
func newest(page []json.RawMessage) string {
	var top cursor
	for _, raw := range page {
		var head struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(raw, &head) == nil {
			top.see(head.ID)
		}
	}
	return top.MinID
}
