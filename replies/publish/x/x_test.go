package x

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // OAuth 1.0a signs with it
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"hearsay/post"
	"hearsay/replies/publish"
	"hearsay/replies/publish/publishtest"
)

// api answers as https://docs.x.com/x-api/posts/create-post and delete-post say, and checks every signature (RFC 5849).
type api struct {
	public string // its address, which is what is signed
	mu     sync.Mutex
	posts  []kept
	next   int
}

type kept struct{ id, text, answers string }

const theirs = "1234567890123456789"

var parameter = regexp.MustCompile(`(oauth_[a-z_]+)="([^"]*)"`)

// isSigned tells whether a request carries the signature of our keys.
func (a *api) isSigned(r *http.Request) bool {
	values := map[string]string{}
	for _, match := range parameter.FindAllStringSubmatch(r.Header.Get("Authorization"), -1) {
		values[match[1]], _ = url.PathUnescape(match[2])
	}
	if values["oauth_consumer_key"] != "ck" || values["oauth_token"] != "at" || values["oauth_signature_method"] != "HMAC-SHA1" {
		return false
	}
	var pairs []string
	for _, name := range []string{"oauth_consumer_key", "oauth_nonce", "oauth_signature_method", "oauth_timestamp", "oauth_token", "oauth_version"} {
		pairs = append(pairs, name+"="+url.QueryEscape(values[name]))
	}
	base := r.Method + "&" + url.QueryEscape(a.public+r.URL.Path) + "&" + url.QueryEscape(strings.ReplaceAll(strings.Join(pairs, "&"), "+", "%20"))
	mac := hmac.New(sha1.New, []byte("cs&as"))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil)) == values["oauth_signature"]
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	id, isOne := strings.CutPrefix(r.URL.Path, "/2/tweets/")
	switch {
	case !a.isSigned(r):
		problem(w, http.StatusUnauthorized, "Unauthorized")
	case r.Method == http.MethodPost && r.URL.Path == "/2/tweets":
		a.post(w, r)
	case r.Method == http.MethodDelete && isOne:
		for at, p := range a.posts {
			if p.id == id {
				a.posts = append(a.posts[:at], a.posts[at+1:]...)
				_, _ = w.Write([]byte(`{"data":{"deleted":true}}`))
				return
			}
		}
		problem(w, http.StatusNotFound, "Could not find tweet with id: ["+id+"].")
	default:
		problem(w, http.StatusNotFound, "Not Found")
	}
}

func (a *api) post(w http.ResponseWriter, r *http.Request) {
	var t tweet
	if json.NewDecoder(r.Body).Decode(&t) != nil {
		problem(w, http.StatusBadRequest, "Invalid Request")
		return
	}
	k := kept{text: t.Text}
	if t.Reply != nil && t.Reply.To == theirs {
		k.answers = "made up"
	}
	for _, other := range a.posts {
		if other.text == t.Text {
			problem(w, http.StatusForbidden, "You are not allowed to create a Tweet with duplicate content.")
			return
		}
		if t.Reply != nil && other.id == t.Reply.To {
			k.answers = other.text
		}
	}
	if t.Reply != nil && k.answers == "" {
		problem(w, http.StatusForbidden, "You attempted to reply to a Tweet that is deleted or not visible to you.")
		return
	}
	a.next++
	k.id = fmt.Sprint(2000 + a.next)
	a.posts = append(a.posts, k)
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(map[string]any{"data": map[string]string{"id": k.id, "text": k.text}})
}

func problem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "detail": detail, "status": status})
}

func TestPublisher(t *testing.T) {
	publishtest.Run(t, func(t *testing.T) publishtest.Platform {
		a := &api{}
		server := httptest.NewServer(a)
		t.Cleanup(server.Close)
		line := publishtest.NewLine(t, server.URL)
		a.public = line.URL
		return publishtest.Platform{
			Account: (&Settings{ConsumerKey: "ck", ConsumerSecret: "cs", AccessToken: "at", AccessSecret: "as", BaseURL: line.URL}).Open(publishtest.Client(line)),
			Target:  publish.Target{Ref: post.Ref{Platform: "twitter", ID: theirs}}, Says: "made up",
			Missing: publish.Target{Ref: post.Ref{Platform: "twitter", ID: "99"}},
			Line:    line,
			Posts: func() (all []publishtest.Post) {
				a.mu.Lock()
				defer a.mu.Unlock()
				for _, p := range a.posts {
					all = append(all, publishtest.Post{Text: p.text, Answers: p.answers})
				}
				return all
			},
		}
	})
}

func TestAPostIsKnownByItsAddress(t *testing.T) {
	p := (&Settings{}).Open(http.DefaultClient).Publisher
	for address, want := range map[string]string{
		"https://x.com/town/status/12":           `{"id":"12"}`,
		"https://twitter.com/i/web/status/12?s=": `{"id":"12"}`,
		"https://x.com/town":                     "",
	} {
		place, err := p.Find(t.Context(), publish.Target{URL: address})
		if string(place.Handle) != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %s, %v; want %s", address, place.Handle, err, want)
		}
	}
}
