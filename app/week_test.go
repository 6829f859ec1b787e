package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/alerts"
	"hearsay/asks"
	"hearsay/bulletin"
	"hearsay/desk/api"
	"hearsay/effect"
	"hearsay/gaps"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/recall"
	"hearsay/replies"
	"hearsay/sight"
	"hearsay/travel"
	"hearsay/triage"
	"hearsay/work"
)

// sayings are made-up claims that have hardly a word in common, each with a rule of its own.
var sayings = []string{
	"Alkaline lemons cure the fever overnight, swear three grocers",
	"Bakers hide chalk inside every loaf sold after Monday",
	"Cellars beneath the opera glow green whenever trams pass",
	"Dentists secretly implant copper beads while children sleep",
	"Elevators of ministry towers record whispers for insurance firms",
	"Fishermen netted plastic salmon engineered by foreign kitchens",
	"Gravel trucks dumped asbestos along seven bicycle lanes yesterday",
	"Hospitals reuse bandages boiled with washing powder only",
	"Ink on banknotes spreads rashes, tellers wear gloves now",
}

// Which sayings are what: one whose answer works, one whose answer does nothing, and the rest without one.
const (
	worked = 0
	didNot = 1
	asked  = "Is the tap water at the old mill safe to drink, @waterworks?"
)

const townPack = `pack: town
authorities:
  - {name: waterworks, names: ["@waterworks"]}
rules:
  - {id: tap, kind: question, severity: medium, topic: water, all: [tap water, safe], tests: {match: ["Is the tap water safe?"], miss: ["The tap is safe."]}}
`

// wires are feeds that tell what is told to them, the latest only, and can fall silent.
type wires struct {
	mu     sync.Mutex
	isDown bool
	said   map[string][]townPost
	n      int
	clock  *testClock
	jump   *jump
}

// jump lets time pass while both feeds are being read, so that no source is ever late by it.
type jump struct {
	by     time.Duration
	inside map[string]bool
	done   chan struct{}
}

// pass lets time pass.
func (f *wires) pass(d time.Duration) {
	j := &jump{d, map[string]bool{}, make(chan struct{})}
	f.mu.Lock()
	f.jump = j
	f.mu.Unlock()
	<-j.done
}

// wait holds a reading until the other feed is read, too, if time is to pass.
func (f *wires) wait(feed string) {
	f.mu.Lock()
	j := f.jump
	if j != nil {
		if j.inside[feed] = true; len(j.inside) == 2 {
			f.clock.pass(j.by)
			f.jump = nil
			close(j.done)
		}
	}
	f.mu.Unlock()
	if j != nil {
		<-j.done
	}
}

func (f *wires) tell(feed, text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	f.said[feed] = append(f.said[feed], townPost{fmt.Sprint("made-up ", f.n), text, f.clock.now().Format(time.RFC1123Z)})
	if most := 400; len(f.said[feed]) > most {
		f.said[feed] = f.said[feed][len(f.said[feed])-most:]
	}
}

func (f *wires) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.wait(r.URL.Path)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.isDown {
		http.Error(w, "made-up maintenance", http.StatusInternalServerError)
		return
	}
	writeFeed(w, strings.Trim(r.URL.Path, "/"), f.said[r.URL.Path])
}

// week is a simulated week of a town, with what is true of it.
type week struct {
	*running
	t              *testing.T
	clock          *testClock
	wires          *wires
	mail           *servertest.SMTP
	chance         *rand.Rand
	source         string // that replies rest on
	ann, ben, eva  person
	questions      int64 // posts that asked
	posts          int   // that were told to the feeds
	items          [9]string
	reply, nothing replies.Reply
}

// newWeek starts the program over two feeds and a mail server, on the clock of the test.
func newWeek(t *testing.T) *week {
	t.Helper()
	w := &week{t: t, clock: &testClock{at: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}, chance: rand.New(rand.NewPCG(8, 8))}
	w.wires = &wires{said: map[string][]townPost{}, clock: w.clock}
	north, south := httptest.NewServer(w.wires), httptest.NewServer(w.wires) // two hosts are two spaces
	t.Cleanup(north.Close)
	t.Cleanup(south.Close)
	w.mail = servertest.NewSMTP(t)
	host, port, _ := strings.Cut(w.mail.Addr, ":")
	site, roots := authority(t)
	w.source = site.URL + "/facts"
	dir := t.TempDir()
	var pack strings.Builder
	pack.WriteString(townPack)
	for i, saying := range sayings {
		phrase := strings.ToLower(strings.Join(strings.Fields(saying)[:2], " "))
		fmt.Fprintf(&pack, "  - {id: saying-%d, kind: claim, severity: medium, topic: town, any: [%q], tests: {match: [%q], miss: [nothing of it]}}\n", i, phrase, saying)
	}
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("rules/town.yaml", pack.String())
	config := write("hearsay.yaml", fmt.Sprintf(`listen: 127.0.0.1:0
ledger: %[1]q
queue: memory
upkeep: 200ms
rules: rules
fetch: {per_host: 1ms, allow_inner: [127.0.0.0/8]}
sources:
  - {name: north, kind: feed, every: 200ms, url: "%[2]s/north"}
  - {name: south, kind: feed, every: 200ms, url: "%[3]s/south"}
mail: {host: %[4]s, port: %[5]s, security: none, from: "The made-up town <desk@town.example>"}
bulletins: [{name: weekly, title: This week in town, language: en}]
asks:
  authorities: [{name: The water works, email: press@water.example, handles: ["@waterworks"], within: 8h, every: 4h, reminders: 2}]
routes:
  queue: general
  deadline: 8h
  reach_within: 24h
  routes: [{when: kind == "question", queue: questions}, {when: kind == "claim", queue: claims}]
`, filepath.Join(dir, "town.db"), north.URL, south.URL, host, port))
	w.running = startAt(t, config, roots, people(t), w.clock.now)
	w.ann, w.ben, w.eva = w.signIn("ann", "correct horse battery"), w.signIn("ben", "correct horse battery"), w.signIn("eva", "correct horse battery")
	return w
}

// poisson draws a count with a mean.
func (w *week) poisson(mean float64) int {
	n := 0
	for at := w.chance.ExpFloat64(); at < mean; at += w.chance.ExpFloat64() {
		n++
	}
	return n
}

// tell tells a feed a saying, a little otherwise each time.
func (w *week) tell(feed, text string) {
	w.posts++
	w.wires.tell(feed, fmt.Sprintf("%s (%d)", text, w.posts))
}

// hour lets an hour pass in which claims and questions go round, and waits until all of it is stored.
func (w *week) hour(h int) {
	w.t.Helper()
	for i, saying := range sayings {
		mean := 8.0
		if i == worked && h > 20 {
			mean *= 0.25
		}
		for range w.poisson(mean) {
			feed := "/north"
			if i == worked && h >= 10 && w.chance.IntN(2) == 0 {
				feed = "/south"
			}
			w.tell(feed, saying)
		}
	}
	for range 1 + 3*(h/24) {
		w.tell("/south", asked)
		w.questions++
	}
	w.stored()
	w.wires.pass(time.Hour)
}

func (w *week) stored() {
	w.t.Helper()
	servertest.Eventually(w.t, "what the feeds told to be stored", func() bool {
		total := 0
		for _, source := range []string{"north", "south"} {
			n := 0
			_, _ = fmt.Sscan(w.metric(fmt.Sprintf(`hearsay_posts_collected_total{source=%q}`, source)), &n)
			total += n
		}
		return total == w.posts
	})
}

// find says which item each saying is.
func (w *week) find() {
	w.t.Helper()
	for i, saying := range sayings {
		var found api.ItemPage
		w.ann.get("/api/v1/items?kind=claim&q="+strings.Fields(saying)[0]+"+"+strings.Fields(saying)[1], &found)
		if len(found.Items) != 1 {
			w.t.Fatalf("%q is in %d items", saying, len(found.Items))
		}
		w.items[i] = found.Items[0].ID
	}
}

// answer answers a saying and posts it by hand.
func (w *week) answer(item, link string) replies.Reply {
	w.t.Helper()
	var r replies.Reply
	w.ann.post("/api/v1/items/"+item+"/replies", map[string]any{"language": "en", "fact": "It is not so in " + item + ".", "myth": "It is so.", "why": "Somebody looked.", "again": "It is not.", "rating": "false", "sources": []string{w.source}}, http.StatusOK, &r)
	path := "/api/v1/replies/" + r.ID
	w.ann.post(path+"/submit", nil, http.StatusOK, nil)
	w.ben.post(path+"/verify", map[string]any{"vouched": []string{w.source}}, http.StatusOK, nil)
	w.ben.post(path+"/record", map[string]any{"url": link}, http.StatusOK, &r)
	if r.ExpiresAt.IsZero() {
		w.t.Errorf("reply %s has no date on which it is verified again", r.ID)
	}
	return r
}

// TestAWeekInTown simulates a week of a town by a seeded chance and compares what the program says with what is true of it.
func TestAWeekInTown(t *testing.T) {
	t.Parallel()
	w := newWeek(t)
	w.eva.post("/api/v1/messengers", map[string]any{"name": "Mayor", "email": "mayor@town.example", "audience": "mayor", "languages": []string{"en"}, "topics": []string{}}, http.StatusOK, nil)
	for h := range 48 {
		w.hour(h)
		switch h {
		case 1:
			w.find()
			w.confirmsMessengers()
		case 20:
			w.reply, w.nothing = w.answer(w.items[worked], "https://forum.example/1"), w.answer(w.items[didNot], "https://forum.example/2")
			w.asksTheWaterWorks()
		case 30:
			w.sendsAnEdition()
		}
	}
	w.answersWorkedOrNot()
	w.showsWhereItTravels()
	w.tellsTheVoid()
	w.nothingStarves()
	w.messengersCarryOn()
	w.retractionReachesEveryone()
	w.anOutageIsKnown()
	w.tipsLiftNothing()
	w.aMatchIsUndone()
	w.aPackIsChangedByTwo()
}

// confirmsMessengers says yes for the mayor, by the link in the invitation.
func (w *week) confirmsMessengers() {
	w.t.Helper()
	link := w.linkTo("mayor@town.example", regexp.MustCompile(`/messenger\?\S+`))
	query := link[strings.Index(link, "?")+1:]
	w.posted("/messenger/confirm", query)
}

// linkTo is the first address in the latest message to somebody.
func (w *week) linkTo(whom string, pattern *regexp.Regexp) string {
	w.t.Helper()
	link := ""
	servertest.Eventually(w.t, "a message to "+whom, func() bool {
		for _, m := range w.mail.Taken() {
			body := strings.NewReplacer("=\r\n", "", "=\n", "", "=3D", "=", "&amp;", "&").Replace(m.Body)
			if found := pattern.FindString(body); strings.Contains(m.To, whom) && found != "" {
				link = found
			}
		}
		return link != ""
	})
	return link
}

// posted sends a form as a browser of nobody's does.
func (w *week) posted(path, form string) {
	w.t.Helper()
	response, err := http.Post(w.URL()+path, "application/x-www-form-urlencoded", strings.NewReader(form))
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: %s", path, response.Status)
	}
}

func (w *week) asksTheWaterWorks() {
	w.t.Helper()
	var found api.ItemPage
	w.ann.get("/api/v1/items?kind=question", &found)
	if len(found.Items) != 1 {
		w.t.Fatalf("%d questions", len(found.Items))
	}
	var detail work.Detail
	w.ann.get("/api/v1/items/"+found.Items[0].ID, &detail)
	if len(detail.Askable) != 1 {
		w.t.Errorf("it can be asked of %v", detail.Askable)
	}
	w.ann.post("/api/v1/items/"+found.Items[0].ID+"/ask", map[string]any{"whom": "The water works"}, http.StatusOK, nil)
}

func (w *week) sendsAnEdition() {
	w.t.Helper()
	var e bulletin.Edition
	w.eva.post("/api/v1/editions", map[string]any{"bulletin": "weekly"}, http.StatusOK, &e)
	if len(e.Claims) != 2 || len(e.Unanswered) != 1 || e.Unanswered[0].Posts != w.questions {
		w.t.Errorf("the edition has %d claims and the gaps %+v; %d ask", len(e.Claims), e.Unanswered, w.questions)
	}
	for _, title := range []string{"Fake news in town", "It is so."} {
		w.eva.call(http.MethodPatch, "/api/v1/editions/"+e.ID, map[string]any{"title": title}, http.StatusUnprocessableEntity, nil)
	}
	w.eva.post("/api/v1/editions/"+e.ID+"/approve", nil, http.StatusOK, nil)
	w.linkTo("mayor@town.example", regexp.MustCompile(`/messenger/pack/`+w.reply.ID+`\?\S+`))
}

// answersWorkedOrNot wants the effect that is there to be seen, and none that is not.
func (w *week) answersWorkedOrNot() {
	w.t.Helper()
	var did, not, none effect.Judgement
	w.ann.get("/api/v1/items/"+w.items[worked]+"/effect", &did)
	w.ann.get("/api/v1/items/"+w.items[didNot]+"/effect", &not)
	w.ann.get("/api/v1/items/"+w.items[4]+"/effect", &none)
	var blind []sight.Spell
	w.ann.get("/api/v1/blindness?from="+w.clock.now().Add(-48*time.Hour).UTC().Format(time.RFC3339), &blind)
	from, to := did.At.Add(-time.Duration(did.Hours)*time.Hour), did.At.Add(time.Duration(did.Hours+1)*time.Hour)
	if len(sight.Over(blind, from, to)) > 0 { // as the keeper looked in the very moment in which an hour passed
		if did.Why != effect.WasBlind {
			w.t.Errorf("of a time in which sources were blind it says %+v", did)
		}
		return
	}
	if did.Verdict != effect.Slowed || did.Low > 0.25 || did.High < 0.25 || len(did.Matches) != 7 {
		w.t.Errorf("an answer that cut it to a quarter is judged %+v", did)
	}
	if not.Verdict != effect.CannotTell || not.Why != effect.WithinLuck || not.Low > 1 || not.High < 1 {
		w.t.Errorf("an answer that did nothing is judged %+v", not)
	}
	if none.Why != effect.NoAnswer {
		w.t.Errorf("one without an answer is judged %+v", none)
	}
}

func (w *week) showsWhereItTravels() {
	w.t.Helper()
	var m travel.Journey
	w.ann.get("/api/v1/items/"+w.items[worked]+"/travel", &m)
	if len(m.Stops) != 2 || m.Stops[0].First.Sub(w.clock.now()) > -47*time.Hour || m.Stops[1].First.Sub(m.Stops[0].First) < 9*time.Hour || m.Stops[1].Shown || len(m.Unreached) != 2 || len(m.Elsewhere) != 1 {
		w.t.Errorf("it travels %+v", m)
	}
}

// tellsTheVoid wants the gap to be known, told and late.
func (w *week) tellsTheVoid() {
	w.t.Helper()
	var found api.Gaps
	w.ann.get("/api/v1/gaps?topic=water", &found)
	want := gaps.Gap{Authority: "waterworks", Language: "en", Topic: "water", Questions: 1, Posts: w.questions}
	if len(found.Gaps) != 1 {
		w.t.Fatalf("gaps %+v", found)
	}
	got := found.Gaps[0]
	got.Oldest = time.Time{}
	if got != want {
		w.t.Errorf("the gap is %+v, want %+v", got, want)
	}
	servertest.Eventually(w.t, "the void and the silence to be told", func() bool {
		w.tell("/south", asked) // they go on to ask
		w.questions++
		w.stored()
		w.wires.pass(5 * time.Minute)
		var firing []alerts.Listed
		w.ann.get("/api/v1/alerts", &firing)
		names := map[string]bool{}
		for _, a := range firing {
			names[a.Condition] = true
		}
		return names["gap_grows"] && names["ask_unanswered"]
	})
	var open api.Asks
	w.ann.get("/api/v1/asks", &open)
	if len(open.Asks) != 1 || open.Asks[0].State != asks.Asked || len(open.Asks[0].Reminded) != 2 || !open.Asks[0].IsLate(w.clock.now()) {
		w.t.Errorf("asked: %+v", open.Asks)
	}
	told := 0
	for _, m := range w.mail.Taken() {
		if strings.Contains(m.To, "press@water.example") {
			told++
		}
	}
	if told != 3 {
		w.t.Errorf("the water works got %d messages, want one and two reminders", told)
	}
}

// nothingStarves pulls after a critical claim has come: what has waited for a day comes first.
func (w *week) nothingStarves() {
	w.t.Helper()
	var queues []work.QueueView
	w.ann.get("/api/v1/queues", &queues)
	if len(queues) == 0 || queues[0].ReachWithin != 24*3600 {
		w.t.Errorf("queues %+v", queues)
	}
	servertest.Eventually(w.t, "those that have waited for a day to come first", func() bool {
		w.wires.pass(time.Minute)
		var it work.Detail
		w.ann.get("/api/v1/items/"+w.items[5], &it)
		return it.Item.Priority.Total == triage.FirstPriority
	})
	var pulled []*triage.Item
	w.ann.post("/api/v1/queues/claims/pull", map[string]any{"max": 1}, http.StatusOK, &pulled)
	if len(pulled) != 1 || w.clock.now().Sub(pulled[0].OpenedAt) < 24*time.Hour {
		w.t.Fatalf("pulled %+v", pulled)
	}
	var parked triage.Item
	w.ann.post("/api/v1/items/"+pulled[0].ID+"/park", map[string]any{"for": "48h", "reason": "somebody looks into it"}, http.StatusOK, &parked)
	w.ann.post("/api/v1/items/"+pulled[0].ID+"/assign", map[string]any{"to": "res", "note": "they call at ten"}, http.StatusOK, &parked)
	if parked.Holder != "res" || parked.Reason != "somebody looks into it" {
		w.t.Errorf("handed over: %+v", parked)
	}
}

// messengersCarryOn lets the mayor pass a reply on, hand in where, and be thanked.
func (w *week) messengersCarryOn() {
	w.t.Helper()
	link := w.linkTo("mayor@town.example", regexp.MustCompile(`/messenger/pack/`+w.reply.ID+`\?\S+`))
	query := link[strings.Index(link, "?")+1:]
	w.posted("/messenger/share", query+"&reply="+w.reply.ID+"&url=https%3A%2F%2Fmayor.example%2F1")
	var pack work.RelayView
	w.eva.get("/api/v1/replies/"+w.reply.ID+"/relay?audience=mayor", &pack)
	if len(pack.PickedUp) != 1 || pack.PickedUp[0].Name != "Mayor" || len(pack.Texts) != 1 || len(pack.Texts[0].Avoid) != 1 {
		w.t.Errorf("the pack %+v", pack)
	}
	var thanked api.Thanked
	w.eva.post("/api/v1/replies/"+w.reply.ID+"/thank", nil, http.StatusOK, &thanked)
	if thanked.Thanked != 1 {
		w.t.Errorf("%d are thanked", thanked.Thanked)
	}
}

// retractionReachesEveryone retracts the reply after the edition was sent, and follows it to the mayor.
func (w *week) retractionReachesEveryone() {
	w.t.Helper()
	w.ben.post("/api/v1/replies/"+w.reply.ID+"/retract", map[string]any{"reason": "The wrong lemons were looked at."}, http.StatusOK, nil)
	var open api.Recalls
	w.ann.get("/api/v1/recalls", &open)
	if len(open.Recalls) != 1 || open.Recalls[0].State != recall.Open || len(open.Recalls[0].Editions) < 1 {
		w.t.Fatalf("recalls %+v", open)
	}
	path := "/api/v1/replies/" + open.Recalls[0].Correction
	w.ann.post(path+"/submit", nil, http.StatusOK, nil)
	for _, wrote := range []person{w.ann, w.ben} {
		wrote.post(path+"/verify", map[string]any{"vouched": []string{w.source}}, http.StatusConflict, nil)
	}
	if err := w.AddUser(w.t.Context(), "dan", work.Verifier, "correct horse battery"); err != nil {
		w.t.Fatal(err)
	}
	dan := w.signIn("dan", "correct horse battery")
	dan.post(path+"/verify", map[string]any{"vouched": []string{w.source}}, http.StatusOK, nil)
	servertest.Eventually(w.t, "the correction to reach the mayor", func() bool {
		for _, m := range w.mail.Taken() {
			if strings.Contains(m.To, "mayor@town.example") && m.Header.Get("Subject") == "A correction" {
				return true
			}
		}
		return false
	})
	var one work.RecallView
	servertest.Eventually(w.t, "only people's work to be left", func() bool {
		w.wires.pass(time.Second)
		w.ann.get("/api/v1/recalls/"+open.Recalls[0].ID, &one)
		underway := 0
		for _, trace := range one.Traces {
			if trace.Progress == recall.Underway {
				underway++
			}
		}
		return underway == 0
	})
	if one.Left != 2 { // where ann posted it by hand, and where the mayor passed it on
		w.t.Errorf("left: %+v", one.Traces)
	}
	for _, trace := range one.Traces {
		if trace.Progress == recall.Left {
			w.ann.post("/api/v1/recalls/"+one.ID+"/done", map[string]any{"trace": trace.ID, "note": "taken down"}, http.StatusOK, &one)
		}
	}
	if one.Left != 0 {
		w.t.Errorf("left: %+v", one.Traces)
	}
}

// anOutageIsKnown plants one, and asks what is said of the time.
func (w *week) anOutageIsKnown() {
	w.t.Helper()
	w.wires.mu.Lock()
	w.wires.isDown = true
	w.wires.mu.Unlock()
	failing := func() bool { return w.metric(`hearsay_source_blind{source="north"}`) == "1" }
	servertest.Eventually(w.t, "the outage to be known", func() bool {
		w.clock.pass(time.Minute)
		return failing()
	})
	w.clock.pass(3 * time.Hour)
	edition := func() bool {
		var e bulletin.Edition
		w.eva.post("/api/v1/editions", map[string]any{"bulletin": "weekly"}, http.StatusOK, &e)
		return e.IsBlind
	}
	if !edition() {
		w.t.Error("an edition in the outage does not say that it may count too little")
	}
	w.wires.mu.Lock()
	w.wires.isDown = false
	w.wires.mu.Unlock()
	servertest.Eventually(w.t, "it to be over", func() bool { return !failing() })
	if edition() {
		w.t.Error("an edition after all was caught up says that it counts too little")
	}
}

// tipsLiftNothing hands in the same several times by one hand, and then by a dozen who agreed on the words: it stays one tip, and both are shown.
func (w *week) tipsLiftNothing() {
	w.t.Helper()
	const text, agreed = "Juggling penguins escaped from the circus near our school", 12
	var found api.ItemPage
	item := func() triage.Item {
		w.ann.get("/api/v1/items?q=juggling+penguins", &found)
		if len(found.Items) != 1 {
			w.t.Fatalf("found %+v", found.Items)
		}
		return *found.Items[0]
	}
	w.handIn("127.0.0.1", text)
	alone := item()
	for range 3 {
		w.handIn("127.0.0.1", text)
	}
	for i := range agreed {
		w.handIn(fmt.Sprint("192.0.2.", i+1), text+strings.Repeat("!", i%4))
	}
	if it := item(); it.Posts != 1 || it.Priority != alone.Priority || it.Queue != alone.Queue {
		w.t.Errorf("a burst lifted %+v to %+v", alone, it)
	}
	var detail struct{ Echoes ledger.Echoes }
	w.ann.get("/api/v1/items/"+alone.ID, &detail)
	if e := detail.Echoes; e.SameHand != 3 || e.SameWords != agreed || !e.IsBurst() {
		w.t.Errorf("echoes %+v", e)
	}
}

// handIn hands in a tip from an address, as a proxy on this machine tells it.
func (w *week) handIn(from, text string) {
	w.t.Helper()
	body, err := json.Marshal(map[string]string{"text": text, "language": "en"})
	if err != nil {
		w.t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, w.URL()+"/api/v1/tips", bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("X-Forwarded-For", from)
	if status, answer := w.do(request); status != http.StatusCreated {
		w.t.Fatalf("handing in from %s: %d %s", from, status, answer)
	}
}

// aMatchIsUndone takes a post out of a claim.
func (w *week) aMatchIsUndone() {
	w.t.Helper()
	var before, after work.Detail
	w.ann.get("/api/v1/items/"+w.items[didNot], &before)
	var part triage.Item
	w.ann.post("/api/v1/items/"+w.items[didNot]+"/undo", map[string]any{"posts": []any{before.Posts[3].Ref()}}, http.StatusOK, &part)
	w.ann.get("/api/v1/items/"+w.items[didNot], &after)
	if part.Posts != 1 || part.Claim != "" || after.Item.Posts != before.Item.Posts-1 {
		w.t.Errorf("undone: %+v; it had %d posts and has %d", part, before.Item.Posts, after.Item.Posts)
	}
	var levels api.Matching
	w.ann.get("/api/v1/matching", &levels)
	if len(levels.Kinds) != 3 {
		w.t.Errorf("levels %+v", levels)
	}
}

// aPackIsChangedByTwo tries a rule in shadow and by a backtest, and brings it into force.
func (w *week) aPackIsChangedByTwo() {
	w.t.Helper()
	var packs api.RulePacks
	w.ann.get("/api/v1/rules", &packs)
	rule := func(mode string) string {
		return packs.Packs[0].Source + fmt.Sprintf("  - {id: parade, kind: claim, mode: %s, topic: town, any: [parade is cancelled], tests: {match: [The parade is cancelled], miss: [The parade]}}\n", mode)
	}
	change := func(source string) {
		var a work.AmendmentView
		w.ann.post("/api/v1/rules/amendments", map[string]any{"pack": "town", "source": source}, http.StatusOK, &a)
		path := "/api/v1/rules/amendments/" + a.ID
		w.ann.post(path+"/submit", map[string]any{"note": "they say so"}, http.StatusOK, nil)
		w.ann.post(path+"/accept", nil, http.StatusConflict, nil)
		w.ben.post(path+"/accept", nil, http.StatusOK, nil)
	}
	rules := func() int { return strings.Count(w.pack(), "id:") }
	change(rule("shadow"))
	servertest.Eventually(w.t, "the shadow to be in force", func() bool {
		w.wires.pass(time.Second)
		return rules() == 11 && w.Classifier().Rules() == 11
	})
	w.tell("/north", "They say that the parade is cancelled for good")
	w.stored()
	if got := w.metric(`hearsay_shadow_rules_total{rule="town.parade"}`); got != "1" {
		w.t.Errorf("in shadow it fired %q times", got)
	}
	var c struct{ Opened, Vanished int }
	w.ann.post("/api/v1/rules/backtest", map[string]any{"pack": rule("live"), "since": w.clock.now().Add(-24 * time.Hour)}, http.StatusOK, &c)
	if c.Opened != 1 || c.Vanished != 0 {
		w.t.Errorf("the backtest says %+v", c)
	}
	change(rule("live"))
	servertest.Eventually(w.t, "the rule to be in force", func() bool {
		w.wires.pass(time.Second)
		return strings.Contains(w.pack(), "mode: live")
	})
	var found api.ItemPage
	servertest.Eventually(w.t, "a post to open an item by it", func() bool {
		w.tell("/north", "Listen, the parade is cancelled by the mayor herself")
		w.stored()
		w.ann.get("/api/v1/items?q=parade", &found)
		return len(found.Items) == 1
	})
}

func (w *week) pack() string {
	w.t.Helper()
	var packs api.RulePacks
	w.ann.get("/api/v1/rules", &packs)
	return packs.Packs[0].Source
}
