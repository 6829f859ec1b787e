package desk_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/desk/access"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/replies"
)

// TestASessionIsNotFixed signs in with a key that somebody else has chosen: it is worth nothing afterwards, and nor is one of before
// signing out.
func TestASessionIsNotFixed(t *testing.T) {
	o := newOffice(t)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(o.URL)
	if err != nil {
		t.Fatal(err)
	}
	const chosen = "chosen-by-somebody-else"
	jar.SetCookies(at, []*http.Cookie{{Name: "hearsay", Value: chosen, Path: "/"}})
	client := &http.Client{Jar: jar}
	o.submit(client, "/signin", url.Values{"name": {"viewer"}, "password": {password}})
	own := jar.Cookies(at)[0].Value
	if own == chosen || !strings.Contains(o.page(client, "/"), "viewer") {
		t.Errorf("after signing in the session's key is %q", own)
	}
	o.submit(client, "/signout", nil)
	for _, key := range []string{chosen, own} {
		stolen, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		stolen.SetCookies(at, []*http.Cookie{{Name: "hearsay", Value: key, Path: "/"}})
		response, err := (&http.Client{Jar: stolen}).Get(o.URL + "/")
		if err != nil {
			t.Fatal(err)
		}
		o.read(response)
		if response.Request.URL.Path != "/signin" {
			t.Errorf("the key %q opens %s", key, response.Request.URL)
		}
	}
}

// TestAStolenTokenEnds takes a token back, lets one end, and takes its user away: each is worth nothing from the next call on.
func TestAStolenTokenEnds(t *testing.T) {
	o := newOffice(t)
	works := func(token string, want int) {
		t.Helper()
		if status, body := o.call(token, http.MethodGet, "/api/v1/queues", ""); status != want {
			t.Errorf("a call gets %d %s, want %d", status, body, want)
		}
	}
	taken, orphan, admin := o.token("viewer"), o.token("editor"), o.token("admin")
	works(taken, http.StatusOK)
	tokens, err := o.ledger.Tokens(t.Context(), "viewer")
	if err != nil || len(tokens) != 1 || strings.Contains(taken, tokens[0].Hash) {
		t.Fatalf("the tokens are %+v, %v", tokens, err)
	}
	err = o.ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		if err := tx.RemoveToken(t.Context(), tokens[0].ID, "viewer"); err != nil {
			return err
		}
		return tx.AddToken(t.Context(), ledger.Token{ID: "old", Hash: hashOf("hs_old"), User: "viewer", ExpiresAt: time.Now().Add(-time.Second)})
	})
	if err != nil {
		t.Fatal(err)
	}
	works(taken, http.StatusUnauthorized)
	works("hs_old", http.StatusUnauthorized)
	works(tokens[0].Hash, http.StatusUnauthorized) // what a reader of the ledger would have
	works(orphan, http.StatusOK)
	if status, body := o.call(admin, http.MethodPatch, "/api/v1/users/editor", `{"disabled":true}`); status != http.StatusOK {
		t.Fatal(status, body)
	}
	works(orphan, http.StatusUnauthorized)
}

// hashOf is a token as the ledger keeps it.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// TestNothingIsTakenThatNobodyAskedFor hands in more than a call or a form takes: states, people, numbers.
func TestNothingIsTakenThatNobodyAskedFor(t *testing.T) {
	o := newOffice(t)
	ann := o.token("responder")
	const more = `"state":"verified","verifier":"verifier","authors":["admin"],"id":"mine","version":99,"checks":[],"retracted":true`
	if status, body := o.call(ann, http.MethodPost, "/api/v1/items/"+o.item+"/replies", `{"language":"en","fact":"A fact.",`+more+`}`); status != http.StatusUnprocessableEntity {
		t.Errorf("a draft with a state gets %d %s", status, body)
	}
	if status, body := o.call(ann, http.MethodPost, "/api/v1/items/"+o.item+"/replies", `{"language":"en","fact":"A fact."}`); status != http.StatusOK {
		t.Fatal(status, body)
	}
	drafts, err := o.ledger.RepliesIn(t.Context(), 10, replies.Draft)
	if err != nil || len(drafts) != 1 {
		t.Fatalf("the drafts are %v, %v", drafts, err)
	}
	id := drafts[0].ID
	if status, body := o.call(ann, http.MethodPatch, "/api/v1/replies/"+id, `{"language":"en","fact":"Another.",`+more+`}`); status != http.StatusUnprocessableEntity {
		t.Errorf("an edit with a state gets %d %s", status, body)
	}
	o.submit(o.browser("responder"), "/replies/"+id, url.Values{"language": {"en"}, "fact": {"By the form."}, "state": {"verified"}, "verifier": {"verifier"}, "State": {"verified"}, "version": {"1"}})
	got, err := o.ledger.Reply(t.Context(), id)
	if err != nil || got.State != replies.Draft || got.Verifier != "" || len(got.Authors) != 1 || got.Authors[0] != "responder" {
		t.Errorf("the reply became %+v, %v", got, err)
	}
	for path, body := range map[string]string{"/api/v1/tokens": `{"label":"x","user":"admin"}`, "/api/v1/users": `{"name":"mine","role":"admin","password":"correct horse battery"}`} {
		if status, answer := o.call(ann, http.MethodPost, path, body); status/100 != 4 {
			t.Errorf("POST %s of %s gets %d %s", path, body, status, answer)
		}
	}
	if status, body := o.call(ann, http.MethodPatch, "/api/v1/users/responder", `{"role":"admin"}`); status != http.StatusForbidden {
		t.Errorf("raising oneself gets %d %s", status, body)
	}
}

// TestNoPathLeadsOutOfItsFolder asks for files beside those that are served.
func TestNoPathLeadsOutOfItsFolder(t *testing.T) {
	o := newOffice(t)
	client := o.browser("admin")
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	const up = "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd"
	for _, path := range []string{
		"/static/x/" + up, "/static/x/..%5c..%5cetc%5cpasswd", "/static/" + up + "/style.css", "/media/" + up, "/bulletins/" + up, "/bulletins/" + up + ".md", "/feeds/bulletins/" + up,
		"/feeds/" + up + ".atom", "/answers/" + up, "/replies/" + up, "/items/" + up, "/%2e%2e/%2e%2e/etc/passwd", "/static/x/%00/etc/passwd", "/api/v1/items/" + up, "/debug/pprof/" + up,
	} {
		request, err := http.NewRequest(http.MethodGet, o.URL, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.URL.Opaque = "//" + request.URL.Host + path // as it is written
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if body := o.read(response); strings.Contains(body, "root:") || response.StatusCode/100 == 2 || response.StatusCode/100 == 5 {
			t.Errorf("%s gets %s %.80s", path, response.Status, body)
		}
	}
}

// TestSigningInCostsTheSameForStrangers compares what a wrong password costs for a name that is known and for one that is not. Time would
// tell no more than memory does: both are those of argon2id.
func TestSigningInCostsTheSameForStrangers(t *testing.T) {
	o := newOffice(t)
	gate := access.New(o.ledger, o.URL, nil, access.Unfit{}, time.Now)
	cost := func(name string) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := gate.SignIn(t.Context(), name, "wrong"); err == nil {
			t.Errorf("%s is let in", name)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	cost("stranger") // whose hash is made once
	known, unknown := cost("viewer"), cost("nobody")
	if low, high := min(known, unknown), max(known, unknown); low < 1<<20 || high > low+low/4 {
		t.Errorf("a known name costs %d bytes, an unknown one %d", known, unknown)
	}
}

// TestOverTLSBrowsersKeepToIt opens a desk whose address begins with https: browsers are told to use nothing else, and its cookie is its
// own, and stays with it.
func TestOverTLSBrowsersKeepToIt(t *testing.T) {
	o := openOffice(t, fittings{baseURL: "https://desk.example.org"})
	response, err := http.DefaultTransport.RoundTrip(signInRequest(t, o.URL))
	if err != nil {
		t.Fatal(err)
	}
	o.read(response)
	if got := response.Header.Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
		t.Errorf("Strict-Transport-Security: %q", got)
	}
	cookie := response.Header.Get("Set-Cookie")
	for _, part := range []string{"__Host-hearsay=", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"} {
		if !strings.Contains(cookie, part) || strings.Contains(cookie, "Domain") {
			t.Errorf("the cookie %q has no %s", cookie, part)
		}
	}
}

func signInRequest(t *testing.T, address string) *http.Request {
	t.Helper()
	form := url.Values{"name": {"viewer"}, "password": {password}}
	request, err := http.NewRequest(http.MethodPost, address+"/signin", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return request
}

// TestSessionsAreListedAndEnded signs in with two browsers, and ends the one from the other: it is let in no more. Nobody ends somebody
// else's.
func TestSessionsAreListedAndEnded(t *testing.T) {
	o := openOffice(t, fittings{ledger: servertest.PostgresURL(t)})
	signIn := func(name, browser string) *http.Client {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		client := &http.Client{Jar: jar, Transport: named{browser}}
		o.submit(client, "/signin", url.Values{"name": {name}, "password": {password}})
		return client
	}
	here, there, stranger := signIn("viewer", "Browser of the office"), signIn("viewer", "Browser <b>at home</b>"), signIn("editor", "Browser of somebody else")
	page := o.page(here, "/me")
	if !strings.Contains(page, "Browser of the office") || !strings.Contains(page, "Browser &lt;b&gt;at home") || strings.Contains(page, "somebody else") {
		t.Fatalf("the page says %s", page)
	}
	ends := regexp.MustCompile(`/me/sessions/\w+/end`).FindAllString(page, -1)
	if len(ends) != 1 {
		t.Fatalf("the page ends %v; want the other session", ends)
	}
	o.submit(stranger, ends[0], nil)
	if !strings.Contains(o.page(there, "/me"), "at home") {
		t.Error("somebody else ended a session")
	}
	o.submit(here, ends[0], nil)
	if page := o.page(there, "/me"); !strings.Contains(page, `name="password"`) {
		t.Errorf("who was signed out there sees %s", page)
	}
	if page := o.page(here, "/me"); !strings.Contains(page, "Browser of the office") || strings.Contains(page, "at home") {
		t.Errorf("afterwards the page says %s", page)
	}
}

// named is a browser that says who it is.
type named struct{ browser string }

func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("User-Agent", n.browser)
	return http.DefaultTransport.RoundTrip(r)
}

// TestPasswordsThatAreSoonGuessedAreRefused tries to give people passwords that many have, patterns, and names.
func TestPasswordsThatAreSoonGuessedAreRefused(t *testing.T) {
	o := openOffice(t, fittings{unfit: access.Unfit{Words: access.OwnWords("Joenrannan vesilaitos", "https://desk.joenranta.example")}})
	admin := o.token("admin")
	add := func(secret string) (int, string) {
		body, err := json.Marshal(map[string]string{"name": "maria.virtanen", "role": "viewer", "password": secret})
		if err != nil {
			t.Fatal(err)
		}
		return o.call(admin, http.MethodPost, "/api/v1/users", string(body))
	}
	for _, easy := range []string{"password123", "Password1!Password1!", "qwertyuiop", "1234567890123", "aaaaaaaaaaaaaaaa", "maria.virtanen", "hearsayhearsay", "Joenranta2026!", "vesilaitos-joenranta", "short"} {
		if status, said := add(easy); status != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d %s", easy, status, said)
		}
	}
	if status, said := o.call(admin, http.MethodPatch, "/api/v1/users/viewer", `{"password":"qwertyuiop1"}`); status != http.StatusUnprocessableEntity {
		t.Errorf("a user's password is changed to an easy one: %d %s", status, said)
	}
	for _, good := range []string{"seven wooden kettles sing", rand.Text(), strings.Repeat("kahdeksan puista kattilaa ", 30)} {
		if status, said := add(good); status != http.StatusOK && status != http.StatusConflict { // there already, after the first
			t.Errorf("%q: %d %s", good, status, said)
		}
	}
}

// TestStolenPasswordsAreRefused tries passwords that are hard to guess, and known.
func TestStolenPasswordsAreRefused(t *testing.T) {
	const stolen = "seven wooden kettles sing"
	file := filepath.Join(t.TempDir(), "stolen.txt")
	if err := os.WriteFile(file, fmt.Appendf(nil, "%X:12\r\n", sha1.Sum([]byte(stolen))), 0o600); err != nil {
		t.Fatal(err)
	}
	o := openOffice(t, fittings{unfit: access.Unfit{Breached: access.Breached(file)}})
	admin := o.token("admin")
	for _, try := range []struct{ method, path, body string }{
		{http.MethodPost, "/api/v1/users", `{"name":"new","role":"viewer","password":"` + stolen + `"}`},
		{http.MethodPatch, "/api/v1/users/viewer", `{"password":"` + stolen + `"}`},
	} {
		if status, said := o.call(admin, try.method, try.path, try.body); status != http.StatusUnprocessableEntity || !strings.Contains(said, "stolen") {
			t.Errorf("%s %s: %d %s", try.method, try.path, status, said)
		}
	}
	if page := o.submit(o.browser("viewer"), "/me/password", url.Values{"old": {password}, "new": {stolen}}); !strings.Contains(page, "lists of stolen ones") {
		t.Errorf("one's own: %s", page)
	}
	if status, said := o.call(admin, http.MethodPatch, "/api/v1/users/viewer", `{"password":"eight wooden kettles sing"}`); status != http.StatusOK {
		t.Errorf("another one: %d %s", status, said)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if status, _ := o.call(admin, http.MethodPatch, "/api/v1/users/viewer", `{"password":"nine wooden kettles sing"}`); status != http.StatusInternalServerError {
		t.Errorf("without the file: %d", status)
	}
}

// TestRefusalsStandInTheLog wants whoever watches the log to see who tried what is not theirs.
func TestRefusalsStandInTheLog(t *testing.T) {
	var log lockedBuffer
	o := openOffice(t, fittings{log: &log})
	o.call(o.token("viewer"), http.MethodPost, "/api/v1/queues/general/pull", "{}")
	o.call("hs_nonsense", http.MethodGet, "/api/v1/items", "")
	response, err := http.PostForm(o.URL+"/signin", url.Values{"name": {"viewer"}, "password": {"a guess"}})
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	said := log.String()
	for _, want := range []string{`msg=refused user=viewer from=127.0.0.1 what=pull`, `msg=refused user="" from=127.0.0.1 what=`, `what=sign-in`} {
		if !strings.Contains(said, want) {
			t.Errorf("the log does not say %s:\n%s", want, said)
		}
	}
	if strings.Contains(said, "a guess") {
		t.Errorf("the log tells a password:\n%s", said)
	}
}

// lockedBuffer is a buffer that several goroutines write into.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
