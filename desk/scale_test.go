package desk_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hearsay/alerts"
	"hearsay/claims"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/configs"
	"hearsay/desk/access"
	"hearsay/internal/browsertest"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/pipeline"
	"hearsay/post"
	"hearsay/queue/memqueue"
	"hearsay/queue/redisqueue"
	"hearsay/replies"
	"hearsay/triage"
	"hearsay/work"
)

var scale = flag.Int("items", 1000, "open items of the benchmark of the desk; each has nine posts, and the first as many posts as there are items")

// BenchmarkDesk opens the pages of a desk with many items, searches, and lets fifty responders pull at once. It reports the
// median and the 99th percentile in milliseconds, and what a browser makes of it.
func BenchmarkDesk(b *testing.B) {
	for name, fit := range map[string]func() fittings{
		"SQLite": func() fittings { return fittings{ledger: filepath.Join(b.TempDir(), "l.db")} },
		"PostgreSQL": func() fittings {
			return fittings{ledger: servertest.PostgresURL(b), queue: redisqueue.New(servertest.Redis(b), strings.ToLower(b.Name()), time.Now)}
		},
	} {
		b.Run(name, func(b *testing.B) {
			fitted := fit()
			o := openOffice(b, fitted)
			crowd := newCrowd(*scale)
			o.fill(b, crowd)
			settle(b, fitted.ledger)
			b.Run("memory", remembers)
			client := o.browser("responder")
			for _, page := range []struct{ name, path string }{
				{"queues", "/"}, {"items", "/items"}, {"a-queue", "/items?queue=general&sort=deadline"}, {"of-a-topic", "/items?topic=water"}, {"an-item", "/items/crowd7"}, {"an-item-of-many-posts", "/items/crowd0"}, {"its-travel", "/items/crowd0/travel"},
				{"replies", "/replies"}, {"a-reply", "/replies/reply10"}, {"claims", "/claims"}, {"sources", "/sources"}, {"gaps", "/gaps"}, {"asks", "/asks"}, {"recalls", "/recalls"}, {"me", "/me"},
				{"search-a-common-word", "/items?q=" + crowd.words[0]}, {"search-two-words", "/items?q=" + crowd.words[3] + "+" + crowd.words[40]}, {"search-a-rare-word", "/items?q=" + crowd.words[len(crowd.words)-1]},
			} {
				b.Run(page.name, func(b *testing.B) {
					var took []time.Duration
					weight := 0
					for b.Loop() {
						start := time.Now()
						weight = len(o.page(client, page.path))
						took = append(took, time.Since(start))
					}
					report(b, took)
					b.ReportMetric(float64(weight)/1000, "KB")
				})
			}
			b.Run("pull-by-fifty", func(b *testing.B) { o.pullByMany(b, 50) })
			b.Run("first-paint", func(b *testing.B) { o.paints(b) })
			b.Run("round-of-alerts", func(b *testing.B) { o.alertRound(b) })
			b.Run("round-of-upkeep", func(b *testing.B) { o.upkeepRound(b) })
			b.Run("scrape", func(b *testing.B) {
				repeat(b, func() error {
					_, err := o.ledger.Count(b.Context())
					return err
				})
			})
		})
	}
}

// settle lets the database do at once what it would do in the first minutes after so much was stored.
func settle(b *testing.B, address string) {
	driver, statement := "sqlite", "PRAGMA wal_checkpoint(TRUNCATE)"
	if ledger.IsPostgres(address) {
		driver, statement = "pgx", "VACUUM (ANALYZE)"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		b.Fatal(err)
	}
	_, err = db.ExecContext(b.Context(), statement)
	if err := errors.Join(err, db.Close()); err != nil {
		b.Fatal(err)
	}
}

// remembers reports what is alive in memory.
func remembers(b *testing.B) {
	var m runtime.MemStats
	for b.Loop() {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(m.HeapAlloc)/1e6, "alive-MB")
	b.ReportMetric(float64(m.Sys-m.HeapReleased)/1e6, "taken-MB")
}

// report reports percentiles in place of the mean.
func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(0, "ns/op")
	for name, share := range map[string]float64{"p50-ms": 0.5, "p99-ms": 0.99} {
		b.ReportMetric(float64(took[int(share*float64(len(took)-1))].Microseconds())/1000, name)
	}
}

// crowd makes up what people post: words that nobody has, as often as words are.
type crowd struct {
	items int
	words []string
	often *rand.Zipf
	rand  *rand.Rand
}

func newCrowd(items int) *crowd {
	random := rand.New(rand.NewPCG(1, 2))
	c := &crowd{items: items, rand: random, often: rand.NewZipf(random, 1.1, 4, 20_000-1)}
	syllables := strings.Fields("ba ke li mo nu ra se ti vo zu fa ge hi jo ku la me pi ro su")
	for n := range 20_000 {
		word := ""
		for range 4 {
			word += syllables[n%len(syllables)]
			n /= len(syllables)
		}
		c.words = append(c.words, word)
	}
	return c
}

func (c *crowd) says() string {
	said := make([]string, 12+c.rand.IntN(20))
	for i := range said {
		said[i] = c.words[c.often.Uint64()]
	}
	return strings.Join(said, " ")
}

// fill stores a crowd's items, with replies to some of them, and tells the queue.
func (o *office) fill(b *testing.B, c *crowd) {
	b.Helper()
	ctx, now := b.Context(), time.Now()
	const batch = 500
	for first := 0; first < c.items; first += batch {
		err := o.ledger.Write(ctx, func(tx *ledger.Tx) error {
			var err error
			for i := first; i < min(first+batch, c.items); i++ {
				err = errors.Join(err, c.store(ctx, tx, i, now))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := o.relay.Flush(ctx); err != nil {
		b.Fatal(err)
	}
}

func (c *crowd) store(ctx context.Context, tx *ledger.Tx, i int, now time.Time) error {
	id, size := fmt.Sprint("crowd", i), 9
	opened := now.Add(-time.Duration(c.rand.IntN(72*60)) * time.Minute)
	between := time.Minute
	if i == 0 {
		size, opened = max(c.items, 10), now.Add(-72*time.Hour)
		between = now.Sub(opened) / time.Duration(size)
	}
	var posts []ledger.StoredPost
	for n := range size {
		at := opened.Add(between * time.Duration(n))
		p := post.Post{
			Platform: []string{"mastodon", "bluesky", "telegram"}[n%3], ID: fmt.Sprint(i, "-", n), Text: c.says(), Author: fmt.Sprint("somebody", c.rand.IntN(1000)),
			Space: fmt.Sprint("space", c.rand.IntN(50)), Language: []string{"en", "fi", "it"}[c.rand.IntN(3)], Reach: c.rand.Int64N(10_000), CreatedAt: at.Add(-time.Minute),
		}
		if before := n / 3; before > 0 && n%2 == 0 {
			p.ReplyTo = fmt.Sprint(i, "-", c.rand.IntN(before)*3+n%3)
		}
		posts = append(posts, ledger.StoredPost{
			Post: p, Source: "crowd", Item: id, CollectedAt: at, Verdict: &classifier.Verdict{Kind: classifier.KindClaim, Language: "en", Rules: []classifier.Reason{{ID: "p.r", Start: 0, End: 8}}},
		})
	}
	item := &triage.Item{
		ID: id, Kind: []classifier.Kind{classifier.KindClaim, classifier.KindQuestion}[i%2], State: triage.Open, Queue: []string{triage.DefaultQueue, "urgent"}[i%2], Severity: rules.High, Lead: posts[0].Ref(),
		Posts: int64(size), Language: "en", Topics: []string{[]string{"water", "health", "roads"}[i%3]}, OpenedAt: opened, Deadline: opened.Add(100 * time.Hour),
	}
	err := errors.Join(tx.SaveItem(ctx, item), tx.InsertPosts(ctx, posts))
	if i%10 == 0 {
		reply := replies.New(fmt.Sprint("reply", i), id, item.Kind, "", "responder", now)
		reply.Text = replies.Text{Language: "en", Fact: c.says(), Myth: c.says(), Why: c.says(), Again: c.says(), Rating: "false", Sources: []string{"https://example.org/"}}
		err = errors.Join(err, tx.SaveReply(ctx, reply), tx.SaveClaim(ctx, claims.Claim{ID: fmt.Sprint("claim", i), Text: c.says(), Language: "en", UpdatedAt: now}))
	}
	return err
}

// pullByMany lets responders pull one item after another, all at once. The first round is not counted.
func (o *office) pullByMany(b *testing.B, people int) {
	var tokens []string
	for i := range people {
		name := fmt.Sprint("puller", i)
		if _, err := access.AddUser(b.Context(), o.ledger, access.Unfit{}, "test", ledger.User{Name: name, Role: string(work.Responder)}, password); err != nil {
			b.Fatal(err)
		}
		tokens = append(tokens, o.token(name))
	}
	transport := &http.Transport{MaxIdleConnsPerHost: people}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	all := func() []time.Duration {
		took := make([]time.Duration, people)
		var wait sync.WaitGroup
		for i, token := range tokens {
			wait.Go(func() {
				start := time.Now()
				if err := o.pullOne(client, token); err != nil {
					b.Error(err)
				}
				took[i] = time.Since(start)
			})
		}
		wait.Wait()
		return took
	}
	all() // a desk at work has its connections open
	var took []time.Duration
	for b.Loop() {
		took = append(took, all()...)
	}
	report(b, took)
}

func (o *office) pullOne(client *http.Client, token string) error {
	request, err := http.NewRequest(http.MethodPost, o.URL+"/api/v1/queues/general/pull", strings.NewReader(`{"max":1}`))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	body := o.read(response)
	if response.StatusCode != http.StatusOK || !strings.Contains(body, `"id"`) {
		return fmt.Errorf("%s: %s", response.Status, body)
	}
	return nil
}

// paints opens pages in Chromium, and reports when the slowest of them shows something, in half of the cases and at worst, and what the heaviest weighs.
func (o *office) paints(b *testing.B) {
	seat := browsertest.Sit(b, o.URL, "responder")
	seat.SignIn(password)
	paints := map[string][]float64{}
	var weight float64
	for b.Loop() {
		for _, path := range []string{"/", "/items", "/items/crowd0", "/replies/reply10", "/claims"} {
			seat.Open(path)
			seat.Until("a first paint", `performance.getEntriesByName("first-contentful-paint").length == 1`)
			const look = `JSON.stringify([performance.getEntriesByName("first-contentful-paint")[0].startTime,
				[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].reduce((sum, e) => sum + e.encodedBodySize, 0)])`
			var found [2]float64
			if err := json.Unmarshal([]byte(browsertest.Read(seat, chromedp.Evaluate[string](look))), &found); err != nil {
				b.Fatal(err)
			}
			paints[path], weight = append(paints[path], found[0]), max(weight, found[1]/1000)
		}
	}
	var median, worst float64
	for _, took := range paints {
		slices.Sort(took)
		median, worst = max(median, took[len(took)/2]), max(worst, took[len(took)-1])
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median, "p50-ms")
	b.ReportMetric(worst, "worst-ms")
	b.ReportMetric(weight, "KB")
}

// alertRound tries every condition that ships on everything that it may be of.
func (o *office) alertRound(b *testing.B) {
	const file = "alerts.yaml"
	data, err := configs.Files.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	config, err := alerts.Parse(file, data, nil)
	if err != nil {
		b.Fatal(err)
	}
	evaluator := &alerts.Evaluator{
		Ledger: o.ledger, Conditions: config.Conditions, Every: config.Every, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Sources: func(context.Context) ([]alerts.SourceState, error) { return []alerts.SourceState{{Name: "crowd"}}, nil },
	}
	repeat(b, func() error { return evaluator.Round(b.Context()) })
}

// upkeepRound looks for what time has changed, after all has been looked at once.
func (o *office) upkeepRound(b *testing.B) {
	upkeep := &pipeline.Upkeep{Ledger: o.ledger, Queue: memqueue.New(time.Now), Routes: triage.DefaultRoutes(), Now: time.Now}
	if err := upkeep.Sweep(b.Context()); err != nil {
		b.Fatal(err)
	}
	repeat(b, func() error { return upkeep.Sweep(b.Context()) })
}

// repeat measures what is done again and again.
func repeat(b *testing.B, do func() error) {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	report(b, took)
}
