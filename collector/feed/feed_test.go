package feed_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"hearsay/collector"
	"hearsay/collector/collectortest"
	"hearsay/collector/feed"
)

const rss = `<?xml version="1.0"%s?><rss version="2.0"><channel><title>Näyte</title><language>fi-FI</language>
<item><title>Onko vesi puhdasta?</title><link>/a/1</link><description>&lt;p&gt;Älä juo &lt;b&gt;vettä&lt;/b&gt;.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description><guid>17</guid></item>
</channel></rss>`

func open(t *testing.T, url string) collector.Source {
	t.Helper()
	settings := &feed.Settings{URL: url}
	source, err := settings.Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

func TestCollectReadsAnyCharset(t *testing.T) {
	tests := map[string]struct {
		encoding    encoding.Encoding
		declared    string
		contentType string
	}{
		"UTF-8":                         {nil, ` encoding="utf-8"`, "application/rss+xml"},
		"UTF-8 with a byte order mark":  {unicode.UTF8BOM, "", "text/xml"},
		"UTF-16 LE with a mark":         {unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), ` encoding="utf-16"`, "text/xml"},
		"UTF-16 BE without a mark":      {unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), ` encoding="utf-16"`, "text/xml"},
		"UTF-32 LE with a mark":         {utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), "", "text/xml"},
		"UTF-32 BE without a mark":      {utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "", "text/xml"},
		"Latin 1 in the declaration":    {charmap.ISO8859_1, ` encoding='ISO-8859-1'`, "text/xml; charset=utf-8"},
		"Latin 9 in the content type":   {charmap.ISO8859_15, "", "text/xml; charset=iso-8859-15"},
		"windows-1252 in the type only": {charmap.Windows1252, "", "text/xml; charset=windows-1252"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			body := []byte(fmt.Sprintf(rss, test.declared))
			if test.encoding != nil {
				encoded, err := test.encoding.NewEncoder().Bytes(body)
				if err != nil {
					t.Fatal(err)
				}
				body = encoded
			}
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", test.contentType)
				w.Write(body)
			})
			var kept collectortest.Kept
			if err := open(t, server.URL+"/feed").Collect(t.Context(), "", kept.Take); err != nil {
				t.Fatal(err)
			}
			if len(kept.Posts) != 1 || kept.Posts[0].Text != "Onko vesi puhdasta?\nÄlä juo vettä." {
				t.Fatalf("got %+v", kept.Posts)
			}
			p := kept.Posts[0]
			if p.URL != server.URL+"/a/1" || p.Language != "fi" || p.CreatedAt.IsZero() || !strings.HasSuffix(p.ID, "/feed#17") {
				t.Errorf("got url %q, language %q, created %v, id %q", p.URL, p.Language, p.CreatedAt, p.ID)
			}
		})
	}
}

func TestCollectReadsEveryForm(t *testing.T) {
	shiftJIS, err := japanese.ShiftJIS.NewEncoder().String(`<?xml version="1.0" encoding="Shift_JIS"?><rss version="2.0"><channel><item><title>水は安全ですか</title><guid isPermaLink="false">tag:x,1</guid></item></channel></rss>`)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ body, wantText, wantID string }{
		"Atom without a date":      {`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title type="html">Power &amp;amp; water</title><content type="html">&lt;p&gt;off&lt;/p&gt;</content></entry></feed>`, "Power & water\noff", "urn:1"},
		"JSON Feed":                {`{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"https://e.org/1","content_html":"<p>One</p>"}]}`, "One", "https://e.org/1"},
		"no id, only a link":       {`<rss version="2.0"><channel><item><title>Only a link</title><link>https://e.org/2</link></item></channel></rss>`, "Only a link", "https://e.org/2"},
		"title repeated in a body": {`<rss version="2.0"><channel><item><title>Same</title><description>Same words go on</description><guid>u:2</guid></item></channel></rss>`, "Same words go on", "u:2"},
		"Shift JIS":                {shiftJIS, "水は安全ですか", "tag:x,1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(test.body)) })
			var kept collectortest.Kept
			if err := open(t, server.URL).Collect(t.Context(), "", kept.Take); err != nil {
				t.Fatal(err)
			}
			if len(kept.Posts) != 1 || kept.Posts[0].Text != test.wantText || kept.Posts[0].ID != test.wantID {
				t.Errorf("got %+v, want text %q and id %q", kept.Posts, test.wantText, test.wantID)
			}
		})
	}
}

func TestCollectAsksOnlyForChanges(t *testing.T) {
	var full int
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		full++
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Tue, 03 Mar 2020 22:11:32 GMT")
		fmt.Fprintf(w, rss, "")
	})
	source := open(t, server.URL)
	var kept collectortest.Kept
	for range 3 {
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
			t.Fatal(err)
		}
	}
	if full != 1 || kept.Batches != 1 {
		t.Errorf("the whole feed was sent %d times and delivered %d times, want once", full, kept.Batches)
	}
}

// TestEntriesThatWerePushedOutAreTold reads a feed of six entries an hour apart, which moves on between two readings.
func TestEntriesThatWerePushedOutAreTold(t *testing.T) {
	begin := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		size, first, then int  // entries, and the hour of the oldest at both readings
		undated           bool // one entry has no date
		want              string
	}{
		"nothing new":          {6, 0, 0, false, ""},
		"some are known":       {6, 0, 5, false, ""},
		"none is known":        {6, 0, 9, false, "2026-03-01 05:00 – 2026-03-01 09:00"},
		"the very next":        {6, 0, 6, false, "2026-03-01 05:00 – 2026-03-01 06:00"},
		"a short one":          {4, 0, 9, false, ""},
		"dates are incomplete": {6, 0, 9, true, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			hour := test.first
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				fmt.Fprint(w, `<rss version="2.0"><channel><title>made up</title>`)
				for n := hour; n < hour+test.size; n++ {
					date := "<pubDate>" + begin.Add(time.Duration(n)*time.Hour).Format(time.RFC1123Z) + "</pubDate>"
					if test.undated && n == hour+1 {
						date = ""
					}
					fmt.Fprintf(w, "<item><guid>made:up:%d</guid><title>Entry %d</title>%s</item>", n, n, date)
				}
				fmt.Fprint(w, "</channel></rss>")
			})
			source := open(t, server.URL)
			var kept collectortest.Kept
			for _, hour = range []int{test.first, test.then} {
				if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
					t.Fatal(err)
				}
			}
			got := ""
			for _, lost := range kept.Lost {
				got += lost.From.Format("2006-01-02 15:04") + " – " + lost.To.Format("2006-01-02 15:04")
			}
			if got != test.want {
				t.Errorf("lost %q, want %q", got, test.want)
			}
		})
	}
}

func TestCollectKeepsPermanentRedirectsOnly(t *testing.T) {
	asked := map[string]int{}
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
		case "/new":
			http.Redirect(w, r, "/today", http.StatusFound)
		default:
			fmt.Fprintf(w, rss, "")
		}
	})
	source := open(t, server.URL+"/old")
	var kept collectortest.Kept
	for range 3 {
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
			t.Fatal(err)
		}
	}
	if asked["/old"] != 1 || asked["/new"] != 3 || asked["/today"] != 3 {
		t.Errorf("asked %v; want /old once, the rest three times", asked)
	}
}

func TestCollectObeysTheServer(t *testing.T) {
	var wait *collector.Wait
	isWait := func(err error) bool {
		return errors.As(err, &wait) && time.Until(wait.Until) > 100*time.Second && time.Until(wait.Until) <= 120*time.Second
	}
	tests := map[string]struct {
		status int
		want   func(error) bool
	}{
		"410 stops":       {http.StatusGone, func(err error) bool { return errors.Is(err, collector.ErrGone) }},
		"429 waits":       {http.StatusTooManyRequests, isWait},
		"503 waits":       {http.StatusServiceUnavailable, isWait},
		"500 is an error": {http.StatusInternalServerError, func(err error) bool { return err != nil && !errors.As(err, &wait) }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "120")
				w.WriteHeader(test.status)
			})
			var kept collectortest.Kept
			if err := open(t, server.URL).Collect(t.Context(), "", kept.Take); !test.want(err) || kept.Batches != 0 {
				t.Errorf("got %v and %d batches", err, kept.Batches)
			}
		})
	}
}

func TestCollectBoundsWhatItReads(t *testing.T) {
	var bomb bytes.Buffer
	packer := gzip.NewWriter(&bomb)
	if _, err := packer.Write(make([]byte, 40<<20)); err != nil {
		t.Fatal(err)
	}
	packer.Close()
	tests := map[string]http.HandlerFunc{
		"a gzip bomb in transport": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		},
		"a gzip bomb as a file": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/gzip")
			w.Write(bomb.Bytes())
		},
	}
	for name, handler := range tests {
		t.Run(name, func(t *testing.T) {
			var kept collectortest.Kept
			err := open(t, serve(t, handler).URL).Collect(t.Context(), "", kept.Take)
			if !errors.Is(err, collector.ErrTooLarge) {
				t.Errorf("got %v, want %v", err, collector.ErrTooLarge)
			}
		})
	}
}

// TestAnXMLBombDoesNotGoOff reads feeds that would be gigabytes, or a file of this machine, if their entities were put in.
func TestAnXMLBombDoesNotGoOff(t *testing.T) {
	for name, declared := range map[string]string{
		"a billion laughs": `<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY x "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">`,
		"a local file":     `<!ENTITY x SYSTEM "file:///etc/passwd">`,
		"another site":     `<!ENTITY x SYSTEM "http://127.0.0.1:1/secret">`,
	} {
		t.Run(name, func(t *testing.T) {
			body := `<?xml version="1.0"?><!DOCTYPE rss [` + declared + `]><rss version="2.0"><channel><title>&x;</title><item><guid>1</guid><title>An entry &x;</title></item></channel></rss>`
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
			var kept collectortest.Kept
			if err := open(t, server.URL).Collect(t.Context(), "", kept.Take); err != nil && len(kept.Posts) > 0 {
				t.Error(err)
			}
			for _, p := range kept.Posts {
				if len(p.Text) > 200 || strings.Contains(p.Text, "root:") || strings.Contains(p.Text, "haha") {
					t.Errorf("the entry says %.200q", p.Text)
				}
			}
		})
	}
}

func TestCollectUnpacksGzip(t *testing.T) {
	var packed bytes.Buffer
	packer := gzip.NewWriter(&packed)
	fmt.Fprintf(packer, rss, "")
	packer.Close()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Write(packed.Bytes()) })
	var kept collectortest.Kept
	if err := open(t, server.URL).Collect(t.Context(), "", kept.Take); err != nil || len(kept.Posts) != 1 {
		t.Errorf("got %d posts, %v", len(kept.Posts), err)
	}
}

func TestCollectSaysThatItIsNoFeed(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html><body>Hello")) })
	var kept collectortest.Kept
	err := open(t, server.URL).Collect(t.Context(), "", kept.Take)
	if err == nil || !strings.Contains(err.Error(), "hearsay source try") {
		t.Errorf("got %v; want a hint how to look at it", err)
	}
}

func TestConforms(t *testing.T) {
	const body = `<rss version="2.0"><channel><title>t</title><item><guid>urn:1</guid><title>one</title></item><item><guid>urn:2</guid><title>two</title></item><item><guid>urn:3</guid><title>three</title></item></channel></rss>`
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write([]byte(body))
	})
	collectortest.Conform(t, collectortest.Platform{Handler: handler, Want: []string{"urn:1", "urn:2", "urn:3"}, Open: func(env collector.Env, address string) (collector.Source, error) {
		return (&feed.Settings{URL: address}).Open(env)
	}})
}

func TestNoErrorShowsTheQuery(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"a failure": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"no feed":   func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("nothing")) },
		"a page": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`<html><head><link rel="alternate" type="application/rss+xml" href="/f"></head></html>`))
		},
		"a loop": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.String()+"1", http.StatusFound)
		},
		"a reset": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		err := open(t, serve(t, handler).URL+"/feed?key=s3cret").Collect(t.Context(), "", (&collectortest.Kept{}).Take)
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
