package desk_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"hearsay/desk/access"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/work"
)

// elsewhere is an office whose people may sign in at a real OpenID provider, by one of some ways.
func elsewhere(t *testing.T, strength ...string) *office {
	t.Helper()
	provider := &access.Provider{
		Name: "The town's sign-in", ClientID: "desk", Secret: "a secret of the test", RoleClaim: "groups", Client: access.ProviderClient(),
		Roles:    map[string]work.Role{"writers": work.Responder, "checkers": work.Verifier, "press": work.Editor},
		Strength: strength,
	}
	o := openOffice(t, fittings{provider: provider})
	provider.Issuer = servertest.OpenIDProvider(t, o.URL+access.CallbackPath)
	return o
}

// form is where a page's first form leads.
var form = regexp.MustCompile(`<form[^>]* action="([^"]+)"`)

// walk signs somebody in at the provider, through its pages, and returns the browser and the desk's last answer.
func (o *office) walk(name string) (*http.Client, *http.Response, string) {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	response, err := browser.Get(o.URL + "/signin/oidc?back=/items")
	if err != nil {
		o.t.Fatal(err)
	}
	for range 5 {
		page := o.read(response)
		action := form.FindStringSubmatch(page)
		if strings.HasPrefix(response.Request.URL.String(), o.URL) || action == nil {
			return browser, response, page
		}
		to, err := response.Request.URL.Parse(strings.ReplaceAll(action[1], "&amp;", "&"))
		if err != nil {
			o.t.Fatal(err)
		}
		prompt := "login"
		if strings.Contains(page, `value="consent"`) {
			prompt = "consent"
		}
		if response, err = browser.PostForm(to.String(), url.Values{"prompt": {prompt}, "login": {name}, "password": {"any"}}); err != nil {
			o.t.Fatal(err)
		}
	}
	o.t.Fatalf("the provider goes in circles at %s", response.Request.URL)
	return nil, nil, ""
}

func TestSigningInElsewhere(t *testing.T) {
	o := elsewhere(t)
	if page := o.page(http.DefaultClient, "/signin"); !strings.Contains(page, "Sign in with The town&#39;s sign-in") {
		t.Errorf("the sign-in page: %s", page)
	}
	carla, response, page := o.walk("carla.writers.checkers")
	if response.Request.URL.Path != "/items" || !strings.Contains(page, ">carla</a> <small>verifier</small>") {
		t.Fatalf("after signing in she is at %s: %s", response.Request.URL, page)
	}
	before, err := o.ledger.User(t.Context(), "carla")
	if err != nil || before.Role != "verifier" || before.Password != "" {
		t.Fatalf("the user: %+v, %v", before, err)
	}
	if _, err := o.gate().SignIn(t.Context(), "carla", ""); err == nil {
		t.Error("she can sign in here, too, with an empty password")
	}
	// The role is what the provider says now.
	o.changeUser(func(u *ledger.User) { u.Role = "admin" }, "carla")
	if _, _, page := o.walk("carla.writers.checkers"); !strings.Contains(page, "<small>verifier</small>") {
		t.Errorf("after signing in again: %s", page)
	}
	if page := o.submit(carla, "/signout", nil); !strings.Contains(page, "<h1>Sign in</h1>") {
		t.Errorf("after signing out: %s", page)
	}
}

func TestSigningInElsewhereAsStronglyAsIsAsked(t *testing.T) {
	o := elsewhere(t, "phr", "mfa")
	if _, response, page := o.walk("carla.checkers"); response.StatusCode != http.StatusForbidden || !strings.Contains(page, "did not work") {
		t.Errorf("by one factor: %s %s", response.Status, page)
	}
	if users, err := o.ledger.Users(t.Context()); err != nil || len(users) != len(work.Roles()) {
		t.Errorf("%d users, %v", len(users), err)
	}
	if _, response, page := o.walk("carla.checkers.twofactors"); response.Request.URL.Path != "/items" || !strings.Contains(page, ">carla</a> <small>verifier</small>") {
		t.Errorf("by two she is at %s: %s", response.Request.URL, page)
	}
}

func TestWhoIsNotLetInFromElsewhere(t *testing.T) {
	o := elsewhere(t)
	if _, response, page := o.walk("dan.gardeners"); response.StatusCode != http.StatusForbidden || !strings.Contains(page, "gives you no role here") {
		t.Errorf("without a role: %s %s", response.Status, page)
	}
	if _, response, _ := o.walk("admin.checkers"); response.StatusCode != http.StatusConflict {
		t.Errorf("with the name of somebody else: %s", response.Status)
	}
	o.walk("erin.writers")
	o.changeUser(func(u *ledger.User) { u.Disabled = u.CreatedAt }, "erin")
	if _, response, _ := o.walk("erin.writers"); response.StatusCode != http.StatusForbidden {
		t.Errorf("disabled: %s", response.Status)
	}
	for name, query := range map[string]string{"nothing": "", "a code that nobody asked for": "?code=x&state=y", "an error": "?error=access_denied&state=y"} {
		response, err := http.Get(o.URL + access.CallbackPath + query)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s", name, response.Status)
		}
	}
	users, err := o.ledger.Users(t.Context())
	if err != nil || len(users) != len(work.Roles())+1 {
		t.Errorf("%d users, %v", len(users), err)
	}
}

func (o *office) gate() *access.Gate {
	return access.New(o.ledger, o.URL, nil, access.Unfit{}, time.Now)
}

// changeUser changes a user in the ledger.
func (o *office) changeUser(change func(*ledger.User), name string) {
	o.t.Helper()
	user, err := o.ledger.User(o.t.Context(), name)
	if err != nil {
		o.t.Fatal(err)
	}
	change(&user)
	if err := o.ledger.Write(o.t.Context(), func(tx *ledger.Tx) error { return tx.UpdateUser(o.t.Context(), user) }); err != nil {
		o.t.Fatal(err)
	}
}
