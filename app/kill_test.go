package app_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"hearsay/app"
	"hearsay/collector/twitter/twittersim"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/pipeline"
	"hearsay/post"
	"hearsay/queue/redisqueue"
	"hearsay/triage"
)

// kills is how often the program is killed.
const kills = 50

// slowly serves a simulated platform with a little delay, so that a run takes long enough to be killed in, and counts the pages.
func slowly(t *testing.T, all []json.RawMessage) (url string, pages *atomic.Int64) {
	t.Helper()
	sim := &twittersim.Server{}
	if err := sim.Add(all...); err != nil {
		t.Fatal(err)
	}
	pages = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(15 * time.Millisecond)
		sim.ServeHTTP(w, r)
		pages.Add(1)
	}))
	t.Cleanup(server.Close)
	return server.URL, pages
}

// TestKilledAnywhereNothingIsLostOrDoubled kills the program with SIGKILL at random moments while it collects and
// triages and a responder works, looks at the ledger after each, and at everything after the last run has ended in order.
func TestKilledAnywhereNothingIsLostOrDoubled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes half a minute; run make test")
	}
	program := binary(t)
	backends(t, func(t *testing.T, b backend) {
		t.Parallel() // it waits more than it works, and wants nothing within a time
		all := tweets(t)
		url, pages := slowly(t, all)
		config := b.configure(t, url, "")
		data, err := os.ReadFile(config)
		if err != nil {
			t.Fatal(err)
		}
		address := freePort(t)
		small := strings.NewReplacer("page_size: 50", "page_size: 2", "127.0.0.1:0", address).Replace(string(data))
		if err := os.WriteFile(config, []byte(small), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := ledger.Open(t.Context(), b.ledger, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		responder := newBusy(t, l, address)
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() { defer close(stopped); responder.work(stop) }()
		collecting := 0
		for i := range kills {
			switch i % 3 {
			case 0:
				killStarting(t, program, config)
			case 1:
				killAtWork(t, program, config, pages)
			default:
				killAtWork(t, program, config, &responder.answered)
			}
			cursorIsNotAhead(t, l, all)
			if n, err := l.CountPosts(t.Context()); err == nil && n < int64(distinct(t, all)) {
				collecting++
			}
		}
		close(stop)
		<-stopped
		responder.nothingConfirmedIsLost(t, l)
		t.Logf("%d of %d kills fell into the collecting", collecting, kills)
		lastRun(t, program, config, l, distinct(t, all))
		nothingTwice(t, l, all)
		queuesAgree(t, b, l)
	})
}

// killStarting runs the program and kills it at a random moment while it starts, or soon after.
func killStarting(t *testing.T, program, config string) {
	t.Helper()
	run := launch(t, program, config, nil)
	time.Sleep(random(t, 700*time.Millisecond))
	run.Process.Kill()
	run.Wait()
}

// killAtWork runs the program and kills it at a random moment once a count of what it did has grown by some. How long that takes
// differs from machine to machine, so nothing is said of the time.
func killAtWork(t *testing.T, program, config string, count *atomic.Int64) {
	t.Helper()
	run := up(t, program, config)
	defer run.Wait()
	defer run.Process.Kill()
	until := count.Load() + 1 + random[int64](t, 12)
	within(t, time.Minute, "the program does nothing", func() bool { return count.Load() >= until })
	time.Sleep(random(t, 50*time.Millisecond))
}

// random is at least 0 and below most.
func random[N ~int64](t *testing.T, most N) N {
	t.Helper()
	n, err := rand.Int(rand.Reader, big.NewInt(int64(most)))
	if err != nil {
		t.Fatal(err)
	}
	return N(n.Int64())
}

// up runs the program and returns once its desk is open.
func up(t *testing.T, program, config string) *exec.Cmd {
	t.Helper()
	said := make(firstWords, 1)
	run := launch(t, program, config, said)
	select {
	case words := <-said:
		if strings.Contains(words, "the desk is at") {
			return run
		}
		t.Errorf("the program says %q", words)
	case <-time.After(time.Minute):
		t.Error("the program says nothing in a minute")
	}
	run.Process.Kill()
	run.Wait()
	t.FailNow()
	return nil
}

// firstWords gets the first that is written, and takes the rest.
type firstWords chan string

func (f firstWords) Write(b []byte) (int, error) {
	select {
	case f <- string(b):
	default:
	}
	return len(b), nil
}

func launch(t *testing.T, program, config string, out io.Writer) *exec.Cmd {
	t.Helper()
	run := exec.Command(program, "run", "--config", config)
	run.Stdout = out
	run.Env = append(os.Environ(), app.AdminVariable+"=correct horse battery")
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	return run
}

// cursorIsNotAhead wants every tweet that the cursor says is read in the ledger. Sweeps go downwards: within one,
// all from the newest it saw down to where it stands are read; after one, all up to the newest.
func cursorIsNotAhead(t *testing.T, l *ledger.Ledger, all []json.RawMessage) {
	t.Helper()
	stored, _, err := l.Cursor(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	if stored == "" {
		return
	}
	var at struct{ Since, Max, Top int64 }
	if err := json.Unmarshal([]byte(stored), &at); err != nil {
		t.Fatal(err)
	}
	var refs []post.Ref
	for _, raw := range all {
		id := idOf(t, raw)
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if n <= at.Since || at.Max > 0 && n > at.Max && n <= at.Top {
			refs = append(refs, post.Ref{Platform: "twitter", ID: id})
		}
	}
	known, err := l.KnownPosts(t.Context(), refs)
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range refs {
		if _, ok := known[ref]; !ok {
			t.Fatalf("the cursor %s is ahead of post %s", stored, ref)
		}
	}
}

// lastRun lets the program finish, and ends it in order.
func lastRun(t *testing.T, program, config string, l *ledger.Ledger, want int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, program, "run", "--config", config)
	var said strings.Builder
	run.Stderr = &said
	out, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.Contains(line, "the desk is at") {
		t.Fatalf("the program says %q, %v", line, err)
	}
	servertest.Eventually(t, "all posts", func() bool {
		n, err := l.CountPosts(t.Context())
		return err == nil && n >= int64(want)
	})
	servertest.Eventually(t, "the outbox to be empty", func() bool {
		n, err := l.OutboxLength(t.Context())
		return err == nil && n == 0
	})
	began := time.Now()
	if err := run.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := run.Wait(); err != nil || time.Since(began) > 10*time.Second {
		t.Errorf("after SIGTERM the program ended with %v in %v; want an orderly end within 10 s; it said:\n%s", err, time.Since(began), &said)
	}
}

// nothingTwice wants each post once, each count right, and no two items that should be one.
func nothingTwice(t *testing.T, l *ledger.Ledger, all []json.RawMessage) {
	t.Helper()
	if n, err := l.CountPosts(t.Context()); err != nil || n != int64(distinct(t, all)) {
		t.Errorf("%d posts in the ledger, %v; want %d", n, err, distinct(t, all))
	}
	items, err := l.Items(t.Context(), ledger.ItemFilter{Limit: 200})
	if err != nil || len(items) == 0 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	signs := map[string]triage.Signature{}
	for _, it := range items {
		posts, err := l.PostsOf(t.Context(), it.ID, 10_000)
		if err != nil || int64(len(posts)) != it.Posts {
			t.Errorf("item %s counts %d posts and has %d, %v", it.ID, it.Posts, len(posts), err)
		}
		sign := triage.Sign(posts[0].Text, "")
		for other, known := range signs {
			if known.Similarity(&sign) > 0.95 {
				t.Errorf("items %s and %s are the same", it.ID, other)
			}
		}
		signs[it.ID] = sign
	}
	if _, err := l.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}

// queuesAgree wants every open item in its queue, where the queue outlives the program.
func queuesAgree(t *testing.T, b backend, l *ledger.Ledger) {
	t.Helper()
	if b.queue == "memory" {
		return
	}
	want, err := l.UnfinishedItems(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	if got := queued(t, b, "general", "questions", "claims"); !slices.Equal(got, want) {
		t.Errorf("the queues hold %d items, the ledger %d", len(got), len(want))
	}
}

// queued are the ids in Redis queues, sorted.
func queued(t *testing.T, b backend, names ...string) []string {
	t.Helper()
	options, err := redis.ParseURL(b.queue)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	q := redisqueue.New(client, b.prefix, time.Now)
	var all []string
	for _, name := range names {
		ids, err := q.IDs(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, ids...)
	}
	slices.Sort(all)
	return all
}

// TestAFlushedRedisIsRebuilt flushes Redis while items wait and one is held, and wants the same queues soon after, by itself and
// after a rebuild that somebody asks for.
func TestAFlushedRedisIsRebuilt(t *testing.T) {
	t.Parallel()
	b := backend{servertest.PostgresURL(t), servertest.OwnRedis(t), "hearsay"}
	all := tweets(t)
	_, url := simulate(t, all)
	r := start(t, b.configure(t, url, ""), nil, people(t))
	servertest.Eventually(t, "all posts", func() bool {
		return r.metric(`hearsay_source_lag_seconds{source="x"}`) != ""
	})
	ann := r.signIn("ann", "correct horse battery")
	var held []*triage.Item
	ann.post("/api/v1/queues/questions/pull", map[string]any{"max": 1, "wait": "20s"}, http.StatusOK, &held)
	l, err := ledger.Open(t.Context(), b.ledger, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	servertest.Eventually(t, "the queue to be told of everything", func() bool {
		n, err := l.OutboxLength(t.Context())
		return err == nil && n == 0
	})
	names := []string{"general", "questions", "claims"}
	before := queued(t, b, names...)
	options, err := redis.ParseURL(b.queue)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	if err := client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	servertest.Eventually(t, "the queues to be filled again", func() bool { return slices.Equal(queued(t, b, names...), before) })
	var done pipeline.Rebuilt
	r.signIn("admin", "correct horse battery").post("/api/v1/queues/rebuild", nil, http.StatusOK, &done)
	if after := queued(t, b, names...); !slices.Equal(after, before) || len(before) == 0 {
		t.Errorf("after the rebuild the queues hold %d items, before %d", len(after), len(before))
	}
	if done.Held != 1 || done.Waiting != len(before)-1 {
		t.Errorf("the rebuild tells of %+v", done)
	}
	ann.post("/api/v1/items/"+held[0].ID+"/extend", map[string]any{"lease": "1h"}, http.StatusOK, nil)
	ann.post("/api/v1/items/"+held[0].ID+"/release", nil, http.StatusOK, nil)
}

// TestHangupReloadsThePacks sends SIGHUP to the program.
func TestHangupReloadsThePacks(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program; run make test")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "water.yaml"), []byte(fmt.Sprintf(waterPack, "water", "water")), 0o600); err != nil {
		t.Fatal(err)
	}
	b := backend{filepath.Join(t.TempDir(), "l.db"), "memory", "hearsay"}
	url, _ := slowly(t, nil)
	run := exec.Command(binary(t), "run", "--config", b.configure(t, url, "rules: "+dir+"\n"))
	run.Env = append(os.Environ(), app.AdminVariable+"=correct horse battery")
	out, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	log, err := run.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("the program says %q, %v", line, err)
	}
	if err := run.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(log)
	reloaded := false
	for !reloaded && lines.Scan() {
		reloaded = strings.Contains(lines.Text(), `"msg":"the rule packs were reloaded"`)
	}
	if !reloaded {
		t.Error("after SIGHUP the log says nothing of reloaded packs")
	}
	if err := run.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
	}
	if err := run.Wait(); err != nil {
		t.Errorf("after SIGTERM the program ended with %v", err)
	}
}
