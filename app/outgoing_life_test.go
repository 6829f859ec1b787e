package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hearsay/client"
	"hearsay/internal/browsertest"
	"hearsay/report"
	"hearsay/work"
)

// goesOut lets an editor send what was verified, and looks at it as messengers, strangers and those who decide do.
func goesOut(t *testing.T, address string, said *announced, reply string) {
	password := strings.TrimPrefix(said.after("editor "), "password ")
	editor := browsertest.Sit(t, address, "editor")
	editor.SignIn(password)
	editor.Open("/alerts")
	editor.Sees(`main h1`)
	editor.Looks("alerts")
	editor.Open("/messengers")
	editor.Reads("Nobody yet.")
	editor.Click(`main details:last-of-type summary`)
	editor.Looks("messengers-none")
	edition := makesAnEdition(t, editor)

	guest := browsertest.Sit(t, address, "guest")
	guest.Open("/bulletins/" + edition)
	guest.Reads("Disinfectants are for surfaces. Never drink them.")
	guest.Reads("Thank you for carrying it on.")
	guest.Looks("bulletin")
	guest.Open("/answers")
	guest.Reads("Asked and answered")
	guest.Looks("answers")
	guest.Open("/answers/" + strings.TrimPrefix(reply, "/replies/"))
	guest.Reads("Disinfectants are for surfaces. Never drink them.")
	guest.Looks("answer")
	guest.Open("/messenger")
	guest.Write(`input[name=name]`, "The made-up mayor")
	guest.Write(`input[name=email]`, "mayor@town.example")
	guest.Looks("messenger-join")
	guest.Click(`form[action="/messenger/join"] button`)
	guest.Reads("Look into your mail")
	editor.Open("/messengers")
	editor.Reads("The made-up mayor")
	editor.Looks("messengers")
	editor.Click(`ul.rows a`)
	editor.Sees(`form[action$="/edit"]`)
	editor.Looks("messenger")
	looksAtTheReport(t, address, password)
}

// makesAnEdition goes from a bulletin to an edition that is sent, and gives its id.
func makesAnEdition(t *testing.T, editor *browsertest.Seat) string {
	editor.Open("/editions")
	editor.Reads("No edition yet.")
	editor.Looks("editions-none")
	editor.Click(`form[action="/editions"] button`)
	editor.Reads("Here is the draft.")
	editor.Write(`textarea[name=word]`, "Thank you for carrying it on.")
	editor.Click(`form[action$="/edit"] button`)
	editor.Reads("Saved.")
	editor.Looks("edition-draft")
	editor.Click(`form[action$="/approve"] button`)
	editor.Reads("It is being sent.")
	edition := strings.TrimPrefix(editor.Path(), "/editions/")
	for end := time.Now().Add(20 * time.Second); browsertest.Read(editor, chromedp.Text(`h1 small`)) != "sent"; editor.Open("/editions/" + edition) {
		if time.Now().After(end) {
			t.Fatal("the edition was not sent")
		}
		time.Sleep(200 * time.Millisecond)
	}
	editor.Looks("edition-sent")
	return edition
}

// looksAtTheReport writes a report as the command does, and opens it.
func looksAtTheReport(t *testing.T, address, password string) {
	bare := &client.Client{Server: address}
	var made struct{ Token string }
	if err := bare.CallAs(t.Context(), "editor", password, http.MethodPost, "/api/v1/tokens", map[string]any{"label": "report"}, &made); err != nil {
		t.Fatal(err)
	}
	var r work.Report
	query := url.Values{"from": {time.Now().AddDate(0, 0, -6).Format(time.RFC3339)}, "to": {time.Now().Add(time.Hour).Format(time.RFC3339)}}
	if err := (&client.Client{Server: address, Token: made.Token}).Call(t.Context(), http.MethodGet, client.Path("report")+"?"+query.Encode(), nil, &r); err != nil {
		t.Fatal(err)
	}
	html, err := report.HTML(&r, address)
	if err != nil {
		t.Fatal(err)
	}
	file := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(html))
	}))
	defer file.Close()
	reader := browsertest.Sit(t, file.URL, "reader")
	reader.Open("/")
	reader.Reads("What was asked and claimed")
	reader.Reads("Disinfectants are for surfaces. Never drink them.")
	reader.Looks("report")
}
