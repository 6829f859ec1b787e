package youtube_test

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
	"hearsay/collector/youtube"
)

// platform is a YouTube of made-up comments, by its documentation: pages by token, costs, refusals with a reason.
type platform struct {
	comments int // number n was written at minute n
	refuse   string
	garbage  string // an entry of every page
	asked    []string
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.asked = append(p.asked, r.URL.Path+"?"+r.URL.RawQuery)
	query := r.URL.Query()
	if query.Get("key") != "key" || p.refuse != "" {
		reason := "keyInvalid"
		if p.refuse != "" {
			reason = p.refuse
		}
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(w, `{"error":{"code":403,"message":"no","errors":[{"message":"no","domain":"youtube.quota","reason":%q}]}}`, reason)
		return
	}
	switch r.URL.Path {
	case "/youtube/v3/search":
		fmt.Fprint(w, `{"items":[{"id":{"kind":"youtube#video","videoId":"v1"},"snippet":{"title":"Flood &amp; power","description":"what to do","channelId":"UCx","channelTitle":"Town","publishedAt":"2026-03-01T12:00:00Z"}},{"id":{"videoId":""},"snippet":{}}]}`)
		return
	case "/youtube/v3/playlistItems":
		fmt.Fprintf(w, `{"items":[{"id":"UUabc","snippet":{"playlistId":%q,"title":"Video","resourceId":{"videoId":"v2"},"publishedAt":"2026-03-01T12:00:00Z"}}]}`, query.Get("playlistId"))
		return
	}
	from := p.comments
	if token := query.Get("pageToken"); token != "" {
		from, _ = strconv.Atoi(token)
	}
	var page []string
	for n := from - 1; n >= max(0, from-3); n-- {
		at := time.Date(2026, 3, 1, 12, n, 0, 0, time.UTC).Format(time.RFC3339)
		page = append(page, fmt.Sprintf(`{"id":"c%d","snippet":{"videoId":"v1","topLevelComment":{"id":"c%d","snippet":{"textDisplay":"comment %d","videoId":"v1","channelId":"UCx","authorChannelId":{"value":"UCa"},"publishedAt":%q,"updatedAt":%q}}}}`, n, n, n, at, at))
	}
	if p.garbage != "" {
		page = append(page, p.garbage)
	}
	next := ""
	if from > 3 {
		next = fmt.Sprintf(`"nextPageToken":"%d",`, from-3)
	}
	fmt.Fprintf(w, `{%s"items":[%s]}`, next, strings.Join(page, ","))
}

func open(t *testing.T, p *platform, settings youtube.Settings) (collector.Source, *collectortest.Budget) {
	t.Helper()
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	settings.BaseURL, settings.Key = server.URL, "key"
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

func TestCommentsAreReadDownToWhatIsKnown(t *testing.T) {
	p := &platform{comments: 8, garbage: `{"id":"c99","snippet":{"topLevelComment":{"id":"c99","snippet":{"textDisplay":"no time","publishedAt":"yesterday"}}}}`}
	source, budget := open(t, p, youtube.Settings{Channel: "UCx", Comments: true})
	var kept collectortest.Kept
	for range 2 {
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
			t.Fatal(err)
		}
		p.comments = 15
	}
	if len(kept.IDs()) != 15 || int(budget.Total()) != len(p.asked) {
		t.Errorf("got %d comments by %d requests, %d units", len(kept.IDs()), len(p.asked), budget.Total())
	}
	if one := kept.Posts[0]; one.Text != "comment 7" || one.Author != "UCa" || one.URL != "https://www.youtube.com/watch?v=v1&lc=c7" || one.ReplyTo != "v1" {
		t.Errorf("got %+v", one)
	}
}

func TestSearchesCostMoreAndStopAtTheQuota(t *testing.T) {
	p := &platform{}
	source, budget := open(t, p, youtube.Settings{Query: "flood", Daily: 250})
	var kept collectortest.Kept
	var wait *collector.Wait
	for range 2 {
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
			t.Fatal(err)
		}
	}
	err := source.Collect(t.Context(), kept.Cursor, kept.Take)
	if !errors.As(err, &wait) || budget.Total() != 200 || len(p.asked) != 2 || time.Until(wait.Until) > 25*time.Hour || time.Until(wait.Until) < 0 {
		t.Errorf("got %v after %d units", err, budget.Total())
	}
	if one := kept.Posts[0]; one.ID != "v1" || one.Text != "Flood & power\nwhat to do" || one.Space != "Town" {
		t.Errorf("got %+v", one)
	}
}

func TestAChannelsVideosAreItsUploads(t *testing.T) {
	p := &platform{}
	source, _ := open(t, p, youtube.Settings{Channel: "UCabc"})
	var kept collectortest.Kept
	if err := source.Collect(t.Context(), "", kept.Take); err != nil || len(kept.Posts) != 1 || kept.Posts[0].ID != "v2" || !strings.Contains(p.asked[0], "playlistId=UUabc") {
		t.Errorf("got %v, %+v by %q", err, kept.Posts, p.asked)
	}
}

func TestRefusalsAreToldApart(t *testing.T) {
	for reason, want := range map[string]string{"quotaExceeded": "wait", "rateLimitExceeded": "wait", "commentsDisabled": "gone", "keyInvalid": "refused"} {
		source, _ := open(t, &platform{refuse: reason}, youtube.Settings{Video: "v"})
		err := source.Collect(t.Context(), "", (&collectortest.Kept{}).Take)
		if got := collector.Reason(err); got != want || strings.Contains(err.Error(), "key=") {
			t.Errorf("%s: got %s (%v), want %s", reason, got, err, want)
		}
	}
}

func TestCheckNamesTheField(t *testing.T) {
	for field, settings := range map[string]youtube.Settings{
		"key":      {Query: "a"},
		"channel":  {Key: "k", Query: "a", Video: "b"},
		"comments": {Key: "k", Query: "a", Comments: true},
		"daily":    {Key: "k", Query: "a", Daily: -1},
		"base_url": {Key: "k", Query: "a", BaseURL: "youtube"},
	} {
		var got []string
		settings.Check(func(field, _, _ string) { got = append(got, field) })
		if !slices.Equal(got, []string{field}) {
			t.Errorf("got %v, want %s", got, field)
		}
	}
}

func TestConforms(t *testing.T) {
	p := &platform{comments: 10}
	var want []string
	for n := range 10 {
		want = append(want, fmt.Sprint("c", n))
	}
	collectortest.Conform(t, collectortest.Platform{Handler: p, Want: want, Open: func(env collector.Env, address string) (collector.Source, error) {
		return (&youtube.Settings{Key: "key", Video: "v1", BaseURL: address}).Open(env)
	}})
}
