package app_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/internal/servertest"
	"hearsay/ledger"
)

// publisher serves a feed that grows, and is its hub.
type publisher struct {
	mu       sync.Mutex
	items    int
	callback string
	secret   string
}

func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.Method == http.MethodPost { // WebSub, 5.1
		p.callback, p.secret = r.PostFormValue("hub.callback"), r.PostFormValue("hub.secret")
		w.WriteHeader(http.StatusAccepted)
		return
	}
	at := "http://" + r.Host
	fmt.Fprintf(w, `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Made up</title><link>%[1]s</link><atom:link rel="hub" href="%[1]s/hub"/><atom:link rel="self" href="%[1]s/feed.xml"/>`, at)
	for i := range p.items {
		fmt.Fprintf(w, "<item><guid>%d</guid><title>Is the vaccine number %d safe?</title></item>", i, i)
	}
	fmt.Fprint(w, "</channel></rss>")
}

// publish adds an entry, and tells the subscriber so.
func (p *publisher) publish() (status int, err error) {
	p.mu.Lock()
	p.items++
	callback, secret := p.callback, p.secret
	p.mu.Unlock()
	const body = "<rss/>"
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	request, err := http.NewRequest(http.MethodPost, callback, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

// TestAHubsNewsAreReadByWhoeverReadsTheFeed runs two processes, of which one reads the feed, once an hour; whichever of them the hub calls, news are read at once.
func TestAHubsNewsAreReadByWhoeverReadsTheFeed(t *testing.T) {
	t.Parallel()
	p := &publisher{items: 1}
	site := httptest.NewServer(p)
	t.Cleanup(site.Close)
	var mu sync.Mutex
	var to *url.URL // who is called at base_url
	balancer := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		mu.Lock()
		defer mu.Unlock()
		r.SetURL(to)
	}})
	t.Cleanup(balancer.Close)
	b := backend{servertest.PostgresURL(t), servertest.RedisURL(t), rand.Text()}
	config := b.configureSource(t, fmt.Sprintf("{name: town, kind: feed, every: 1h, websub: true, url: %q}", site.URL+"/feed.xml"), fmt.Sprintf("base_url: %q\n", balancer.URL))
	shared, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	var desks []*url.URL
	for range 2 {
		address, own := freePort(t), filepath.Join(t.TempDir(), "hearsay.yaml")
		if err := os.WriteFile(own, []byte(strings.Replace(string(shared), "127.0.0.1:0", address, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		start(t, own, nil, nil)
		desks = append(desks, &url.URL{Scheme: "http", Host: address})
	}
	l, err := ledger.Open(t.Context(), b.ledger, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	has := func(want int64) func() bool {
		return func() bool {
			n, err := l.CountPosts(t.Context())
			return err == nil && n == want
		}
	}
	servertest.Eventually(t, "the first entry, and a subscription", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.callback != "" && has(1)()
	})
	for i, desk := range desks {
		mu.Lock()
		to = desk
		mu.Unlock()
		if status, err := p.publish(); err != nil || status >= 300 {
			t.Fatalf("process %d answers the hub %d, %v", i, status, err)
		}
		servertest.Eventually(t, fmt.Sprintf("news that process %d was told of", i), has(int64(i+2)))
	}
}
