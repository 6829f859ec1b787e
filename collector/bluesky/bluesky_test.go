package bluesky_test

import (
	"context"
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

	"hearsay/collector"
	"hearsay/collector/bluesky"
	"hearsay/collector/collectortest"
)

// jetstream is a Jetstream v1 of made-up events: it plays back from the cursor on and then sends what comes, as its
// documentation says, and cuts a connection after a number of events.
type jetstream struct {
	mu      sync.Mutex
	events  []string
	times   []int64
	cut     int // events after which a connection is cut; 0 for never
	cursors []string
	wanted  []string
	opened  int
}

func (j *jetstream) add(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	at := int64(1_700_000_000_000_000 + len(j.events)*10_000)
	j.events = append(j.events, fmt.Sprintf(`{"did":"did:plc:`+format, args...)+fmt.Sprintf(`,"time_us":%d}`, at))
	j.times = append(j.times, at)
}

func (j *jetstream) post(did, key, text string) {
	j.add(`%s","kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":%q,"record":{"$type":"app.bsky.feed.post","text":%q,"langs":["en"],"createdAt":"2023-11-14T22:13:20Z"}}`, did, key, text)
}

// from is the first event at or after a time.
func (j *jetstream) from(cursor string) int {
	at, _ := strconv.ParseInt(cursor, 10, 64)
	for i, t := range j.times {
		if t >= at {
			return i
		}
	}
	return len(j.times)
}

func (j *jetstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer conn.CloseNow()
	j.mu.Lock()
	j.opened++
	j.cursors = append(j.cursors, r.URL.Query().Get("cursor"))
	j.wanted = r.URL.Query()["wantedCollections"]
	next, cut := 0, j.cut
	if cursor := r.URL.Query().Get("cursor"); cursor != "" {
		next = j.from(cursor)
	}
	j.mu.Unlock()
	ctx := conn.CloseRead(r.Context())
	for sent := 0; cut == 0 || sent < cut; {
		j.mu.Lock()
		var event string
		if next < len(j.events) {
			event = j.events[next]
			next++
		}
		j.mu.Unlock()
		if event == "" {
			select {
			case <-ctx.Done():
				return
			case <-time.After(5 * time.Millisecond):
			}
			continue
		}
		if conn.Write(ctx, websocket.MessageText, []byte(event)) != nil {
			return
		}
		sent++
	}
}

// keeper keeps what is delivered, as the ledger does: a post once.
type keeper struct {
	mu sync.Mutex
	collectortest.Kept
	ids  map[string]bool
	fail bool
}

func (k *keeper) take(ctx context.Context, b collector.Batch) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fail {
		return errors.New("the ledger is full")
	}
	for _, p := range b.Posts {
		k.ids[p.ID] = true
	}
	return k.Take(ctx, b)
}

func (k *keeper) posts() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.ids)
}

func open(t *testing.T, settings bluesky.Settings) collector.Source {
	t.Helper()
	source, err := settings.Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// collect runs a source until done holds.
func collect(t *testing.T, source collector.Source, from collector.Cursor, k *keeper, done func() bool) error {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- source.Collect(ctx, from, k.take) }()
	for !done() {
		select {
		case err := <-ended:
			return err
		case <-time.After(5 * time.Millisecond):
		}
	}
	stop()
	return <-ended
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return "ws" + strings.TrimPrefix(server.URL, "http")
}

func TestAStreamThatIsCutLosesNothing(t *testing.T) {
	j := &jetstream{cut: 700}
	const posts = 3000
	for i := range posts {
		j.post("sample", fmt.Sprint("p", i), fmt.Sprint("made-up post ", i))
	}
	k := &keeper{ids: map[string]bool{}}
	err := collect(t, open(t, bluesky.Settings{Endpoints: []string{serve(t, j)}}), `{"time_us":1700000000000000}`, k, func() bool { return k.posts() == posts })
	if !errors.Is(err, context.Canceled) || k.posts() != posts {
		t.Errorf("kept %d of %d posts, %v", k.posts(), posts, err)
	}
	if j.opened < 3 || strings.Join(j.wanted, " ") != "app.bsky.feed.post app.bsky.feed.repost" {
		t.Errorf("opened %d times, wanted %v", j.opened, j.wanted)
	}
	if at, _ := strconv.ParseInt(j.cursors[0], 10, 64); at != 1_700_000_000_000_000-5_000_000 {
		t.Errorf("the first connection asks from %s, want five seconds before the cursor", j.cursors[0])
	}
}

func TestWhatAnInstanceDoesNotKeepIsLost(t *testing.T) {
	first := time.UnixMicro(1_700_000_000_000_000) // of jetstream's events
	for _, c := range []struct {
		name    string
		resumed time.Time
		lost    int
	}{{"it begins later", first.Add(-100 * time.Hour), 1}, {"it has everything", first.Add(-time.Second), 0}} {
		j := &jetstream{}
		j.post("sample", "p", "made-up post")
		k := &keeper{ids: map[string]bool{}}
		_ = collect(t, open(t, bluesky.Settings{Endpoints: []string{serve(t, j)}}), collector.Cursor(fmt.Sprintf(`{"time_us":%d}`, c.resumed.UnixMicro())), k, func() bool { return k.posts() == 1 })
		if len(k.Lost) != c.lost || c.lost > 0 && (!k.Lost[0].From.Equal(c.resumed) || !k.Lost[0].To.Equal(first)) {
			t.Errorf("%s: lost %v", c.name, k.Lost)
		}
	}
}

func TestDeletionsAccountsGarbageAndLanguages(t *testing.T) {
	j := &jetstream{}
	j.post("ann", "1", "an English post")
	j.events = append(j.events, "no JSON at all", `[]`, `{"kind":"commit"}`)
	j.times = append(j.times, j.times[0], j.times[0], j.times[0])
	j.add(`ben","kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"2","record":{"$type":"app.bsky.feed.post","text":"suomeksi","langs":["fi"],"createdAt":"2023-11-14T22:13:20Z"}}`)
	j.add(`ben","kind":"commit","commit":{"operation":"delete","collection":"app.bsky.feed.post","rkey":"9"}`)
	j.add(`eve","kind":"account","account":{"active":false,"did":"did:plc:eve","status":"takendown"}`)
	j.add(`dan","kind":"account","account":{"active":false,"did":"did:plc:dan","status":"throttled"}`)
	j.add(`ben","kind":"identity","identity":{"did":"did:plc:ben"}`)
	j.post("ann", "3", "the last one")
	k := &keeper{ids: map[string]bool{}}
	_ = collect(t, open(t, bluesky.Settings{Endpoints: []string{serve(t, j)}, Languages: []string{"en"}}), "", k, func() bool { return k.posts() == 2 })
	if len(k.Posts) != 2 || k.Posts[0].Text != "an English post" || k.Posts[1].ID != "at://did:plc:ann/app.bsky.feed.post/3" {
		t.Errorf("kept %+v", k.Posts)
	}
	if len(k.Deleted) != 1 || k.Deleted[0].ID != "at://did:plc:ben/app.bsky.feed.post/9" {
		t.Errorf("deleted %v", k.Deleted)
	}
	if len(k.Erased) != 1 || k.Erased[0].Name != "did:plc:eve" || k.Erased[0].Platform != "bluesky" {
		t.Errorf("erased %v", k.Erased)
	}
}

func TestATimeToComeIsNotTheCursor(t *testing.T) {
	j := &jetstream{}
	j.post("ann", "1", "a post whose event is dated wrongly")
	j.events[0] = strings.Replace(j.events[0], fmt.Sprint(j.times[0]), fmt.Sprint(time.Now().AddDate(100, 0, 0).UnixMicro()), 1)
	k := &keeper{ids: map[string]bool{}}
	_ = collect(t, open(t, bluesky.Settings{Endpoints: []string{serve(t, j)}}), "", k, func() bool { return k.posts() == 1 })
	var at struct {
		TimeUS int64 `json:"time_us"`
	}
	if err := k.Cursor.Decode(&at); err != nil || at.TimeUS == 0 || time.UnixMicro(at.TimeUS).After(time.Now()) {
		t.Errorf("it is read on from %s, %v", k.Cursor, err)
	}
}

func TestTheNextInstanceTakesOver(t *testing.T) {
	down := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	j := &jetstream{}
	j.post("ann", "1", "still here")
	k := &keeper{ids: map[string]bool{}}
	_ = collect(t, open(t, bluesky.Settings{Endpoints: []string{down, serve(t, j)}}), `{"time_us":1}`, k, func() bool { return k.posts() == 1 })
	if k.posts() != 1 {
		t.Error("nothing came from the instance that works")
	}
}

func TestWhatCannotBeKeptEndsTheSweep(t *testing.T) {
	j := &jetstream{}
	j.post("ann", "1", "a post")
	k := &keeper{ids: map[string]bool{}, fail: true}
	err := collect(t, open(t, bluesky.Settings{Endpoints: []string{serve(t, j)}}), "", k, func() bool { return false })
	if err == nil || !strings.Contains(err.Error(), "the ledger is full") {
		t.Errorf("got %v", err)
	}
	if err := open(t, bluesky.Settings{}).Collect(t.Context(), "yesterday", k.take); err == nil || !strings.Contains(err.Error(), "yesterday") {
		t.Errorf("a cursor of another source: %v", err)
	}
}

func TestCheckNamesTheField(t *testing.T) {
	var fields []string
	settings := bluesky.Settings{Endpoints: []string{"https://example.org"}, Languages: []string{"english"}}
	settings.Check(func(field, _, _ string) { fields = append(fields, field) })
	if strings.Join(fields, " ") != "endpoints languages" {
		t.Errorf("got %v", fields)
	}
}

// BenchmarkCollect reads a stream over loopback; an operation is one event.
func BenchmarkCollect(b *testing.B) {
	j := &jetstream{}
	for i := range b.N {
		j.post("sample", fmt.Sprint("p", i), "a made-up post of some eighty bytes, about as long as those that people write")
	}
	server := httptest.NewServer(j)
	defer server.Close()
	settings := bluesky.Settings{Endpoints: []string{"ws" + strings.TrimPrefix(server.URL, "http")}}
	source, err := settings.Open(collectortest.Env(b))
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	got := 0
	b.ResetTimer()
	err = source.Collect(ctx, `{"time_us":1}`, func(_ context.Context, batch collector.Batch) error {
		if got += len(batch.Posts); got >= b.N {
			stop()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || got != b.N {
		b.Fatalf("got %d of %d events, %v", got, b.N, err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
