//go:build linux

package main

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/coder/websocket"
)

// hose is the source that reads the firehose of a soak, and hoseAuthor who writes all of it.
const (
	hose       = "hose"
	hoseAuthor = "did:plc:madeuphose"
)

// firehose is a Jetstream whose posts, so many a second, are made up as they are asked for, the same each time: none is kept.
type firehose struct {
	began time.Time
	every time.Duration // between two posts
	posts int64         // in all
}

// at is when a post is written.
func (f *firehose) at(number int64) time.Time { return f.began.Add(time.Duration(number) * f.every) }

// written is how many posts there are at a time.
func (f *firehose) written(now time.Time) int64 { return min(f.posts, int64(now.Sub(f.began)/f.every)) }

// chatter is what ninety-nine posts of a hundred are made of.
var chatter = []string{
	"morning", "coffee", "train", "late again", "garden", "tomatoes", "my neighbour", "the cat", "sleeps", "on the sofa", "rain", "sunshine", "weekend", "football",
	"what a goal", "new song", "old friends", "dinner", "pasta", "too much cheese", "holiday", "the sea", "bicycle", "flat tyre", "birthday", "cake", "a good book", "chapter nine",
	"the library", "paint", "green", "wallpaper", "laughing", "yesterday", "tomorrow", "walk", "the dog", "muddy boots", "bread", "butter", "market", "umbrella", "tram", "sweater",
}

// text is a post's: one in a hundred is of a topic.
func (f *firehose) text(number int64) string {
	h := uint64(number) * 0x9e3779b97f4a7c15
	if h>>32%100 == 0 {
		return topics[h>>16%20] + " (" + marked(hose, int(number)) + ")"
	}
	text := strconv.FormatInt(number, 10)
	for range 8 {
		text += " " + chatter[h>>32%uint64(len(chatter))]
		h = h*6364136223846793005 + 1442695040888963407
	}
	return text
}

// serveHose plays back from the cursor on, and then sends what comes.
func (w *world) serveHose(rw http.ResponseWriter, r *http.Request) {
	f := w.hose
	conn, err := websocket.Accept(rw, r, nil)
	if err != nil {
		return
	}
	defer conn.CloseNow()
	ctx := conn.CloseRead(r.Context())
	var next int64
	if cursor, err := strconv.ParseInt(r.URL.Query().Get("cursor"), 10, 64); err == nil {
		next = max(0, int64((time.UnixMicro(cursor).Sub(f.began)+f.every-1)/f.every))
	}
	for {
		for end := f.written(time.Now()); next < end; next++ {
			at := f.at(next)
			event := fmt.Appendf(nil, `{"did":%q,"time_us":%d,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"3k%011d","record":{"$type":"app.bsky.feed.post","text":%q,"langs":["en"],"createdAt":%q}}}`,
				hoseAuthor, at.UnixMicro(), next, f.text(next), at.UTC().Format(time.RFC3339))
			if conn.Write(ctx, websocket.MessageText, event) != nil {
				return
			}
			if _, fails := w.draw(func() float64 { return w.failing / 4000 }, 1); fails {
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
