package app_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"hearsay/internal/servertest"
	"hearsay/triage"
)

// perSecond is what the whole of Bluesky brings at its peak.
const perSecond = 2000

// paced is a Jetstream that sends a fixed number of posts, so many a second, and remembers when. One in a hundred says what no
// other does.
type paced struct {
	begin chan struct{}
	posts int

	mu   sync.Mutex
	sent []time.Time
}

func (p *paced) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer conn.CloseNow()
	ctx := conn.CloseRead(r.Context())
	<-p.begin
	began := time.Now()
	for n := range p.posts {
		time.Sleep(time.Until(began.Add(time.Duration(n) * time.Second / perSecond)))
		text := fmt.Sprintf("Lovely walk number %d by the river, the ducks are back", n)
		if n%100 == 0 {
			text = strings.Repeat(wordOf(n)+" ", 5) + wordOf(n*7919) + " " + wordOf(n*104729)
		}
		p.mu.Lock()
		p.sent = append(p.sent, time.Now())
		p.mu.Unlock()
		event := fmt.Sprintf(`{"did":"did:plc:a","time_us":%d,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"%d","record":{"text":%q,"langs":["en"],"createdAt":%q}}}`,
			time.Now().UnixMicro(), n, text, time.Now().UTC().Format(time.RFC3339))
		if conn.Write(ctx, websocket.MessageText, []byte(event)) != nil {
			return
		}
	}
	<-ctx.Done()
}

// wordOf is a word made of a number.
func wordOf(n int) string {
	return "zz" + strings.Map(func(digit rune) rune { return digit - '0' + 'a' }, strconv.Itoa(n))
}

// packOf has a rule for each post that says something.
func packOf(posts int) string {
	var b strings.Builder
	b.WriteString("pack: made\nrules:\n")
	for n := 0; n < posts; n += 100 {
		fmt.Fprintf(&b, "  - {id: r%d, kind: claim, severity: high, claim: c%d, any: [%[3]s], tests: {match: [%[3]s], miss: [x]}}\n", n, n, wordOf(n))
	}
	return b.String()
}

func (p *paced) since(n int) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Since(p.sent[n])
}

// BenchmarkPostToPull lets b.N posts come, two thousand a second, while somebody pulls what they open: how old a post is when its item is in
// the hands of a responder. Run it with as many posts as make sense: -benchtime 40000x.
func BenchmarkPostToPull(b *testing.B) {
	for name, made := range map[string]func() backend{
		"SQLite and memory":    func() backend { return backend{filepath.Join(b.TempDir(), "l.db"), "memory", "hearsay"} },
		"PostgreSQL and Redis": func() backend { return backend{servertest.PostgresURL(b), servertest.RedisURL(b), rand.Text()} },
	} {
		b.Run(name, func(b *testing.B) { postToPull(b, made()) })
	}
}

func postToPull(b *testing.B, at backend) {
	p := &paced{begin: make(chan struct{}), posts: b.N}
	server := httptest.NewServer(p)
	b.Cleanup(server.Close)
	packs := b.TempDir()
	if err := os.WriteFile(filepath.Join(packs, "made.yaml"), []byte(packOf(b.N)), 0o600); err != nil {
		b.Fatal(err)
	}
	config := at.configure(b, "http://127.0.0.1:1", "rules: "+packs+"\n")
	text, err := os.ReadFile(config)
	if err != nil {
		b.Fatal(err)
	}
	sky := fmt.Sprintf("  - {name: sky, kind: bluesky, endpoints: [%q]}\nroutes:\n  queue", strings.Replace(server.URL, "http", "ws", 1)+"/subscribe")
	if err := os.WriteFile(config, []byte(strings.Replace(string(text), "routes:\n  queue", sky, 1)), 0o600); err != nil {
		b.Fatal(err)
	}
	r := start(b, config, nil, people(b))
	ann := r.signIn("ann", "correct horse battery")
	said := (b.N + 99) / 100
	var ages []time.Duration
	close(p.begin)
	b.ResetTimer()
	for empty := 0; len(ages) < said && empty < 5; empty++ {
		var items []*triage.Item
		ann.post("/api/v1/queues/claims/pull", map[string]any{"max": 20, "wait": "5s"}, http.StatusOK, &items)
		for _, it := range items {
			n, err := strconv.Atoi(it.Lead.ID[strings.LastIndex(it.Lead.ID, "/")+1:])
			if err != nil {
				b.Fatal(err)
			}
			ages, empty = append(ages, p.since(n)), 0
		}
	}
	if len(ages) < said {
		b.Fatalf("%d items came of %d posts", len(ages), said)
	}
	slices.Sort(ages)
	b.ReportMetric(float64(ages[len(ages)/2].Milliseconds()), "p50-ms")
	b.ReportMetric(float64(ages[len(ages)*99/100].Milliseconds()), "p99-ms")
	b.ReportMetric(float64(len(ages)), "items")
}
