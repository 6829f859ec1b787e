// Package xsim is a small server that posts and deletes as X's API v2 does, signatures, duplicates and refusals included:
// https://docs.x.com/x-api/posts/create-post and delete-post.
//
// It stands for the platform in tests and serves the demo; it is no part of the daemon.
package xsim

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // OAuth 1.0a signs with it
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Keys that the requests of the one account are signed with.
const (
	ConsumerKey    = "consumer-key"
	ConsumerSecret = "consumer-secret"
	AccessToken    = "access-token"
	AccessSecret   = "access-secret"
)

// Server holds posts. Its fields are set before serving; methods are safe for several goroutines.
type Server struct {
	// Address is what is signed: where clients reach the server.
	Address string
	// TextOf is the text of a post of somebody else's; false if there is none. Nil has a text for every number.
	TextOf func(id string) (string, bool)

	mu    sync.Mutex
	posts []Post
	last  int
	media map[string]*Medium
}

// Post is one of the account's.
type Post struct {
	ID, Text string
	Answers  string  // the text of the post that it answers; "" for none
	Medium   *Medium // that goes with it; nil for none
}

// Posts are those that stand, the oldest first.
func (s *Server) Posts() []Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Post(nil), s.posts...)
}

// ServeHTTP answers POST /2/tweets, DELETE /2/tweets/ID, and what brings files.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, isOne := strings.CutPrefix(r.URL.Path, "/2/tweets/")
	switch {
	case !s.isSigned(r):
		problem(w, http.StatusUnauthorized, "Unauthorized")
	case r.Method == http.MethodPost && r.URL.Path == "/2/tweets":
		s.post(w, r)
	case strings.HasPrefix(r.URL.Path, "/2/media/"):
		s.serveMedia(w, r)
	case r.Method == http.MethodDelete && isOne:
		s.remove(w, id)
	default:
		problem(w, http.StatusNotFound, "Not Found")
	}
}

var parameter = regexp.MustCompile(`(oauth_[a-z_]+)="([^"]*)"`)

// isSigned tells whether a request carries the signature of the account's keys: RFC 5849, 3.4.
func (s *Server) isSigned(r *http.Request) bool {
	values := map[string]string{}
	for _, match := range parameter.FindAllStringSubmatch(r.Header.Get("Authorization"), -1) {
		value, err := url.PathUnescape(match[2])
		if err != nil {
			return false
		}
		values[match[1]] = value
	}
	if values["oauth_consumer_key"] != ConsumerKey || values["oauth_token"] != AccessToken || values["oauth_signature_method"] != "HMAC-SHA1" {
		return false
	}
	var pairs []string
	for _, name := range []string{"oauth_consumer_key", "oauth_nonce", "oauth_signature_method", "oauth_timestamp", "oauth_token", "oauth_version"} {
		pairs = append(pairs, name+"="+escape(values[name]))
	}
	for name, all := range r.URL.Query() {
		pairs = append(pairs, escape(name)+"="+escape(all[0]))
	}
	slices.Sort(pairs)
	base := r.Method + "&" + escape(s.Address+r.URL.Path) + "&" + escape(strings.Join(pairs, "&"))
	mac := hmac.New(sha1.New, []byte(ConsumerSecret+"&"+AccessSecret))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil)) == values["oauth_signature"]
}

// escape writes a value as signatures have it: RFC 5849, 3.6.
func escape(value string) string { return strings.ReplaceAll(url.QueryEscape(value), "+", "%20") }

func (s *Server) post(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Text  string `json:"text"`
		Reply *struct {
			To string `json:"in_reply_to_tweet_id"`
		} `json:"reply"`
		Media struct {
			IDs []string `json:"media_ids"`
		} `json:"media"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.Text == "" {
		problem(w, http.StatusBadRequest, "Invalid Request")
		return
	}
	p := Post{Text: in.Text}
	for _, id := range in.Media.IDs {
		if p.Medium = s.media[id]; p.Medium == nil || p.Medium.looks < 2 {
			problem(w, http.StatusBadRequest, "Your media IDs are invalid.")
			return
		}
	}
	for _, other := range s.posts {
		if other.Text == in.Text {
			problem(w, http.StatusForbidden, "You are not allowed to create a Tweet with duplicate content.")
			return
		}
	}
	if in.Reply != nil {
		said, there := s.textOf(in.Reply.To)
		if !there {
			problem(w, http.StatusForbidden, "You attempted to reply to a Tweet that is deleted or not visible to you.")
			return
		}
		p.Answers = said
	}
	s.last++
	p.ID = fmt.Sprint(2_000_000 + s.last)
	s.posts = append(s.posts, p)
	answer(w, http.StatusCreated, map[string]any{"data": map[string]string{"id": p.ID, "text": p.Text}})
}

func (s *Server) textOf(id string) (string, bool) {
	for _, own := range s.posts {
		if own.ID == id {
			return own.Text, true
		}
	}
	if s.TextOf == nil {
		return "somebody else's", true
	}
	return s.TextOf(id)
}

func (s *Server) remove(w http.ResponseWriter, id string) {
	for i, p := range s.posts {
		if p.ID == id {
			s.posts = append(s.posts[:i], s.posts[i+1:]...)
			answer(w, http.StatusOK, map[string]any{"data": map[string]bool{"deleted": true}})
			return
		}
	}
	problem(w, http.StatusNotFound, "Could not find tweet with id: ["+id+"].")
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that is gone gets nothing
}

func problem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "detail": detail, "status": status}) // as above
}
