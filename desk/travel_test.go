package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hearsay/classifier"
	"hearsay/effect"
	"hearsay/internal/browsertest"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/travel"
	"hearsay/triage"
)

// spread plants a claim that goes through four places and was answered in one of them, and eight claims that were not answered. answered is by what
// factor its answer changed it.
func (o *office) spread(t *testing.T, factor float64) {
	t.Helper()
	now := time.Now().Truncate(time.Hour)
	ago := func(hours int) time.Time { return now.Add(-time.Duration(hours) * time.Hour) }
	places := []post.Post{
		{Platform: "telegram", Space: "@made_up_alarm", Language: "en", Reach: 900}, {Platform: "mastodon", Space: "#water", Language: "it", Territory: "turin", Reach: 4000},
		{Platform: "reddit", Space: "r/turin", Language: "it", Reach: 30}, {Platform: "feed", Space: "made-up.example", Language: "fi"},
	}
	var posts []ledger.StoredPost
	add := func(item string, hour, place int) {
		p := places[place]
		p.ID, p.Text, p.CreatedAt = fmt.Sprint(item, len(posts)), "The water is poisoned, it is said.", ago(hour).Add(time.Duration(len(posts)%60)*time.Second)
		p.URL = "https://" + p.Platform + ".example/" + p.Space + "/" + p.ID
		if place == 1 && len(posts)%5 == 1 {
			p.Links = []string{posts[0].URL}
		}
		posts = append(posts, ledger.StoredPost{Post: p, Item: item, Source: "made-up", CollectedAt: p.CreatedAt, Verdict: &classifier.Verdict{Kind: classifier.KindClaim}})
	}
	var items []*triage.Item
	for n := range 9 {
		item := fmt.Sprint("spread", n)
		items = append(items, &triage.Item{ID: item, Kind: classifier.KindClaim, State: triage.Open, Queue: "claims", Language: "en", Topics: []string{"water"}, OpenedAt: ago(30), Deadline: ago(20)})
		for hour := 30; hour > 0; hour-- {
			count := 8 + (hour+n)%3
			if n == 0 && hour < 14 {
				count = int(float64(count) * factor)
			}
			for i := range count {
				place := 0
				if n == 0 {
					place = min(i%4, (30-hour)/5)
				}
				add(item, hour, place)
			}
		}
		items[n].Lead, items[n].Posts = posts[len(posts)-1].Ref(), 240
	}
	r := &replies.Reply{ID: "spread-reply", Item: "spread0", Kind: classifier.KindClaim, State: replies.Recorded, Authors: []string{"responder"}, Verifier: "verifier",
		Text: replies.Text{Language: "en", Fact: "The water is safe."}, Postings: []replies.Posting{{URL: "https://reddit.example/r/turin/answer", By: "verifier", At: ago(14).Add(10 * time.Minute)}}}
	items[0].State = triage.Answered
	err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		failed := errors.Join(tx.InsertPosts(t.Context(), posts), tx.SaveReply(t.Context(), r))
		for _, it := range items {
			failed = errors.Join(failed, tx.SaveItem(t.Context(), it))
		}
		return failed
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ask asks the API as a verifier.
func (o *office) ask(t *testing.T, path string, into any) {
	t.Helper()
	response, body := o.send(o.token("verifier"), "GET", path, "")
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s: %s", path, response.Status, body)
	}
	if err := json.Unmarshal([]byte(body), into); err != nil {
		t.Fatal(err)
	}
}

// TestWhereAClaimTravelsIsShown looks at the way of a claim and at what its answer did, in a browser and by the API.
func TestWhereAClaimTravelsIsShown(t *testing.T) {
	o := newOffice(t)
	o.spread(t, 0.25)
	var m travel.Journey
	o.ask(t, "/items/spread0/travel", &m)
	if len(m.Stops) != 4 || m.Stops[0].Platform != "telegram" || !m.Stops[1].Shown || m.Stops[2].Shown || len(m.Stops[2].Replies) != 1 || len(m.Unreached) != 3 || m.Unreached[0].Platform != "mastodon" {
		t.Errorf("the map is %+v", m)
	}
	var j effect.Judgement
	o.ask(t, "/items/spread0/effect", &j)
	if j.Verdict != effect.Slowed || len(j.Matches) != 8 || j.Low > 0.27 || j.High < 0.2 {
		t.Errorf("judged %+v", j)
	}
	seat := browsertest.Sit(t, o.URL, "verifier")
	seat.SignIn(password)
	seat.Open("/items/spread0")
	seat.Do(chromedp.Click(`a[href$="/travel"]`))
	seat.Reads("The way it took")
	seat.Reads("Yes: it spread less than such claims do by themselves.")
	seat.Until("four places", `document.querySelectorAll(".route circle").length === 4 && document.querySelectorAll(".route .guess").length === 2 && document.querySelectorAll(".route .reached").length === 1`)
	seat.Looks("travel")
}
