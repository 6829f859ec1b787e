package desk_test

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"hearsay/internal/servertest"
	"hearsay/work"
)

// signsIn signs in and gives the browser, and the path that it is led to.
func (o *office) signsIn(name, password, back string) (*http.Client, string) {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	response, err := client.PostForm(o.URL+"/signin", url.Values{"name": {name}, "password": {password}, "back": {back}})
	if err != nil {
		o.t.Fatal(err)
	}
	o.read(response)
	return client, response.Request.URL.Path
}

// isOutside wants a browser that is let in nowhere.
func (o *office) isOutside(client *http.Client, due string) {
	o.t.Helper()
	for _, path := range []string{"/", "/items", "/items/" + o.item, "/me", "/users", "/settings", "/messengers.csv", "/signin/code", "/signin/password", "/signin/factor"} {
		response, err := client.Get(o.URL + path)
		if err != nil {
			o.t.Fatal(err)
		}
		o.read(response)
		if response.Request.URL.Path != due {
			o.t.Errorf("%s leads to %s", path, response.Request.URL)
		}
	}
	for _, path := range []string{"/api/v1/items", "/api/v1/events", "/api/v1/tokens"} {
		response, err := client.Get(o.URL + path)
		if err != nil {
			o.t.Fatal(err)
		}
		if o.read(response); response.StatusCode != http.StatusUnauthorized {
			o.t.Errorf("%s answers %s", path, response.Status)
		}
	}
	if page := o.submit(client, "/me/tokens", url.Values{"label": {"x"}, "days": {"9"}, "scope": {"viewer"}}); strings.Contains(page, "hs_") {
		o.t.Error("a token was made")
	}
}

// TestAGivenPasswordOpensOneDoor: who was added by an administrator chooses a password before anything else, and goes where they wanted then.
func TestAGivenPasswordOpensOneDoor(t *testing.T) {
	o := newOffice(t)
	admin := o.browser("admin")
	if page := o.submit(admin, "/users", url.Values{"name": {"new"}, "role": {"verifier"}, "password": {"six words that are given"}}); !strings.Contains(page, "has to choose a password by") {
		t.Errorf("the list of users says %s", page)
	}
	client, path := o.signsIn("new", "six words that are given", "/replies")
	if path != "/signin/password" {
		t.Fatalf("signing in leads to %s", path)
	}
	o.isOutside(client, "/signin/password")
	change := func(old, next string) (string, string) {
		t.Helper()
		response, err := client.PostForm(o.URL+"/signin/password", url.Values{"old": {old}, "new": {next}, "back": {"/replies"}})
		if err != nil {
			t.Fatal(err)
		}
		return response.Request.URL.Path, o.read(response)
	}
	for wrong, says := range map[[2]string]string{
		{"another", "five words of my own"}:                              "The name or the password is wrong",
		{"six words that are given", "six words that are given"}:         "Choose one of your own",
		{"six words that are given", "password12"}:                       "soon guessed",
		{"six words that are given", strings.Repeat("<i>too long", 200)}: "a bound",
	} {
		if path, page := change(wrong[0], wrong[1]); path != "/signin/password" || !strings.Contains(page, `role="alert"`) {
			t.Errorf("%.40q leads to %s, and says not %q", wrong, path, says)
		}
	}
	if path, _ := change("six words that are given", "five words of my own"); path != "/replies" {
		t.Errorf("after that it leads to %s", path)
	}
	if page := o.page(client, "/signin/password"); strings.Contains(page, `name="old"`) {
		t.Error("the door is open to who is let in")
	}
}

// TestASecondFactorIsTakenAndShown takes one at the desk, signs in by it, loses the device, and is helped.
func TestASecondFactorIsTakenAndShown(t *testing.T) {
	o := newOffice(t)
	ann := o.browser("verifier")
	page := o.page(ann, "/signin/factor?back=/me")
	found := regexp.MustCompile(`<code class="hash">([A-Z2-7]{32})</code>`).FindStringSubmatch(page)
	if found == nil || !strings.Contains(page, "<svg") {
		t.Fatalf("the offer is %s", page)
	}
	secret := found[1]
	if page := o.submit(ann, "/signin/factor", url.Values{"code": {"000000"}}); !strings.Contains(page, secret) || !strings.Contains(page, "The code is wrong") {
		t.Errorf("after a wrong code: %s", page)
	}
	page = o.submit(ann, "/signin/factor", url.Values{"code": {servertest.Code(t, secret, time.Now())}, "back": {"/me"}})
	codes := regexp.MustCompile(`<li><code>([a-z2-7 ]+)</code>`).FindAllStringSubmatch(page, -1)
	if len(codes) != 8 || !strings.Contains(o.page(ann, "/me"), "Codes that are left for the day on which you lose it: 8") {
		t.Fatalf("after the code: %s", page)
	}
	client, path := o.signsIn("verifier", password, "/replies")
	if path != "/signin/code" {
		t.Fatalf("signing in leads to %s", path)
	}
	o.isOutside(client, "/signin/code")
	response, err := client.PostForm(o.URL+"/signin/code", url.Values{"code": {servertest.Code(t, secret, time.Now().Add(30*time.Second))}, "back": {"//evil.example"}})
	if err != nil {
		t.Fatal(err)
	}
	if page := o.read(response); response.Request.URL.Path != "/" || !strings.Contains(page, "verifier") {
		t.Errorf("the code leads to %s", response.Request.URL)
	}
	ask := func(code string) (int, string) {
		t.Helper()
		request, err := http.NewRequest(http.MethodPost, o.URL+"/api/v1/tokens", strings.NewReader(fmt.Sprintf(`{"label":"x","code":%q}`, code)))
		if err != nil {
			t.Fatal(err)
		}
		request.SetBasicAuth("verifier", password)
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, o.read(response)
	}
	if status, says := ask(""); status != http.StatusUnauthorized || strings.Contains(says, "hs_") {
		t.Errorf("a token without a code: %d %s", status, says)
	}
	if status, says := ask(codes[0][1]); status != http.StatusOK || !strings.Contains(says, "hs_") {
		t.Errorf("a token by a code of the paper: %d %s", status, says)
	}
	if page := o.submit(ann, "/me/factor/drop", url.Values{"code": {codes[0][1]}}); !strings.Contains(page, "The code is wrong") {
		t.Error("a code of the paper is good twice")
	}
	if page := o.submit(o.browser("admin"), "/users/verifier/drop-factor", nil); !strings.Contains(page, "verifier is changed") {
		t.Errorf("the administrator reads %s", page)
	}
	if _, path := o.signsIn("verifier", password, ""); path != "/" {
		t.Errorf("without it signing in leads to %s", path)
	}
}

// TestARoleThatNeedsASecondFactorTakesOne signs in where verifiers need one.
func TestARoleThatNeedsASecondFactorTakesOne(t *testing.T) {
	o := openOffice(t, fittings{factor: work.Verifier})
	o.browser("responder")
	client, path := o.signsIn("verifier", password, "/replies")
	if path != "/signin/factor" {
		t.Fatalf("signing in leads to %s", path)
	}
	o.isOutside(client, "/signin/factor")
	secret := regexp.MustCompile(`[A-Z2-7]{32}`).FindString(o.page(client, "/signin/factor"))
	if page := o.submit(client, "/signin/factor", url.Values{"code": {servertest.Code(t, secret, time.Now())}, "back": {"/replies"}}); !strings.Contains(page, `href="/replies"`) {
		t.Errorf("after the code: %s", page)
	}
	if page := o.page(client, "/replies"); !strings.Contains(page, "<h1>Replies") {
		t.Errorf("then the page is %.300s", page)
	}
}
