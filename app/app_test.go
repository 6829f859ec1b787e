package app_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hearsay/app"
	"hearsay/collector/twitter/twittersim"
	"hearsay/internal/servertest"
	"hearsay/work"
)

// tweets are the real ones of the shared data, or the demo's made-up ones where a clone lacks them.
func tweets(t testing.TB) []json.RawMessage {
	t.Helper()
	path := "../../shared/data/tweets/train.ndjson"
	if _, err := os.Stat(path); err != nil {
		path = "../configs/demo/statuses.ndjson"
		t.Log("there is no ../shared here; running on the demo's made-up posts")
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []json.RawMessage
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		all = append(all, bytes.Clone(lines.Bytes()))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// distinct counts the ids among tweets.
func distinct(t testing.TB, all []json.RawMessage) int {
	t.Helper()
	ids := map[string]bool{}
	for _, raw := range all {
		ids[idOf(t, raw)] = true
	}
	return len(ids)
}

func idOf(t testing.TB, raw json.RawMessage) string {
	t.Helper()
	var head struct {
		ID string `json:"id_str"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		t.Fatal(err)
	}
	return head.ID
}

// backend is where a program under test keeps its ledger and its queue.
type backend struct{ ledger, queue, prefix string }

// backends are the embedded ones, and real servers.
func backends(t *testing.T, test func(t *testing.T, b backend)) {
	t.Run("embedded", func(t *testing.T) {
		test(t, backend{filepath.Join(t.TempDir(), "hearsay.db"), "memory", "hearsay"})
	})
	t.Run("servers", func(t *testing.T) {
		test(t, backend{servertest.PostgresURL(t), servertest.RedisURL(t), rand.Text()})
	})
}

// configure writes a configuration that reads from the platform at url, and returns its path.
func (b backend) configure(t testing.TB, url, more string) string {
	t.Helper()
	return b.configureSource(t, fmt.Sprintf("{name: x, kind: twitter, every: 300ms, base_url: %q, query: virus, page_size: 50}", url), more)
}

// configureSource is configure with a source of any kind.
func (b backend) configureSource(t testing.TB, source, more string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hearsay.yaml")
	text := fmt.Sprintf(`listen: 127.0.0.1:0
ledger: %q
queue: %q
queue_prefix: %q
upkeep: 200ms
fetch: {per_host: 1ms, allow_inner: [127.0.0.0/8]}
sources:
  - %s
routes:
  queue: general
  deadline: 24h
  routes:
    - {when: kind == "question", queue: questions, deadline: 8h}
    - {when: kind == "claim", queue: claims, deadline: 4h}
%s`, b.ledger, b.queue, b.prefix, source, more)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// running is a program that runs in this process.
type running struct {
	*app.App
	t    testing.TB
	stop func()
}

// start runs the program until the test ends or stop is called. add is called before it runs.
func start(t testing.TB, config string, roots *x509.CertPool, add func(*app.App)) *running {
	t.Helper()
	return startAt(t, config, roots, add, time.Now)
}

// startAt is start with a clock.
func startAt(t testing.TB, config string, roots *x509.CertPool, add func(*app.App), now func() time.Time) *running {
	t.Helper()
	c, err := app.LoadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	a, err := app.New(ctx, c, app.Options{Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Announce: func(string) {}, SourceRoots: roots, Now: now, Admin: "correct horse battery"})
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	if add != nil {
		add(a)
	}
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	stopped := false
	r := &running{App: a, t: t}
	r.stop = func() {
		if stopped {
			return
		}
		stopped = true
		began := time.Now()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the program ended with: %v", err)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("stopping took %v", took)
		}
	}
	t.Cleanup(r.stop)
	return r
}

// person calls the API with a token.
type person struct {
	r     *running
	token string
}

// signIn makes a token over the API.
func (r *running) signIn(name, password string) person {
	r.t.Helper()
	request, err := http.NewRequest(http.MethodPost, r.URL()+"/api/v1/tokens", strings.NewReader("{}"))
	if err != nil {
		r.t.Fatal(err)
	}
	request.SetBasicAuth(name, password)
	var token struct {
		Token string `json:"token"`
	}
	status, body := r.do(request)
	if err := json.Unmarshal(body, &token); err != nil || status != http.StatusOK {
		r.t.Fatalf("signing in as %s: %d %s", name, status, body)
	}
	return person{r, token.Token}
}

func (r *running) do(request *http.Request) (int, []byte) {
	r.t.Helper()
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return response.StatusCode, body
}

// call makes a call, wants a status, and decodes the answer.
func (p person) call(method, path string, in any, want int, out any) {
	p.r.t.Helper()
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			p.r.t.Fatal(err)
		}
		body = bytes.NewReader(data)
	}
	request, err := http.NewRequest(method, p.r.URL()+path, body)
	if err != nil {
		p.r.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+p.token)
	status, answer := p.r.do(request)
	if status != want {
		p.r.t.Fatalf("%s %s: got %d %s, want %d", method, path, status, answer, want)
	}
	if out == nil {
		return
	}
	if text, ok := out.(*string); ok {
		*text = string(answer)
		return
	}
	if err := json.Unmarshal(answer, out); err != nil {
		p.r.t.Fatalf("%s %s: %v in %s", method, path, err, answer)
	}
}

func (p person) get(path string, out any) {
	p.r.t.Helper()
	p.call(http.MethodGet, path, nil, http.StatusOK, out)
}

func (p person) post(path string, in any, want int, out any) {
	p.r.t.Helper()
	p.call(http.MethodPost, path, in, want, out)
}

// metric is the value of one line of /metrics, "" if it is not there.
func (r *running) metric(line string) string {
	r.t.Helper()
	request, err := http.NewRequest(http.MethodGet, r.URL()+"/metrics", nil)
	if err != nil {
		r.t.Fatal(err)
	}
	_, body := r.do(request)
	for one := range strings.SplitSeq(string(body), "\n") {
		if value, ok := strings.CutPrefix(one, line+" "); ok {
			return value
		}
	}
	return ""
}

// authority is a site that replies can link to, and the roots that make it trusted.
func authority(t testing.TB) (*httptest.Server, *x509.CertPool) {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/facts" {
			http.NotFound(w, r)
			return
		}
		io.WriteString(w, "<title>Facts &amp; figures</title>")
	}))
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return server, roots
}

// simulate serves tweets as the platform would, a few pages in each window.
func simulate(t testing.TB, all []json.RawMessage) (*twittersim.Server, string) {
	t.Helper()
	sim := &twittersim.Server{Limit: 6, Window: time.Second}
	if err := sim.Add(all...); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	return sim, server.URL
}

// people adds those who work at the desk in these tests.
func people(t testing.TB) func(*app.App) {
	return func(a *app.App) {
		for name, role := range map[string]work.Role{"ann": work.Verifier, "ben": work.Verifier, "res": work.Responder, "vic": work.Viewer, "eva": work.Editor} {
			if err := a.AddUser(t.Context(), name, role, "correct horse battery"); err != nil {
				t.Fatal(err)
			}
		}
	}
}
