package desk_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hearsay/alerts"
	"hearsay/bulletin"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/collector"
	"hearsay/collector/tips"
	"hearsay/desk"
	"hearsay/desk/access"
	"hearsay/desk/receipt"
	"hearsay/ledger"
	"hearsay/metrics"
	"hearsay/pipeline"
	"hearsay/post"
	"hearsay/queue"
	"hearsay/queue/memqueue"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/replies/sources"
	"hearsay/replies/thread"
	"hearsay/triage"
	"hearsay/work"
)

const password = "correct horse battery"

// nasty is a post's text that would be markup, if it were let.
const nasty = `Bleach </p><script>alert(1)</script> <img src=x onerror=alert(2)> {{.}} cures "it" & 'all' ` + "\u202e" + ` %00 ' OR 1=1; --`

// office is a desk over HTTP with one item, and a user for each role, named for it.
type office struct {
	*httptest.Server
	t      testing.TB
	file   string // or address, of the ledger
	ledger *ledger.Ledger
	relay  *pipeline.Relay
	work   *work.Work
	tips   *tips.Box
	item   string
}

// fittings are what an office may be opened with; the zero value is good.
type fittings struct {
	provider *access.Provider // where people may sign in, too
	unfit    access.Unfit
	factor   work.Role // from which on a second factor is needed
	scanner  work.Scanner
	ledger   string      // address; a SQLite of its own if empty
	queue    queue.Queue // in memory if nil
	baseURL  string      // the server's own if empty
	log      io.Writer   // the test's output if nil
}

func newOffice(t testing.TB) *office { return openOffice(t, fittings{}) }

func openOffice(t testing.TB, f fittings) *office {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	baseURL := cmp.Or(f.baseURL, "http://"+server.Listener.Addr().String())
	file := cmp.Or(f.ledger, filepath.Join(t.TempDir(), "l.db"))
	l, err := ledger.Open(t.Context(), file, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	q, log := cmp.Or[queue.Queue](f.queue, memqueue.New(time.Now)), slog.New(slog.NewTextHandler(cmp.Or[io.Writer](f.log, t.Output()), nil))
	m := metrics.New()
	m.Watch(l, q, time.Now)
	set, err := rules.LoadFS(os.DirFS("../configs/rules"), "rules")
	if err != nil {
		t.Fatal(err)
	}
	relay := &pipeline.Relay{Ledger: l, Queue: q, Now: time.Now, Log: log}
	d := &desk.Desk{
		Work: &work.Work{
			Accounts: []publish.Account{wall{}.account()}, Scanner: f.scanner,
			Ledger: l, Queue: q, Routes: triage.DefaultRoutes().Queues, Observer: m, Collecting: nothing{}, Now: time.Now, Log: log, BaseURL: baseURL, Publisher: "Test desk", Key: []byte("key"),
			Bulletins: []bulletin.Bulletin{{Name: "weekly", Title: "This week", Language: "en"}},
			Packs:     packs{set}, Routing: triage.DefaultRoutes(),
			Sources: &sources.Checker{Client: (&collector.Fetcher{}).Client(), Trusted: &sources.Trusted{}, Now: time.Now}, // guarded: it opens nothing here
		},
		Sources: nothing{},
		Alerts:  shipped(t), Links: alerts.Links{BaseURL: baseURL, Key: []byte("key"), Now: time.Now},
		Ledger: l, Queue: q, Relay: relay, Metrics: m.Handler(), BaseURL: baseURL, Provider: f.provider, Unfit: f.unfit, Factor: f.factor, Publisher: "Test desk",
		Routing: triage.DefaultRoutes(), Now: time.Now, Log: log,
		Tips: &tips.Box{Commit: (&pipeline.Pipeline{
			Ledger: l, Classifier: func() *classifier.Classifier { return classifier.New(set, nil) }, Routes: triage.DefaultRoutes(),
			Observer: m, Key: []byte("key"), Now: time.Now,
		}).Commit, Key: []byte("key"), Now: time.Now},
	}
	handler, err := d.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = handler
	server.Start()
	o := &office{Server: server, t: t, file: file, ledger: l, relay: relay, work: d.Work, tips: d.Tips, item: "item0"}
	t.Cleanup(o.Close)
	for _, role := range work.Roles() {
		if _, err := access.AddUser(t.Context(), l, access.Unfit{}, "test", ledger.User{Name: string(role), Role: string(role)}, password); err != nil {
			t.Fatal(err)
		}
	}
	o.store()
	if err := relay.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

// packs are those that ship.
type packs struct{ set *rules.Set }

func (p packs) Classifier() *classifier.Classifier { return classifier.New(p.set, nil) }

func (p packs) With(pack []byte) (*classifier.Classifier, string, error) {
	set, name, err := rules.LoadWith(os.DirFS("../configs/rules"), "rules", nil, "pack", pack)
	if err != nil {
		return nil, "", err
	}
	return classifier.New(set, nil), name, nil
}

func (p packs) Test(pack []byte) error {
	alone, err := rules.Parse("pack", pack)
	if err != nil {
		return err
	}
	_, err = alone.SelfTest()
	return err
}

func (packs) Sources() (inForce, folder map[string]string, err error) {
	water, err := os.ReadFile("../configs/rules/civil-emergency.yaml")
	folder = map[string]string{"civil-emergency": string(water)}
	return folder, folder, err
}

// shipped are the conditions that come with the program.
func shipped(t testing.TB) *alerts.Config {
	t.Helper()
	data, err := os.ReadFile("../configs/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	config, err := alerts.Parse("alerts.yaml", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// wall stands for a platform that takes everything.
type wall struct{}

func (w wall) account() publish.Account {
	limits, _ := thread.Of("mastodon")
	return publish.Account{Name: "town", Kind: "wall", Platform: "sample", Limits: limits, Publisher: w}
}

func (wall) Find(_ context.Context, at publish.Target) (publish.Place, error) {
	return publish.Place{URL: "https://wall.example/" + url.PathEscape(at.Ref.ID+at.URL), Handle: publish.HandleOf(at.Ref.ID)}, nil
}

func (wall) Request(o publish.Outgoing) publish.Request {
	return publish.Request{Method: http.MethodPost, Address: "https://wall.example/posts", Body: map[string]string{"text": o.Text, "answers": o.Answers.URL}}
}

func (wall) Send(_ context.Context, o publish.Outgoing) (publish.Place, error) {
	return publish.Place{URL: "https://wall.example/" + o.Key, Handle: publish.HandleOf(o.Key)}, nil
}

func (wall) Withdraw(context.Context, publish.Place) error { return nil }

// nothing is collected in an office.
type nothing struct{}

func (nothing) List(context.Context) ([]work.SourceView, error) { return []work.SourceView{}, nil }
func (nothing) Check([]byte) error                              { return errors.New("nothing is collected here") }
func (nothing) IsConfigured(string) bool                        { return false }
func (nothing) Kinds() []string                                 { return []string{"feed"} }

func (o *office) store() {
	o.t.Helper()
	now := time.Now()
	lead := post.Post{Platform: "sample", ID: o.item, Text: nasty, URL: "javascript:alert(3)", Author: "pseudonym", Space: "<b>space</b>"}
	it := &triage.Item{ID: o.item, Kind: classifier.KindClaim, State: triage.Open, Queue: triage.DefaultQueue, Severity: rules.High, Lead: lead.Ref(), Posts: 1, Language: "en", Territories: []string{"IT/Riverton"}, OpenedAt: now, Deadline: now.Add(time.Hour)}
	verdict := &classifier.Verdict{Kind: classifier.KindClaim, Rules: []classifier.Reason{{ID: "p.r", Start: 0, End: 6}}}
	err := o.ledger.Write(o.t.Context(), func(tx *ledger.Tx) error {
		return errors.Join(tx.SaveItem(o.t.Context(), it), tx.InsertPosts(o.t.Context(), []ledger.StoredPost{{Post: lead, Item: it.ID, CollectedAt: now, Verdict: verdict}}))
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// browser is a signed-in browser without scripts.
func (o *office) browser(name string) *http.Client {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	response, err := client.PostForm(o.URL+"/signin", url.Values{"name": {name}, "password": {password}})
	if err != nil {
		o.t.Fatal(err)
	}
	defer response.Body.Close()
	if response.Request.URL.Path != "/" {
		o.t.Fatalf("signing in as %s leads to %s", name, response.Request.URL)
	}
	return client
}

func (o *office) page(client *http.Client, path string) string {
	o.t.Helper()
	response, err := client.Get(o.URL + path)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.read(response)
}

func (o *office) submit(client *http.Client, path string, form url.Values) string {
	o.t.Helper()
	response, err := client.PostForm(o.URL+path, form)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.read(response)
}

func (o *office) read(response *http.Response) string {
	o.t.Helper()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return string(body)
}

// call makes a call of the API and returns its status and body.
func (o *office) call(token, method, path, body string) (int, string) {
	o.t.Helper()
	request, err := http.NewRequest(method, o.URL+path, strings.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		o.t.Fatal(err)
	}
	return response.StatusCode, o.read(response)
}

func (o *office) token(name string) string {
	o.t.Helper()
	request, err := http.NewRequest(http.MethodPost, o.URL+"/api/v1/tokens", strings.NewReader(`{"label":"test"}`))
	if err != nil {
		o.t.Fatal(err)
	}
	request.SetBasicAuth(name, password)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		o.t.Fatal(err)
	}
	var made struct{ Token string }
	if err := json.Unmarshal([]byte(o.read(response)), &made); err != nil || made.Token == "" {
		o.t.Fatalf("no token: %v", err)
	}
	return made.Token
}

func TestPagesWorkWithoutAScript(t *testing.T) {
	o := newOffice(t)
	if page := o.page(http.DefaultClient, "/items/item0"); !strings.Contains(page, "<h1>Sign in</h1>") {
		t.Errorf("who is not signed in sees: %s", page)
	}
	b := o.browser("responder")
	if page := o.page(b, "/"); !strings.Contains(page, `<td class="n" data-label="Waiting">1</td>`) {
		t.Errorf("the queues: %s", page)
	}
	page := o.submit(b, "/queues/general/pull", nil)
	for _, want := range []string{"You hold it:", "Release", `<mark title="p.r">Bleach</mark>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the item lacks %q: %s", want, page)
		}
	}
	page = o.submit(b, "/items/item0/draft", url.Values{"language": {"en"}})
	if !strings.Contains(page, "The fact first") {
		t.Errorf("the draft: %s", page)
	}
	if page := o.submit(b, "/items/item0/dismiss", url.Values{"reason": {""}}); !strings.Contains(page, `role="alert"`) {
		t.Errorf("a dismissal without a reason: %s", page)
	}
	if page := o.submit(b, "/items/item0/dismiss", url.Values{"reason": {"a joke"}}); !strings.Contains(page, `action="/items/item0/reopen"`) || !strings.Contains(page, `last reason: <span dir="auto">a joke`) {
		t.Errorf("after the dismissal: %s", page)
	}
	if page := o.submit(b, "/items/item0/reopen", nil); !strings.Contains(page, "back in its queue") {
		t.Errorf("after the undo: %s", page)
	}
	if page := o.page(b, "/nowhere"); !strings.Contains(page, "no page at this address") {
		t.Errorf("a page that is not there: %s", page)
	}
	if page := o.submit(b, "/signout", nil); !strings.Contains(page, "<h1>Sign in</h1>") {
		t.Errorf("after signing out: %s", page)
	}
}

// ownScript is how a page names the desk's own scripts.
var ownScript = regexp.MustCompile(`<script src="/static/[0-9a-f]{12}/[a-z0-9./-]+" defer></script>`)

// TestNothingOfAPostIsMarkup guards the pages: what somebody posts is text, and links lead nowhere but to the web.
func TestNothingOfAPostIsMarkup(t *testing.T) {
	o := newOffice(t)
	b := o.browser("responder")
	for _, path := range []string{"/", "/items", "/items?q=" + url.QueryEscape(nasty), "/items/item0"} {
		page := ownScript.ReplaceAllString(o.page(b, path), "")
		for _, bad := range []string{"<script", "<img", "<b>space", `href="javascript`, "{{"} {
			if strings.Contains(strings.ReplaceAll(page, "{{.}} cures", ""), bad) {
				t.Errorf("%s holds %s", path, bad)
			}
		}
	}
	response, err := b.Get(o.URL + "/items/item0")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if csp := response.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || response.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", response.Header)
	}
}

func TestAnotherSiteCannotAct(t *testing.T) {
	var log lockedBuffer
	o := openOffice(t, fittings{log: &log})
	b := o.browser("responder")
	request, err := http.NewRequest(http.MethodPost, o.URL+"/items/item0/dismiss", strings.NewReader("reason=x"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	response, err := b.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	it, err := o.ledger.Item(t.Context(), "item0")
	if response.StatusCode != http.StatusForbidden || err != nil || it.State != triage.Open {
		t.Errorf("a form of another site: %s, the item is %s", response.Status, it.State)
	}
	if said := log.String(); !strings.Contains(said, "another site sent it") || !strings.Contains(said, "/items/item0/dismiss") {
		t.Errorf("the log says %s", said)
	}
}

// TestRolesAllowWhatTheySay tries one call of each kind as each role.
func TestRolesAllowWhatTheySay(t *testing.T) {
	o := newOffice(t)
	calls := []struct {
		method, path, body string
		allowed            []work.Role
	}{
		{http.MethodGet, "/items", "", work.Roles()},
		{http.MethodGet, "/queues", "", work.Roles()},
		{http.MethodPost, "/queues/empty/pull", "{}", []work.Role{work.Responder, work.Verifier, work.Editor, work.Admin}},
		{http.MethodPost, "/items/none/note", `{"text":"x"}`, []work.Role{work.Responder, work.Verifier, work.Editor, work.Admin}},
		{http.MethodPost, "/replies/none/verify", "{}", []work.Role{work.Verifier, work.Admin}},
		{http.MethodPost, "/replies/none/send-back", `{"reason":"x"}`, []work.Role{work.Verifier, work.Admin}},
		{http.MethodPost, "/replies/none/retract", `{"reason":"x"}`, []work.Role{work.Verifier, work.Editor, work.Admin}},
		{http.MethodPost, "/queues/rebuild", "", []work.Role{work.Admin}},
		{http.MethodGet, "/users", "", []work.Role{work.Admin}},
		{http.MethodPost, "/users", `{"name":"x","role":"admin","password":"short"}`, []work.Role{work.Admin}},
		{http.MethodPatch, "/users/viewer", `{"role":"admin"}`, nil},
	}
	for _, role := range work.Roles() {
		token := o.token(string(role))
		for _, c := range calls {
			if c.allowed == nil && role == work.Admin {
				continue // it would be done
			}
			status, body := o.call(token, c.method, "/api/v1"+c.path, c.body)
			if allowed := status != http.StatusForbidden; allowed != slices.Contains(c.allowed, role) || status >= 500 {
				t.Errorf("%s %s as %s: %d %s", c.method, c.path, role, status, body)
			}
		}
	}
}

func TestSignInRefuses(t *testing.T) {
	o := newOffice(t)
	tokens := map[string]string{"none": "", "garbage": "hs_nonsense", "somebody's hash": strings.Repeat("0", 64)}
	for name, token := range tokens {
		status, body := o.call(token, http.MethodGet, "/api/v1/items", "")
		if status != http.StatusUnauthorized || !strings.Contains(body, "hearsay token create") {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	refused := func(name, secret string) {
		t.Helper()
		response, err := http.PostForm(o.URL+"/signin", url.Values{"name": {name}, "password": {secret}})
		if err != nil {
			t.Fatal(err)
		}
		if page := o.read(response); response.StatusCode != http.StatusUnauthorized || !strings.Contains(page, "name or the password is wrong") {
			t.Errorf("%s with %q: %s %s", name, secret, response.Status, page)
		}
	}
	refused("viewer", "wrong")
	refused("nobody", password)
	refused("", "")
	for range 10 {
		refused("editor", "wrong")
	}
	refused("editor", password) // right, but after too many tries
	admin := o.token("admin")
	if status, body := o.call(admin, http.MethodPatch, "/api/v1/users/viewer", `{"disabled":true}`); status != http.StatusOK {
		t.Fatalf("disabling a user: %d %s", status, body)
	}
	refused("viewer", password)
}

func TestErrorsAreProblemDetails(t *testing.T) {
	o := newOffice(t)
	token := o.token("verifier")
	tests := map[string]struct {
		method, path, body string
		status             int
		want               string
	}{
		"no such item":    {http.MethodGet, "/items/none", "", 404, "item none: not found"},
		"no such call":    {http.MethodGet, "/nothing", "", 404, ""},
		"not JSON":        {http.MethodPost, "/items/item0/dismiss", "{", 400, ""},
		"no reason":       {http.MethodPost, "/items/item0/dismiss", `{"reason":""}`, 422, "a reason is needed"},
		"unknown field":   {http.MethodPost, "/items/item0/dismiss", `{"reason":"x","state":"answered"}`, 422, "unexpected property"},
		"bad duration":    {http.MethodPost, "/queues/general/pull", `{"lease":"soon"}`, 422, "written as in 15m"},
		"too long":        {http.MethodPost, "/queues/general/pull", `{"lease":"9h"}`, 422, "out of range"},
		"not held":        {http.MethodPost, "/items/item0/release", "", 409, "not held by you"},
		"unknown state":   {http.MethodGet, "/items?state=lost", "", 422, "state"},
		"merge into self": {http.MethodPost, "/items/item0/merge", `{"into":"item0"}`, 409, "into itself"},
		"split all":       {http.MethodPost, "/items/item0/split", `{"posts":[{"platform":"sample","id":"item0"}]}`, 409, "not split"},
		"assign to none":  {http.MethodPost, "/items/item0/assign", `{"to":"nobody"}`, 404, "user nobody"},
		"assign a viewer": {http.MethodPost, "/items/item0/assign", `{"to":"viewer"}`, 403, "does not take items"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			status, body := o.call(token, test.method, "/api/v1"+test.path, test.body)
			if status != test.status || !strings.Contains(body, test.want) {
				t.Errorf("got %d %s, want %d %q", status, body, test.status, test.want)
			}
		})
	}
	it, err := o.ledger.Item(t.Context(), "item0")
	if err != nil || it.Version != 1 {
		t.Errorf("after calls that were refused the item is %+v, %v", it, err)
	}
}

func TestStepsOfAnItem(t *testing.T) {
	o := newOffice(t)
	token := o.token("verifier")
	step := func(path, body string, want int) string {
		t.Helper()
		status, answer := o.call(token, http.MethodPost, "/api/v1"+path, body)
		if status != want {
			t.Fatalf("%s: %d %s, want %d", path, status, answer, want)
		}
		return answer
	}
	step("/items/item0/assign", `{"to":"responder"}`, 200)
	step("/items/item0/escalate", `{"reason":"urgent"}`, 409) // held by another
	other := o.token("responder")
	if status, answer := o.call(other, http.MethodPost, "/api/v1/items/item0/extend", `{"lease":"1h"}`); status != 200 {
		t.Fatalf("extend by the assignee: %d %s", status, answer)
	}
	if status, answer := o.call(other, http.MethodPost, "/api/v1/items/item0/release", ""); status != 200 {
		t.Fatalf("release by the assignee: %d %s", status, answer)
	}
	if got := step("/items/item0/escalate", `{"reason":"urgent","queue":"urgent"}`, 200); !strings.Contains(got, `"severity":"critical"`) || !strings.Contains(got, `"queue":"urgent"`) {
		t.Errorf("after the escalation: %s", got)
	}
	if got := step("/items/item0/note", `{"text":"ask the hospital"}`, 200); !strings.Contains(got, "ask the hospital") || !strings.Contains(got, `"action":"noted"`) {
		t.Errorf("after the note: %s", got)
	}
	step("/items/item0/reopen", "", 409)
	step("/items/item0/dismiss", `{"reason":"a joke"}`, 200)
	step("/items/item0/reopen", "", 200)
}

func TestTheOpenAPIDocumentIsServed(t *testing.T) {
	o := newOffice(t)
	_, body := o.call("", http.MethodGet, "/api/openapi.json", "")
	var document struct {
		OpenAPI string                                `json:"openapi"`
		Paths   map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal([]byte(body), &document); err != nil || !strings.HasPrefix(document.OpenAPI, "3.1") {
		t.Fatalf("got %.200s, %v", body, err)
	}
	for _, want := range []string{
		"get /queues", "post /queues/{queue}/pull", "get /items", "get /items/{id}", "post /items/{id}/extend", "post /items/{id}/release", "post /items/{id}/dismiss",
		"post /items/{id}/assign", "post /items/{id}/escalate", "post /items/{id}/merge", "post /items/{id}/split", "post /items/{id}/note", "post /items/{id}/replies",
		"patch /replies/{id}", "post /replies/{id}/submit", "post /replies/{id}/verify", "post /replies/{id}/send-back", "post /replies/{id}/publish", "post /replies/{id}/record", "post /replies/{id}/strike", "post /replies/{id}/retract",
	} {
		method, path, _ := strings.Cut(want, " ")
		if document.Paths["/api/v1"+path][method] == nil {
			t.Errorf("the document lacks %s", want)
		}
	}
}

func TestAliveReadyAndMetrics(t *testing.T) {
	o := newOffice(t)
	for path, want := range map[string]string{"/healthz": "alive", "/readyz": "ready", "/metrics": "hearsay_items_open{", "/feeds/claimreview.json": "DataFeed", "/feeds/replies.atom": "<feed"} {
		if status, body := o.call("", http.MethodGet, path, ""); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	o.ledger.Close()
	if status, _ := o.call("", http.MethodGet, "/readyz", ""); status != http.StatusServiceUnavailable {
		t.Errorf("without a ledger /readyz answers %d", status)
	}
	if status, _ := o.call("", http.MethodGet, "/healthz", ""); status != http.StatusOK {
		t.Errorf("without a ledger /healthz answers %d", status)
	}
}

func TestProfilesAreForAdministrators(t *testing.T) {
	o := newOffice(t)
	for _, path := range []string{"/debug/pprof/", "/debug/pprof/heap?debug=1", "/debug/pprof/profile?seconds=1", "/debug/pprof/cmdline"} {
		for token, want := range map[string]int{"": http.StatusNotFound, o.token("verifier"): http.StatusNotFound, o.token("admin"): http.StatusOK} {
			if status, _ := o.call(token, http.MethodGet, path, ""); status != want {
				t.Errorf("%s answers %q with %d, want %d", path, token, status, want)
			}
		}
	}
}

func TestATipLeadsToItsAnswer(t *testing.T) {
	o := newOffice(t)
	status, answer := o.call("", http.MethodPost, "/api/v1/tips", `{"text":"Our school says that masks are harmful to children","place":"Town","language":"en","link":"https://example.org/a"}`)
	var got receipt.Receipt
	if err := json.Unmarshal([]byte(answer), &got); err != nil || status != http.StatusCreated || got.State != "waiting" {
		t.Fatalf("got %d %s", status, answer)
	}
	page := func() string { return o.page(http.DefaultClient, "/tips/"+got.Receipt) }
	if shown := page(); !strings.Contains(shown, "It waits") || !strings.Contains(shown, "masks are harmful") {
		t.Errorf("the receipt shows %s", shown)
	}
	ref := tips.Ref(got.Receipt)
	stored, err := o.ledger.Post(t.Context(), ref)
	if err != nil || stored.Item == "" || stored.Verdict.Rules[0].ID != classifier.HandedIn {
		t.Fatalf("got %+v, %v", stored, err)
	}
	reply := &replies.Reply{ID: "r", Item: stored.Item, State: replies.Published, Text: replies.Text{Language: "en", Fact: "Masks do no harm to children.", Sources: []string{"https://who.int/a"}}}
	if err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveReply(t.Context(), reply) }); err != nil {
		t.Fatal(err)
	}
	if shown := page(); !strings.Contains(shown, "There is an answer") || !strings.Contains(shown, "Masks do no harm") {
		t.Errorf("the receipt shows %s", shown)
	}
	reply.State = replies.Draft
	if err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveReply(t.Context(), reply) }); err != nil {
		t.Fatal(err)
	}
	if shown := page(); strings.Contains(shown, "Masks do no harm") {
		t.Error("a draft is shown")
	}
	status, answer = o.call("", http.MethodPost, "/api/v1/tips/"+got.Receipt+"/withdraw", "")
	if status != http.StatusOK || !strings.Contains(answer, `"withdrawn"`) || strings.Contains(answer, "masks") {
		t.Errorf("withdrawing: %d %s", status, answer)
	}
	for _, call := range []struct{ method, path string }{{http.MethodGet, "/tips/" + ref.ID}, {http.MethodPost, "/tips/none/withdraw"}} {
		if status, answer := o.call("", call.method, "/api/v1"+call.path, ""); status != http.StatusNotFound {
			t.Errorf("%s: %d %s", call.path, status, answer)
		}
	}
	if _, err := o.ledger.Post(t.Context(), tips.Ref("none")); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("withdrawing nothing left a row: %v", err)
	}
}

func TestTheTipFormKeepsWhatWasTyped(t *testing.T) {
	o := newOffice(t)
	form := url.Values{"text": {"Is <b>it</b> safe to drink?"}, "stamp": {"1.2"}}
	shown := o.submit(http.DefaultClient, "/tips", form)
	if !strings.Contains(shown, "send it again") || !strings.Contains(shown, "Is &lt;b&gt;it&lt;/b&gt; safe") {
		t.Errorf("got %s", shown)
	}
	form.Set("website", "https://shop.example")
	if shown := o.submit(http.DefaultClient, "/tips", form); strings.Contains(shown, "It waits") {
		t.Error("a program's form was taken")
	}
	for range 6 {
		o.call("", http.MethodPost, "/api/v1/tips", `{"text":"Is it safe to drink?"}`)
	}
	if status, answer := o.call("", http.MethodPost, "/api/v1/tips", `{"text":"Is it safe to drink?"}`); status != http.StatusTooManyRequests {
		t.Errorf("got %d %s", status, answer)
	}
	if status, answer := o.call("", http.MethodPost, "/api/v1/tips", `{"text":"short"}`); status != http.StatusUnprocessableEntity {
		t.Errorf("got %d %s", status, answer)
	}
}
