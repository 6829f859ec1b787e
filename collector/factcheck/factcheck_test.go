package factcheck_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hearsay/collector/collectortest"
	"hearsay/collector/factcheck"
)

const dataFeed = `{"@context":"https://schema.org","@type":"DataFeed","dataFeedElement":[{"@type":"DataFeedItem","item":[
{"@type":"ClaimReview","claimReviewed":"The dam has burst.","url":"https://facts.example/dam","author":{"@type":"Organization","name":"Facts"},"reviewRating":{"@type":"Rating","alternateName":"False"}}]}]}`

func TestAFileIsReadWhenItHasChanged(t *testing.T) {
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
	settings := factcheck.Settings{URL: server.URL + "/latest"}
	r := settings.Open(collectortest.Env(t).Client)
	all, err := r.Read(t.Context())
	if err != nil || len(all) != 1 || all[0].Text != "The dam has burst." || all[0].Publisher != "Facts" {
		t.Fatalf("got %+v, %v", all, err)
	}
	if again, err := r.Read(t.Context()); err != nil || len(again) != 0 || asked != 2 {
		t.Errorf("unchanged: got %+v, %v", again, err)
	}
	r.Forget()
	if again, err := r.Read(t.Context()); err != nil || len(again) != 1 {
		t.Errorf("forgotten: got %+v, %v", again, err)
	}
	r.Forget()
	answer = "<html>moved</html>"
	for range 2 {
		if _, err := r.Read(t.Context()); err == nil {
			t.Error("no fact-checks, and it believes to have read them")
		}
	}
}

func TestGooglesIndexIsReadWholeAndThenForNews(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		asked = append(asked, query.Encode())
		if query.Get("key") != "key" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if query.Get("pageToken") == "" && query.Get("maxAgeDays") == "" {
			fmt.Fprint(w, `{"claims":[{"text":"The dam has burst.","claimant":"a post","claimDate":"2026-03-01T00:00:00Z","claimReview":[
				{"publisher":{"name":"Facts","site":"facts.example"},"url":"https://facts.example/dam","title":"No, it has not","reviewDate":"2026-03-02T00:00:00Z","textualRating":"False","languageCode":"en-GB"},
				{"publisher":{"site":"faktat.example"},"url":"https://faktat.example/pato","textualRating":"Väärin","languageCode":"fi"}]}],"nextPageToken":"next"}`)
			return
		}
		fmt.Fprint(w, `{"claims":[{"text":["garbage"]},{"text":"","claimReview":[{"url":"https://facts.example/none"}]},{"text":"The power is off.","claimReview":[{"publisher":{"name":"Facts"},"url":"https://facts.example/power","languageCode":"en"}]}]}`)
	}))
	defer server.Close()
	settings := factcheck.Settings{Key: "key", Query: "flood", Language: "en", BaseURL: server.URL}
	r := settings.Open(collectortest.Env(t).Client)
	all, err := r.Read(t.Context())
	if err == nil || len(all) != 3 || all[0].Language != "en" || all[0].Rating != "False" || all[1].Publisher != "faktat.example" || all[2].ID != "https://facts.example/power" {
		t.Fatalf("got %+v, %v", all, err)
	}
	if news, err := r.Read(t.Context()); err == nil || len(news) != 1 || !strings.Contains(asked[len(asked)-1], "maxAgeDays=2") {
		t.Errorf("got %+v, %v by %q", news, err, asked)
	}
	settings.Key = "wrong"
	if _, err := settings.Open(collectortest.Env(t).Client).Read(t.Context()); err == nil || strings.Contains(err.Error(), "wrong") {
		t.Errorf("got %v", err)
	}
}

func TestCheckNamesTheField(t *testing.T) {
	for field, settings := range map[string]factcheck.Settings{"url": {URL: "nowhere"}, "query": {Key: "k"}} {
		var got string
		settings.Check(func(field, _, _ string) { got += field })
		if got != field {
			t.Errorf("got %q, want %s", got, field)
		}
	}
}
