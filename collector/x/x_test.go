package x_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/collector"
	"hearsay/collector/collectortest"
	"hearsay/collector/x"
	"hearsay/post"
	"hearsay/sight"
)

// platform is an X v2 of made-up posts, by its documentation: searches newest first with since_id and next_token, rate-limit
// headers, rules, streams with signs of life.
type platform struct {
	mu       sync.Mutex
	ids      []int // oldest first
	requests []string
	left     int // requests until the rate limit; -1 for none
	refuse   string
	rules    []map[string]string
	stream   chan string
	opened   []string

	refuseSince string // to requests that name where to go on
	garbage     string // a post of every page
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.requests = append(p.requests, r.Method+" "+r.URL.String())
	refuse := p.refuse
	if p.refuseSince != "" && r.URL.Query().Has("since_id") {
		refuse = p.refuseSince
	}
	p.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer token" {
		http.Error(w, `{"title":"Unauthorized","status":401}`, http.StatusUnauthorized)
		return
	}
	if refuse != "" {
		status, body, _ := strings.Cut(refuse, " ")
		code, _ := strconv.Atoi(status)
		http.Error(w, body, code)
		return
	}
	switch r.URL.Path {
	case "/2/tweets/search/recent":
		p.search(w, r)
	case "/2/tweets/search/stream/rules":
		p.changeRules(w, r)
	case "/2/tweets/search/stream", "/2/tweets/compliance/stream":
		p.mu.Lock()
		p.opened = append(p.opened, r.URL.RawQuery)
		lines := p.stream
		p.mu.Unlock()
		fmt.Fprint(w, "\r\n")
		w.(http.Flusher).Flush()
		for line := range lines {
			if line == "cut" {
				panic(http.ErrAbortHandler)
			}
			fmt.Fprint(w, line+"\r\n")
			w.(http.Flusher).Flush()
		}
	}
}

func tweet(id int) string {
	return fmt.Sprintf(`{"id":"%d","text":"post %d","author_id":"7","edit_history_tweet_ids":["%d"],"lang":"en"}`, id, id, id)
}

func (p *platform) search(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w.Header().Set("x-rate-limit-reset", strconv.FormatInt(time.Now().Add(time.Minute).Unix(), 10))
	if p.left == 0 {
		http.Error(w, `{"title":"Too Many Requests"}`, http.StatusTooManyRequests)
		return
	}
	if p.left > 0 {
		p.left--
		w.Header().Set("x-rate-limit-remaining", strconv.Itoa(p.left))
	}
	query := r.URL.Query()
	since, _ := strconv.Atoi(query.Get("since_id"))
	below := 1 << 60
	if token := query.Get("next_token"); token != "" {
		var err error
		if below, err = strconv.Atoi(strings.TrimPrefix(token, "below")); err != nil || !strings.HasPrefix(token, "below") {
			http.Error(w, `{"errors":[{"message":"invalid next_token"}],"title":"Invalid Request"}`, http.StatusBadRequest)
			return
		}
	}
	most, _ := strconv.Atoi(query.Get("max_results"))
	var page []string
	newest, oldest := 0, 0
	more := false
	for _, id := range slices.Backward(p.ids) {
		if id <= since || id >= below {
			continue
		}
		if more = len(page) == most; more {
			break
		}
		page, newest, oldest = append(page, tweet(id)), max(newest, id), id
	}
	if p.garbage != "" && len(page) > 0 {
		page = append(page, p.garbage)
	}
	if len(page) == 0 {
		fmt.Fprint(w, `{"meta":{"result_count":0}}`)
		return
	}
	next := ""
	if more {
		next = fmt.Sprintf(`,"next_token":"below%d"`, oldest)
	}
	fmt.Fprintf(w, `{"data":[%s],"includes":{"users":[{"id":"7","username":"sample","public_metrics":{"followers_count":4}}]},"meta":{"newest_id":"%d","oldest_id":"%d","result_count":%d%s}}`,
		strings.Join(page, ","), newest, oldest, len(page), next)
}

func (p *platform) changeRules(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.Method == http.MethodPost {
		var change struct {
			Add    []map[string]string
			Delete struct{ IDs []string }
		}
		_ = json.NewDecoder(r.Body).Decode(&change)
		for _, rule := range change.Add {
			if strings.Contains(rule["value"], "(") {
				fmt.Fprintf(w, `{"errors":[{"value":%q,"title":"UnprocessableEntity","detail":"brackets do not match"}]}`, rule["value"])
				return
			}
			rule["id"] = strconv.Itoa(100 + len(p.rules))
			p.rules = append(p.rules, rule)
		}
		p.rules = slices.DeleteFunc(p.rules, func(rule map[string]string) bool { return slices.Contains(change.Delete.IDs, rule["id"]) })
		w.WriteHeader(http.StatusCreated)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": p.rules})
}

func open(t *testing.T, p *platform, settings x.Settings) (collector.Source, *collectortest.Budget) {
	t.Helper()
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	if p.stream != nil {
		t.Cleanup(func() { close(p.stream) })
	}
	settings.BaseURL, settings.Bearer = server.URL, "token"
	settings.Check(func(field, what, _ string) { t.Errorf("%s: %s", field, what) })
	env := collectortest.Env(t)
	budget := &collectortest.Budget{}
	env.Budget = budget
	source, err := settings.Open(env)
	if err != nil {
		t.Fatal(err)
	}
	return source, budget
}

func ids(posts []post.Post) string {
	var all []string
	for _, p := range posts {
		all = append(all, p.ID)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestASearchLeavesNoGapOverSweepsAndRestarts(t *testing.T) {
	p := &platform{left: 2, garbage: `{"id":"99","text":"no time","created_at":"yesterday"}`}
	for id := range 35 {
		p.ids = append(p.ids, 100+id)
	}
	source, _ := open(t, p, x.Settings{Query: "flood", PageSize: 10})
	var kept collectortest.Kept
	var wait *collector.Wait
	if err := source.Collect(t.Context(), kept.Cursor, kept.Take); !errors.As(err, &wait) || len(kept.Posts) != 20 {
		t.Fatalf("got %v after %d posts, want to wait after two pages", err, len(kept.Posts))
	}
	p.left = -1
	p.ids = append(p.ids, 200, 201) // while the first sweep is not through
	for range 3 {
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
			t.Fatal(err)
		}
	}
	want := make([]string, 0, 37)
	for _, id := range p.ids {
		want = append(want, strconv.Itoa(id))
	}
	if got := ids(kept.Posts); got != strings.Join(want, " ") || kept.Cursor != `{"since":"201"}` {
		t.Errorf("got %s, cursor %s", got, kept.Cursor)
	}
	if one := kept.Posts[0]; one.Author != "7" || one.Reach != 4 || one.URL != "https://twitter.com/sample/status/134" {
		t.Errorf("got %+v", one)
	}
}

func TestAStalePageBeginsTheSweepAgain(t *testing.T) {
	p := &platform{left: -1, ids: []int{1, 2, 3}}
	source, _ := open(t, p, x.Settings{Query: "flood"})
	var kept collectortest.Kept
	if err := source.Collect(t.Context(), `{"since":"1","next":"old","top":"2"}`, kept.Take); err != nil || ids(kept.Posts) != "2 3" {
		t.Errorf("got %v, %v", ids(kept.Posts), err)
	}
	p.refuse = `400 {"errors":[{"parameters":{"since_id":["1"]},"message":"'since_id' must be a tweet id created after seven days ago"}]}`
	err := source.Collect(t.Context(), `{"since":"1"}`, kept.Take)
	if err == nil || len(p.requests) != 4 || strings.Contains(p.requests[3], "since_id") {
		t.Errorf("got %v by %q, want a second request without since_id", err, p.requests)
	}
}

func TestWhatASearchDoesNotReachIsLost(t *testing.T) {
	p := &platform{left: -1, ids: []int{1, 2}, refuseSince: `400 {"message":"'since_id' must be a tweet id created after seven days ago"}`}
	source, _ := open(t, p, x.Settings{Query: "flood"})
	month := time.Now().Add(-30 * 24 * time.Hour).Truncate(time.Millisecond)
	var kept collectortest.Kept
	if err := source.Collect(t.Context(), collector.Cursor(fmt.Sprintf(`{"since":"%d"}`, (month.UnixMilli()-1288834974657)<<22)), kept.Take); err != nil || ids(kept.Posts) != "1 2" {
		t.Fatalf("got %v, %v", ids(kept.Posts), err)
	}
	if len(kept.Lost) != 1 || !kept.Lost[0].From.Equal(month) || time.Since(kept.Lost[0].To).Round(time.Hour) != 7*24*time.Hour || kept.Lost[0].Reason != sight.TooOld {
		t.Errorf("lost %v, want from %v until a week ago", kept.Lost, month)
	}
}

func TestWhatPassedWhileNoStreamWasOpenIsLost(t *testing.T) {
	p := &platform{left: -1, stream: make(chan string, 20)}
	source, _ := open(t, p, x.Settings{Rules: []string{"flood"}, Backfill: 5})
	p.stream <- `{"data":` + tweet(1) + `}`
	kept := following(t, source, func(k *collectortest.Kept) bool { return len(k.Posts) == 1 })
	if len(kept.Lost) != 0 {
		t.Errorf("before anything was heard %v is lost", kept.Lost)
	}
	quiet := &platform{left: -1, stream: make(chan string, 20)}
	source, _ = open(t, quiet, x.Settings{Rules: []string{"flood"}, Backfill: 5})
	quiet.stream <- ""
	if kept := following(t, source, func(k *collectortest.Kept) bool { return k.Batches == 2 }); !strings.Contains(string(kept.Cursor), `"heard"`) || len(kept.Posts) != 0 {
		t.Errorf("a sign of life leaves the cursor %s and %d posts", kept.Cursor, len(kept.Posts))
	}
	hour := time.Now().Add(-time.Hour)
	source, _ = open(t, &platform{left: -1, stream: make(chan string)}, x.Settings{Rules: []string{"flood"}, Backfill: 5})
	ctx, stop := context.WithCancel(t.Context())
	_ = source.Collect(ctx, collector.Cursor(fmt.Sprintf(`{"heard":%q}`, hour.Format(time.RFC3339Nano))), func(ctx context.Context, b collector.Batch) error {
		defer stop()
		return kept.Take(ctx, b)
	})
	if len(kept.Lost) != 1 || !kept.Lost[0].From.Equal(hour) || time.Since(kept.Lost[0].To).Round(time.Minute) != 5*time.Minute || kept.Lost[0].Reason != sight.Cut {
		t.Errorf("lost %v, want from %v until five minutes ago, which X repeats", kept.Lost, hour)
	}
}

func TestTheMonthsBudgetIsNeverOverrun(t *testing.T) {
	p := &platform{left: -1}
	for id := range 100 {
		p.ids = append(p.ids, 100+id)
	}
	source, budget := open(t, p, x.Settings{Query: "flood", PageSize: 10, Monthly: 35})
	var kept collectortest.Kept
	var wait *collector.Wait
	err := source.Collect(t.Context(), "", kept.Take)
	if !errors.As(err, &wait) || len(kept.Posts) != 30 || budget.Total() != 30 {
		t.Errorf("got %v after %d posts, %d of the budget", err, len(kept.Posts), budget.Total())
	}
	if until := wait.Until; until.Day() != 1 || until.Before(time.Now()) {
		t.Errorf("waits until %v, want the next month", until)
	}
	p.ids = p.ids[:3]
	source, budget = open(t, p, x.Settings{Query: "flood", PageSize: 10, Monthly: 35})
	if err := source.Collect(t.Context(), "", kept.Take); err != nil || budget.Total() != 3 {
		t.Errorf("got %v, %d of the budget; want what was read", err, budget.Total())
	}
	p.refuse = `429 {"title":"UsageCapExceeded","type":"https://api.x.com/2/problems/usage-capped"}`
	if err := source.Collect(t.Context(), "", kept.Take); !errors.As(err, &wait) || wait.Until.Day() != 1 {
		t.Errorf("the platform's own cap: got %v, want to wait for the next month", err)
	}
}

// following runs a source's stream until done, and gives what it brought.
func following(t *testing.T, source collector.Source, done func(*collectortest.Kept) bool) *collectortest.Kept {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	var kept collectortest.Kept
	err := source.Collect(ctx, "", func(ctx context.Context, b collector.Batch) error {
		if err := kept.Take(ctx, b); err != nil || !done(&kept) {
			return err
		}
		stop()
		return nil
	})
	if !done(&kept) {
		t.Fatalf("it took too long: %v, %d posts", err, len(kept.Posts))
	}
	return &kept
}

func TestTheStreamKeepsItsRulesAndConnectsAgain(t *testing.T) {
	p := &platform{left: -1, stream: make(chan string, 20), rules: []map[string]string{
		{"id": "1", "value": "old", "tag": "hearsay:test"}, {"id": "2", "value": "flood", "tag": "hearsay:test"}, {"id": "3", "value": "theirs", "tag": "somebody"},
	}}
	source, budget := open(t, p, x.Settings{Rules: []string{"flood", "power cut"}, Backfill: 5, Monthly: 1000})
	for _, line := range []string{`{"data":` + tweet(1) + `}`, "", "garbage", "cut", `{"data":` + tweet(1) + `}`,
		`{"data":{"id":"3","text":"edited","author_id":"7","edit_history_tweet_ids":["2","3"]},"matching_rules":[]}`,
		`{"errors":[{"title":"operational-disconnect","detail":"This stream has been disconnected for operational reasons."}]}`, "cut", `{"data":` + tweet(4) + `}`} {
		p.stream <- line
	}
	kept := following(t, source, func(k *collectortest.Kept) bool { return len(k.Posts) >= 4 })
	if got := ids(kept.Posts); got != "1 1 3 4" || len(kept.Deleted) != 1 || kept.Deleted[0].ID != "2" {
		t.Errorf("got %s, deleted %v", got, kept.Deleted)
	}
	values := []string{}
	for _, rule := range p.rules {
		values = append(values, rule["value"])
	}
	if !slices.Equal(values, []string{"flood", "theirs", "power cut"}) {
		t.Errorf("the rules are %q", values)
	}
	if len(p.opened) != 3 || !strings.Contains(p.opened[0], "backfill_minutes=5") {
		t.Errorf("opened %q", p.opened)
	}
	if budget.Total() != 6 { // lines that may have been posts
		t.Errorf("%d of the budget are used", budget.Total())
	}
}

func TestTheStreamStopsWhenTheBudgetIsUsedUp(t *testing.T) {
	p := &platform{left: -1, stream: make(chan string, 300)}
	source, budget := open(t, p, x.Settings{Rules: []string{"flood"}, Monthly: 250})
	for id := range 300 {
		p.stream <- `{"data":` + tweet(1000+id) + `}`
	}
	var kept collectortest.Kept
	var wait *collector.Wait
	if err := source.Collect(t.Context(), "", kept.Take); !errors.As(err, &wait) || len(kept.Posts) != 200 || budget.Total() != 200 {
		t.Errorf("got %v, %d posts, %d of the budget; want to wait after 200", err, len(kept.Posts), budget.Total())
	}
}

func TestARuleThatXRefusesIsNamed(t *testing.T) {
	source, _ := open(t, &platform{left: -1}, x.Settings{Rules: []string{"(flood"}})
	ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer stop()
	if err := source.Collect(ctx, "", (&collectortest.Kept{}).Take); err == nil {
		t.Error("no error")
	}
}

func TestComplianceErases(t *testing.T) {
	p := &platform{left: -1, stream: make(chan string, 10)}
	source, _ := open(t, p, x.Settings{Partition: 2})
	for _, line := range []string{
		`{"data":{"delete":{"tweet":{"id":"601430178305220608","author_id":"3198576760"},"event_at":"2026-02-22T21:34:18.000Z"}}}`,
		`{"data":{"user_suspend":{"user":{"id":"8"},"event_at":"2026-02-22T21:34:18.000Z"}}}`, `{"data":{"scrub_geo":{"user":{"id":"9"}}}}`,
		`{"data":{"drop":{"tweet":{"id":"12","author_id":"7"}}}}`,
	} {
		p.stream <- line
	}
	kept := following(t, source, func(k *collectortest.Kept) bool { return len(k.Deleted) == 2 })
	if kept.Deleted[1] != (post.Ref{Platform: "twitter", ID: "12"}) || len(kept.Erased) != 1 || kept.Erased[0] != (post.Author{Platform: "twitter", Name: "8"}) {
		t.Errorf("deleted %v, erased %v", kept.Deleted, kept.Erased)
	}
}

func TestCheckNamesTheField(t *testing.T) {
	for field, settings := range map[string]x.Settings{
		"base_url":  {BaseURL: "gateway", Query: "a", Bearer: "b"},
		"bearer":    {Query: "a"},
		"query":     {Bearer: "b", Query: "a", Rules: []string{"c"}},
		"rules":     {Bearer: "b", Rules: []string{"c", ""}},
		"partition": {Bearer: "b", Partition: 5},
		"backfill":  {Bearer: "b", Query: "a", Backfill: 9},
		"page_size": {Bearer: "b", Query: "a", PageSize: 5},
		"monthly":   {Bearer: "b", Query: "a", Monthly: -1},
	} {
		var got []string
		settings.Check(func(field, _, _ string) { got = append(got, field) })
		if !slices.Equal(got, []string{field}) {
			t.Errorf("got %v, want %s", got, field)
		}
	}
}

func TestConforms(t *testing.T) {
	p := &platform{left: -1}
	var want []string
	for id := range 35 {
		p.ids, want = append(p.ids, 100+id), append(want, strconv.Itoa(100+id))
	}
	collectortest.Conform(t, collectortest.Platform{Handler: p, Want: want, Open: func(env collector.Env, address string) (collector.Source, error) {
		return (&x.Settings{BaseURL: address, Bearer: "token", Query: "flood", PageSize: 10, Monthly: 10_000}).Open(env)
	}})
}
