package pipeline_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/collector"
	"hearsay/ledger"
	"hearsay/metrics"
	"hearsay/pipeline"
	"hearsay/post"
	"hearsay/queue/memqueue"
	"hearsay/settings"
	"hearsay/triage"
)

const pack = `pack: water
rules:
  - id: poisoned
    kind: claim
    severity: critical
    claim: water-poisoned
    all: [water, poisoned]
    tests: {match: ["The water is poisoned"], miss: ["The water is fine"]}
  - id: safe
    kind: question
    all: [water, safe]
    tests: {match: ["Is the water safe?"], miss: ["The water is safe."]}
`

// world is a pipeline on a ledger in a file, with a clock that tests move.
type world struct {
	*pipeline.Pipeline
	t      *testing.T
	dir    string // with the ledger's files, if it has any of its own
	upkeep *pipeline.Upkeep
	relay  *pipeline.Relay
	queue  *memqueue.Queue

	mu sync.Mutex
	at time.Time
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	w := newWorldAt(t, filepath.Join(dir, "l.db"))
	w.dir = dir
	return w
}

func newWorldAt(t *testing.T, address string) *world {
	t.Helper()
	w := &world{t: t, at: time.Date(2020, 3, 3, 12, 0, 0, 0, time.UTC)}
	l, err := ledger.Open(t.Context(), address, w.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	set, err := rules.Parse("water.yaml", []byte(pack))
	if err != nil {
		t.Fatal(err)
	}
	c := classifier.New(set, nil)
	log := slog.New(slog.DiscardHandler)
	w.queue = memqueue.New(w.now)
	w.Pipeline = &pipeline.Pipeline{
		Ledger: l, Classifier: func() *classifier.Classifier { return c }, Routes: triage.DefaultRoutes(),
		Observer: metrics.New(), Key: []byte("key"), Now: w.now,
	}
	w.upkeep = &pipeline.Upkeep{Ledger: l, Queue: w.queue, Routes: w.Routes, Now: w.now, Every: time.Minute, Log: log}
	w.relay = &pipeline.Relay{Ledger: l, Queue: w.queue, Now: w.now, Log: log}
	return w
}

// commit stores a batch behind the one before.
func (w *world) commit(batch collector.Batch) {
	w.t.Helper()
	from, _, err := w.Ledger.Cursor(w.t.Context(), "s")
	if err != nil {
		w.t.Fatal(err)
	}
	batch.Cursor = collector.Cursor(fmt.Sprintf("%s.", from))
	if err := w.Commit(w.t.Context(), "s", collector.Cursor(from), batch); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) items() []*triage.Item {
	w.t.Helper()
	items, err := w.Ledger.Items(w.t.Context(), ledger.ItemFilter{})
	if err != nil {
		w.t.Fatal(err)
	}
	return items
}

func (w *world) queued() []string {
	w.t.Helper()
	if err := w.relay.Flush(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	ids, err := w.queue.IDs(w.t.Context(), triage.DefaultQueue)
	if err != nil {
		w.t.Fatal(err)
	}
	return ids
}

func made(id, text string) post.Post {
	return post.Post{Platform: "sample", ID: id, Text: text, Author: "someone", Reach: 7}
}

func TestCommitOpensGrowsAndCounts(t *testing.T) {
	w := newWorld(t)
	first, copied := made("1", "The tap water of our town is poisoned"), made("2", "The TAP water of our town is poisoned!!")
	w.commit(collector.Batch{Posts: []post.Post{first, made("3", "Nice weather"), copied, copied, made("4", "Is the water safe?")}})
	w.commit(collector.Batch{Posts: []post.Post{first, {Platform: "sample", ID: "5", RepostOf: "1", Text: first.Text}}})
	items := w.items()
	if len(items) != 2 || items[0].Posts != 3 || items[0].Claim != "water-poisoned" || items[0].Severity != rules.Critical || items[1].Posts != 1 {
		t.Fatalf("got %+v", items)
	}
	stored, err := w.Ledger.Post(t.Context(), first.Ref())
	if err != nil || stored.Seen != 2 || stored.Author == "someone" || stored.Author != post.Pseudonym([]byte("key"), "sample", "someone") {
		t.Errorf("the stored post: %+v, %v", stored, err)
	}
	if n, err := w.Ledger.CountPosts(t.Context()); err != nil || n != 5 {
		t.Errorf("%d posts, %v; want 5", n, err)
	}
	if len(w.queued()) != 2 {
		t.Errorf("the queue holds %v", w.queued())
	}
}

// TestAnOldLeaseStoresNothing shows that a process which was overtaken cannot write, and the one that reads now can.
func TestAnOldLeaseStoresNothing(t *testing.T) {
	w := newWorld(t)
	take := func(reader string) (lease ledger.SourceLease) {
		err := w.Ledger.Write(t.Context(), func(tx *ledger.Tx) (err error) {
			lease, err = tx.TakeSource(t.Context(), "s", reader)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return lease
	}
	old, now := take("one"), take("other")
	batch := collector.Batch{Posts: []post.Post{made("1", "The water is poisoned")}, Cursor: "b"}
	if err := w.CommitLeased(t.Context(), "s", old.Fence, "", batch); !errors.Is(err, collector.ErrTaken) {
		t.Errorf("under the old lease: got %v", err)
	}
	if n, err := w.Ledger.CountPosts(t.Context()); err != nil || n != 0 || len(w.items()) != 0 {
		t.Errorf("%d posts and %d items were kept, %v", n, len(w.items()), err)
	}
	if err := w.CommitLeased(t.Context(), "s", now.Fence, "", batch); err != nil {
		t.Errorf("under the lease: got %v", err)
	}
}

func TestCommitIsAllOrNothing(t *testing.T) {
	w := newWorld(t)
	batch := collector.Batch{Posts: []post.Post{made("1", "The water is poisoned")}, Cursor: "b"}
	if err := w.Commit(t.Context(), "s", "not where it stands", batch); !errors.Is(err, ledger.ErrCursorMoved) {
		t.Errorf("a batch of a reader that was overtaken: got %v", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.Commit(cancelled, "s", "", batch); err == nil {
		t.Error("a batch was stored after the end")
	}
	if n, err := w.Ledger.CountPosts(t.Context()); err != nil || n != 0 || len(w.items()) != 0 {
		t.Errorf("%d posts and %d items were kept, %v", n, len(w.items()), err)
	}
}

func TestADeletionIsObeyed(t *testing.T) {
	w := newWorld(t)
	first, second := made("1", "The tap water of our town is poisoned"), made("2", "the tap water of our town is poisoned")
	w.commit(collector.Batch{Posts: []post.Post{first, second}})
	w.commit(collector.Batch{Deleted: []post.Ref{first.Ref()}})
	if it := w.items()[0]; it.Lead != second.Ref() || it.State != triage.Open || it.Posts != 2 {
		t.Errorf("after the first was deleted: %+v", it)
	}
	w.commit(collector.Batch{Deleted: []post.Ref{second.Ref()}})
	if it := w.items()[0]; it.State != triage.Dismissed || len(w.queued()) != 0 {
		t.Errorf("after the last was deleted: %+v, in the queue %v", it, w.queued())
	}
	w.commit(collector.Batch{Posts: []post.Post{first}})
	if stored, err := w.Ledger.Post(t.Context(), first.Ref()); err != nil || stored.Text != "" {
		t.Errorf("a deleted post came back: %+v, %v", stored, err)
	}
}

// TestADeletedTextIsInNoFile looks for the words of a deleted post in every byte that the ledger keeps, while it runs.
func TestADeletedTextIsInNoFile(t *testing.T) {
	w := newWorld(t)
	dir := w.dir
	found := func(word string) (files []string) {
		t.Helper()
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if bytes.Contains(data, []byte(word)) {
				files = append(files, filepath.Base(path))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	const secret, kept = "zanzibarine", "quetzalcoatline"
	doomed, repost, edited := made("1", "The water is poisoned, says "+secret), made("2", "The water is poisoned, says "+secret), made("3", "The water is poisoned near "+secret)
	doomed.URL, doomed.Links, doomed.Alias = "https://example.org/"+secret, []string{"https://example.org/" + secret}, "a.example#1"
	repost.RepostOf = "1"
	w.commit(collector.Batch{Posts: []post.Post{doomed, repost, edited, made("4", "The water is poisoned, says "+kept)}})
	for i := range 50 {
		w.commit(collector.Batch{Posts: []post.Post{made(fmt.Sprint("other", i), "Is the water safe, "+kept+"?")}})
	}
	if files := found(secret); len(files) == 0 {
		t.Fatal("the text is nowhere to begin with")
	}
	edited.Text, edited.Edited = "The water is poisoned near "+kept, true
	w.commit(collector.Batch{Posts: []post.Post{edited}, Deleted: []post.Ref{{Platform: doomed.Platform, ID: "a.example#1"}}})
	if err := w.Ledger.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if files := found(secret); len(files) > 0 {
		t.Errorf("the deleted words stand in %v", files)
	}
	if files := found(kept); len(files) == 0 {
		t.Error("what was not deleted is gone")
	}
}

func TestAnEditReplacesTheText(t *testing.T) {
	w := newWorld(t)
	first := made("1", "Is the tap water safe?")
	w.commit(collector.Batch{Posts: []post.Post{first}})
	first.Text, first.Edited = "I was wrong about it", true
	w.commit(collector.Batch{Posts: []post.Post{first}})
	if stored, err := w.Ledger.Post(t.Context(), first.Ref()); err != nil || stored.Text != first.Text || stored.Verdict != nil {
		t.Errorf("got %+v, %v", stored, err)
	}
	w.commit(collector.Batch{Posts: []post.Post{made("2", "Is the tap water safe?")}})
	if items := w.items(); len(items) != 2 {
		t.Errorf("words that were edited away still lead to their item: %d items, want 2", len(items))
	}
	first.Text = "But is water from that old well safe for the cattle?"
	w.commit(collector.Batch{Posts: []post.Post{first}})
	w.commit(collector.Batch{Posts: []post.Post{made("3", first.Text)}})
	if items := w.items(); len(items) != 2 || items[0].Posts+items[1].Posts != 3 {
		t.Errorf("the new words do not lead to the item: %+v", items)
	}
}

func TestUpkeepLapsesRepricesAndAlerts(t *testing.T) {
	w := newWorld(t)
	w.commit(collector.Batch{Posts: []post.Post{made("1", "Is the water safe?")}})
	id := w.items()[0].ID
	err := w.Ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		it, err := tx.Item(t.Context(), id)
		if err == nil {
			err = errors.Join(it.Hold("ann", "token", w.now().Add(time.Minute), w.now()), tx.SaveItem(t.Context(), it))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sweep := func() *triage.Item {
		t.Helper()
		if err := w.upkeep.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		return w.items()[0]
	}
	if it := sweep(); it.State != triage.Held {
		t.Errorf("a lease that has not ended was taken: %+v", it)
	}
	w.advance(13 * time.Hour)
	it := sweep()
	if it.State != triage.Open || it.Holder != "" || it.Priority.Age != 100 {
		t.Errorf("after half its time: %+v", it)
	}
	if version := it.Version; sweep().Version != version {
		t.Error("an item that did not change was saved again")
	}
	history, err := w.Ledger.History(t.Context(), id)
	if err != nil || !slices.ContainsFunc(history, func(e ledger.Event) bool { return e.Action == "lease lapsed" }) {
		t.Errorf("the history lacks the lapse: %+v, %v", history, err)
	}
}

// TestAnEndedLeaseIsEndedInTheQueue: whether its holder gave the item back or has left, the queue hands it out again, though the program stopped in between.
func TestAnEndedLeaseIsEndedInTheQueue(t *testing.T) {
	w := newWorld(t)
	w.commit(collector.Batch{Posts: []post.Post{made("1", "Is the water safe?")}})
	w.queued()
	ctx, name := t.Context(), w.items()[0].Queue
	if err := w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.AddUser(ctx, ledger.User{Name: "ann", Role: "responder"}) }); err != nil {
		t.Fatal(err)
	}
	ends := map[string]func(tx *ledger.Tx, it *triage.Item) error{
		"given back": func(tx *ledger.Tx, it *triage.Item) error {
			return errors.Join(it.Release("ann", w.now()), tx.SaveItem(ctx, it))
		},
		"its holder only reads now": func(tx *ledger.Tx, _ *triage.Item) error {
			return tx.UpdateUser(ctx, ledger.User{Name: "ann", Role: "viewer"})
		},
	}
	for _, how := range slices.Sorted(maps.Keys(ends)) {
		leases, err := w.queue.Pull(ctx, name, 1, 7*24*time.Hour, 0)
		if err != nil || len(leases) != 1 {
			t.Fatalf("%s: pulled %v, %v", how, leases, err)
		}
		it := w.items()[0]
		err = w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
			return errors.Join(it.Hold("ann", leases[0].Token, leases[0].Until, w.now()), tx.SaveHandedOut(ctx, []*triage.Item{it}))
		})
		if err := errors.Join(err, w.upkeep.TakeBack(ctx)); err != nil || w.items()[0].State != triage.Held {
			t.Fatalf("%s: before that it is %s, %v", how, w.items()[0].State, err)
		}
		err = w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return ends[how](tx, it) })
		if err := errors.Join(err, w.upkeep.TakeBack(ctx), w.relay.Flush(ctx)); err != nil {
			t.Fatal(err)
		}
		if it := w.items()[0]; it.State != triage.Open || it.Holder != "" {
			t.Errorf("%s: it is %s, held by %q", how, it.State, it.Holder)
		}
		again, err := w.queue.Pull(ctx, name, 1, time.Minute, 0)
		if err != nil || len(again) != 1 {
			t.Errorf("%s: pulled again %v, %v", how, again, err)
		}
		for _, lease := range again {
			if err := w.queue.Release(ctx, lease); err != nil {
				t.Error(err)
			}
		}
	}
}

// routes are those that settings say.
func routes(t *testing.T, yaml string) *triage.Routes {
	t.Helper()
	file, err := settings.Parse("r.yaml", []byte("routes: "+yaml))
	if err != nil {
		t.Fatal(err)
	}
	var written struct {
		Routes triage.RouteFile `yaml:"routes"`
	}
	if err := file.Decode(&written); err != nil {
		t.Fatal(err)
	}
	compiled, err := triage.CompileRoutes(file, "$.routes", written.Routes)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// TestWhatNobodyAnswersEscalates passes a deadline: the item moves to the queue of its route once, and whoever holds it keeps it.
func TestWhatNobodyAnswersEscalates(t *testing.T) {
	w := newWorld(t)
	w.Routes = routes(t, "{queue: general, deadline: 2h, escalate_to: urgent}")
	w.upkeep.Routes = w.Routes
	w.commit(collector.Batch{Posts: []post.Post{{Platform: "x", ID: "1", Text: "Is the water safe?", Language: "en", CreatedAt: w.now()}}})
	w.queued()
	sweep := func() *triage.Item {
		t.Helper()
		if err := w.upkeep.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		return w.items()[0]
	}
	before := w.items()[0].Severity
	if it := sweep(); it.Queue != "general" {
		t.Errorf("before its deadline it is in %s", it.Queue)
	}
	held := w.items()[0]
	if err := held.Hold("ann", "t", w.now().Add(3*time.Hour), w.now()); err != nil {
		t.Fatal(err)
	}
	if err := w.Ledger.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveItem(t.Context(), held) }); err != nil {
		t.Fatal(err)
	}
	w.advance(150 * time.Minute)
	if it := sweep(); it.Queue != "general" || it.Holder != "ann" {
		t.Errorf("while somebody holds it, it is in %s, of %q", it.Queue, it.Holder)
	}
	w.advance(time.Hour)
	if it := sweep(); it.Queue != "urgent" || it.Severity != before+1 || it.Reason == "" {
		t.Errorf("after it: %+v", it)
	}
	if left := w.queued(); len(left) != 0 {
		t.Errorf("its old queue still has %v", left)
	}
	if ids, err := w.queue.IDs(t.Context(), "urgent"); err != nil || len(ids) != 1 {
		t.Errorf("urgent has %v, %v", ids, err)
	}
	w.advance(24 * time.Hour)
	if it := sweep(); it.Severity != before+1 {
		t.Errorf("it escalated twice, to %v", it.Severity)
	}
}

// TestARouteThatEscalatesNowIsObeyed passes a deadline while nothing escalates, and starts again with a route that does.
func TestARouteThatEscalatesNowIsObeyed(t *testing.T) {
	w := newWorld(t)
	w.commit(collector.Batch{Posts: []post.Post{made("1", "Is the water safe?")}})
	sweep := func(all bool) string {
		t.Helper()
		sweep := w.upkeep.Sweep
		if all {
			sweep = w.upkeep.SweepAll
		}
		if err := sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		return w.items()[0].Queue
	}
	w.advance(100 * 24 * time.Hour)
	if at := sweep(false); at != triage.DefaultQueue {
		t.Fatalf("without a route that says so it is in %s", at)
	}
	w.upkeep.Routes = routes(t, "{queue: "+triage.DefaultQueue+", deadline: 2h, escalate_to: urgent}")
	if at := sweep(false); at != triage.DefaultQueue {
		t.Errorf("an item that is not to change was looked at: it is in %s", at)
	}
	if at := sweep(true); at != "urgent" {
		t.Errorf("after a start it is in %s", at)
	}
}

func TestRebuildRemovesWhatDoesNotBelong(t *testing.T) {
	w := newWorld(t)
	w.commit(collector.Batch{Posts: []post.Post{made("1", "Is the water safe?")}})
	if err := w.queue.Push(t.Context(), triage.DefaultQueue, pipeline.Entry(&triage.Item{ID: "stranger"})); err != nil {
		t.Fatal(err)
	}
	done, err := w.relay.Rebuild(t.Context())
	if err != nil || done != (pipeline.Rebuilt{Waiting: 1, Removed: 1}) || !slices.Equal(w.queued(), []string{w.items()[0].ID}) {
		t.Errorf("got %+v, %v; the queue holds %v", done, err, w.queued())
	}
}

// TestASlowLedgerSlowsTheSource shows back-pressure: a source hands over one batch at a time and none while the one
// before is being stored, so that memory stays flat however slow the ledger is.
func TestASlowLedgerSlowsTheSource(t *testing.T) {
	w := newWorld(t)
	locked, unlock := make(chan struct{}), make(chan struct{})
	go func() {
		_ = w.Ledger.Write(t.Context(), func(*ledger.Tx) error { // another writer that takes its time
			close(locked)
			<-unlock
			return nil
		})
	}()
	<-locked
	var mu sync.Mutex
	read := 0
	source := sourceFunc(func(ctx context.Context, _ collector.Cursor, deliver collector.Deliver) error {
		for i := range 5 {
			mu.Lock()
			read++
			mu.Unlock()
			batch := collector.Batch{Posts: []post.Post{made(fmt.Sprint(i), "Nice weather")}, Cursor: collector.Cursor(fmt.Sprint(i + 1))}
			if err := deliver(ctx, batch); err != nil {
				return err
			}
		}
		return nil
	})
	s := &collector.Scheduler{
		Cursors: noCursors{}, Observer: metrics.New(), Log: slog.New(slog.DiscardHandler),
		Commit: func(ctx context.Context, job collector.Job, from collector.Cursor, batch collector.Batch) error {
			return w.Commit(ctx, job.Name, from, batch)
		},
	}
	wanted := make(chan []collector.Job, 1)
	wanted <- []collector.Job{{Name: "s", Source: source}}
	close(wanted)
	done := make(chan struct{})
	go func() { defer close(done); s.Run(t.Context(), wanted) }()
	time.Sleep(100 * time.Millisecond)
	mu.Lock()
	if read != 1 {
		t.Errorf("%d batches were read while the ledger was busy, want 1", read)
	}
	mu.Unlock()
	close(unlock)
	<-done
	if n, err := w.Ledger.CountPosts(t.Context()); err != nil || n != 5 {
		t.Errorf("%d posts in the end, %v; want 5", n, err)
	}
}

type sourceFunc func(context.Context, collector.Cursor, collector.Deliver) error

func (f sourceFunc) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	return f(ctx, from, deliver)
}

type noCursors struct{}

func (noCursors) Cursor(context.Context, string) (collector.Cursor, string, error) {
	return "", "", nil
}
func (noCursors) StopSource(context.Context, string, string) error { return nil }

func TestOtherWordsJoinAcrossBatches(t *testing.T) {
	w := newWorld(t)
	w.commit(collector.Batch{Posts: []post.Post{made("1", "Is the tap water safe?")}})
	w.commit(collector.Batch{Posts: []post.Post{made("2", "so how safe would you say our drinking water is now?")}})
	if items := w.items(); len(items) != 1 || items[0].Posts != 2 {
		t.Errorf("the same question in other words: %+v", items)
	}
}

func TestAnAccountThatIsGoneTakesItsPostsAlong(t *testing.T) {
	w := newWorld(t)
	gone, stays := made("1", "The tap water is poisoned"), made("2", "Is the tap water safe?")
	gone.Author, stays.Author = "did:plc:gone", "did:plc:stays"
	w.commit(collector.Batch{Posts: []post.Post{gone, stays}})
	w.commit(collector.Batch{Erased: []post.Author{{Platform: gone.Platform, Name: gone.Author}, {Platform: gone.Platform, Name: "nobody known"}}})
	for _, test := range []struct {
		post post.Post
		want string
	}{{gone, ""}, {stays, stays.Text}} {
		if stored, err := w.Ledger.Post(t.Context(), test.post.Ref()); err != nil || stored.Text != test.want {
			t.Errorf("post %s: %q, %v; want %q", test.post.ID, stored.Text, err, test.want)
		}
	}
	if it := w.items(); len(it) != 2 {
		t.Errorf("got %d items, want the count to stay", len(it))
	}
}

// TestAClaimInManyWordsKeepsFewOfThem wants an item to be found by sixteen wordings at most, however long a claim goes round:
// all are read with every post that may belong to the item. Only the claim leads the last post there.
func TestAClaimInManyWordsKeepsFewOfThem(t *testing.T) {
	w := newWorld(t)
	w.commit(collector.Batch{Posts: []post.Post{made("lead", "water poisoned mosquitoes incubation ventilators funerals genome")}})
	item := w.items()[0].ID
	err := w.Ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		for i := range 15 {
			known := triage.Known{Item: item, Origin: item, Kind: classifier.KindClaim, Signature: triage.Sign(fmt.Sprintf("alpha%d beta%d gamma%d", i, i, i), "en")}
			if err := tx.SaveSignature(t.Context(), post.Ref{Platform: "sample", ID: fmt.Sprint(i)}, known); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.commit(collector.Batch{Posts: []post.Post{made("last", "water poisoned smoking mutated sars church protests")}})
	if items := w.items(); len(items) != 1 || items[0].Posts != 2 {
		t.Fatalf("got %+v, want one item", items)
	}
	if wordings, err := w.Ledger.Wordings(t.Context(), []string{item}); err != nil || len(wordings) != 16 {
		t.Errorf("%d wordings, %v; want 16", len(wordings), err)
	}
}
