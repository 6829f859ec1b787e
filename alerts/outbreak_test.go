package alerts_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/alerts"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/triage"
)

// every is the interval at which conditions are tried in the simulated week.
const every = 10 * time.Minute

// outbreak is a made-up week with known truth: claims with a rhythm of the day, and what was planted among them.
type outbreak struct {
	t      *testing.T
	ledger *ledger.Ledger
	random *rand.Rand
	now    time.Time
	start  time.Time
	items  []*triage.Item
	posts  int
	plants []*plant
	told   *told
}

// plant is something that must be told of, within two intervals of its beginning, and of nothing else.
type plant struct {
	condition string
	item      int // of outbreak.items
	from, to  time.Duration
	rate      float64 // more posts an hour
	language  string  // that they are in; "" for the item's own
	toldAt    time.Time
}

// told is a receiver that keeps what it is told, for all senders together.
type told struct {
	mu   sync.Mutex
	keys map[string]int
	new  []alerts.Message
}

func (r *told) Notify(_ context.Context, m alerts.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys[m.Key]++
	r.new = append(r.new, m)
	return nil
}

// keeping is its settings.
type keeping struct{ to *told }

func (keeping) Check(func(field, what, remedy string)) {}
func (k keeping) Open() alerts.Notifier                { return k.to }

// TestAnOutbreakIsTold lives through a seeded week on both databases, with two daemons on one ledger: every surge and crossing that
// was planted is told within two intervals, nothing is told twice, and there is no more than one false alert a day.
func TestAnOutbreakIsTold(t *testing.T) {
	addresses := map[string]func(t *testing.T) string{
		"SQLite": func(t *testing.T) string { return filepath.Join(t.TempDir(), "l.db") },
	}
	if !testing.Short() {
		addresses["PostgreSQL"] = func(t *testing.T) string { return servertest.PostgresURL(t) }
	}
	for name, address := range addresses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			live(t, address(t))
		})
	}
}

func live(t *testing.T, address string) {
	o := &outbreak{t: t, random: rand.New(rand.NewPCG(20, 20)), start: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), told: &told{keys: map[string]int{}}}
	o.now = o.start
	var err error
	if o.ledger, err = ledger.Open(t.Context(), address, func() time.Time { return o.now }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.ledger.Close() })
	o.plant()
	config := o.config()
	var daemons [2]struct {
		*alerts.Evaluator
		*alerts.Sender
	}
	for i := range daemons {
		daemons[i].Evaluator = &alerts.Evaluator{Ledger: o.ledger, Conditions: config.Conditions, Every: every, Sources: func(context.Context) ([]alerts.SourceState, error) { return nil, nil }, Now: o.clock, Log: slog.New(slog.DiscardHandler)}
		daemons[i].Sender = &alerts.Sender{Config: config, Ledger: o.ledger, BaseURL: "https://desk.example", Observer: &observer{sent: map[string]int{}}, Now: o.clock, Log: slog.New(slog.DiscardHandler)}
	}
	falseAlerts := 0
	for ; o.now.Before(o.start.AddDate(0, 0, 7)); o.now = o.now.Add(every) {
		o.spread()
		var working sync.WaitGroup
		for _, d := range daemons {
			working.Go(func() {
				if err := errors.Join(d.Evaluator.Turn(t.Context()), d.Sender.Turn(t.Context())); err != nil {
					t.Error(err)
				}
			})
		}
		working.Wait()
		// One of the two may have looked for what to send before the other had found it.
		if err := daemons[0].Sender.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
		falseAlerts += o.judge()
	}
	for _, p := range o.plants {
		if p.toldAt.IsZero() || p.toldAt.Sub(o.start.Add(p.from)) > 2*every {
			t.Errorf("%s of item %d, planted at %s, was told at %s", p.condition, p.item, o.start.Add(p.from).Format(time.RFC3339), p.toldAt.Format(time.RFC3339))
		}
	}
	for key, n := range o.told.keys {
		if n != 1 {
			t.Errorf("message %s was sent %d times", key, n)
		}
	}
	t.Logf("%d posts, %d plants, %d messages, %d false alerts in seven days", o.posts, len(o.plants), len(o.told.keys), falseAlerts)
	if falseAlerts > 7 {
		t.Errorf("%d false alerts in seven days", falseAlerts)
	}
}

func (o *outbreak) clock() time.Time { return o.now }

// config is what ships, with a receiver that keeps what it is told.
func (o *outbreak) config() *alerts.Config {
	shipped, err := os.ReadFile("../configs/alerts.yaml")
	if err != nil {
		o.t.Fatal(err)
	}
	text := strings.Replace(string(shipped), "receivers: []", "receivers: [{name: kept, kind: kept}]\nroute: {receiver: kept, group_by: ['...'], group_wait: 0s, group_interval: 1m, repeat_interval: 1000h}", 1)
	config, err := alerts.Parse("alerts.yaml", []byte(text), map[string]func() alerts.ReceiverSettings{"kept": func() alerts.ReceiverSettings { return keeping{o.told} }})
	if err != nil {
		o.t.Fatal(err)
	}
	return config
}

// plant makes the claims of the week, and says what happens to them.
func (o *outbreak) plant() {
	for i := range 24 {
		id := fmt.Sprintf("item%02d", i)
		o.items = append(o.items, &triage.Item{
			ID: id, Kind: classifier.KindClaim, State: triage.Open, Queue: "claims", Severity: rules.Medium, Language: "en", Claim: "claim" + fmt.Sprint(i),
			Lead: post.Ref{Platform: "sample", ID: id}, OpenedAt: o.now, Deadline: o.now.AddDate(1, 0, 0),
		})
	}
	at := func(day, hour int) time.Duration {
		return time.Duration(day)*24*time.Hour + time.Duration(hour)*time.Hour
	}
	o.plants = []*plant{
		{condition: "claim_surges", item: 2, from: at(1, 3), to: at(1, 5), rate: 90},
		{condition: "claim_surges", item: 5, from: at(2, 14), to: at(2, 18), rate: 120},
		{condition: "claim_surges", item: 9, from: at(3, 9), to: at(3, 10), rate: 90},
		{condition: "claim_surges", item: 11, from: at(4, 22), to: at(4, 23), rate: 90},
		{condition: "claim_surges", item: 5, from: at(6, 14), to: at(6, 16), rate: 120}, // again, four days later
		{condition: "claim_surges", item: 23, from: at(5, 12), to: at(5, 15), rate: 90}, // a claim that nobody knew
		{condition: "claim_crosses", item: 3, from: at(2, 2), to: at(2, 3), rate: 24, language: "fi"},
		{condition: "claim_crosses", item: 7, from: at(5, 8), to: at(5, 9), rate: 24, language: "it"},
	}
}

// spread brings the posts of one interval.
func (o *outbreak) spread() {
	err := o.ledger.Write(o.t.Context(), func(tx *ledger.Tx) error {
		var rows []ledger.StoredPost
		for i, it := range o.items {
			n := 0
			if i < len(o.items)-1 {
				n = o.count(o.usual(i))
			}
			for range n {
				rows = append(rows, o.post(it, it.Language))
			}
			for _, p := range o.plants {
				if since := o.now.Sub(o.start); p.item == i && since >= p.from && since < p.to {
					for range o.count(p.rate) {
						language := it.Language
						if p.language != "" {
							language = p.language
						}
						rows = append(rows, o.post(it, language))
					}
				}
			}
		}
		for _, it := range o.items {
			if it.Posts > 0 {
				if err := tx.SaveItem(o.t.Context(), it); err != nil {
					return err
				}
			}
		}
		return tx.InsertPosts(o.t.Context(), rows)
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// usual is how many posts an hour a claim gets at this time: more by day, each claim its own.
func (o *outbreak) usual(i int) float64 {
	mean := []float64{0.2, 0.5, 1, 2, 4, 8}[i%6]
	return mean * max(1+0.9*math.Sin(float64(o.now.Hour()-9)*math.Pi/12), 0)
}

// count draws how many come in one interval at a rate an hour (Poisson).
func (o *outbreak) count(rate float64) int {
	limit, p := math.Exp(-rate*every.Hours()), 1.0
	for n := 0; ; n++ {
		if p *= o.random.Float64(); p < limit {
			return n
		}
	}
}

func (o *outbreak) post(it *triage.Item, language string) ledger.StoredPost {
	o.posts++
	it.Posts++
	it.LastPost = o.now
	return ledger.StoredPost{Post: post.Post{Platform: "sample", ID: fmt.Sprint("p", o.posts), Text: "made up", Language: language, Space: "#made-up", CreatedAt: o.now}, Item: it.ID, CollectedAt: o.now, Source: "made up"}
}

// judge holds what was told just now against what was planted, and counts what was not.
func (o *outbreak) judge() (wrong int) {
	for _, m := range o.told.new {
		for _, line := range m.Lines {
			if !line.Firing {
				continue
			}
			if p := o.planted(line); p == nil {
				wrong++
				o.t.Logf("false: %s: %s: %s, %s", o.now.Format("Mon 15:04"), line.URL, line.Title, line.Says)
			} else if p.condition == line.Condition && p.toldAt.IsZero() {
				p.toldAt = o.now
			}
		}
	}
	o.told.new = nil
	return wrong
}

// planted is what a line tells of. What is over since an hour still fills the last hour.
func (o *outbreak) planted(line alerts.Line) *plant {
	since := o.now.Sub(o.start)
	for _, p := range o.plants {
		isOfIt := p.condition == line.Condition || p.condition == "claim_crosses" && line.Condition == "claim_surges" // what comes to a new place is more, too
		if isOfIt && strings.HasSuffix(line.URL, "/"+o.items[p.item].ID) && since >= p.from && since < p.to+2*time.Hour {
			return p
		}
	}
	return nil
}

type observer struct {
	mu   sync.Mutex
	sent map[string]int
}

func (o *observer) AlertSent(receiver, outcome string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent[receiver+" "+outcome]++
}
