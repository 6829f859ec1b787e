package jsonpoll_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hearsay/collector"
	"hearsay/collector/collectortest"
	"hearsay/collector/jsonpoll"
)

// site answers with bodies by the request's path and query, and notes what it was asked.
type site struct {
	answers map[string]string
	asked   []string
	fail    func(w http.ResponseWriter, r *http.Request) bool
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.URL.RequestURI())
	if s.fail != nil && s.fail(w, r) {
		return
	}
	fmt.Fprint(w, s.answers[r.URL.RequestURI()])
}

func serve(t *testing.T, s *site) string {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL
}

func collect(t *testing.T, settings jsonpoll.Settings, from collector.Cursor) (*collectortest.Kept, error) {
	t.Helper()
	settings.Check(func(field, what, _ string) { t.Errorf("%s: %s", field, what) })
	source, err := settings.Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	k := &collectortest.Kept{}
	return k, source.Collect(t.Context(), from, k.Take)
}

var fields = jsonpoll.Fields{ID: "id", Text: "body", CreatedAt: "at", Author: "by.name", Shares: "points"}

func TestAKeyStaysAtItsSite(t *testing.T) {
	elsewhere := &site{answers: map[string]string{"/": `{"hits":[]}`}}
	away := serve(t, elsewhere)
	s := &site{fail: func(w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, away, http.StatusFound)
		return true
	}}
	settings := jsonpoll.Settings{URL: serve(t, s), Items: "hits", Fields: fields, Headers: map[string]string{"X-Api-Key": "secret"}}
	if _, err := collect(t, settings, ""); !errors.Is(err, collector.ErrRefused) || len(elsewhere.asked) > 0 {
		t.Errorf("got %v; the other site was asked %q", err, elsewhere.asked)
	}
	settings.Headers = nil
	if _, err := collect(t, settings, ""); err != nil || len(elsewhere.asked) != 1 {
		t.Errorf("without a key: got %v; the other site was asked %q", err, elsewhere.asked)
	}
}

// TestPagesAreReadUntilNothingIsNew walks counted pages with a post that moved to the next page meanwhile.
func TestPagesAreReadUntilNothingIsNew(t *testing.T) {
	s := &site{answers: map[string]string{
		"/p?page=0": `{"hits":[{"id":90071992547409931,"body":"three","at":1700000300,"by":{"name":"ann"},"points":7},{"id":2,"body":"two","at":1700000200}]}`,
		"/p?page=1": `{"hits":[{"id":2,"body":"two","at":1700000200},{"id":1,"body":"one","at":"2023-11-14T22:15:00Z"},{"body":"no id"},{"id":4,"body":" "}]}`,
		"/p?page=2": `{"hits":[{"id":0,"body":"older","at":1600000000}]}`,
	}}
	settings := jsonpoll.Settings{URL: serve(t, s) + "/p", Items: "hits", Page: "page", Fields: fields, Platform: "sample"}
	k, err := collect(t, settings, `{"since":"2023-11-14T22:13:20Z"}`)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, p := range k.Posts {
		texts = append(texts, p.Text)
	}
	if strings.Join(texts, " ") != "three two one older" || k.Cursor != `{"since":"2023-11-14T22:18:20Z"}` || len(s.asked) != 3 {
		t.Errorf("read %q up to %s with %v", texts, k.Cursor, s.asked)
	}
	if p := k.Posts[0]; p.ID != "90071992547409931" || p.Author != "ann" || p.Shares != 7 || p.Platform != "sample" {
		t.Errorf("got %+v", p)
	}
}

// TestPagesThatMoveAWholePageDown gives the first page again as the second, as a site does on which a page was written meanwhile, and
// a page of one second only.
func TestPagesThatMoveAWholePageDown(t *testing.T) {
	s := &site{answers: map[string]string{
		"/p?page=0": `{"hits":[{"id":3,"body":"three","at":1700000300},{"id":2,"body":"two","at":1700000200}]}`,
		"/p?page=1": `{"hits":[{"id":3,"body":"three","at":1700000300},{"id":2,"body":"two","at":1700000200}]}`,
		"/p?page=2": `{"hits":[{"id":1,"body":"one","at":1700000000},{"id":0,"body":"nought","at":1700000000}]}`,
		"/p?page=3": `{"hits":[{"id":9,"body":"of the same second","at":1700000000},{"id":8,"body":"older","at":1600000000}]}`,
	}}
	settings := jsonpoll.Settings{URL: serve(t, s) + "/p", Items: "hits", Page: "page", Fields: fields, Platform: "sample"}
	k, err := collect(t, settings, `{"since":"2023-11-14T22:13:20Z"}`)
	if err != nil || len(k.Posts) != 6 || len(s.asked) != 4 {
		t.Errorf("read %d posts, %v; asked %v", len(k.Posts), err, s.asked)
	}
}

func TestPagesAreFollowed(t *testing.T) {
	s := &site{}
	base := serve(t, s)
	s.answers = map[string]string{
		"/r?since=5":          `{"data":{"children":[{"id":"a","body":"first","at":7}],"after":"t1"}}`,
		"/r?after=t1&since=5": `{"data":{"children":[{"id":"b","body":"second","at":6}],"after":null}}`,
		"/link":               `{"list":[{"id":"a","body":"first"}],"next":"/link2"}`,
		"/link2":              `{"list":[{"id":"b","body":"second"}],"next":"https://elsewhere.example/steal"}`,
	}
	for name, settings := range map[string]jsonpoll.Settings{
		"a value for the next":   {URL: base + "/r?since={since}", Items: "data.children", Next: "data.after", After: "after", Fields: fields},
		"an address of the next": {URL: base + "/link", Items: "list", Next: "next", Fields: fields},
	} {
		if k, err := collect(t, settings, `{"since":"1970-01-01T00:00:05Z"}`); err != nil || len(k.Posts) != 2 || k.Posts[1].Text != "second" {
			t.Errorf("%s: %+v, %v; asked %v", name, k.Posts, err, s.asked)
		}
	}
}

func TestWhatASiteDoesWrong(t *testing.T) {
	for name, test := range map[string]struct {
		fail func(w http.ResponseWriter, r *http.Request) bool
		want string
	}{
		"a page that asks to sign in": {func(w http.ResponseWriter, _ *http.Request) bool { fmt.Fprint(w, "<html>sign in</html>"); return true }, "no JSON"},
		"another shape":               {func(w http.ResponseWriter, _ *http.Request) bool { fmt.Fprint(w, `{"items":{}}`); return true }, `no list at "hits"`},
		"an error": {func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(http.StatusInternalServerError)
			return true
		}, "500"},
		"nesting without end": {func(w http.ResponseWriter, _ *http.Request) bool {
			fmt.Fprint(w, strings.Repeat("[", 100_000))
			return true
		}, "no JSON"},
	} {
		k, err := collect(t, jsonpoll.Settings{URL: serve(t, &site{fail: test.fail}), Items: "hits", Fields: fields}, "")
		if err == nil || !strings.Contains(err.Error(), test.want) || k.Batches != 0 {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
	patience := &site{fail: func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusTooManyRequests)
		return true
	}}
	_, err := collect(t, jsonpoll.Settings{URL: serve(t, patience), Items: "hits", Fields: fields}, "")
	var wait *collector.Wait
	if !errors.As(err, &wait) || time.Until(wait.Until) < 100*time.Second {
		t.Errorf("asked for patience: got %v", err)
	}
	gone := &site{fail: func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(http.StatusGone); return true }}
	if _, err := collect(t, jsonpoll.Settings{URL: serve(t, gone), Fields: fields}, ""); !errors.Is(err, collector.ErrGone) {
		t.Errorf("a site that is gone: %v", err)
	}
}

// TestASweepThatBreaksGoesOnWhereItStood wants since to stay until a sweep is complete.
func TestASweepThatBreaksGoesOnWhereItStood(t *testing.T) {
	s := &site{answers: map[string]string{"/p?page=1": `[{"id":1,"body":"one","at":1700000300}]`}}
	s.fail = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Get("page") != "2" {
			return false
		}
		w.WriteHeader(http.StatusBadGateway)
		return true
	}
	k, err := collect(t, jsonpoll.Settings{URL: serve(t, s) + "/p", Page: "page", First: 1, Fields: fields}, `{"since":"1970-01-01T00:00:05Z"}`)
	if err == nil || len(k.Posts) != 1 || k.Cursor != `{"since":"1970-01-01T00:00:05Z","newest":"2023-11-14T22:18:20Z","next":"2"}` {
		t.Errorf("kept %+v up to %s, %v", k.Posts, k.Cursor, err)
	}
}

// TestATimeInTheFutureHidesNothing wants the cursor to stay at or before now.
func TestATimeInTheFutureHidesNothing(t *testing.T) {
	s := &site{answers: map[string]string{"/": `[{"id":1,"body":"from the future","at":99999999999}]`}}
	k, err := collect(t, jsonpoll.Settings{URL: serve(t, s), Fields: fields, HTML: true, Language: "en", Space: "here"}, "")
	if err != nil || len(k.Posts) != 1 || k.Posts[0].CreatedAt.After(time.Now()) || k.Posts[0].Space != "here" || k.Posts[0].Language != "en" {
		t.Fatalf("got %+v, %v", k.Posts, err)
	}
	if k.Cursor != collector.Cursor(fmt.Sprintf(`{"since":%q}`, k.Posts[0].CreatedAt.Format(time.RFC3339))) {
		t.Errorf("the cursor is %s", k.Cursor)
	}
}

func TestCheckNamesTheField(t *testing.T) {
	var named []string
	settings := jsonpoll.Settings{URL: "example.org", Page: "p", Next: "n", After: "a"}
	settings.Check(func(field, _, _ string) { named = append(named, field) })
	if strings.Join(named, " ") != "url fields page" {
		t.Errorf("got %v", named)
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(`{"hits":[{"id":1,"body":"x","at":1}]}`)
	f.Add(`[[[[`)
	f.Fuzz(func(t *testing.T, body string) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }))
		defer server.Close()
		source, err := (&jsonpoll.Settings{URL: server.URL, Items: "hits", Fields: fields}).Open(collectortest.Env(t))
		if err != nil {
			t.Fatal(err)
		}
		k := &collectortest.Kept{}
		_ = source.Collect(t.Context(), "", k.Take)
		for _, p := range k.Posts {
			if p.Validate() != nil {
				t.Errorf("%q gave %+v", body, p)
			}
		}
	})
}

func TestConforms(t *testing.T) {
	s := &site{answers: map[string]string{
		"/p?page=0": `[{"id":5,"body":"five","at":1700000500},{"id":4,"body":"four","at":1700000400}]`,
		"/p?page=1": `[{"id":4,"body":"four","at":1700000400},{"id":3,"body":"three","at":1700000300}]`, "/p?page=2": `[]`,
	}}
	collectortest.Conform(t, collectortest.Platform{Handler: s, Want: []string{"3", "4", "5"}, Open: func(env collector.Env, address string) (collector.Source, error) {
		return (&jsonpoll.Settings{URL: address + "/p", Page: "page", Fields: fields}).Open(env)
	}})
}
