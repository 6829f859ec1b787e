package reddit_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hearsay/collector"
	"hearsay/collector/collectortest"
	"hearsay/collector/reddit"
	"hearsay/post"
)

// platform is a Reddit of made-up posts, by its documentation: tokens that end, listings newest first with after, rate-limit
// headers in seconds from now, removed posts in its ways.
type platform struct {
	things  []string // oldest first; thing n has the name t3_n
	gone    map[int]bool
	left    int // requests until the limit; -1 for none
	asked   []string
	tokens  int
	perPage int
	garbage string // a post of every page
}

func thing(n int, extra string) string {
	return fmt.Sprintf(`{"kind":"t3","data":{"name":"t3_%d","author":"sample","author_fullname":"t2_a","subreddit":"Town","title":"post %d","selftext":"a &lt; b","is_self":true,"permalink":"/r/Town/comments/%d/","created_utc":%d,"edited":false%s}}`,
		n, n, n, 1_700_000_000+n*600, extra)
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/token" {
		if id, secret, _ := r.BasicAuth(); id != "id" || secret != "secret" || r.FormValue("grant_type") != "client_credentials" {
			http.Error(w, `{"message":"Unauthorized","error":401}`, http.StatusUnauthorized)
			return
		}
		p.tokens++
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"access_token":"token%d","token_type":"bearer","expires_in":86400,"scope":"*"}`, p.tokens)
		return
	}
	p.asked = append(p.asked, r.URL.Path)
	if r.Header.Get("Authorization") != fmt.Sprintf("Bearer token%d", p.tokens) || r.Header.Get("User-Agent") == "" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.Header().Set("X-Ratelimit-Reset", "90")
	if p.left == 0 {
		http.Error(w, `{"message":"Too Many Requests","error":429}`, http.StatusTooManyRequests)
		return
	}
	if p.left > 0 {
		p.left--
		w.Header().Set("X-Ratelimit-Remaining", fmt.Sprintf("%d.0", p.left))
	}
	var page []string
	after := ""
	if r.URL.Path == "/api/info" {
		for _, name := range strings.Split(r.URL.Query().Get("id"), ",") {
			n, _ := strconv.Atoi(strings.TrimPrefix(name, "t3_"))
			if n < len(p.things) && !p.gone[n] {
				page = append(page, p.things[n])
			}
		}
	} else {
		from := len(p.things)
		if name := r.URL.Query().Get("after"); name != "" {
			from, _ = strconv.Atoi(strings.TrimPrefix(name, "t3_"))
		}
		for n := from - 1; n >= 0 && len(page) < p.perPage; n-- {
			if !p.gone[n] {
				page, after = append(page, p.things[n]), fmt.Sprintf(`"t3_%d"`, n)
			}
		}
		if after == "" || strings.HasSuffix(after, `_0"`) {
			after = "null"
		}
	}
	if after == "" {
		after = "null"
	}
	if p.garbage != "" {
		page = append(page, p.garbage)
	}
	fmt.Fprintf(w, `{"kind":"Listing","data":{"after":%s,"dist":%d,"children":[%s]}}`, after, len(page), strings.Join(page, ","))
}

func open(t *testing.T, p *platform, settings reddit.Settings) collector.Source {
	t.Helper()
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	settings.BaseURL, settings.TokenURL, settings.ClientID, settings.ClientSecret = server.URL, server.URL+"/token", "id", "secret"
	settings.Check(func(field, what, _ string) { t.Errorf("%s: %s", field, what) })
	source, err := settings.Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestASubredditIsReadDownToWhatIsKnown(t *testing.T) {
	p := &platform{left: -1, perPage: 3, garbage: `{"kind":"t3","data":{"name":"t3_99","title":["no","text"]}}`}
	source := open(t, p, reddit.Settings{Subreddit: "Town"})
	for n := range 7 {
		p.things = append(p.things, thing(n, ""))
	}
	var kept collectortest.Kept
	sweep := func() {
		t.Helper()
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
			t.Fatal(err)
		}
	}
	sweep()
	for n := 7; n < 20; n++ {
		p.things = append(p.things, thing(n, ""))
	}
	sweep()
	if got := kept.IDs(); len(got) != 20 || p.tokens != 1 {
		t.Errorf("got %v with %d tokens", got, p.tokens)
	}
	before := len(p.asked)
	sweep()
	if n := len(p.asked) - before; n != 2 {
		t.Errorf("a sweep without news took %d requests: %q", n, p.asked[before:])
	}
	if one := kept.Posts[0]; one.Text != "post 6\na < b" || one.Space != "r/town" || one.Author != "t2_a" || one.URL != "https://www.reddit.com/r/Town/comments/6/" {
		t.Errorf("got %+v", one)
	}
}

func TestWhatRedditRemovesIsErased(t *testing.T) {
	p := &platform{left: -1, perPage: 100}
	source := open(t, p, reddit.Settings{Subreddit: "Town"})
	for n := range 6 {
		p.things = append(p.things, thing(n, ""))
	}
	var kept collectortest.Kept
	for range 2 {
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
			t.Fatal(err)
		}
	}
	if len(kept.Deleted) > 0 {
		t.Fatalf("deleted %v", kept.Deleted)
	}
	p.gone = map[int]bool{1: true}                                                     // left out
	p.things[2] = strings.Replace(thing(2, ""), "a &lt; b", "[removed]", 1)            // by moderators
	p.things[3] = thing(3, `,"removed_by_category":"deleted"`)                         // by its author
	p.things[4] = strings.Replace(thing(4, ""), `"edited":false`, `"edited":1.7e9`, 1) // edited
	whole := p.things
	for look, want := range []int{2, 3, 3} { // what says so at once, what is missing at the second look
		if look == 2 {
			p.things = nil // a glitch: Reddit shows nothing
		}
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, ref := range kept.Deleted {
			seen[ref.ID] = true
		}
		if len(seen) != want {
			t.Errorf("look %d: deleted %v, want %d", look+1, kept.Deleted, want)
		}
	}
	p.things = whole
	var deleted []string
	for _, ref := range kept.Deleted {
		deleted = append(deleted, ref.ID)
	}
	slices.Sort(deleted)
	if got := slices.Compact(deleted); !slices.Equal(got, []string{"t3_1", "t3_2", "t3_3"}) {
		t.Errorf("deleted %v", got)
	}
	if !slices.ContainsFunc(kept.Posts, func(p post.Post) bool { return p.ID == "t3_4" && p.Edited }) {
		t.Error("the edit was not seen")
	}
}

func TestAUsedUpLimitIsWaitedFor(t *testing.T) {
	p := &platform{left: 2, perPage: 2}
	source := open(t, p, reddit.Settings{Query: "flood"})
	for n := range 9 {
		p.things = append(p.things, thing(n, ""))
	}
	var kept collectortest.Kept
	var wait *collector.Wait
	for range 2 {
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); !errors.As(err, &wait) || time.Until(wait.Until) < 80*time.Second {
			t.Fatalf("got %v, want to wait for the end of the window", err)
		}
	}
	p.left = -1
	if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil || len(kept.IDs()) != 9 || p.asked[0] != "/search" {
		t.Errorf("got %v, %v by %q", err, kept.IDs(), p.asked)
	}
}

func TestCheckNamesTheField(t *testing.T) {
	for field, settings := range map[string]reddit.Settings{
		"subreddit": {Subreddit: "r/town", ClientID: "a", ClientSecret: "b"},
		"comments":  {Query: "a", Comments: true, ClientID: "a", ClientSecret: "b"},
		"client_id": {Subreddit: "town"},
		"base_url":  {Subreddit: "town", ClientID: "a", ClientSecret: "b", BaseURL: "reddit"},
	} {
		var got []string
		settings.Check(func(field, _, _ string) { got = append(got, field) })
		if !slices.Equal(got, []string{field}) {
			t.Errorf("got %v, want %s", got, field)
		}
	}
}

func TestConforms(t *testing.T) {
	p := &platform{left: -1, perPage: 3}
	var want []string
	for n := range 10 {
		p.things, want = append(p.things, thing(n, "")), append(want, fmt.Sprint("t3_", n))
	}
	collectortest.Conform(t, collectortest.Platform{Handler: p, Want: want, Open: func(env collector.Env, address string) (collector.Source, error) {
		return (&reddit.Settings{Subreddit: "Town", BaseURL: address, TokenURL: address + "/token", ClientID: "id", ClientSecret: "secret"}).Open(env)
	}})
}
