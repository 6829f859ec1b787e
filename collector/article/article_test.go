package article_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hearsay/collector"
	"hearsay/collector/article"
	"hearsay/collector/collectortest"
	"hearsay/collector/robots"
	"hearsay/post"
)

// site is a made-up newspaper.
func site(asked map[string]int) http.Handler {
	paragraph := "<p>" + strings.Repeat("The river rose in the night, and the town asks whether the water from its taps is safe to drink. ", 6) + "</p>"
	page := `<html><head><title>Flood</title></head><body><nav><ul><li><a href="/">Home</a></li><li>SUBSCRIBE NOW</li></ul></nav><article><h1>Flood in the town</h1>` +
		paragraph + paragraph + paragraph + `</article><footer>COOKIES AND TERMS</footer><script>track()</script></body></html>`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /private/\n")
		case "/picture.png":
			w.Header().Set("Content-Type", "image/png")
		case "/huge":
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.Copy(w, io.LimitReader(endless{}, 5<<20))
		case "/latin":
			w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
			_, _ = w.Write([]byte(strings.ReplaceAll(page, "river", "\xe4lv")))
		case "/missing":
			http.NotFound(w, r)
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, page)
		}
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

type fixed []post.Post

func (f fixed) Collect(ctx context.Context, _ collector.Cursor, deliver collector.Deliver) error {
	return deliver(ctx, collector.Batch{Posts: f, Cursor: "end"})
}

func TestPostsCarryTheArticleThatTheyLink(t *testing.T) {
	asked := map[string]int{}
	server := httptest.NewServer(site(asked))
	defer server.Close()
	client := collectortest.Env(t).Client
	reader := &article.Reader{Client: client, Robots: &robots.Rules{Client: client}}
	made := func(id, link string) post.Post {
		return post.Post{Platform: "sample", ID: id, Text: "Flood in the town", Links: []string{server.URL + link}}
	}
	posts := fixed{made("1", "/a"), made("2", "/private/a"), made("3", "/picture.png"), made("4", "/huge"), made("5", "/missing"), made("6", "/known"), made("7", "/latin"),
		{Platform: "sample", ID: "8", Text: "no link"}, {Platform: "feed", ID: "9", Text: "a headline", URL: server.URL + "/entry", Links: []string{server.URL + "/missing2"}}}
	known := func(context.Context, []post.Ref) (map[post.Ref]string, error) {
		return map[post.Ref]string{posts[5].Ref(): ""}, nil
	}
	var kept collectortest.Kept
	if err := article.Carry(posts, reader, known, slog.New(slog.DiscardHandler)).Collect(t.Context(), "", kept.Take); err != nil {
		t.Fatal(err)
	}
	for i, p := range kept.Posts {
		carries := strings.Contains(p.Text, "safe to drink")
		if want := p.ID == "1" || p.ID == "7" || p.ID == "9"; carries != want || strings.Contains(p.Text, "COOKIES") || strings.Contains(p.Text, "track()") {
			t.Errorf("post %d carries %q", i+1, p.Text)
		}
	}
	if got := kept.Posts[6].Text; !strings.Contains(got, "älv") {
		t.Errorf("another charset: %q", got)
	}
	if asked["/private/a"]+asked["/known"]+asked["/missing2"] > 0 || asked["/robots.txt"] != 1 {
		t.Errorf("asked for %v", asked)
	}
	if kept.Cursor != "end" {
		t.Errorf("the cursor is %q", kept.Cursor)
	}
}
