package mastodon_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"hearsay/collector"
	"hearsay/collector/collectortest"
	"hearsay/collector/mastodon"
	"hearsay/post"
)

// instance is a Mastodon of made-up statuses, by the documentation: timelines newest first with min_id and limit, a rate
// limit in its headers, streams by WebSocket and by events.
type instance struct {
	mu       sync.Mutex
	statuses []string // oldest first; status n has id 1000+n
	asked    []string // queries of timelines
	left     int      // requests until the limit, -1 for none
	noSocket bool
	links    bool // it names the pages beside each
	noStream bool
	streams  map[chan string]bool
	opened   int
}

func status(n int, text string) string {
	return fmt.Sprintf(`{"id":"%d","uri":"https://elsewhere.example/s/%d","url":"https://elsewhere.example/@ann/%d","visibility":"public","created_at":"2026-03-01T12:00:00.000Z","content":%q,"language":"en","account":{"acct":"ann@elsewhere.example","url":"https://elsewhere.example/@ann","followers_count":3,"indexable":true,"noindex":false},"tags":[]}`,
		1000+n, n, n, "<p>"+text+"</p>")
}

func (i *instance) add(raw string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.statuses = append(i.statuses, raw)
	i.tell("update", raw)
}

// tell sends an event to every stream.
func (i *instance) tell(event, payload string) {
	quoted, _ := json.Marshal(payload)
	for s := range i.streams {
		s <- fmt.Sprintf(`{"stream":["public"],"event":%q,"payload":%s}`, event, quoted)
	}
}

func (i *instance) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/api/v1/timelines/"):
		i.timeline(w, r)
	case r.URL.Path == "/api/v1/streaming" && !i.noSocket && !i.noStream:
		i.socket(w, r)
	case strings.HasPrefix(r.URL.Path, "/api/v1/streaming/") && !i.noStream:
		i.events(w, r)
	default:
		http.Error(w, `{"error":"Not Found"}`, http.StatusNotFound)
	}
}

func (i *instance) timeline(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asked = append(i.asked, r.URL.Path+"?"+r.URL.RawQuery)
	if i.left == 0 {
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset", time.Now().Add(time.Minute).UTC().Format(time.RFC3339Nano))
		http.Error(w, `{"error":"Too many requests"}`, http.StatusTooManyRequests)
		return
	}
	if i.left > 0 {
		i.left--
		w.Header().Set("X-RateLimit-Remaining", strconv.Itoa(i.left))
		w.Header().Set("X-RateLimit-Reset", time.Now().Add(time.Minute).UTC().Format(time.RFC3339Nano))
	}
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	page := i.statuses
	if after, err := strconv.Atoi(r.URL.Query().Get("min_id")); err == nil {
		page = page[min(max(after-999, 0), len(page)):]
		page = page[:min(limit, len(page))]
	}
	page = slices.Clone(page[max(0, len(page)-limit):])
	slices.Reverse(page)
	if len(page) > 0 && i.links {
		var newest struct{ ID string }
		_ = json.Unmarshal([]byte(page[0]), &newest)
		w.Header().Set("Link", fmt.Sprintf(`<https://elsewhere.example/api/v1/timelines/public?max_id=1>; rel="next", <https://elsewhere.example/api/v1/timelines/public?limit=2&min_id=%s>; rel="prev"`, newest.ID))
	}
	fmt.Fprintf(w, "[%s]", strings.Join(page, ","))
}

func (i *instance) open() chan string {
	i.mu.Lock()
	defer i.mu.Unlock()
	s := make(chan string, 100)
	if i.streams == nil {
		i.streams = map[chan string]bool{}
	}
	i.streams[s] = true
	i.opened++
	return s
}

func (i *instance) cut() {
	i.mu.Lock()
	defer i.mu.Unlock()
	for s := range i.streams {
		close(s)
		delete(i.streams, s)
	}
}

func (i *instance) socket(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer token" {
		http.Error(w, `{"error":"Missing access token"}`, http.StatusUnauthorized)
		return
	}
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer conn.CloseNow()
	for message := range i.open() {
		if conn.Write(r.Context(), websocket.MessageText, []byte(message)) != nil {
			return
		}
	}
}

func (i *instance) events(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, ":)\n\n")
	w.(http.Flusher).Flush()
	for message := range i.open() {
		var e struct{ Event, Payload string }
		_ = json.Unmarshal([]byte(message), &e)
		fmt.Fprintf(w, ":thump\nevent: %s\ndata: %s\n\n", e.Event, e.Payload)
		w.(http.Flusher).Flush()
	}
}

func open(t *testing.T, i *instance, settings mastodon.Settings) collector.Source {
	t.Helper()
	server := httptest.NewServer(i)
	t.Cleanup(server.Close)
	t.Cleanup(i.cut)
	settings.Instance = server.URL
	settings.Check(func(field, what, _ string) { t.Errorf("%s: %s", field, what) })
	source, err := settings.Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func texts(posts []post.Post) []string {
	var all []string
	for _, p := range posts {
		all = append(all, p.Text)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestATimelineIsReadUpwardsWithoutAGap(t *testing.T) {
	for _, links := range []bool{false, true} {
		timelineIsRead(t, &instance{left: -1, links: links})
	}
}

func timelineIsRead(t *testing.T, i *instance) {
	t.Helper()
	source := open(t, i, mastodon.Settings{PageSize: 2})
	var kept collectortest.Kept
	sweep := func() {
		t.Helper()
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 3 {
		i.add(status(n, fmt.Sprint("post ", n)))
	}
	sweep() // the newest page to begin with
	for n := 3; n < 10; n++ {
		i.add(status(n, fmt.Sprint("post ", n)))
	}
	sweep()
	sweep()
	want := []string{"post 1", "post 2", "post 3", "post 4", "post 5", "post 6", "post 7", "post 8", "post 9"}
	if got := texts(kept.Posts); !slices.Equal(got, want) || len(kept.Posts) != len(want) {
		t.Errorf("got %v in %d posts, want %v", got, len(kept.Posts), want)
	}
	p := kept.Posts[0]
	if p.ID != "https://elsewhere.example/s/2" || !strings.HasSuffix(p.Alias, "#1002") || p.Reach != 3 {
		t.Errorf("got %+v", p)
	}
}

func TestAUsedUpLimitIsWaitedFor(t *testing.T) {
	i := &instance{left: 2}
	source := open(t, i, mastodon.Settings{PageSize: 1, Timeline: "hashtag", Hashtag: "flood"})
	for n := range 5 {
		i.add(status(n, fmt.Sprint("post ", n)))
	}
	var kept collectortest.Kept
	kept.Cursor = `{"min_id":"1000"}`
	var wait *collector.Wait
	if err := source.Collect(t.Context(), kept.Cursor, kept.Take); !errors.As(err, &wait) || time.Until(wait.Until) < 50*time.Second {
		t.Fatalf("got %v, want to wait for the end of the window", err)
	}
	if got := texts(kept.Posts); !slices.Equal(got, []string{"post 1", "post 2"}) || len(i.asked) != 2 || !strings.HasPrefix(i.asked[0], "/api/v1/timelines/tag/flood?") {
		t.Errorf("got %v by %q", got, i.asked)
	}
	if err := source.Collect(t.Context(), kept.Cursor, kept.Take); !errors.As(err, &wait) {
		t.Errorf("a refusal: got %v, want to wait", err)
	}
}

func TestAuthorsWhoOptedOutAreLeftAlone(t *testing.T) {
	i := &instance{left: -1}
	source := open(t, i, mastodon.Settings{})
	i.add(status(0, "open"))
	i.add(strings.Replace(status(1, "not indexable"), `"indexable":true`, `"indexable":false`, 1))
	i.add(strings.Replace(status(2, "noindex"), `"noindex":false`, `"noindex":true`, 1))
	i.add(strings.Replace(status(3, "followers only"), `"public"`, `"private"`, 1))
	i.add(strings.Replace(status(4, "behind a warning"), `"tags"`, `"spoiler_text":"flood","tags"`, 1))
	i.add(strings.Replace(status(5, ""), `"tags":[]`, `"tags":[],"reblog":`+strings.Replace(status(1, "boosted"), `"indexable":true`, `"indexable":false`, 1), 1))
	i.add(`{"id":1006}`)
	var kept collectortest.Kept
	if err := source.Collect(t.Context(), "", kept.Take); err != nil {
		t.Fatal(err)
	}
	if got := texts(kept.Posts); !slices.Equal(got, []string{"flood\nbehind a warning", "open"}) {
		t.Errorf("got %q", got)
	}
}

func TestStreamsFollowEditsAndDeletionsAcrossBreaks(t *testing.T) {
	for name, i := range map[string]*instance{"WebSocket": {left: -1}, "events": {left: -1, noSocket: true}} {
		t.Run(name, func(t *testing.T) {
			source := open(t, i, mastodon.Settings{Stream: true, Token: "token", PageSize: 5})
			for n := range 3 {
				i.add(status(n, fmt.Sprint("post ", n)))
			}
			ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
			defer stop()
			var mu sync.Mutex
			var kept collectortest.Kept
			ended := make(chan error, 1)
			go func() {
				ended <- source.Collect(ctx, "", func(ctx context.Context, b collector.Batch) error {
					mu.Lock()
					defer mu.Unlock()
					return kept.Take(ctx, b)
				})
			}()
			until := func(what string, done func() bool) {
				t.Helper()
				for ctx.Err() == nil {
					mu.Lock()
					ok := done()
					mu.Unlock()
					if ok {
						return
					}
					time.Sleep(5 * time.Millisecond)
				}
				t.Fatalf("%s: it took too long; %d posts, %v deleted", what, len(kept.Posts), kept.Deleted)
			}
			until("the first page", func() bool { return len(texts(kept.Posts)) == 3 })
			for n := 3; n < 20; n++ {
				i.add(status(n, fmt.Sprint("post ", n)))
				if n%6 == 0 {
					i.cut() // while posts go on
				}
			}
			until("posts over breaks", func() bool { return len(texts(kept.Posts)) == 20 })
			until("a stream", func() bool { i.mu.Lock(); defer i.mu.Unlock(); return len(i.streams) == 1 })
			i.mu.Lock()
			i.tell("status.update", status(3, "edited"))
			i.tell("delete", "1004")
			i.tell("filters_changed", "")
			i.mu.Unlock()
			until("an edit and a deletion", func() bool { return len(kept.Deleted) == 1 && slices.Contains(texts(kept.Posts), "edited") })
			if last := kept.Posts[len(kept.Posts)-1]; !last.Edited || last.ID != "https://elsewhere.example/s/3" || !strings.HasSuffix(kept.Deleted[0].ID, "#1004") {
				t.Errorf("edited %+v, deleted %v", last, kept.Deleted)
			}
			stop()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWithoutAStreamTheTimelineIsReadInTurns(t *testing.T) {
	i := &instance{left: -1, noStream: true}
	source := open(t, i, mastodon.Settings{Stream: true, Token: "token"})
	i.add(status(0, "post"))
	var kept collectortest.Kept
	if err := source.Collect(t.Context(), "", kept.Take); err != nil || len(kept.Posts) != 1 {
		t.Errorf("got %v, %v", kept.Posts, err)
	}
}

func TestCheckNamesTheField(t *testing.T) {
	for field, settings := range map[string]mastodon.Settings{
		"instance":  {Instance: "mastodon.example"},
		"timeline":  {Instance: "https://a.example", Timeline: "home"},
		"hashtag":   {Instance: "https://a.example", Timeline: "hashtag", Hashtag: "#a b"},
		"stream":    {Instance: "https://a.example", Stream: true},
		"page_size": {Instance: "https://a.example", PageSize: 41},
	} {
		var got []string
		settings.Check(func(field, _, _ string) { got = append(got, field) })
		if !slices.Equal(got, []string{field}) {
			t.Errorf("got %v, want %s", got, field)
		}
	}
}

func TestConforms(t *testing.T) {
	i := &instance{left: -1}
	var want []string
	for n := range 12 {
		i.add(status(n, fmt.Sprint("post ", n)))
		want = append(want, fmt.Sprint("https://elsewhere.example/s/", n))
	}
	collectortest.Conform(t, collectortest.Platform{Handler: i, Want: want, Open: func(env collector.Env, address string) (collector.Source, error) {
		return (&mastodon.Settings{Instance: address, PageSize: 12}).Open(env)
	}})
}
