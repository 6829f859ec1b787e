package app_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/internal/servertest"
	"hearsay/sight"
	"hearsay/triage"
	"hearsay/work"
)

// town is a feed that can fall silent.
type town struct {
	mu     sync.Mutex
	isDown bool
	posts  []townPost
}

type townPost struct {
	ID   string `xml:"guid"`
	Text string `xml:"title"`
	At   string `xml:"pubDate"`
}

func (f *town) say(at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.posts = append(f.posts, townPost{fmt.Sprint("made-up ", len(f.posts)), "They put microchips in the vaccine", at.Format(time.RFC1123Z)})
}

func (f *town) be(down bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.isDown = down
}

func (f *town) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.isDown {
		http.Error(w, "made-up maintenance", http.StatusInternalServerError)
		return
	}
	writeFeed(w, "Town", f.posts)
}

// writeFeed answers with an RSS feed.
func writeFeed(w http.ResponseWriter, title string, posts []townPost) {
	feed := struct {
		XMLName xml.Name   `xml:"rss"`
		Version string     `xml:"version,attr"`
		Title   string     `xml:"channel>title"`
		Items   []townPost `xml:"channel>item"`
	}{Version: "2.0", Title: title, Items: posts}
	_ = xml.NewEncoder(w).Encode(feed)
}

// TestBlindnessIsKnown plants an outage, a pause and a stop of the program into a day, and compares what the program says of them with the truth.
// The clock is the test's: with PostgreSQL it would be the server's.
func TestBlindnessIsKnown(t *testing.T) {
	t.Parallel()
	clock := &testClock{at: time.Date(2026, 11, 29, 6, 0, 0, 0, time.UTC)}
	f := &town{}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	b := backend{t.TempDir() + "/hearsay.db", "memory", "hearsay"}
	path := b.configureSource(t, fmt.Sprintf("{name: x, kind: feed, every: 300ms, url: %q}", server.URL), "")
	r := startAt(t, path, nil, people(t), clock.now)
	ann := r.signIn("ann", "correct horse battery")

	f.say(clock.now())
	servertest.Eventually(t, "the first post", func() bool { return r.metric(`hearsay_posts_collected_total{source="x"}`) == "1" })
	if spells := ann.blind(clock); len(spells) != 0 {
		t.Fatalf("before anything happened: %v", spells)
	}

	f.be(true)
	down := clock.now()
	servertest.Eventually(t, "a sweep that fails", func() bool {
		return r.metric(`hearsay_collect_errors_total{reason="wait",source="x"}`)+r.metric(`hearsay_collect_errors_total{reason="status",source="x"}`) != ""
	})
	for range 3 {
		clock.pass(20 * time.Minute)
		f.say(clock.now())
	}
	clock.pass(5 * time.Minute)
	servertest.Eventually(t, "the outage is known", func() bool {
		spells := ann.blind(clock)
		return r.metric(`hearsay_source_blind{source="x"}`) == "1" && len(spells) == 1 && spells[0].Reason == sight.Down
	})
	wantSpells(t, "while it lasts", ann.blind(clock), spell{from: down, reason: sight.Down, lasts: true})
	for page, want := range map[string]string{"/": "Some sources cannot see now", "/sources": "the platform does not answer"} {
		if body := r.page(page); !strings.Contains(body, want) {
			t.Errorf("%s does not say %q", page, want)
		}
	}

	f.be(false)
	servertest.Eventually(t, "it sees again", func() bool { return r.metric(`hearsay_source_blind{source="x"}`) == "0" })
	servertest.Eventually(t, "what was missed", func() bool { return r.metric(`hearsay_posts_collected_total{source="x"}`) == "4" })
	outage := spell{from: down, to: clock.now(), reason: sight.Down, caughtUp: 3}
	wantSpells(t, "after the outage", ann.blind(clock), outage)

	var found struct{ Items []*triage.Item }
	ann.get("/api/v1/items", &found)
	if len(found.Items) != 1 {
		t.Fatalf("%d items", len(found.Items))
	}
	item := found.Items[0].ID
	var detail work.Detail
	ann.get("/api/v1/items/"+item, &detail)
	wantSpells(t, "of the item", detail.Blind, outage)
	if body := r.page("/items/" + item); !strings.Contains(body, "3 posts of that time came later") {
		t.Error("the item's page does not tell of it")
	}
	var report work.Report
	ann.get("/api/v1/report?"+url.Values{"from": {down.Add(-time.Hour).Format(time.RFC3339)}, "to": {clock.now().Format(time.RFC3339)}}.Encode(), &report)
	wantSpells(t, "of the report", report.Blind, outage)

	stopped := clock.now()
	r.stop()
	clock.pass(2 * time.Hour)
	f.say(clock.now().Add(-time.Hour))
	r = startAt(t, path, nil, nil, clock.now)
	ann = r.signIn("ann", "correct horse battery")
	servertest.Eventually(t, "it sees again after the stop", func() bool {
		spells := ann.blind(clock)
		return len(spells) == 2 && !spells[1].Lasts()
	})
	pause := spell{from: stopped, to: clock.now(), reason: sight.NotRunning, caughtUp: 1}
	wantSpells(t, "after the stop", ann.blind(clock), outage, pause)

	admin := r.signIn("admin", "correct horse battery")
	admin.post("/api/v1/sources/x/pause", nil, http.StatusOK, nil)
	servertest.Eventually(t, "it is not read any more", func() bool { return r.metric(`hearsay_source_lag_seconds{source="x"}`) == "" })
	paused := clock.now()
	clock.pass(10 * time.Minute)
	servertest.Eventually(t, "the pause is known", func() bool { return len(ann.blind(clock)) == 3 && ann.blind(clock)[2].Reason == sight.Paused })
	wantSpells(t, "while it is paused", ann.blind(clock), outage, pause, spell{from: paused, reason: sight.Paused, lasts: true})
}

// blind are the spells of the clock's day.
func (p person) blind(c *testClock) []sight.Spell {
	p.r.t.Helper()
	var spells []sight.Spell
	p.get("/api/v1/blindness?"+url.Values{"from": {c.now().Add(-24 * time.Hour).Format(time.RFC3339)}}.Encode(), &spells)
	return spells
}

// spell is what is known to be true of one.
type spell struct {
	from, to time.Time
	reason   sight.Reason
	caughtUp int64
	lasts    bool
}

// wantSpells compares spells with the truth, to which a sweep or two may lack.
func wantSpells(t *testing.T, when string, got []sight.Spell, want ...spell) {
	t.Helper()
	isNear := func(a, b time.Time) bool { return a.Sub(b).Abs() < 30*time.Second }
	if len(got) != len(want) {
		t.Errorf("%s: %v, want %v", when, got, want)
		return
	}
	for i, w := range want {
		g := got[i]
		if g.Source != "x" || !isNear(g.From, w.from) || g.Lasts() != w.lasts || !w.lasts && !isNear(g.To, w.to) || g.Reason != w.reason || g.CaughtUp != w.caughtUp {
			t.Errorf("%s: %v, want %+v", when, g, w)
		}
	}
}

// testClock stands still until it is told that time passes.
type testClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *testClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *testClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// page is a page of the desk as ann sees it.
func (r *running) page(path string) string {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	answer, err := client.PostForm(r.URL()+"/signin", url.Values{"name": {"ann"}, "password": {"correct horse battery"}})
	if err != nil {
		r.t.Fatal(err)
	}
	answer.Body.Close()
	if answer, err = client.Get(r.URL() + path); err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		r.t.Fatalf("%s: %s, %v", path, answer.Status, err)
	}
	return string(body)
}
