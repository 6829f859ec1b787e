package alerts_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/alerts"
	"hearsay/asks"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/triage"
)

// room is a ledger with a clock, and the conditions that ship.
type room struct {
	t       *testing.T
	ledger  *ledger.Ledger
	now     time.Time
	sources []alerts.SourceState
	config  *alerts.Config
	posts   int
}

func newRoom(t *testing.T) *room {
	t.Helper()
	r := &room{t: t, now: time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)}
	var err error
	if r.ledger, err = ledger.Open(t.Context(), filepath.Join(t.TempDir(), "l.db"), func() time.Time { return r.now }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.ledger.Close() })
	data, err := os.ReadFile("../configs/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if r.config, err = alerts.Parse("alerts.yaml", data, nil); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *room) write(do func(ctx context.Context, tx *ledger.Tx) error) {
	r.t.Helper()
	if err := r.ledger.Write(r.t.Context(), func(tx *ledger.Tx) error { return do(r.t.Context(), tx) }); err != nil {
		r.t.Fatal(err)
	}
}

// item stores an item that waits for two days.
func (r *room) item(id string, change func(*triage.Item)) *triage.Item {
	r.t.Helper()
	it := &triage.Item{ID: id, Kind: classifier.KindClaim, State: triage.Open, Queue: "claims", Severity: rules.Medium, Language: "en", Lead: post.Ref{Platform: "sample", ID: id}, OpenedAt: r.now, Deadline: r.now.Add(48 * time.Hour), Posts: 1}
	change(it)
	r.write(func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveItem(ctx, it) })
	return it
}

func (r *room) spread(item string, n int, place func(*post.Post)) {
	r.t.Helper()
	var rows []ledger.StoredPost
	for range n {
		r.posts++
		p := post.Post{Platform: "sample", ID: fmt.Sprint("p", r.posts), Text: "made up", Language: "en"}
		place(&p)
		rows = append(rows, ledger.StoredPost{Post: p, Item: item, CollectedAt: r.now})
	}
	r.write(func(ctx context.Context, tx *ledger.Tx) error { return tx.InsertPosts(ctx, rows) })
}

// round tries the conditions now, and gives the names of those that fire.
func (r *room) round() string {
	r.t.Helper()
	e := &alerts.Evaluator{Ledger: r.ledger, Conditions: r.config.Conditions, Every: time.Minute, Sources: func(context.Context) ([]alerts.SourceState, error) { return r.sources, nil }, Now: func() time.Time { return r.now }, Log: slog.New(slog.DiscardHandler)}
	if err := e.Round(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	listed, err := r.config.Listed(r.t.Context(), r.ledger, r.now)
	if err != nil {
		r.t.Fatal(err)
	}
	var firing []string
	for _, l := range listed {
		if l.Firing {
			firing = append(firing, l.Condition)
		}
		if l.Title == "" || l.Says == "" || strings.Contains(l.Says, "<no value>") {
			r.t.Errorf("%s says %q: %q", l.Condition, l.Title, l.Says)
		}
	}
	return strings.Join(firing, " ")
}

func (r *room) expect(what, want string) {
	r.t.Helper()
	if got := r.round(); got != want {
		r.t.Errorf("%s: %q fires, want %q", what, got, want)
	}
}

func TestItemsArePressing(t *testing.T) {
	r := newRoom(t)
	r.expect("nothing", "")
	it := r.item("a", func(it *triage.Item) { it.Severity = rules.Critical })
	r.expect("a critical item", "critical_item")
	it.State, it.Holder, it.HeldUntil = triage.Held, "ann", r.now.Add(3*time.Hour)
	r.write(func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveItem(ctx, it) })
	r.expect("somebody holds it", "")
	r.item("b", func(it *triage.Item) { it.Severity, it.Deadline = rules.High, r.now.Add(10*time.Minute) })
	r.expect("a deadline is near", "deadline_near")
	r.now = r.now.Add(11 * time.Minute)
	r.expect("it has passed", "deadline_broken")
}

func TestWhatIsOverIsResolvedAfterAWhile(t *testing.T) {
	r := newRoom(t)
	it := r.item("a", func(it *triage.Item) { it.Deadline = r.now.Add(-time.Minute) })
	r.expect("a broken deadline", "deadline_broken")
	it.State = triage.Answered
	r.write(func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveItem(ctx, it) })
	r.now = r.now.Add(time.Minute)
	r.expect("it is kept firing", "deadline_broken")
	r.now = r.now.Add(5 * time.Minute)
	r.expect("it is over", "")
	all, err := r.ledger.Alerts(t.Context(), r.now.Add(-time.Hour))
	if err != nil || len(all) != 1 || !all[0].ResolvedAt.Equal(r.now) {
		t.Errorf("got %+v, %v", all, err)
	}
}

func TestAClaimCrossesOnceItIsElsewhere(t *testing.T) {
	r := newRoom(t)
	r.item("a", func(it *triage.Item) { it.Claim = "c" })
	r.spread("a", 2, func(p *post.Post) { p.Territory = "torino" })
	r.expect("its first place", "")
	r.now = r.now.Add(2 * time.Hour)
	r.item("fi", func(it *triage.Item) { it.Claim, it.Language = "c", "fi" })
	r.spread("fi", 2, func(p *post.Post) { p.Language, p.Territory = "fi", "torino" })
	r.expect("two posts elsewhere", "")
	r.spread("fi", 1, func(p *post.Post) { p.Language, p.Territory = "fi", "torino" })
	r.expect("three posts in another language, of another item", "claim_crosses")
	r.now = r.now.Add(23 * time.Hour)
	r.expect("a day later, without a post", "claim_crosses")
	r.now = r.now.Add(2 * time.Hour)
	r.expect("and two hours", "")
}

func TestAQueueGrows(t *testing.T) {
	r := newRoom(t)
	for day := range 10 {
		for hour := range 24 {
			r.now = time.Date(2026, 3, 3+day, hour, 0, 0, 0, time.UTC)
			r.write(func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveSample(ctx, "queue/claims", 8) })
		}
	}
	for i := range 40 {
		r.item(fmt.Sprint("i", i), func(*triage.Item) {})
	}
	r.expect("forty wait where eight used to", "") // not for long enough
	r.now = r.now.Add(5 * time.Minute)
	r.expect("five minutes later", "queue_grows")
}

// TestAGapGrows has a question that more and more ask: a day on it is told, and once it is answered it is not any more.
func TestAGapGrows(t *testing.T) {
	r := newRoom(t)
	it := r.item("a", func(it *triage.Item) {
		it.Kind, it.Topics, it.Territories, it.Posts, it.Deadline = classifier.KindQuestion, []string{"water"}, []string{"turin"}, 8, r.now.Add(99*time.Hour)
	})
	ask := func(posts int64) {
		it.Posts = posts
		r.write(func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveItem(ctx, it) })
	}
	pass := func(hours int) {
		for range hours {
			r.round()
			r.now = r.now.Add(time.Hour)
		}
	}
	r.expect("eight ask", "")
	pass(23)
	ask(15)
	r.expect("fifteen do", "")
	pass(1)
	ask(16)
	r.expect("twice as many as a day ago", "gap_grows")
	pass(26)
	r.expect("no more than a day ago", "")
	ask(60)
	r.expect("four times as many", "gap_grows")
	it.State = triage.Answered
	ask(60)
	pass(3)
	r.expect("it is answered", "")
}

// TestWhoIsAskedIsLate asks a verifier for a claim: once the answer is late it is told, until it came.
func TestWhoIsAskedIsLate(t *testing.T) {
	r := newRoom(t)
	r.item("a", func(*triage.Item) {})
	a := asks.New("k", "a", classifier.KindClaim, "ben", "ann", "", asks.Clock{Within: 2 * time.Hour}, r.now)
	save := func() {
		t.Helper()
		r.write(func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveAsk(ctx, a) })
	}
	save()
	r.expect("just asked", "")
	r.now = r.now.Add(3 * time.Hour)
	r.expect("three hours later", "ask_unanswered")
	if err := a.Close(asks.Answered, r.now); err != nil {
		t.Fatal(err)
	}
	save()
	r.now = r.now.Add(6 * time.Minute)
	r.expect("answered", "")
}

func TestASourceIsSilent(t *testing.T) {
	r := newRoom(t)
	start := r.now
	for hour := range 8 * 24 {
		r.now = start.Add(time.Duration(hour) * time.Hour)
		cursor := ""
		if hour > 0 {
			cursor = fmt.Sprint(hour - 1)
		}
		r.write(func(ctx context.Context, tx *ledger.Tx) error {
			return tx.MoveCursor(ctx, "towns", cursor, fmt.Sprint(hour), 3)
		})
	}
	r.sources = []alerts.SourceState{{Name: "towns"}}
	r.expect("it brings posts", "")
	r.now = r.now.Add(4 * time.Hour)
	r.expect("it has brought none for hours", "")
	r.now = r.now.Add(10 * time.Minute)
	r.expect("and for ten minutes more", "source_silent")
	r.sources = []alerts.SourceState{}
	r.now = r.now.Add(11 * time.Minute)
	r.expect("it is not to be read any more", "")
}

func TestAnAnswerBackfires(t *testing.T) {
	r := newRoom(t)
	r.item("a", func(it *triage.Item) { it.State = triage.Answered })
	start := r.now
	for hour := range 9 {
		r.now = start.Add(time.Duration(hour)*time.Hour + time.Minute)
		n := 4
		if hour > 4 {
			n = 12
		}
		r.spread("a", n, func(*post.Post) {})
	}
	answer := &replies.Reply{ID: "r", Item: "a", Kind: classifier.KindClaim, State: replies.Recorded, Text: replies.Text{Language: "en"}, Postings: []replies.Posting{{URL: "https://social.example/1", At: start.Add(4*time.Hour + 30*time.Minute)}}}
	r.write(func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveReply(ctx, answer) })
	r.now = start.Add(9 * time.Hour)
	if got := r.round(); !strings.Contains(got, "reply_backfires") {
		t.Errorf("%q fires", got)
	}
	answer.Doubts = []replies.Doubt{{Kind: replies.SourceGone, URL: "https://x.example", At: r.now}}
	r.write(func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveReply(ctx, answer) })
	if got := r.round(); !strings.Contains(got, "reply_in_doubt") {
		t.Errorf("%q fires", got)
	}
}

// deaf is a service that refuses for some time.
type deaf struct {
	refuses int
	tries   int
	took    []alerts.Message
	told    chan struct{} // nil for nobody who waits for it
}

func (d *deaf) Notify(_ context.Context, m alerts.Message) error {
	if d.tries++; d.tries <= d.refuses {
		return &alerts.Later{After: 90 * time.Second, Err: errors.New("rate limited")}
	}
	d.took = append(d.took, m)
	if d.told != nil {
		d.told <- struct{}{}
	}
	return nil
}

type deafSettings struct{ d *deaf }

func (deafSettings) Check(func(field, what, remedy string)) {}
func (s deafSettings) Open() alerts.Notifier                { return s.d }

// TestAServiceThatAsksForPatienceIsToldLater also looks at what is told: no text that was deleted meanwhile, nobody's handle.
func TestAServiceThatAsksForPatienceIsToldLater(t *testing.T) {
	r := newRoom(t)
	d := &deaf{refuses: 1}
	data := "receivers: [{name: chat, kind: deaf}]\nroute: {receiver: chat, group_wait: 0s}\n"
	receivers, err := alerts.Parse("a.yaml", []byte(data), map[string]func() alerts.ReceiverSettings{"deaf": func() alerts.ReceiverSettings { return deafSettings{d} }})
	if err != nil {
		t.Fatal(err)
	}
	receivers.Conditions = r.config.Conditions
	seen := &observer{sent: map[string]int{}}
	links := alerts.Links{BaseURL: "https://desk.example", Key: []byte("key"), Now: func() time.Time { return r.now }}
	s := &alerts.Sender{Config: receivers, Ledger: r.ledger, BaseURL: "https://desk.example", Act: links.Address, Observer: seen, Now: func() time.Time { return r.now }, Log: slog.New(slog.DiscardHandler)}
	turn := func() {
		t.Helper()
		if err := s.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	r.item("a", func(it *triage.Item) { it.Severity = rules.Critical })
	lead := post.Post{Platform: "sample", ID: "a", Text: "Ask @somebody.else or made.up@example.org, +358 40 123 4567,\nsays https://example.org/x: drink it"}
	r.write(func(ctx context.Context, tx *ledger.Tx) error {
		return tx.InsertPosts(ctx, []ledger.StoredPost{{Post: lead, Item: "a", CollectedAt: r.now}})
	})
	r.round()
	turn()
	r.now = r.now.Add(89 * time.Second)
	turn()
	if d.tries != 1 {
		t.Errorf("it was tried %d times within its patience", d.tries)
	}
	r.now = r.now.Add(2 * time.Second)
	turn()
	turn()
	if len(d.took) != 1 || seen.sent["chat failed"] != 1 || seen.sent["chat sent"] != 1 {
		t.Fatalf("took %d messages, outcomes %v", len(d.took), seen.sent)
	}
	line := d.took[0].Lines[0]
	if line.Excerpt != "Ask @… or [e-mail], [number], says [link] drink it" {
		t.Errorf("the excerpt is %q", line.Excerpt)
	}
	if len(line.Actions) != 2 || !strings.HasPrefix(line.Actions[0].URL, "https://desk.example/act?do=claim&on=a&sig=") {
		t.Errorf("actions: %+v", line.Actions)
	}
}

// TestAConditionThatFailsIsLogged has a condition that fails on an item without topics: it holds for the other, and the log says which fails.
// hanging is a service that does not answer.
type hanging struct{ asked chan struct{} }

func (h hanging) Notify(ctx context.Context, _ alerts.Message) error {
	h.asked <- struct{}{}
	<-ctx.Done()
	return ctx.Err()
}

func (hanging) Check(func(field, what, remedy string)) {}
func (h hanging) Open() alerts.Notifier                { return h }

// TestAReceiverThatHangsHoldsUpNoOther: what chat is told waits for no pager that does not answer.
func TestAReceiverThatHangsHoldsUpNoOther(t *testing.T) {
	r := newRoom(t)
	pager, chat := hanging{make(chan struct{}, 1)}, &deaf{told: make(chan struct{}, 1)}
	data := "receivers: [{name: pager, kind: hanging}, {name: chat, kind: deaf}]\n" +
		"route: {receiver: pager, group_wait: 0s, routes: [{receiver: pager, continue: true, group_wait: 0s}, {receiver: chat, group_wait: 0s}]}\n"
	config, err := alerts.Parse("a.yaml", []byte(data), map[string]func() alerts.ReceiverSettings{
		"hanging": func() alerts.ReceiverSettings { return pager }, "deaf": func() alerts.ReceiverSettings { return deafSettings{chat} },
	})
	if err != nil {
		t.Fatal(err)
	}
	config.Conditions = r.config.Conditions
	r.item("a", func(it *triage.Item) { it.Severity = rules.Critical })
	r.round()
	s := &alerts.Sender{Config: config, Ledger: r.ledger, Observer: &observer{sent: map[string]int{}}, Now: func() time.Time { return r.now }, Log: slog.New(slog.DiscardHandler)}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { s.Run(ctx) })
	<-pager.asked
	select {
	case <-chat.told:
	case <-time.After(15 * time.Second): // less than a message may take
		t.Error("chat is not told while the pager hangs")
	}
	stop()
	running.Wait()
}

func TestAConditionThatFailsIsLogged(t *testing.T) {
	r := newRoom(t)
	r.item("bare", func(it *triage.Item) { it.Deadline = r.now.Add(time.Minute) })
	r.item("of-water", func(it *triage.Item) { it.Deadline, it.Topics = r.now.Add(time.Minute), []string{"water"} })
	file := "conditions: [{name: of_water, of: item, when: 'topics[0] == \"water\"', title: Water, says: it}]\nreceivers: []\n"
	config, err := alerts.Parse("alerts.yaml", []byte(file), nil)
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	e := &alerts.Evaluator{Ledger: r.ledger, Conditions: config.Conditions, Every: time.Minute, Sources: func(context.Context) ([]alerts.SourceState, error) { return nil, nil }, Now: func() time.Time { return r.now }, Log: slog.New(slog.NewTextHandler(&logged, nil))}
	if err := e.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	listed, err := config.Listed(t.Context(), r.ledger, r.now)
	if err != nil || len(listed) != 1 || listed[0].Title != "Water" {
		t.Errorf("listed %+v, %v", listed, err)
	}
	if n := strings.Count(logged.String(), "a condition cannot be tried"); n != 1 || !strings.Contains(logged.String(), "item/bare") {
		t.Errorf("logged %q", logged.String())
	}
}

func TestNoAlertAccuses(t *testing.T) {
	_, err := alerts.Parse("alerts.yaml", []byte(`conditions:
  - {name: spreads, of: item, when: posts > 3, title: "Fake news in {{.queue}}", says: "{{.posts}} posts"}
`), nil)
	if err == nil || !strings.Contains(err.Error(), "alerts.yaml:2") || !strings.Contains(err.Error(), "accuses") {
		t.Errorf("got %v, want the line of the title", err)
	}
}
