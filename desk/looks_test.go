package desk_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"hearsay/alerts"
	"hearsay/bulletin"
	"hearsay/collector/tips"
	"hearsay/internal/browsertest"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/work"
)

// TestWhatWentOutIsCalledBackInABrowser passes a reply on, retracts it, and sees to where it had gone, on pages that axe-core looks at.
func TestWhatWentOutIsCalledBackInABrowser(t *testing.T) {
	o := newOffice(t)
	m, now := o.messenger("m1"), time.Now()
	o.standing("wrong", "en", "The water is safe.", func(r *replies.Reply) {
		r.State, r.RecordedAt, r.Myth, r.Claim = replies.Recorded, now, "The water is poisoned.", ""
		r.Postings = []replies.Posting{{URL: "https://forum.example/by-hand", By: "ann", At: now}}
	})
	err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		r, err := tx.Reply(t.Context(), "wrong")
		e := bulletin.Build("edition", bulletin.Bulletin{Name: "weekly", Title: "This week", Language: "en"}, now.Add(-time.Hour), now, []bulletin.Candidate{{Reply: r, Posts: 3}}, nil)
		e.State, e.ApprovedAt = bulletin.Sent, now
		err = errors.Join(err, tx.SaveEdition(t.Context(), e), tx.Deliver(t.Context(), e.ID, []string{m.ID}), tx.SettleDelivery(t.Context(), ledger.Delivery{Edition: e.ID, Recipient: m.ID, State: "sent"}))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	stranger, editor, verifier := browsertest.Sit(t, o.URL, "messenger"), browsertest.Sit(t, o.URL, "editor"), browsertest.Sit(t, o.URL, "verifier")
	editor.SignIn(password)
	verifier.SignIn(password)

	stranger.Open(strings.Replace(strings.TrimPrefix(o.work.SelfURL(m.ID, ""), o.URL), "/messenger?", "/messenger/pack/wrong?", 1))
	stranger.Reads("The water is safe.")
	stranger.Looks("pack")
	stranger.Write(`input[name=url]`, "https://social.example/@mayor/1")
	stranger.Click(`form[action="/messenger/share"] button`)
	stranger.Reads("Thank you.")
	editor.Open("/replies/wrong/relay")
	editor.Reads("social.example")
	editor.Looks("relay")
	editor.Open("/replies/wrong/relay?audience=newsroom")
	editor.Sees(`a[aria-current=page]`)

	verifier.Open("/recalls")
	verifier.IsAccessible("no recalls")
	if _, err := o.work.Retract(t.Context(), work.Actor{Name: "verifier", Role: work.Verifier}, "wrong", "The laboratory took the wrong sample."); err != nil {
		t.Fatal(err)
	}
	verifier.Open("/recalls")
	verifier.Reads("The laboratory took the wrong sample.")
	verifier.Looks("recalls")
	verifier.Click(`tr[data-row] a`)
	verifier.Reads("https://social.example/@mayor/1")
	verifier.Looks("recall")
	verifier.Write(`tr:has(input[value^="share/"]) input[name=note]`, "Wrote to them")
	verifier.Click(`tr:has(input[value^="share/"]) button`)
	verifier.Reads("It is noted as done.")
	verifier.Reads("Wrote to them")
	feed := o.page(http.DefaultClient, "/feeds/bulletins/weekly.atom")
	if strings.Contains(feed, "The water is safe.") || !strings.Contains(feed, "we withdrew the answer") {
		t.Errorf("the feed says %s", feed)
	}
	for _, none := range []string{"/feeds/bulletins/monthly.atom", "/feeds/bulletins/weekly.xml"} {
		if page := o.page(http.DefaultClient, none); !strings.Contains(page, "Not found") {
			t.Errorf("%s says %s", none, page)
		}
	}
	stranger.Open("/bulletins/edition")
	stranger.Reads("we withdrew the answer that stood here")
	stranger.Looks("bulletin-withdrawn")
}

// TestPagesOfStrangersLook are those that a link of a chat message, and a receipt, lead to.
func TestPagesOfStrangersLook(t *testing.T) {
	o := newOffice(t)
	receipt, err := o.tips.Take(t.Context(), "somewhere", tips.Tip{Text: "They say at the market that the water is poisoned", Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	responder := browsertest.Sit(t, o.URL, "responder")
	responder.Open("/tips/" + receipt)
	responder.Reads("the water is poisoned")
	responder.Looks("receipt")
	responder.SignIn(password)
	links := alerts.Links{BaseURL: o.URL, Key: []byte("key"), Now: time.Now}
	responder.Open(strings.TrimPrefix(links.Address("claim", o.item), o.URL))
	responder.Reads("Take the item")
	responder.Looks("act")
}
