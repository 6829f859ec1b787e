package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"hearsay/claims"
	"hearsay/desk/api"
	"hearsay/internal/servertest"
	"hearsay/replies"
	"hearsay/triage"
	"hearsay/work"
)

// TestARealPostBecomesAVerifiedRecordedReply is the main job: the real posts are collected once over the simulated
// platform, become items, and one of them gets a reply that two people stand behind; all of it is there after a restart.
func TestARealPostBecomesAVerifiedRecordedReply(t *testing.T) {
	backends(t, func(t *testing.T, b backend) {
		all := tweets(t)
		sim, url := simulate(t, all)
		site, roots := authority(t)
		config := b.configure(t, url, "")
		r := start(t, config, roots, people(t))
		want := fmt.Sprint(distinct(t, all))
		servertest.Eventually(t, want+" posts collected", func() bool {
			return r.metric(`hearsay_posts_collected_total{source="x"}`) == want
		})
		res, ann, ben := r.signIn("res", "correct horse battery"), r.signIn("ann", "correct horse battery"), r.signIn("ben", "correct horse battery")

		var held []*triage.Item
		ann.post("/api/v1/queues/claims/pull", map[string]any{"max": 1, "wait": "20s"}, http.StatusOK, &held)
		if len(held) != 1 || held[0].Holder != "ann" || held[0].State != triage.Held {
			t.Fatalf("pulled %+v", held)
		}
		item := "/api/v1/items/" + held[0].ID
		res.post(item+"/dismiss", map[string]any{"reason": "mine"}, http.StatusConflict, nil)
		reply := answer(t, ann, ben, item, site.URL+"/facts")

		var feed claims.Feed
		res.get("/feeds/claimreview.json", &feed)
		if len(feed.DataFeedElement) != 1 || feed.DataFeedElement[0].ClaimReviewed != "Bleach cures." || feed.DataFeedElement[0].URL != r.URL()+"/answers/"+reply.ID {
			t.Errorf("as ClaimReview: %+v", feed)
		}
		var atom string
		res.get("/feeds/replies.atom", &atom)
		if !strings.Contains(atom, "Never drink disinfectant.") {
			t.Errorf("the Atom feed lacks the reply: %s", atom)
		}
		if got := r.metric(`hearsay_replies_total{language="en",state="recorded"}`); got != "1" {
			t.Errorf("counted %q recorded replies, want 1", got)
		}
		if got := r.metric(`hearsay_time_to_answer_seconds_count{kind="claim"}`); got != "1" {
			t.Errorf("counted %q answered items, want 1", got)
		}
		suggestedAndRetracted(t, r, sim, reply)
		restarted(t, r, config, reply)
	})
}

// answer drafts, submits, verifies and records a reply, and tries every way around the second person.
func answer(t *testing.T, ann, ben person, item, source string) replies.Reply {
	t.Helper()
	var reply replies.Reply
	ann.post(item+"/replies", map[string]any{"language": "en", "fact": "Never drink disinfectant."}, http.StatusOK, &reply)
	path := "/api/v1/replies/" + reply.ID
	ann.post(path+"/submit", nil, http.StatusUnprocessableEntity, nil) // incomplete
	ann.call(http.MethodPatch, path, map[string]any{"myth": "Bleach cures.", "why": "It burns.", "again": "Disinfectant is for surfaces.", "rating": "false", "sources": []string{source + "/gone"}}, http.StatusOK, nil)
	ann.post(path+"/submit", nil, http.StatusUnprocessableEntity, nil) // a source that cannot be opened
	ann.call(http.MethodPatch, path, map[string]any{"sources": []string{source}}, http.StatusOK, nil)
	ann.call(http.MethodPatch, path, map[string]any{"why": "It is fake news."}, http.StatusOK, nil)
	ann.post(path+"/submit", nil, http.StatusUnprocessableEntity, nil) // it accuses
	ann.call(http.MethodPatch, path, map[string]any{"why": "It burns."}, http.StatusOK, nil)
	ann.post(path+"/verify", map[string]any{}, http.StatusConflict, nil) // out of order
	ann.post(path+"/submit", nil, http.StatusOK, &reply)
	if len(reply.Checks) != 1 || reply.Checks[0].Title != "Facts & figures" || len(reply.Checks[0].SHA256) != 64 || reply.Checks[0].CheckedAt.IsZero() {
		t.Errorf("what was found at the source: %+v", reply.Checks)
	}
	ann.post(path+"/verify", map[string]any{"vouched": []string{source}}, http.StatusConflict, nil) // her own
	ann.call(http.MethodPatch, path, map[string]any{"fact": "changed"}, http.StatusConflict, nil)
	ben.post(path+"/record", map[string]any{"url": "https://example.org/thread/1"}, http.StatusConflict, nil) // not verified
	ben.post(path+"/verify", map[string]any{}, http.StatusConflict, nil)                                      // the publisher is unknown
	ben.post(path+"/verify", map[string]any{"vouched": []string{source}}, http.StatusOK, nil)
	ann.post(path+"/record", map[string]any{"url": "http://example.org/insecure"}, http.StatusUnprocessableEntity, nil)
	ann.post(path+"/record", map[string]any{"url": "https://example.org/thread/1"}, http.StatusOK, &reply)
	if reply.State != replies.Recorded || reply.Verifier != "ben" || reply.Claim == "" {
		t.Errorf("the recorded reply: %+v", reply)
	}
	return reply
}

// suggestedAndRetracted shows that the reply is suggested on a later item of the same claim, and that its retraction
// reaches both items.
func suggestedAndRetracted(t *testing.T, r *running, sim interface {
	Add(...json.RawMessage) error
}, reply replies.Reply) {
	t.Helper()
	texts := map[string]string{
		"only-a-flu": "Calm down everybody, it is only a flu and the rest is made up by papers", "disinfectant-cures": "My neighbour drinks bleach and it cures everything he says",
		"made-as-weapon": "So the coronavirus was made in a lab by people who wanted exactly this", "numbers-are-hidden": "You can be sure they are hiding the real number of deaths from us",
		"home-remedy-cures": "Garlic kills the virus and nobody talks about that at all", "heat-kills-virus": "Warm weather kills the virus so wait until the summer is here",
		"5g-causes-disease": "New radio masts with 5g cause the virus in our street", "vaccine-microchip": "Now they want microchips in every vaccine, no thanks",
		"masks-harm": "Masks poison you with your own carbon dioxide all day", "vaccine-changes-body": "That vaccine makes young women infertile, ask them",
	}
	text := texts[reply.Claim]
	if text == "" {
		t.Fatalf("the claim %q has no text here", reply.Claim)
	}
	raw := fmt.Sprintf(`{"id":1999999999999999999,"id_str":"1999999999999999999","full_text":%q,"lang":"en","user":{"screen_name":"made_up","followers_count":3},"created_at":"Tue Mar 17 08:00:00 +0000 2020"}`, text)
	if err := sim.Add(json.RawMessage(raw)); err != nil {
		t.Fatal(err)
	}
	ann, vic := r.signIn("ann", "correct horse battery"), r.signIn("vic", "correct horse battery")
	var later *triage.Item
	servertest.Eventually(t, "the later item", func() bool {
		var page api.ItemPage
		ann.get("/api/v1/items?limit=200&claim="+reply.Claim, &page)
		for _, it := range page.Items {
			if it.Lead.ID == "1999999999999999999" {
				later = it
			}
		}
		return later != nil
	})
	var detail work.Detail
	ann.get("/api/v1/items/"+later.ID, &detail)
	if len(detail.Suggested) != 1 || detail.Suggested[0].ID != reply.ID {
		t.Fatalf("suggested on the later item: %+v", detail.Suggested)
	}
	if p := detail.Posts[0]; p.Author == "" || p.Author == "made_up" || p.Verdict == nil || p.Verdict.Rules[0].Text == "" {
		t.Errorf("the post as responders see it: %+v", p)
	}
	ben := r.signIn("ben", "correct horse battery")
	var again replies.Reply
	ann.post("/api/v1/items/"+later.ID+"/replies", map[string]any{"reuse": reply.ID}, http.StatusOK, &again)
	path := "/api/v1/replies/" + again.ID
	ann.post(path+"/submit", nil, http.StatusOK, nil)
	ben.post(path+"/verify", map[string]any{"vouched": again.Sources}, http.StatusOK, nil)
	ben.post(path+"/record", map[string]any{"url": "https://example.org/thread/2"}, http.StatusOK, nil)
	vic.post("/api/v1/replies/"+reply.ID+"/retract", map[string]any{"reason": "wrong"}, http.StatusForbidden, nil)
	ben.post("/api/v1/replies/"+reply.ID+"/retract", map[string]any{"reason": "the source was withdrawn"}, http.StatusOK, nil)
	for _, id := range []string{reply.Item, later.ID} {
		ann.get("/api/v1/items/"+id, &detail)
		if detail.Item.State != triage.Open || detail.Replies[0].State != replies.Retracted {
			t.Errorf("after the retraction item %s is %s and its reply %s", id, detail.Item.State, detail.Replies[0].State)
		}
	}
}

// restarted shows that all of it is there after a restart, and nothing twice.
func restarted(t *testing.T, r *running, config string, reply replies.Reply) {
	t.Helper()
	before := everyItem(t, r)
	r.stop()
	again := start(t, config, nil, nil)
	ann := again.signIn("ann", "correct horse battery")
	var got replies.Reply
	ann.get("/api/v1/replies/"+reply.ID, &got)
	if got.State != replies.Retracted || len(got.Postings) != 1 || got.Fact != reply.Fact {
		t.Errorf("the reply after a restart: %+v", got)
	}
	if n := again.metric(`hearsay_replies_total{language="en",state="retracted"}`); n != "2" {
		t.Errorf("counted %q retracted replies after a restart, want 2", n)
	}
	servertest.Eventually(t, "a sweep after the restart", func() bool { return again.metric(`hearsay_source_lag_seconds{source="x"}`) != "" })
	after := everyItem(t, again)
	if len(after) != len(before) {
		t.Errorf("%d items after a restart, %d before", len(after), len(before))
	}
	var queues []work.QueueView
	ann.get("/api/v1/queues", &queues)
	waiting := 0
	for _, q := range queues {
		waiting += q.Ready + q.Leased
	}
	if open := len(openOnes(after)); waiting != open {
		t.Errorf("%d items in the queues after a restart, %d open in the ledger", waiting, open)
	}
}

func everyItem(t *testing.T, r *running) []*triage.Item {
	t.Helper()
	ann := r.signIn("ann", "correct horse battery")
	var all []*triage.Item
	for after := ""; ; {
		var page api.ItemPage
		ann.get("/api/v1/items?limit=100&after="+after, &page)
		all = append(all, page.Items...)
		if after = page.Next; after == "" {
			return all
		}
	}
}

func openOnes(all []*triage.Item) []*triage.Item {
	var open []*triage.Item
	for _, it := range all {
		if it.State == triage.Open || it.State == triage.Held {
			open = append(open, it)
		}
	}
	return open
}
