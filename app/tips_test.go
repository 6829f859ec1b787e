package app_test

import (
	"net/http"
	"strings"
	"testing"

	tipreceipt "hearsay/desk/receipt"
	"hearsay/replies"
	"hearsay/triage"
)

// TestATipIsAnswered follows what nobody's rule sees from the public form to its answer, over a restart, and withdraws it.
func TestATipIsAnswered(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, b backend) {
		_, url := simulate(t, nil)
		site, roots := authority(t)
		config := b.configure(t, url, "")
		r := start(t, config, roots, people(t))
		var receipt tipreceipt.Receipt
		citizen := person{r, ""}
		citizen.post("/api/v1/tips", map[string]any{"text": "They say the bridge by the old mill will be closed for good", "place": "Town", "language": "en"}, http.StatusCreated, &receipt)
		if receipt.State != "waiting" || len(receipt.Receipt) < 26 {
			t.Fatalf("the receipt: %+v", receipt)
		}
		ann, ben := r.signIn("ann", "correct horse battery"), r.signIn("ben", "correct horse battery")
		var held []*triage.Item
		ann.post("/api/v1/queues/claims/pull", map[string]any{"max": 1, "wait": "20s"}, http.StatusOK, &held)
		if len(held) != 1 || len(held[0].Territories) != 1 || held[0].Territories[0] != "Town" {
			t.Fatalf("pulled %+v", held)
		}
		var reply replies.Reply
		source := site.URL + "/facts"
		ann.post("/api/v1/items/"+held[0].ID+"/replies", map[string]any{
			"language": "en", "fact": "The bridge is closed for a week.", "myth": "It is closed for good.", "why": "It is being painted.", "again": "It opens again.", "rating": "misleading", "sources": []string{source},
		}, http.StatusOK, &reply)
		path := "/api/v1/replies/" + reply.ID
		ann.post(path+"/submit", nil, http.StatusOK, nil)
		citizen.get("/api/v1/tips/"+receipt.Receipt, &receipt)
		if receipt.State != "waiting" || len(receipt.Answers) != 0 {
			t.Errorf("before a second person agreed: %+v", receipt)
		}
		ben.post(path+"/verify", map[string]any{"vouched": []string{source}}, http.StatusOK, nil)
		ben.post(path+"/publish", nil, http.StatusOK, nil)

		r.stop()
		r = start(t, config, roots, nil)
		citizen = person{r, ""}
		citizen.get("/api/v1/tips/"+receipt.Receipt, &receipt)
		if receipt.State != "answered" || len(receipt.Answers) != 1 || receipt.Answers[0].Fact != "The bridge is closed for a week." {
			t.Errorf("the answer: %+v", receipt)
		}
		var page string
		citizen.get("/tips/"+receipt.Receipt+"?lang=it", &page)
		if !strings.Contains(page, "C&#39;è una risposta") || !strings.Contains(page, `lang="it"`) {
			t.Errorf("the page: %s", page)
		}
		var after tipreceipt.Receipt
		citizen.post("/api/v1/tips/"+receipt.Receipt+"/withdraw", nil, http.StatusOK, &after)
		if after.State != "withdrawn" || after.Text != "" {
			t.Errorf("withdrawn: %+v", after)
		}
	})
}
