package desk_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hearsay/bulletin"
	"hearsay/collector/tips"
	"hearsay/ledger"
)

// messenger stores one who said yes.
func (o *office) messenger(id string) bulletin.Messenger {
	o.t.Helper()
	m := bulletin.Messenger{ID: id, Name: "The =made-up <b>mayor</b>", Email: id + "@town.example", Audience: "mayor", Languages: []string{"en"}, Topics: []string{}, Shared: []bulletin.Shared{}, CreatedAt: time.Now()}
	m.Confirm("on paper", time.Now())
	if err := o.ledger.Write(o.t.Context(), func(tx *ledger.Tx) error { return tx.SaveMessenger(o.t.Context(), &m) }); err != nil {
		o.t.Fatal(err)
	}
	return m
}

// TestAMessengerNeedsNoSignIn goes to a messenger's own page by the address that only they have.
func TestAMessengerNeedsNoSignIn(t *testing.T) {
	o := newOffice(t)
	o.messenger("m1")
	self := strings.TrimPrefix(o.work.SelfURL("m1", ""), o.URL)
	stranger := &http.Client{}
	if page := o.page(stranger, self); !strings.Contains(page, "The =made-up &lt;b&gt;mayor&lt;/b&gt;") || !strings.Contains(page, "You get the bulletins.") {
		t.Errorf("their page is %s", page)
	}
	if page := o.page(stranger, strings.Replace(self, "m=m1", "m=m2", 1)); !strings.Contains(page, "This link is not ours") {
		t.Errorf("somebody else's page is %s", page)
	}
	address, err := url.Parse(self)
	if err != nil {
		t.Fatal(err)
	}
	form := func(more ...string) url.Values {
		v := address.Query()
		for i := 0; i < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return v
	}
	if page := o.submit(stranger, "/messenger/edit", form("languages", "en sv", "topics", "water", "territory", "Torino")); !strings.Contains(page, `value="Torino"`) {
		t.Errorf("changed: %s", page)
	}
	if page := o.submit(stranger, "/messenger/share", form("url", "https://social.example/@mayor/1")); !strings.Contains(page, "Thank you.") {
		t.Errorf("shared: %s", page)
	}
	tells := o.page(stranger, "/tips?"+form().Encode())
	if !strings.Contains(tells, `name="sig"`) || strings.Contains(o.page(stranger, "/tips?m=m1&sig=guess"), `name="sig"`) {
		t.Error("the form of tips does not know its messengers")
	}
	if m, err := o.ledger.Messenger(t.Context(), "m1"); err != nil || len(m.Shared) != 1 || len(m.Languages) != 2 {
		t.Errorf("%+v, %v", m, err)
	}
}

// TestAMailProgramLeavesByOnePost leaves as RFC 8058 says: one POST from elsewhere, without a cookie.
func TestAMailProgramLeavesByOnePost(t *testing.T) {
	o := newOffice(t)
	o.messenger("m1")
	leave := strings.TrimPrefix(o.work.LeaveURL("m1"), o.URL)
	response, err := http.Get(o.URL + leave)
	if err != nil {
		t.Fatal(err)
	}
	o.read(response)
	if response.StatusCode != http.StatusMethodNotAllowed && response.StatusCode != http.StatusNotFound {
		t.Errorf("a program that opens the link is answered %s", response.Status)
	}
	if _, err := o.ledger.Messenger(t.Context(), "m1"); err != nil {
		t.Fatal("opening the link leaves already")
	}
	for range 2 {
		response, err := http.Post(o.URL+leave, "application/x-www-form-urlencoded", strings.NewReader("List-Unsubscribe=One-Click"))
		if err != nil {
			t.Fatal(err)
		}
		if o.read(response); response.StatusCode != http.StatusOK {
			t.Errorf("answered %s", response.Status)
		}
	}
	if _, err := o.ledger.Messenger(t.Context(), "m1"); err == nil {
		t.Error("they are still there")
	}
}

func TestEditorsLookAfterMessengers(t *testing.T) {
	o := newOffice(t)
	o.messenger("m1")
	editor, responder := o.browser("editor"), o.browser("responder")
	if page := o.page(responder, "/messengers"); strings.Contains(page, "mayor") || !strings.Contains(page, "Your role does not allow") {
		t.Errorf("a responder sees %s", page)
	}
	if response, err := editor.Get(o.URL + "/messengers.csv"); err != nil || response.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(o.read(response), "The =made-up <b>mayor</b>,m1@town.example,mayor,en") {
		t.Errorf("as a list: %v", err)
	}
	if page := o.submit(editor, "/messengers", url.Values{"name": {"Ann"}, "email": {"nowhere"}, "audience": {"creator"}, "languages": {"en"}}); !strings.Contains(page, "The messenger is not described well") {
		t.Errorf("no address: %s", page)
	}
	if page := o.submit(editor, "/messengers", url.Values{"name": {"Ann"}, "email": {"ann@town.example"}, "audience": {"creator"}, "languages": {"en"}}); !strings.Contains(page, "to be asked: 1") {
		t.Errorf("added: %s", page)
	}
	list := "name,email,audience,languages\nBob,bob@town.example,office,fi\nCat,cat,office,fi\n"
	body := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"l.csv\"\r\n\r\n" + list + "\r\n--b--\r\n"
	response, err := editor.Post(o.URL+"/messengers/import", "multipart/form-data; boundary=b", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if page := o.read(response); !strings.Contains(page, "l.csv:3") || strings.Contains(page, "Bob") {
		t.Errorf("of a list with a fault: %s", page)
	}
	views, err := o.ledger.Views(t.Context(), "editor", "messengers", 10)
	if err != nil || len(views) == 0 {
		t.Errorf("looks at messengers: %v, %v", views, err)
	}
}

// TestATipOfAMessengerIsMarked hands in the same twice, by anybody and by a messenger.
func TestATipOfAMessengerIsMarked(t *testing.T) {
	o := newOffice(t)
	box := o.tips
	for _, isKnown := range []bool{false, true} {
		receipt, err := box.Take(context.WithoutCancel(t.Context()), "somewhere", tips.Tip{Text: "They say at the market that the water is poisoned", Language: "en", IsKnown: isKnown})
		if err != nil {
			t.Fatal(err)
		}
		p, err := o.ledger.Post(t.Context(), tips.Ref(receipt))
		if err != nil || (p.Space == tips.Messengers) != isKnown {
			t.Errorf("known is %v: it stands in %q, %v", isKnown, p.Space, err)
		}
	}
}
