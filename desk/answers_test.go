package desk_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"hearsay/replies"
)

// standing stores a public reply.
func (o *office) standing(id, language, fact string, change func(*replies.Reply)) {
	o.t.Helper()
	r := replies.New(id, o.item, "claim", "c", "ann", time.Now())
	r.Text = replies.Text{Language: language, Fact: fact, Myth: "Bleach </script><script>alert(1)</script> cures.", Why: "It burns.", Again: "Call a doctor.", Rating: "false", Sources: []string{"https://health.example.org/a"}}
	r.State, r.Verifier, r.VerifiedAt, r.PublishedAt = replies.Published, "ben", time.Now(), time.Now()
	change(r)
	o.saveReply(r)
}

// TestEverybodyReadsWhatIsAnswered reads the public pages as a stranger, a cache and another site do.
func TestEverybodyReadsWhatIsAnswered(t *testing.T) {
	o := newOffice(t)
	o.standing("en1", "en", "Disinfectant is for surfaces.", func(*replies.Reply) {})
	o.standing("fi1", "fi", "Desinfiointiaine on pinnoille.", func(*replies.Reply) {})
	o.standing("draft", "en", "A draft.", func(r *replies.Reply) { r.State = replies.Draft })
	o.standing("doubt", "en", "In doubt.", func(r *replies.Reply) { r.Doubts = []replies.Doubt{{Kind: replies.SourceGone}} })
	o.standing("gone", "en", "Retracted.", func(r *replies.Reply) { r.State = replies.Retracted })
	get := func(path string, headers ...string) (*http.Response, string) {
		t.Helper()
		request, err := http.NewRequest(http.MethodGet, o.URL+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(headers); i += 2 {
			request.Header.Set(headers[i], headers[i+1])
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		return response, o.read(response)
	}
	response, page := get("/answers")
	if !strings.Contains(page, "Disinfectant is for surfaces.") || !strings.Contains(page, "Desinfiointiaine") || strings.Contains(page, "A draft") || strings.Contains(page, "In doubt") || strings.Contains(page, "Retracted") {
		t.Errorf("the page says %s", page)
	}
	for _, path := range []string{"/feeds/replies.atom", "/feeds/claimreview.json"} { // whose links lead to these pages
		if _, feed := get(path); !strings.Contains(feed, "/answers/en1") || strings.Contains(feed, "/answers/doubt") || strings.Contains(feed, "/answers/gone") {
			t.Errorf("%s says %s", path, feed)
		}
	}
	if h := response.Header; len(response.Cookies()) > 0 || !strings.HasPrefix(h.Get("Cache-Control"), "public") || strings.Contains(strings.Join(h.Values("Vary"), " "), "Cookie") || strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors") {
		t.Errorf("the header is %v", h)
	}
	if again, _ := get("/answers", "If-None-Match", response.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("a cache that has it is answered %s", again.Status)
	}
	if _, page := get("/answers?language=fi"); strings.Contains(page, "surfaces") || !strings.Contains(page, "Desinfiointiaine") {
		t.Error("the language is not chosen")
	}
	if _, page := get("/answers?q=surface"); !strings.Contains(page, "Disinfectant") || strings.Contains(page, "Desinfiointiaine") {
		t.Errorf("searching finds %s", page)
	}
	if _, page := get("/answers", "Accept-Language", "it"); !strings.Contains(page, "Domande e risposte") {
		t.Error("the page is not in the reader's language")
	}
	if _, page := get("/answers?within=1"); strings.Contains(page, "<header>") {
		t.Error("within another site it has a head of its own")
	}
	if response, page := get("/answers/gone"); response.StatusCode != http.StatusGone || !strings.Contains(page, "is withdrawn") || !strings.Contains(page, `content="noindex"`) || strings.Contains(page, "Bleach") {
		t.Errorf("what is retracted is answered %s: %s", response.Status, page)
	}
	for _, id := range []string{"draft", "doubt", "gone.jsonld", "nothing"} {
		if response, _ := get("/answers/" + id); response.StatusCode != http.StatusNotFound {
			t.Errorf("%s is answered %s", id, response.Status)
		}
	}
	_, page = get("/answers/en1")
	title := regexp.MustCompile(`<title>(.*?)</title>`).FindStringSubmatch(page)
	if title == nil || !strings.HasPrefix(title[1], "Disinfectant is for surfaces.") || strings.Contains(page, "<script>alert") {
		t.Errorf("the page of one answer is %s", page)
	}
	data := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(page)
	if data == nil {
		t.Fatal("the page has no fact-check for programs")
	}
	_, whole := get("/answers/en1.jsonld")
	for _, one := range []string{data[1], whole} {
		isClaimReview(t, one, o.URL+"/answers/en1")
	}
	_, feed := get("/feeds/claimreview.json")
	var all struct {
		Type     string            `json:"@type"`
		Elements []json.RawMessage `json:"dataFeedElement"`
	}
	if err := json.Unmarshal([]byte(feed), &all); err != nil || all.Type != "DataFeed" || len(all.Elements) < 2 {
		t.Errorf("the feed is %s, %v", feed, err)
	}
	for _, one := range all.Elements {
		isClaimReview(t, string(one), "")
	}
}

// shapes are what schema.org (https://schema.org/ClaimReview and what it names) lets each type have, of what is used here.
var shapes = map[string]string{
	"ClaimReview":  "@context @type url claimReviewed reviewBody datePublished inLanguage author reviewRating itemReviewed citation",
	"Organization": "@type name",
	"Rating":       "@type ratingValue bestRating worstRating alternateName",
	"Claim":        "@type name",
}

// isClaimReview wants a fact-check in schema.org's shape, with what search engines ask of one
// (https://developers.google.com/search/docs/appearance/structured-data/factcheck).
func isClaimReview(t *testing.T, text, page string) {
	t.Helper()
	var one map[string]any
	if err := json.Unmarshal([]byte(text), &one); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	var walk func(v map[string]any)
	walk = func(v map[string]any) {
		kind, _ := v["@type"].(string)
		for name, value := range v {
			if !strings.Contains(" "+shapes[kind]+" ", " "+name+" ") {
				t.Errorf("a %q has no %s", kind, name)
			}
			if inner, isOne := value.(map[string]any); isOne {
				walk(inner)
			}
		}
	}
	walk(one)
	rating, _ := one["reviewRating"].(map[string]any)
	if one["claimReviewed"] == "" || one["url"] == "" || page != "" && one["url"] != page || rating["alternateName"] == "" || rating["ratingValue"] == nil {
		t.Errorf("it lacks something: %s", text)
	}
}

// TestAllRepliesAreListed pages through more replies than a page shows, in one state.
func TestAllRepliesAreListed(t *testing.T) {
	o := newOffice(t)
	for n := range 205 {
		o.standing(fmt.Sprint("r", n), "en", fmt.Sprintf("Fact %d of many.", n), func(r *replies.Reply) { r.CreatedAt = time.Unix(int64(n), 0) })
	}
	reader, seen := o.browser("verifier"), map[string]bool{}
	next := regexp.MustCompile(`href="(/replies\?[^"]*after=[^"]*)"`)
	path, pages := "/replies?state=published", 0
	for ; path != "" && pages < 9; pages++ {
		page := o.page(reader, path)
		for _, fact := range regexp.MustCompile(`Fact \d+ of many`).FindAllString(page, -1) {
			seen[fact] = true
		}
		path = ""
		if found := next.FindStringSubmatch(page); found != nil {
			path = html.UnescapeString(found[1])
		}
	}
	if len(seen) != 205 || pages != 3 {
		t.Errorf("saw %d replies on %d pages", len(seen), pages)
	}
}
