package telegram

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"hearsay/collector"
	"hearsay/collector/robots"
	"hearsay/post"
)

// preview reads the page that t.me shows of a public channel: about twenty messages, the newest at the end.
type preview struct {
	channel string
	base    string
	env     collector.Env
	robots  *robots.Rules
}

// previewCursor is the highest message that is durable.
type previewCursor struct {
	After int64 `json:"after"`
}

// mostPage bounds a page, in bytes.
const mostPage = 8 << 20

// mostPages bounds a sweep.
const mostPages = 50

// Collect reads the newest page, or from a cursor on the pages above it, until one has nothing new.
func (p *preview) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	var at previewCursor
	if err := from.Decode(&at); err != nil {
		return err
	}
	for range mostPages {
		posts, highest, err := p.page(ctx, at)
		if err != nil {
			return err
		}
		if highest <= at.After {
			return nil
		}
		first := at.After == 0
		at.After = highest
		encoded, err := collector.EncodeCursor(at)
		if err != nil {
			return err
		}
		if err := deliver(ctx, collector.Batch{Posts: posts, Cursor: encoded}); err != nil || first {
			return err
		}
	}
	return nil
}

func (p *preview) page(ctx context.Context, at previewCursor) (posts []post.Post, highest int64, err error) {
	address := p.base + "/s/" + p.channel
	if at.After > 0 {
		address += "?after=" + strconv.FormatInt(at.After, 10)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, 0, fmt.Errorf("asking for the preview: %w", err)
	}
	if err := p.robots.Check(ctx, request.URL); err != nil {
		return nil, 0, err
	}
	answer, err := collector.Ask(p.env.Client, request, mostPage)
	if err != nil {
		return nil, 0, err
	}
	if !strings.Contains(answer.URL.Path, "/s/") {
		return nil, 0, fmt.Errorf("%s has no public preview; is it a channel, and are previews allowed there?", address)
	}
	return p.read(answer.Body)
}

// read reads the messages of a page.
func (p *preview) read(body []byte) (posts []post.Post, highest int64, err error) {
	document, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
	if err != nil {
		return nil, 0, fmt.Errorf("reading the preview: %w", err)
	}
	document.Find(".tgme_widget_message[data-post]").Each(func(_ int, m *goquery.Selection) {
		name, number, _ := strings.Cut(strings.ToLower(m.AttrOr("data-post", "")), "/")
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil || name != p.channel {
			return
		}
		highest = max(highest, id)
		inner, err := m.Find(".tgme_widget_message_text").Not(".tgme_widget_message_reply .tgme_widget_message_text").First().Html()
		if err != nil {
			return
		}
		one := post.Post{
			Platform: Platform, ID: name + "/" + number, URL: "https://t.me/" + name + "/" + number, Author: name, Space: "t.me/" + name, CreatedAt: time.Now().UTC(),
			Reach: views(m.Find(".tgme_widget_message_views").Text()), Edited: strings.HasPrefix(strings.TrimSpace(m.Find(".tgme_widget_message_meta").Text()), "edited"),
		}
		one.Text, one.Links = post.FromHTML(inner)
		if at, err := time.Parse(time.RFC3339, m.Find("time[datetime]").Last().AttrOr("datetime", "")); err == nil {
			one.CreatedAt = at.UTC()
		}
		if one.Validate() == nil {
			posts = append(posts, one)
		}
	})
	return posts, highest, nil
}

// views reads a count as the page shows it: 987, 1.2K, 3M.
func views(s string) int64 {
	s = strings.TrimSpace(s)
	scale := 1.0
	switch {
	case strings.HasSuffix(s, "K"):
		scale = 1e3
	case strings.HasSuffix(s, "M"):
		scale = 1e6
	}
	n, err := strconv.ParseFloat(strings.TrimRight(s, "KM"), 64)
	if err != nil || n < 0 || n > 1e9 {
		return 0
	}
	return int64(n * scale)
}
