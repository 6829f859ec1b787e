//go:build linux

package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"
)

func answerJSON(rw http.ResponseWriter, v any) {
	rw.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(rw).Encode(v)
}

// board answers the newest first, ten a page; every page repeats one of the page before.
func (w *world) board(rw http.ResponseWriter, r *http.Request) {
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || page < 1 {
		page = 1
	}
	all := w.of(board)
	slices.Reverse(all)
	from := min(max((page-1)*10-1, 0), len(all))
	posts := []map[string]any{}
	for _, p := range all[from:min(from+11, len(all))] {
		posts = append(posts, map[string]any{"id": p.number, "text": p.text, "at": p.at.Format(time.RFC3339)})
	}
	answerJSON(rw, map[string]any{"posts": posts})
}

func (w *world) news(rw http.ResponseWriter, _ *http.Request) {
	rw.Header().Set("Content-Type", "application/rss+xml")
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>A made-up paper</title><link>https://paper.example</link><description>-</description><language>en</language>`)
	for _, p := range w.of(news) {
		b.WriteString("<item><guid isPermaLink=\"false\">" + strconv.Itoa(p.number) + "</guid><pubDate>" + p.at.Format(time.RFC1123Z) + "</pubDate><title>")
		_ = xml.EscapeText(&b, []byte(p.text))
		b.WriteString("</title></item>")
	}
	b.WriteString("</channel></rss>")
	_, _ = io.WriteString(rw, b.String())
}

// timeline answers as GET /api/v1/timelines/tag does: the page above min_id, or the newest; the newest first.
func (w *world) timeline(rw http.ResponseWriter, r *http.Request) {
	var from int64
	if text := r.URL.Query().Get("min_id"); text != "" {
		from, _ = strconv.ParseInt(text, 10, 64)
	}
	page := []map[string]any{}
	for _, p := range w.of(fedi) {
		id := p.at.UnixMilli()<<16 + int64(p.number)
		if id <= from {
			continue
		}
		address := "https://fedi.example/@made_up/" + strconv.Itoa(p.number)
		page = append(page, map[string]any{
			"id": strconv.FormatInt(id, 10), "uri": address, "url": address, "created_at": p.at.Format(time.RFC3339Nano), "visibility": "public", "language": "en",
			"content": "<p>" + p.text + "</p>", "account": map[string]any{"acct": "made_up", "url": "https://fedi.example/@made_up", "followers_count": 3},
		})
	}
	if len(page) > 40 {
		page = page[:40]
	}
	slices.Reverse(page)
	answerJSON(rw, page)
}

// stream is a Jetstream: it plays back from the cursor on, then sends what comes.
func (w *world) stream(rw http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(rw, r, nil)
	if err != nil {
		return
	}
	defer conn.CloseNow()
	ctx := conn.CloseRead(r.Context())
	cursor, err := strconv.ParseInt(r.URL.Query().Get("cursor"), 10, 64)
	if err != nil {
		cursor = 0
	}
	for next := 0; ; {
		all := w.of(sky)
		for ; next < len(all); next++ {
			p := all[next]
			if p.at.UnixMicro() < cursor {
				continue
			}
			event := map[string]any{"did": "did:plc:madeup", "time_us": p.at.UnixMicro(), "kind": "commit", "commit": map[string]any{
				"operation": "create", "collection": "app.bsky.feed.post", "rkey": fmt.Sprintf("3k%011d", p.number),
				"record": map[string]any{"$type": "app.bsky.feed.post", "text": p.text, "langs": []string{"en"}, "createdAt": p.at.Format(time.RFC3339)},
			}}
			data, err := json.Marshal(event)
			if err != nil || conn.Write(ctx, websocket.MessageText, data) != nil {
				return
			}
			if _, fails := w.draw(func() float64 { return w.failing / 4 }, 1); fails {
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}
