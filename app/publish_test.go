package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hearsay/internal/servertest"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/triage"
	"hearsay/work"
)

// TestAReplyStandsUnderThePostOnBluesky collects a post that stands on a real Bluesky server, answers it there through an
// account, and takes the answer down again with the reply.
func TestAReplyStandsUnderThePostOnBluesky(t *testing.T) {
	t.Parallel()
	server := servertest.BlueskyServer(t)
	them, us := servertest.NewBlueskyAccount(t, server), servertest.NewBlueskyAccount(t, server)
	const claim = "Drinking diluted bleach cures the virus in two days, they hide it from us all"
	theirs := them.Post(claim)
	site, roots := authority(t)
	dir := t.TempDir()
	event, err := json.Marshal(map[string]any{
		"did": them.DID, "time_us": time.Now().UnixMicro(), "kind": "commit",
		"commit": map[string]any{
			"operation": "create", "collection": "app.bsky.feed.post", "rkey": theirs[strings.LastIndex(theirs, "/")+1:],
			"record": map[string]any{"text": claim, "langs": []string{"en"}, "createdAt": time.Now().UTC().Format(time.RFC3339)},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "posts.ndjson"), append(event, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "hearsay.yaml")
	if err := os.WriteFile(config, fmt.Appendf(nil, `
listen: 127.0.0.1:0
ledger: %s/l.db
fetch: {per_host: 10ms, allow_inner: [127.0.0.0/8, "::1/128"]}
sources: [{name: archive, kind: archive, every: 0s, path: %s/posts.ndjson}]
accounts: [{name: town, kind: bluesky, host: %s, handle: %s, password: %s}]
`, dir, dir, server, us.Handle, servertest.BlueskyPassword), 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, config, roots, people(t))
	ann, ben := r.signIn("ann", "correct horse battery"), r.signIn("ben", "correct horse battery")
	var held []*triage.Item
	ann.post("/api/v1/queues/general/pull", map[string]any{"wait": "20s"}, http.StatusOK, &held)
	if len(held) != 1 {
		t.Fatal("the post became no item")
	}
	path := verified(t, ann, ben, held[0].ID, site.URL+"/facts")

	answered := map[string]string{"platform": held[0].Lead.Platform, "id": held[0].Lead.ID}
	ann.get(path+"/dispatches", &[]*publish.Dispatch{})
	r.signIn("res", "correct horse battery").post(path+"/dispatches", map[string]any{"account": "town", "post": answered}, http.StatusForbidden, nil) // by the hand of a verifier
	var plan work.DispatchPlan
	ben.get(path+"/plan?"+url.Values{"account": {"town"}, "platform": {answered["platform"]}, "post": {answered["id"]}}.Encode(), &plan)
	if len(plan.Requests) < 2 || !strings.Contains(plan.Requests[0].Body, theirs) || len(us.Posts()) != 0 {
		t.Errorf("the plan: %+v", plan)
	}
	var d publish.Dispatch
	ben.post(path+"/dispatches", map[string]any{"account": "town", "post": answered, "seal": plan.Seal}, http.StatusOK, &d)
	ben.post(path+"/dispatches", map[string]any{"account": "town", "post": answered, "seal": plan.Seal}, http.StatusConflict, nil)
	var reply replies.Reply
	servertest.Eventually(t, "the reply to be recorded", func() bool {
		ben.get(path, &reply)
		return reply.State == replies.Recorded
	})
	stands := us.Posts()
	if len(stands) != len(plan.Requests) || stands[0].Record.Text != plan.Requests[0].Text || stands[0].Record.Reply.Parent.URI != theirs || stands[1].Record.Reply.Parent.URI != stands[0].URI {
		t.Errorf("on Bluesky stands %+v", stands)
	}
	ben.post(path+"/retract", map[string]any{"reason": "it was wrong"}, http.StatusOK, nil)
	servertest.Eventually(t, "the answer to be taken down", func() bool { return len(us.Posts()) == 0 })
}

// verified is the path of a reply that two people stand behind.
func verified(t *testing.T, ann, ben person, item, source string) string {
	t.Helper()
	var reply replies.Reply
	ann.post("/api/v1/items/"+item+"/replies", map[string]any{
		"language": "en", "fact": "Never drink disinfectant: it burns the mouth and the stomach, and can kill.", "myth": "Drinking diluted bleach cures the virus.", "rating": "false",
		"why": "Disinfectants kill germs on surfaces. In the body they do not reach a virus; they destroy living tissue.", "again": "If somebody has drunk disinfectant, call the poison centre at once.",
		"sources": []string{source},
	}, http.StatusOK, &reply)
	path := "/api/v1/replies/" + reply.ID
	ann.post(path+"/submit", nil, http.StatusOK, nil)
	ben.post(path+"/verify", map[string]any{"vouched": []string{source}}, http.StatusOK, nil)
	return path
}
