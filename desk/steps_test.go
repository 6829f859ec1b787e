package desk_test

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"hearsay/asks"
	"hearsay/classifier"
	"hearsay/collector/tips"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/triage"
)

// taking is a collection that takes every source.
type taking struct{ nothing }

func (taking) Check([]byte) error { return nil }

// fields are what a form sends, by name and value in turn.
func fields(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// tries sends forms one after another, and wants the page that follows to say something.
func (o *office) tries(who *http.Client, steps []posted) {
	o.t.Helper()
	for _, step := range steps {
		if page := o.submit(who, step.to, step.form); !strings.Contains(page, step.says) {
			o.t.Errorf("%s with %v does not say %q: %s", step.to, step.form, step.says, page)
		}
	}
}

// posted is a form that is sent, and what the page says then.
type posted struct {
	to   string
	form url.Values
	says string
}

func TestSourcesAreAddedOnTheirPage(t *testing.T) {
	o := newOffice(t)
	o.work.Collecting = taking{}
	const text = "url: https://town.example/feed.xml\nheaders:\n  key: ${HEARSAY_SOURCE_KEY}\n"
	o.tries(o.browser("editor"), []posted{{"/sources", fields("name", "town", "kind", "feed", "settings", text), "Your role does not allow"}})
	o.tries(o.browser("admin"), []posted{
		{"/sources", fields("name", "town", "kind", "feed", "every", "5m", "settings", text), "Added; it is read from now on."},
		{"/sources", fields("name", "odd", "kind", "feed", "settings", "url: [unclosed"), "The source cannot be added as it is written."},
		{"/sources", fields("name", "bomb", "kind", "feed", "settings", "a: &a [x, x]\nb: [*a, *a]"), "The source cannot be added as it is written."},
		{"/sources", fields("name", "deep", "kind", "feed", "settings", strings.Repeat("[", 10_000)), "The source cannot be added as it is written."},
		{"/sources/town/pause", nil, "Paused."},
		{"/sources/town/resume", nil, "It is read again."},
		{"/sources/town/burn", nil, "There is nothing at this address"},
	})
	orders, err := o.ledger.SourceOrders(t.Context())
	if err != nil || len(orders) != 1 || !strings.Contains(orders["town"].Definition, `"key":"${HEARSAY_SOURCE_KEY}"`) || !strings.Contains(orders["town"].Definition, `"every":"5m"`) {
		t.Errorf("orders %+v, %v", orders, err)
	}
	o.tries(o.browser("admin"), []posted{{"/sources/town/remove", nil, "Removed."}})
}

func TestATokenIsShownOnce(t *testing.T) {
	o := newOffice(t)
	who := o.browser("verifier")
	o.tries(who, []posted{{"/me/tokens", fields("label", "x", "days", "30", "scope", "admin"), "Your role does not allow"}, {"/me/tokens", fields("label", "x", "days", "none", "scope", "viewer"), "class=\"flash"}})
	page := o.submit(who, "/me/tokens", fields("label", "my script", "days", "30", "scope", "viewer"))
	secret := regexp.MustCompile(`hs_[A-Z0-9]{20,}`).FindString(page)
	if secret == "" || strings.Contains(o.page(who, "/me"), secret) {
		t.Fatalf("%q is shown, and shown again is %v: %s", secret, strings.Contains(o.page(who, "/me"), secret), page)
	}
	if answer, _ := o.send(secret, http.MethodGet, "/items", ""); answer.StatusCode != http.StatusOK {
		t.Errorf("it is answered %s", answer.Status)
	}
	remove := regexp.MustCompile(`/me/tokens/[a-z0-9]+/remove`).FindString(o.page(who, "/me"))
	o.tries(who, []posted{{remove, nil, "The token is taken back."}})
	if answer, _ := o.send(secret, http.MethodGet, "/items", ""); answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("taken back, it is answered %s", answer.Status)
	}
}

func TestWhatPeopleKeepIsForgotten(t *testing.T) {
	o := newOffice(t)
	who := o.browser("responder")
	o.tries(who, []posted{
		{"/searches", fields("name", "mine", "query", "topic=water"), "The search is saved."},
		{"/searches/remove", fields("name", "mine"), "The search is forgotten."},
		{"/silences", fields("matchers", "alertname=\"claim_surges\"", "lasts", "1h", "comment", "made up"), "Silenced."},
	})
	if kept, err := o.ledger.Searches(t.Context(), "responder"); err != nil || len(kept) != 0 {
		t.Errorf("searches %v, %v", kept, err)
	}
	end := regexp.MustCompile(`/silences/[a-z0-9]+/end`).FindString(o.page(who, "/alerts"))
	o.tries(who, []posted{{end, nil, "The silence has ended."}})
}

func TestTheCatalogueGrowsOnItsPage(t *testing.T) {
	o := newOffice(t)
	o.tries(o.browser("viewer"), []posted{{"/claims", fields("id", "c9", "claim", "The dam has burst"), "Your role does not allow"}})
	o.tries(o.browser("editor"), []posted{
		{"/claims", fields("id", "c9", "claim", ""), "class=\"flash"},
		{"/claims", fields("id", "c9", "claim", "The dam has burst", "title", "The dam stands", "rating", "false", "language", "en"), "The claim is in the catalogue."},
	})
	if c, err := o.ledger.Claim(t.Context(), "c9"); err != nil || c.Title != "The dam stands" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestAMessengersPageChangesThem(t *testing.T) {
	o := newOffice(t)
	m := o.messenger("m1")
	o.tries(o.browser("editor"), []posted{
		{"/messengers/m1/ask", nil, "The messenger is not described well"}, // they said yes
		{"/messengers/m1/edit", fields("name", "Maija", "email", "Other@Town.example", "audience", "mayor", "languages", "fi sv"), "Saved."},
		{"/messengers/m1/edit", fields("version", "1", "name", "Late", "email", m.Email, "audience", "mayor", "languages", "fi"), "Somebody else has changed"},
		{"/messengers/m1/ask", nil, "They are asked again."},
		{"/messengers/m1/burn", nil, "There is nothing at this address"},
	})
	got, err := o.ledger.Messenger(t.Context(), "m1")
	if err != nil || got.Name != "Maija" || got.Email != "other@town.example" || got.Consent != "" {
		t.Errorf("%+v, %v", got, err)
	}
	o.tries(o.browser("editor"), []posted{{"/messengers/m1/remove", nil, "Erased."}})
}

func TestATipIsAnsweredAndWithdrawnByItsReceipt(t *testing.T) {
	o := newOffice(t)
	receipt, err := o.tips.Take(t.Context(), "somewhere", tips.Tip{Text: "They say at the market that the water is poisoned", Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	stranger := &http.Client{}
	if page := o.page(stranger, "/tips/"+receipt); !strings.Contains(page, "the water is poisoned") {
		t.Errorf("the receipt shows %s", page)
	}
	stored, err := o.ledger.Post(t.Context(), tips.Ref(receipt))
	if err != nil {
		t.Fatal(err)
	}
	o.standing("doubt", "en", "An answer in doubt.", func(r *replies.Reply) { r.Item, r.Doubts = stored.Item, []replies.Doubt{{Kind: replies.SourceGone}} })
	o.standing("sound", "en", "An answer that holds.", func(r *replies.Reply) { r.Item = stored.Item })
	if page := o.page(stranger, "/tips/"+receipt); !strings.Contains(page, "An answer that holds.") || strings.Contains(page, "An answer in doubt.") {
		t.Errorf("answered, the receipt shows %s", page)
	}
	if page := o.submit(stranger, "/tips/"+receipt+"/withdraw", nil); strings.Contains(page, "the water is poisoned") {
		t.Errorf("withdrawn, it shows %s", page)
	}
	if page := o.submit(stranger, "/tips/no-such-receipt/withdraw", nil); !strings.Contains(page, "Not found") {
		t.Errorf("of none: %s", page)
	}
}

func TestAnAskIsClosedOnItsPage(t *testing.T) {
	o := newOffice(t)
	write := func(id string) {
		t.Helper()
		a := asks.New(id, o.item, "claim", "verifier", "responder", "", asks.Clock{Within: time.Hour}, time.Now())
		if err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveAsk(t.Context(), a) }); err != nil {
			t.Fatal(err)
		}
	}
	write("a1")
	write("a2")
	o.tries(o.browser("viewer"), []posted{{"/asks/a1/answered", nil, "Your role does not allow"}})
	o.tries(o.browser("responder"), []posted{{"/asks/a1/burn", nil, "There is nothing at this address"}, {"/asks/a1/answered", nil, "They are not reminded any more."}, {"/asks/a2/withdrawn", nil, "They are not reminded any more."}})
	for id, want := range map[string]asks.State{"a1": asks.Answered, "a2": asks.Withdrawn} {
		if a, err := o.ledger.Ask(t.Context(), id); err != nil || a.State != want {
			t.Errorf("%s is %+v, %v", id, a, err)
		}
	}
}

// TestALanguageIsChosenOnAnyPage: on one that answers a form, too, which nobody can open by its address.
func TestALanguageIsChosenOnAnyPage(t *testing.T) {
	o := newOffice(t)
	o.messenger("m1")
	who, stranger := o.browser("verifier"), &http.Client{}
	self, err := url.Parse(o.work.SelfURL("m1", ""))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		by   *http.Client
		from string // the page with the form; "" for a browser that does not say
		to   string
		form url.Values
		back string
	}{
		"a token":               {who, "/me?x=1", "/me/tokens", fields("label", "x", "days", "30", "scope", "viewer"), "/me?x=1"},
		"a refusal":             {who, "/items/item0", "/items/item0/burn", nil, "/items/item0"},
		"without a page before": {who, "", "/items/item0/burn", nil, "/"},
		"from elsewhere":        {who, "https://elsewhere.example/x", "/items/item0/burn", nil, "/"},
		"a messenger's own":     {stranger, "", "/messenger/share", fields("m", "m1", "sig", self.Query().Get("sig"), "url", "https://social.example/@mayor/1"), "/messenger?" + self.RawQuery},
	} {
		request, err := http.NewRequest(http.MethodPost, o.URL+c.to, strings.NewReader(c.form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if c.from != "" {
			from, err := request.URL.Parse(c.from)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Referer", from.String())
		}
		answer, err := c.by.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		page := o.read(answer)
		if got := html.UnescapeString(regexp.MustCompile(`name="back" value="([^"]*)"`).FindString(page)); got != `name="back" value="`+c.back+`"` {
			t.Errorf("%s: the language is chosen at %s, not %s", name, got, c.back)
		}
	}
}

// TestWhoHoldsAnItemSeesIt however many more urgent ones others hold.
func TestWhoHoldsAnItemSeesIt(t *testing.T) {
	o := newOffice(t)
	now := time.Now()
	err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		var err error
		for i := range 120 {
			id, holder := fmt.Sprint("theirs", i), "verifier"
			if i == 0 {
				id, holder = "mine", "responder"
			}
			it := &triage.Item{ID: id, Kind: classifier.KindClaim, State: triage.Open, Queue: "general", Lead: post.Ref{Platform: "sample", ID: id}, Posts: 1, OpenedAt: now, Deadline: now.Add(time.Hour), Priority: triage.Priority{Total: 100 + i}}
			err = errors.Join(err, it.Hold(holder, "token", now.Add(time.Hour), now), tx.SaveItem(t.Context(), it))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if page := o.page(o.browser("responder"), "/"); !strings.Contains(page, `href="/items/mine"`) || strings.Count(page, `href="/items/theirs`) != 20 {
		t.Errorf("of what is held the page shows %d of others, and: %s", strings.Count(page, `href="/items/theirs`), page)
	}
}

// TestWhatWaitsLongestIsVerifiedFirst however many were submitted since.
func TestWhatWaitsLongestIsVerifiedFirst(t *testing.T) {
	o := newOffice(t)
	for i := range 25 {
		o.standing(fmt.Sprint("r", i), "en", fmt.Sprintf("Fact %d.", i), func(r *replies.Reply) {
			r.State, r.CreatedAt = replies.Submitted, r.CreatedAt.Add(time.Duration(i)*time.Minute)
		})
	}
	page := o.page(o.browser("verifier"), "/")
	first, last := strings.Index(page, `href="/replies/r0"`), strings.Index(page, `href="/replies/r19"`)
	if first < 0 || last < first || strings.Contains(page, `href="/replies/r20"`) || !strings.Contains(page, `href="/replies?state=submitted"`) {
		t.Errorf("the first page shows %s", page)
	}
}
