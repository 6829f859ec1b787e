package claims_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"hearsay/claims"
	"hearsay/classifier"
	"hearsay/fault"
	"hearsay/replies"
)

func TestReadNDJSONReportsBadLines(t *testing.T) {
	const text = "\uFEFF" + `{"id":"a","claim":"Water is dry."}

{"id":"b"}
nonsense
{"claim":"no id"}
{"id":"c","claim":"Fire is cold.","rating":"false"}
{"id":"d","claim":"Ice is\u0000 hot."}`
	all, err := claims.ReadNDJSON("c.ndjson", strings.NewReader(text))
	faults := fault.All(err)
	if len(all) != 2 || all[1].Rating != "false" || len(faults) != 4 {
		t.Fatalf("got %+v, %v", all, err)
	}
	for i, want := range []string{"c.ndjson:3:", "c.ndjson:4:", "c.ndjson:5:", "c.ndjson:7:"} {
		if !strings.HasPrefix(faults[i].Error(), want) {
			t.Errorf("fault %d is %q, want %q", i, faults[i], want)
		}
	}
}

// TestSeveralClaimsOfOneArticleStayApart reads an article that reviews two claims, and has one of them twice.
func TestSeveralClaimsOfOneArticleStayApart(t *testing.T) {
	review := func(url, claim string) string {
		return fmt.Sprintf(`{"@type":"ClaimReview","url":%q,"claimReviewed":%q}`, url, claim)
	}
	ids := func(reviews ...string) (all []string) {
		t.Helper()
		read, err := claims.Read("week.json", strings.NewReader("["+strings.Join(reviews, ",")+"]"))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range read {
			all = append(all, c.ID)
		}
		return all
	}
	const week, day = "https://facts.example/week", "https://facts.example/day"
	one, two := review(week, "The dam has burst."), review(week, "The power is off.")
	got := ids(one, two, one, review(day, "The school is closed."))
	if got[0] == got[1] || got[0] != got[2] || !strings.HasPrefix(got[0], week+"#") || got[3] != day {
		t.Errorf("the ids are %q", got)
	}
	if turned := ids(two, one); turned[0] != got[1] || turned[1] != got[0] {
		t.Errorf("in another order they are %q, and were %q", turned, got)
	}
	if alone := ids(one, one); alone[0] != week || alone[1] != week {
		t.Errorf("one claim twice has the ids %q", alone)
	}
}

func TestTheCatalogueThatShipsIsSound(t *testing.T) {
	file, err := os.Open("../configs/claims.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if all, err := claims.ReadNDJSON("claims.ndjson", file); err != nil || len(all) < 10 {
		t.Errorf("%d claims, %v", len(all), err)
	}
}

// FuzzRead reads a catalogue in every form.
func FuzzRead(f *testing.F) {
	f.Add(".ndjson", `{"id":"a","claim":"x"}`)
	f.Add(".csv", "id,claim,rating\na,\"x, y\",false\n")
	f.Add(".tsv", "\tvclaim\na\tx\n")
	f.Add(".json", `{"@type":"DataFeed","dataFeedElement":[{"item":[{"@type":"ClaimReview","claimReviewed":"x","url":"https://a.example","reviewRating":{"alternateName":"false"}}]}]}`)
	f.Fuzz(func(t *testing.T, form, text string) {
		all, _ := claims.Read("f"+form, strings.NewReader(text))
		for _, c := range all {
			if err := c.Validate(); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestFromReplyTellsPublicClaimsOnly(t *testing.T) {
	at := time.Date(2020, 3, 3, 12, 0, 0, 0, time.UTC)
	r := replies.New("r", "i", classifier.KindClaim, "c", "ann", at)
	r.Text = replies.Text{Language: "fi", Fact: "Fact.", Myth: "Myth.", Why: "Why.", Rating: "misleading", Sources: []string{"https://s.example"}}
	if _, ok := claims.FromReply(r, "Desk", "https://p.example/1"); ok {
		t.Error("a draft is told to the world")
	}
	r.State, r.PublishedAt, r.Postings = replies.Recorded, at, []replies.Posting{{URL: "https://p.example/1"}}
	data, err := json.MarshalIndent(claims.NewFeed([]*replies.Reply{r}, "Desk", func(string) string { return "https://p.example/1" }), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/feed.json")
	if err != nil {
		t.Fatal(err)
	}
	if string(data) != strings.TrimSpace(string(want)) {
		t.Errorf("got:\n%s\nwant:\n%s", data, want)
	}
	r.Kind = classifier.KindQuestion
	if _, ok := claims.FromReply(r, "Desk", "https://p.example/1"); ok {
		t.Error("an answer to a question is told as a fact-check")
	}
}
