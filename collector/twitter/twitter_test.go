package twitter_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/collector"
	"hearsay/collector/collectortest"
	"hearsay/collector/twitter"
	"hearsay/collector/twitter/twittersim"
)

func statuses(from, to int64) []json.RawMessage {
	var all []json.RawMessage
	for id := from; id <= to; id++ {
		all = append(all, json.RawMessage(fmt.Sprintf(`{"id":%d,"id_str":"%d","full_text":"made up %d","user":{"screen_name":"sample"},"created_at":"Tue Mar 03 22:11:32 +0000 2020"}`, id, id, id)))
	}
	return all
}

func open(t testing.TB, settings twitter.Settings) collector.Source {
	t.Helper()
	source, err := settings.Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// TestAPostThatCannotBeReadStopsNothing has two bad ones among others, one of them without an id.
func TestAPostThatCannotBeReadStopsNothing(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := []string{`{"id":"none","full_text":"no id"}`, string(statuses(9, 9)[0]), `{"id":8,"id_str":"8","full_text":["no","text"]}`, string(statuses(7, 7)[0])}
		if r.FormValue("max_id") != "" {
			page = []string{string(statuses(5, 5)[0])}
		}
		if r.FormValue("max_id") == "4" || r.FormValue("since_id") != "" {
			page = nil
		}
		fmt.Fprintf(w, `{"statuses":[%s]}`, strings.Join(page, ","))
	}))
	defer server.Close()
	var kept collectortest.Kept
	source := open(t, twitter.Settings{BaseURL: server.URL, Query: "x"})
	for range 2 {
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(kept.IDs(), " "); got != "5 7 9" {
		t.Errorf("got %s", got)
	}
}

// TestSweepLeavesNoGap is a law: whatever is published between pages, however often the reader stops in the middle, in
// the end everything has been delivered.
func TestSweepLeavesNoGap(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sim := &twittersim.Server{}
		server := httptest.NewServer(sim)
		defer server.Close()
		source := open(t, twitter.Settings{BaseURL: server.URL, Query: "x", PageSize: rapid.IntRange(1, 7).Draw(rt, "page")})
		var kept collectortest.Kept
		last := int64(100)
		errStop := errors.New("stopped here")
		for range rapid.IntRange(1, 6).Draw(rt, "sweeps") {
			more := rapid.Int64Range(0, 12).Draw(rt, "published")
			if err := sim.Add(statuses(last+1, last+more)...); err != nil {
				rt.Fatal(err)
			}
			last += more
			stopAfter := rapid.IntRange(1, 5).Draw(rt, "pages before the stop")
			pages := 0
			err := source.Collect(context.Background(), kept.Cursor, func(ctx context.Context, b collector.Batch) error {
				if pages++; pages > stopAfter {
					return errStop
				}
				return kept.Take(ctx, b)
			})
			if err != nil && !errors.Is(err, errStop) {
				rt.Fatal(err)
			}
		}
		for range 2 { // one to end a sweep that was cut short, one for what came above it
			if err := source.Collect(context.Background(), kept.Cursor, kept.Take); err != nil {
				rt.Fatal(err)
			}
		}
		seen := map[string]bool{}
		for _, p := range kept.Posts {
			seen[p.ID] = true
		}
		if int64(len(seen)) != last-100 {
			rt.Fatalf("delivered %d of %d posts", len(seen), last-100)
		}
	})
}

func TestCollectWaitsWhenTheWindowIsUsedUp(t *testing.T) {
	sim := &twittersim.Server{Limit: 2, Window: time.Hour}
	if err := sim.Add(statuses(1, 10)...); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sim)
	defer server.Close()
	source := open(t, twitter.Settings{BaseURL: server.URL, Query: "x", PageSize: 2})
	var kept collectortest.Kept
	for range 2 { // after the last allowed request, and on being refused
		var wait *collector.Wait
		err := source.Collect(t.Context(), kept.Cursor, kept.Take)
		if !errors.As(err, &wait) || time.Until(wait.Until) < 50*time.Minute {
			t.Fatalf("got %v, want to wait for the end of the window", err)
		}
	}
	if sim.Requests() != 2 || len(kept.Posts) != 4 {
		t.Errorf("%d requests, %d posts; want 2 and 4", sim.Requests(), len(kept.Posts))
	}
}

func TestCollectSignsIn(t *testing.T) {
	tests := map[string]struct {
		settings twitter.Settings
		want     string
	}{
		"bearer": {twitter.Settings{Bearer: "b"}, "Bearer b"},
		"app":    {twitter.Settings{ConsumerKey: "k", ConsumerSecret: "s"}, "Bearer from-key"},
		"OAuth1": {twitter.Settings{ConsumerKey: "k", ConsumerSecret: "s", AccessToken: "t", AccessSecret: "u"}, "OAuth "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				if r.URL.Path == "/oauth2/token" {
					fmt.Fprint(w, `{"token_type":"bearer","access_token":"from-key"}`)
					return
				}
				got = r.Header.Get("Authorization")
				fmt.Fprint(w, `{"statuses":[]}`)
			}))
			defer server.Close()
			test.settings.BaseURL, test.settings.Query = server.URL, "x"
			var kept collectortest.Kept
			if err := open(t, test.settings).Collect(t.Context(), "", kept.Take); err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(got, test.want) {
				t.Errorf("Authorization %q, want %q", got, test.want)
			}
		})
	}
}

func TestCollectSaysWhatTheServerRefuses(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		want   string
	}{
		"credentials": {401, `{"errors":[{"code":89,"message":"Invalid or expired token."}]}`, "check bearer"},
		"garbage":     {200, `<html>`, "reading the answer"},
		"fault":       {500, ``, "500"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				fmt.Fprint(w, test.body)
			}))
			defer server.Close()
			var kept collectortest.Kept
			err := open(t, twitter.Settings{BaseURL: server.URL, ListID: 5}).Collect(t.Context(), "", kept.Take)
			if err == nil || !strings.Contains(err.Error(), test.want) || kept.Batches != 0 {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestCheckNamesWhatIsMissing(t *testing.T) {
	tests := map[string]struct {
		settings twitter.Settings
		want     string
	}{
		"no query":         {twitter.Settings{Bearer: "b"}, "query"},
		"query and list":   {twitter.Settings{Bearer: "b", Query: "x", ListID: 1}, "query"},
		"no credentials":   {twitter.Settings{Query: "x"}, "bearer"},
		"half a key":       {twitter.Settings{Query: "x", ConsumerKey: "k"}, "consumer_secret"},
		"page too large":   {twitter.Settings{Query: "x", Bearer: "b", PageSize: 101}, "page_size"},
		"slug, no owner":   {twitter.Settings{ListSlug: "x", Bearer: "b"}, "list_slug"},
		"base URL garbage": {twitter.Settings{Query: "x", BaseURL: "nowhere"}, "base_url"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var fields []string
			test.settings.Check(func(field, _, _ string) { fields = append(fields, field) })
			if len(fields) != 1 || fields[0] != test.want {
				t.Errorf("reported %v, want %s", fields, test.want)
			}
		})
	}
}

func TestConforms(t *testing.T) {
	sim := &twittersim.Server{}
	var want []string
	for id := int64(1); id <= 25; id++ {
		want = append(want, strconv.FormatInt(id, 10))
	}
	if err := sim.Add(statuses(1, 25)...); err != nil {
		t.Fatal(err)
	}
	collectortest.Conform(t, collectortest.Platform{Handler: sim, Want: want, Open: func(env collector.Env, address string) (collector.Source, error) {
		return (&twitter.Settings{BaseURL: address, Query: "made up", PageSize: 10}).Open(env)
	}})
}
