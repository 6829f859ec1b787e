package desk_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hearsay/alerts"
	"hearsay/ledger"
)

// fire lets an alert fire for the office's item.
func (o *office) fire() {
	o.t.Helper()
	now := time.Now()
	a := ledger.Alert{
		ID: "critical_item/item/" + o.item, Condition: "critical_item", Subject: "item/" + o.item, Labels: map[string]string{"alertname": "critical_item", "severity": "critical"},
		Facts: json.RawMessage(`{"kind":"claim","queue":"<b>general</b>","posts":3,"deadline_in":3600}`), ActiveAt: now, FiredAt: now, SeenAt: now,
	}
	if err := o.ledger.Write(o.t.Context(), func(tx *ledger.Tx) error { return tx.SaveAlerts(o.t.Context(), a) }); err != nil {
		o.t.Fatal(err)
	}
}

func TestAlertsAreSeenAndSilenced(t *testing.T) {
	o := newOffice(t)
	responder, viewer := o.browser("responder"), o.browser("viewer")
	if page := o.page(viewer, "/alerts"); !strings.Contains(page, "Nothing is worth a message just now") || strings.Contains(page, `action="/silences"`) {
		t.Errorf("with nothing to tell: %s", page)
	}
	o.fire()
	if page := o.page(responder, "/alerts"); !strings.Contains(page, "A critical claim waits in &lt;b&gt;general&lt;/b&gt;") || !strings.Contains(page, "3 posts; answer within 1 hour") || !strings.Contains(page, `href="/items/item0"`) {
		t.Errorf("an alert is shown as %s", page)
	}
	if page := o.submit(responder, "/silences", url.Values{"matchers": {"nonsense"}, "lasts": {"1h"}, "comment": {"x"}}); !strings.Contains(page, "That is no condition on a label") {
		t.Error("a silence of nothing is taken")
	}
	if page := o.submit(responder, "/silences", url.Values{"matchers": {"alertname=\"critical_item\"\n"}, "lasts": {"4h0m0s"}, "comment": {"<i>we know</i>"}}); !strings.Contains(page, "Silenced.") || !strings.Contains(page, "&lt;i&gt;we know&lt;/i&gt;") {
		t.Errorf("after silencing: %s", page)
	}
	var silences []ledger.Silence
	token := o.token("responder")
	if err := json.Unmarshal([]byte(o.want(token, http.MethodGet, "/silences", "", http.StatusOK)), &silences); err != nil || len(silences) != 1 {
		t.Fatalf("silences: %v, %v", silences, err)
	}
	var listed []alerts.Listed
	if err := json.Unmarshal([]byte(o.want(token, http.MethodGet, "/alerts", "", http.StatusOK)), &listed); err != nil || len(listed) != 1 || !listed[0].Silenced || !listed[0].Firing {
		t.Errorf("alerts: %+v, %v", listed, err)
	}
	o.want(o.token("viewer"), http.MethodDelete, "/silences/"+silences[0].ID, "", http.StatusForbidden)
	o.want(token, http.MethodDelete, "/silences/"+silences[0].ID, "", http.StatusOK)
	if rest := o.want(token, http.MethodGet, "/silences", "", http.StatusOK); strings.TrimSpace(rest) != "[]" {
		t.Errorf("left: %s", rest)
	}
	for _, bad := range []string{`{"matchers":["a"],"lasts":"1h","comment":"x"}`, `{"matchers":["a=~\"(\""],"lasts":"1h","comment":"x"}`, `{"matchers":["a=b"],"lasts":"9999h","comment":"x"}`, `{"matchers":["a=b"],"lasts":"1h","comment":" "}`} {
		o.want(token, http.MethodPost, "/silences", bad, http.StatusUnprocessableEntity)
	}
}

// TestAMessagesLinkAsksBeforeItActs opens what a chat message offers: by a program that opens every link, by somebody who is not signed
// in, and by a responder who confirms it.
func TestAMessagesLinkAsksBeforeItActs(t *testing.T) {
	o := newOffice(t)
	links := alerts.Links{BaseURL: o.URL, Key: []byte("key"), Now: time.Now}
	claim := strings.TrimPrefix(links.Address("claim", o.item), o.URL)
	if page := o.page(http.DefaultClient, claim); !strings.Contains(page, "Password") {
		t.Errorf("who is not signed in sees %s", page)
	}
	responder := o.browser("responder")
	page := o.page(responder, claim)
	it, err := o.ledger.Item(t.Context(), o.item)
	if err != nil || !strings.Contains(page, "Take the item") || it.Holder != "" {
		t.Fatalf("before it is confirmed it is held by %q, %v; the page is %s", it.Holder, err, page)
	}
	address, err := url.Parse(claim)
	if err != nil {
		t.Fatal(err)
	}
	if page := o.submit(responder, "/act", address.Query()); !strings.Contains(page, "You hold it now.") {
		t.Errorf("after: %s", page)
	}
	if it, err := o.ledger.Item(t.Context(), o.item); err != nil || it.Holder != "responder" {
		t.Errorf("held by %q, %v", it.Holder, err)
	}
	silence, err := url.Parse(links.Address("silence", "critical_item"))
	if err != nil {
		t.Fatal(err)
	}
	if page := o.submit(responder, "/act", silence.Query()); !strings.Contains(page, "alertname=&#34;critical_item&#34;") {
		t.Errorf("silenced: %s", page)
	}
	old := alerts.Links{BaseURL: o.URL, Key: []byte("key"), Now: func() time.Time { return time.Now().Add(-25 * time.Hour) }}
	forged := alerts.Links{BaseURL: o.URL, Key: []byte("guess"), Now: time.Now}
	for name, address := range map[string]string{"old": old.Address("claim", o.item), "forged": forged.Address("claim", o.item), "of nothing": links.Address("delete", o.item), "bare": o.URL + "/act"} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if page := o.page(responder, u.RequestURI()); !strings.Contains(page, "This link is not ours") {
			t.Errorf("%s: %s", name, page)
		}
		if page := o.submit(responder, "/act", u.Query()); !strings.Contains(page, "This link is not ours") {
			t.Errorf("%s, confirmed: %s", name, page)
		}
	}
}
