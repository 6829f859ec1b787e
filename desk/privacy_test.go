package desk_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"hearsay/internal/browsertest"
	"hearsay/ledger"
	"hearsay/pipeline"
	"hearsay/post"
	"hearsay/work"
)

// TestAPersonIsErased lets an administrator answer a person who asks what is kept of them, and then to be forgotten.
func TestAPersonIsErased(t *testing.T) {
	o := newOffice(t)
	key, err := o.ledger.PseudonymKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	theirs := post.Pseudonym(key, "mastodon", "somebody@town.example")
	err = o.ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		return tx.InsertPosts(t.Context(), []ledger.StoredPost{
			{Post: post.Post{Platform: "mastodon", ID: "1", Text: "private words", Author: theirs, URL: "https://town.example/@somebody/1"}, Item: o.item, CollectedAt: time.Now()},
			{Post: post.Post{Platform: "mastodon", ID: "2", Text: "other words", Author: theirs, URL: "https://town.example/@somebody/2"}, CollectedAt: time.Now()},
			{Post: post.Post{Platform: "mastodon", ID: "3", Text: "somebody else's", Author: "another", URL: "https://town.example/@another/3"}, CollectedAt: time.Now()},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	admin, responder := o.token("admin"), o.token("responder")
	o.want(responder, http.MethodGet, "/items/"+o.item, "", http.StatusOK) // somebody looks
	by := `{"platform":"mastodon","author":"@Somebody@town.example"}`
	o.want(responder, http.MethodPost, "/privacy/export", by, http.StatusForbidden)
	o.want(responder, http.MethodPost, "/privacy/erase", by, http.StatusForbidden)
	o.want(admin, http.MethodPost, "/privacy/erase", `{}`, http.StatusUnprocessableEntity)
	o.want(admin, http.MethodPost, "/privacy/erase", `{"url":"https://town.example/@nobody/1"}`, http.StatusNotFound)

	var data work.PersonalData
	if err := json.Unmarshal([]byte(o.want(admin, http.MethodPost, "/privacy/export", by, http.StatusOK)), &data); err != nil {
		t.Fatal(err)
	}
	if len(data.Posts) != 2 || data.Posts[0].Text != "private words" || len(data.Views) != 1 || data.Views[0].User != "responder" {
		t.Errorf("exported: %+v", data)
	}
	var e work.Erasure
	if err := json.Unmarshal([]byte(o.want(admin, http.MethodPost, "/privacy/erase", `{"url":"https://town.example/@somebody/2"}`, http.StatusOK)), &e); err != nil {
		t.Fatal(err)
	}
	if len(e.Posts) != 2 || len(e.Items) != 1 || e.Items[0] != o.item {
		t.Errorf("erased: %+v", e)
	}
	for _, path := range []string{"/items/" + o.item, "/items?q=private", "/privacy/views"} {
		if said := o.want(admin, http.MethodGet, path, "", http.StatusOK); strings.Contains(said, "private words") || strings.Contains(said, "somebody") {
			t.Errorf("%s still shows them: %s", path, said)
		}
	}
	if p, err := o.ledger.Post(t.Context(), post.Ref{Platform: "mastodon", ID: "3"}); err != nil || p.Text == "" {
		t.Errorf("somebody else's post: %+v, %v", p, err)
	}
}

func TestEveryLookIsNoted(t *testing.T) {
	o := newOffice(t)
	o.want(o.token("viewer"), http.MethodGet, "/items/"+o.item, "", http.StatusOK)
	who := o.browser("verifier")
	page, err := who.Get(o.URL + "/items/" + o.item)
	if err != nil {
		t.Fatal(err)
	}
	page.Body.Close()
	list, err := who.Get(o.URL + "/items")
	if err != nil {
		t.Fatal(err)
	}
	list.Body.Close()
	views, err := o.ledger.Views(t.Context(), "", o.item, 10)
	var noted []string
	for _, v := range views {
		noted = append(noted, v.User+" "+v.Subject)
	}
	slices.Sort(noted) // a list is noted once in an hour: signing in leads to one, too
	if want := []string{"verifier item0", "verifier list/item0", "viewer item0"}; err != nil || !slices.Equal(noted, want) {
		t.Errorf("noted: %v, %v, want %v", noted, err, want)
	}
}

// TestADeletionReachesAPageThatIsOpen deletes a post while somebody looks at it in Chromium.
func TestADeletionReachesAPageThatIsOpen(t *testing.T) {
	o := newOffice(t)
	seat := browsertest.Sit(t, o.URL, "responder")
	seat.SignIn(password)
	seat.Open("/items/" + o.item)
	seat.Sees(`article.post p.text:not(.gone)`)
	err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		_, err := pipeline.Erase(t.Context(), tx, []post.Ref{{Platform: "sample", ID: o.item}}, "hearsay", "sample", time.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	seat.Reads("The text is deleted.") // without a reload
	seat.Until("the text to be gone", `!document.body.innerText.includes("Bleach")`)
}

// want makes a call that must be answered with a status, and returns the answer.
func (o *office) want(token, method, path, body string, status int) string {
	o.t.Helper()
	response, said := o.send(token, method, path, body)
	if response.StatusCode != status {
		o.t.Fatalf("%s %s %s: got %s %s, want %d", method, path, body, response.Status, said, status)
	}
	return said
}
