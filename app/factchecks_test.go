package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hearsay/collector/collectortest"
)

const dataFeed = `{"@context":"https://schema.org","@type":"DataFeed","dataFeedElement":[{"@type":"DataFeedItem","item":[
{"@type":"ClaimReview","claimReviewed":"The dam has burst.","url":"https://facts.example/dam","author":{"@type":"Organization","name":"Facts"},"reviewRating":{"@type":"Rating","alternateName":"False"}}]}]}`

func TestFactChecksAreReadWhenTheyHaveChanged(t *testing.T) {
	asked, answer := 0, dataFeed
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"1"`)
		_, _ = w.Write([]byte(answer))
	}))
	defer server.Close()
	r := &factCheckReader{FactChecks: FactChecks{server.URL + "/latest", time.Hour}, client: collectortest.Env(t).Client}
	all, err := r.read(t.Context())
	if err != nil || len(all) != 1 || all[0].Text != "The dam has burst." || all[0].Publisher != "Facts" {
		t.Fatalf("got %+v, %v", all, err)
	}
	if again, err := r.read(t.Context()); err != nil || len(again) != 0 || asked != 2 {
		t.Errorf("unchanged: got %+v, %v", again, err)
	}
	r.etag, answer = "", "<html>moved</html>"
	if _, err := r.read(t.Context()); err == nil || r.etag != "" {
		t.Errorf("no fact-checks: %v, and it believes to have read them: %q", err, r.etag)
	}
}

func TestFactChecksAreCheckedInTheConfiguration(t *testing.T) {
	_, err := ParseConfig("c.yaml", []byte("fact_checks:\n  - {url: nowhere}\n  - {url: 'https://facts.example/a.json', every: 1m}\n"))
	if err == nil || !strings.Contains(err.Error(), `c.yaml:2: "nowhere" is not an address`) || !strings.Contains(err.Error(), "c.yaml:3: fact-checks are not published more often") {
		t.Errorf("got %v", err)
	}
}
