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
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/triage"
)

// paced is a Jetstream that sends a fixed number of posts, so many a second, and remembers when. One in a hundred says what no
// other does.
type paced struct {
	begin chan struct{}
	posts int
	every time.Duration // between two posts; 0 for as fast as they are taken

	isFollowed atomic.Bool
	lastUS     atomic.Int64 // of the last post, once it is sent

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
	p.isFollowed.Store(true)
	<-p.begin
	began := time.Now()
	for n := range p.posts {
		time.Sleep(time.Until(began.Add(time.Duration(n) * p.every)))
		text := fmt.Sprintf("Lovely walk number %d by the river, the ducks are back", n)
		if n%100 == 0 {
			text = strings.Repeat(wordOf(n)+" ", 5) + wordOf(n*7919) + " " + wordOf(n*104729)
		}
		p.mu.Lock()
		p.sent = append(p.sent, time.Now())
		p.mu.Unlock()
		us := time.Now().UnixMicro()
		event := fmt.Sprintf(`{"did":"did:plc:%024d","time_us":%d,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"%013d","record":{"text":%q,"langs":["en"],"createdAt":%q}}}`,
			n*2654435761%300007*104729, us, n, text, time.Now().UTC().Format(time.RFC3339))
		if conn.Write(ctx, websocket.MessageText, []byte(event)) != nil {
			return
		}
		if n == p.posts-1 {
			p.lastUS.Store(us)
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
	onBoth(b, postToPull)
}

// BenchmarkStream lets b.N posts come as fast as the program takes them, over the network of one machine, until all are in the ledger:
// the sender, the program and the servers share its cores.
func BenchmarkStream(b *testing.B) {
	onBoth(b, func(b *testing.B, at backend) {
		p := &paced{begin: make(chan struct{}), posts: b.N}
		follow(b, at, p)
		l, err := ledger.Open(b.Context(), at.ledger, time.Now)
		if err != nil {
			b.Fatal(err)
		}
		defer l.Close()
		close(p.begin)
		b.ResetTimer()
		for last, at := "not yet", ""; !strings.Contains(at, last); time.Sleep(5 * time.Millisecond) {
			if at, _, err = l.Cursor(b.Context(), "sky"); err != nil {
				b.Fatal(err)
			}
			if us := p.lastUS.Load(); us > 0 {
				last = fmt.Sprint(us)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
		if n, err := l.CountPosts(b.Context()); err != nil || n != int64(b.N) {
			b.Errorf("%d posts of %d are in the ledger, %v", n, b.N, err)
		}
	})
}

func onBoth(b *testing.B, measure func(b *testing.B, at backend)) {
	b.Run("SQLite and memory", func(b *testing.B) {
		measure(b, backend{filepath.Join(b.TempDir(), "l.db"), "memory", "hearsay"})
	})
	b.Run("PostgreSQL and Redis", func(b *testing.B) {
		measure(b, backend{servertest.PostgresURL(b), servertest.RedisURL(b), rand.Text()})
	})
}

// follow runs the program on a stream that has not begun.
func follow(b *testing.B, at backend, p *paced) *running {
	b.Helper()
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
	servertest.Eventually(b, "the stream to be followed", p.isFollowed.Load)
	return r
}

func postToPull(b *testing.B, at backend) {
	p := &paced{begin: make(chan struct{}), posts: b.N, every: time.Second / 2000} // the whole of Bluesky at its peak
	r := follow(b, at, p)
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
