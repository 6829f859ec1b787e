package bluesky_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/klauspost/compress/zstd"

	"hearsay/collector"
	"hearsay/collector/bluesky"
	"hearsay/collector/collectortest"
)

// network is the events that every instance of a made-up network has.
type network struct {
	mu     sync.Mutex
	events []string // payloads without seq
	times  []time.Time
}

func (n *network) post(key, text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(len(n.events)) * time.Second)
	n.times = append(n.times, at)
	n.events = append(n.events, fmt.Sprintf(`"collection":"app.bsky.feed.post","did":"did:plc:sample","operation":"create","record":{"$type":"app.bsky.feed.post","text":%q,"langs":["en"],"createdAt":"2026-03-01T12:00:00Z"},"rev":"1","rkey":%q`, text, key))
}

// instance serves the network as Jetstream v2 does, and v1 beside it. Its numbers begin at first, so that those of two
// instances differ.
type instance struct {
	*network
	first      int64
	dictionary []byte
	cut        int // messages after which a connection is cut
	refuse     string

	state  sync.Mutex
	asked  []string
	packed int
}

func (i *instance) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.state.Lock()
	i.asked = append(i.asked, r.URL.Path+"?"+r.URL.RawQuery)
	i.state.Unlock()
	switch r.URL.Path {
	case "/xrpc/network.bsky.jetstream.getZstdDictionary":
		if i.dictionary == nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(i.dictionary)
	case "/xrpc/network.bsky.jetstream.subscribeEvents":
		if !strings.Contains(r.Header.Get("Sec-WebSocket-Protocol"), "xrpc.v1.json") {
			http.Error(w, `{"error":"InvalidRequest"}`, http.StatusBadRequest)
			return
		}
		i.serve(w, r, "xrpc.v1.json", func(n int) string {
			return fmt.Sprintf(`{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#commit","seq":%d,"time":%q,%s}}`, i.first+int64(n), i.times[n].Format(time.RFC3339Nano), i.events[n])
		})
	case "/subscribe":
		i.serve(w, r, "", func(n int) string {
			return fmt.Sprintf(`{"did":"did:plc:sample","time_us":%d,"cursor":%d,"kind":"commit","commit":{%s}}`, i.times[n].UnixMicro(), i.first+int64(n), i.events[n])
		})
	}
}

func (i *instance) from(cursor string, isV2 bool) int {
	at, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil {
		return 0 // there is nothing before in these tests
	}
	if isV2 {
		return int(at - i.first + 1) // what comes after the number
	}
	for n, t := range i.times {
		if t.UnixMicro() >= at {
			return n
		}
	}
	return len(i.times)
}

func (i *instance) serve(w http.ResponseWriter, r *http.Request, protocol string, message func(int) string) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{protocol}})
	if err != nil {
		return
	}
	defer conn.CloseNow()
	ctx := conn.CloseRead(r.Context())
	if i.refuse != "" && protocol != "" {
		_ = conn.Write(ctx, websocket.MessageText, []byte(i.refuse))
		return
	}
	var encoder *zstd.Encoder
	if r.URL.Query().Get("zstdDictionary") != "" {
		encoder, _ = zstd.NewWriter(nil, zstd.WithEncoderDict(i.dictionary))
	}
	i.mu.Lock()
	next := i.from(r.URL.Query().Get("cursor"), protocol != "")
	i.mu.Unlock()
	for sent := 0; i.cut == 0 || sent < i.cut; {
		i.mu.Lock()
		text := ""
		if next < len(i.events) {
			text = message(next)
		}
		i.mu.Unlock()
		if text == "" {
			select {
			case <-ctx.Done():
				return
			case <-time.After(5 * time.Millisecond):
			}
			continue
		}
		kind, data := websocket.MessageText, []byte(text)
		if encoder != nil {
			kind, data = websocket.MessageBinary, encoder.EncodeAll(data, nil)
			i.state.Lock()
			i.packed++
			i.state.Unlock()
		}
		if conn.Write(ctx, kind, data) != nil {
			return
		}
		next++
		sent++
	}
}

func dictionary(t *testing.T, id uint32) []byte {
	t.Helper()
	sample := []byte(`{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#commit","collection":"app.bsky.feed.post","operation":"create"`)
	var contents [][]byte
	for n := range 50 {
		contents = append(contents, bytes.Repeat(append(sample, strconv.Itoa(n)...), 3))
	}
	built, err := zstd.BuildDict(zstd.BuildDictOptions{ID: id, Contents: contents, History: sample, Offsets: [3]int{1, 4, 8}})
	if err != nil {
		t.Fatal(err)
	}
	return built
}

// collect reads until every post of the network is there, and gives how each endpoint was asked.
func (n *network) collect(t *testing.T, want int, from collector.Cursor, instances ...*instance) *keeper {
	t.Helper()
	var settings bluesky.Settings
	for _, i := range instances {
		server := httptest.NewServer(i)
		t.Cleanup(server.Close)
		settings.Endpoints = append(settings.Endpoints, "ws"+strings.TrimPrefix(server.URL, "http")+"/xrpc/network.bsky.jetstream.subscribeEvents")
	}
	source := open(t, settings)
	k := &keeper{ids: map[string]bool{}}
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	err := source.Collect(ctx, from, func(ctx context.Context, b collector.Batch) error {
		err := k.take(ctx, b)
		if k.posts() == want {
			stop()
		}
		return err
	})
	if !errors.Is(err, context.Canceled) || k.posts() != want {
		t.Fatalf("got %d of %d posts, %v", k.posts(), want, err)
	}
	return k
}

func TestV2IsReadCompressedAndResumedByNumber(t *testing.T) {
	n := &network{}
	for p := range 40 {
		n.post(fmt.Sprint("p", p), fmt.Sprint("made-up post ", p))
	}
	i := &instance{network: n, first: 1000, dictionary: dictionary(t, 42), cut: 15}
	k := n.collect(t, 40, "", i)
	if len(k.Posts) != 40 {
		t.Errorf("%d posts were delivered, want each once", len(k.Posts))
	}
	var at struct{ Seq int64 }
	if err := json.Unmarshal([]byte(k.Cursor), &at); err != nil || at.Seq != 1039 {
		t.Errorf("the cursor is %s", k.Cursor)
	}
	asked := strings.Join(i.asked, "\n")
	if i.packed != 40 || !strings.Contains(asked, "zstdDictionary=42") || !strings.Contains(asked, "cursor=1014") || !strings.Contains(asked, "collections=app.bsky.feed.post") || strings.Contains(asked, "wantedCollections") {
		t.Errorf("%d events were compressed; asked\n%s", i.packed, asked)
	}
}

func TestAnotherInstanceGoesOnByTimeAndThenByItsOwnNumbers(t *testing.T) {
	n := &network{}
	for p := range 100 {
		n.post(fmt.Sprint("p", p), fmt.Sprint("made-up post ", p))
	}
	one, other := &instance{network: n, first: 1000, cut: 30}, &instance{network: n, first: 7, cut: 30}
	n.collect(t, 100, "", one, other)
	byTime := 0
	for _, i := range []*instance{one, other} {
		for _, asked := range i.asked {
			if strings.HasPrefix(asked, "/subscribe?cursor=17723") {
				byTime++
			}
		}
	}
	if byTime == 0 {
		t.Errorf("nothing was read by time: %q, %q", one.asked, other.asked)
	}
}

func TestALagIsThatOfTheEvents(t *testing.T) {
	n := &network{}
	n.post("p", "made-up post")
	server := httptest.NewServer(&instance{network: n, first: 1})
	t.Cleanup(server.Close)
	var reached time.Time
	env := collectortest.Env(t)
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	env.OnReached = func(upTo time.Time) {
		reached = upTo
		stop()
	}
	source, err := (&bluesky.Settings{Endpoints: []string{"ws" + strings.TrimPrefix(server.URL, "http") + "/subscribe"}}).Open(env)
	if err != nil {
		t.Fatal(err)
	}
	_ = source.Collect(ctx, "", (&collectortest.Kept{}).Take)
	if !reached.Equal(n.times[0]) {
		t.Errorf("reached %v, want the event's time %v", reached, n.times[0])
	}
}

func TestAnInstanceThatDoesNotKnowTheNumberIsAskedByTime(t *testing.T) {
	n := &network{}
	n.post("p", "made-up post")
	i := &instance{network: n, first: 1, refuse: `{"$type":"error","error":"FutureCursor","message":"cursor in the future"}`}
	server := httptest.NewServer(i)
	t.Cleanup(server.Close)
	source := open(t, bluesky.Settings{Endpoints: []string{"ws" + strings.TrimPrefix(server.URL, "http") + "/xrpc/network.bsky.jetstream.subscribeEvents"}})
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	k := &keeper{ids: map[string]bool{}}
	host := strings.TrimPrefix(server.URL, "http://")
	_ = source.Collect(ctx, collector.Cursor(fmt.Sprintf(`{"time_us":%d,"host":%q,"seq":900}`, n.times[0].UnixMicro(), host)), func(ctx context.Context, b collector.Batch) error {
		defer stop()
		return k.take(ctx, b)
	})
	if k.posts() != 1 || len(i.asked) < 3 || !strings.HasPrefix(i.asked[len(i.asked)-1], "/subscribe?") {
		t.Errorf("got %d posts by %q", k.posts(), i.asked)
	}
}

func TestASearchIsReadWithAnAccountWhoseSessionEnds(t *testing.T) {
	sessions, searches := 0, 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "createSession") {
			sessions++
			fmt.Fprintf(w, `{"accessJwt":"jwt%d","handle":"sample.example"}`, sessions)
			return
		}
		searches++
		if r.Header.Get("Authorization") != fmt.Sprintf("Bearer jwt%d", sessions) || searches == 2 {
			http.Error(w, `{"error":"ExpiredToken","message":"Token has expired"}`, http.StatusBadRequest)
			return
		}
		next := `"cursor":"100",`
		key, at := "a", "2026-03-01T12:01:00Z"
		if r.URL.Query().Get("cursor") != "" {
			next, key, at = "", "b", "2026-03-01T12:00:00Z"
		}
		fmt.Fprintf(w, `{%s"posts":[{"uri":"at://did:plc:x/app.bsky.feed.post/%s","author":{"did":"did:plc:x"},"record":{"text":"about the flood %s","createdAt":%q,"langs":["en"]},"repostCount":2,"quoteCount":1,"indexedAt":%q},{"uri":"nonsense","record":{}}]}`, next, key, key, at, at)
	}))
	defer server.Close()
	source := open(t, bluesky.Settings{Query: "flood", BaseURL: server.URL, Handle: "sample.example", Password: "app"})
	var kept collectortest.Kept
	if err := source.Collect(t.Context(), "", kept.Take); err != nil {
		t.Fatal(err)
	}
	if len(kept.Posts) != 2 || sessions != 2 || kept.Posts[0].ID != "at://did:plc:x/app.bsky.feed.post/a" || kept.Posts[0].Shares != 3 || kept.Posts[0].Author != "did:plc:x" {
		t.Errorf("got %+v with %d sessions", kept.Posts, sessions)
	}
}
