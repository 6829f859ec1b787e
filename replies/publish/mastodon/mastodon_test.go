package mastodon

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"hearsay/post"
	"hearsay/replies/publish"
	"hearsay/replies/publish/publishtest"
)

// instance answers as https://docs.joinmastodon.org/methods/statuses/ and /methods/search/ say.
type instance struct {
	mu       sync.Mutex
	statuses []*kept
	byKey    map[string]*kept // Idempotency-Key, kept for an hour
	media    map[string]*attachment
}

type kept struct {
	posted
	text, answers string
	file          *attachment
}

// attachment is a file that was sent. The instance looks through it for a while.
type attachment struct {
	hash, description string
	looks             int
}

const theirs = "https://elsewhere.example/users/made-up/statuses/1"

func (i *instance) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer token" {
		answer(w, http.StatusUnauthorized, map[string]string{"error": "The access token is invalid"})
		return
	}
	switch id, isOne := strings.CutPrefix(r.URL.Path, "/api/v1/statuses/"); {
	case r.URL.Path == "/api/v2/search" && r.FormValue("type") == "statuses":
		i.search(w, r)
	case r.URL.Path == "/api/v2/media" && r.Method == http.MethodPost:
		i.upload(w, r)
	case strings.HasPrefix(r.URL.Path, "/api/v1/media/"):
		i.look(w, strings.TrimPrefix(r.URL.Path, "/api/v1/media/"))
	case r.URL.Path == "/api/v1/statuses" && r.Method == http.MethodPost:
		i.post(w, r)
	case isOne && r.Method == http.MethodDelete:
		for at, s := range i.statuses {
			if s.ID == id {
				i.statuses = append(i.statuses[:at], i.statuses[at+1:]...)
				answer(w, http.StatusOK, s.posted)
				return
			}
		}
		answer(w, http.StatusNotFound, map[string]string{"error": "Record not found"})
	default:
		http.NotFound(w, r)
	}
}

func (i *instance) search(w http.ResponseWriter, r *http.Request) {
	found := []posted{}
	for _, s := range i.statuses {
		if q := r.FormValue("q"); q == s.URL || q == s.URI {
			found = append(found, s.posted)
		}
	}
	if strings.Contains(r.FormValue("q"), "/mentioned/") { // as servers do that search texts, too
		found = append(found, posted{ID: "901", URI: "https://elsewhere.example/users/made-up/statuses/2", URL: "https://elsewhere.example/@made-up/2"})
	}
	if r.FormValue("q") == theirs && r.FormValue("resolve") == "true" { // fetched from elsewhere, with an id of this instance
		found = append(found, posted{ID: "900", URI: theirs, URL: "https://elsewhere.example/@made-up/1"})
	}
	answer(w, http.StatusOK, map[string]any{"accounts": []any{}, "hashtags": []any{}, "statuses": found})
}

// upload takes a file, as https://docs.joinmastodon.org/methods/media/#v2 says: 202 and no address until it was looked through.
func (i *instance) upload(w http.ResponseWriter, r *http.Request) {
	from, _, err := r.FormFile("file")
	if err != nil {
		answer(w, http.StatusUnprocessableEntity, map[string]string{"error": "Validation failed: File can't be blank"})
		return
	}
	data, err := io.ReadAll(from)
	if err != nil {
		return
	}
	id := fmt.Sprint(7000 + len(i.media))
	i.media[id] = &attachment{hash: publishtest.Hash(data), description: r.FormValue("description")}
	answer(w, http.StatusAccepted, map[string]any{"id": id, "type": "unknown", "url": nil})
}

func (i *instance) look(w http.ResponseWriter, id string) {
	a := i.media[id]
	if a == nil {
		answer(w, http.StatusNotFound, map[string]string{"error": "Record not found"})
		return
	}
	if a.looks++; a.looks < 2 {
		answer(w, http.StatusPartialContent, map[string]any{"id": id, "url": nil})
		return
	}
	answer(w, http.StatusOK, map[string]any{"id": id, "url": "https://here.example/media/" + id})
}

func (i *instance) post(w http.ResponseWriter, r *http.Request) {
	key := r.Header.Get("Idempotency-Key")
	if known := i.byKey[key]; key != "" && known != nil {
		answer(w, http.StatusOK, known.posted)
		return
	}
	var s status
	if json.NewDecoder(r.Body).Decode(&s) != nil || s.Visibility != "unlisted" || s.Language != "en" {
		answer(w, http.StatusUnprocessableEntity, map[string]string{"error": "Validation failed"})
		return
	}
	k := &kept{text: s.Status}
	for _, id := range s.MediaIDs {
		if k.file = i.media[id]; k.file == nil || k.file.looks < 2 {
			answer(w, http.StatusUnprocessableEntity, map[string]string{"error": "Cannot attach files that have not finished processing. Try again in a moment!"})
			return
		}
	}
	switch {
	case s.InReplyToID == "900":
		k.answers = "made up"
	case s.InReplyToID != "":
		before := -1
		for at, other := range i.statuses {
			if other.ID == s.InReplyToID {
				before = at
			}
		}
		if before < 0 {
			answer(w, http.StatusNotFound, map[string]string{"error": "The post you are trying to reply to does not appear to exist."})
			return
		}
		k.answers = i.statuses[before].text
	}
	n := 1000 + len(i.byKey)
	k.posted = posted{ID: fmt.Sprint(n), URI: fmt.Sprintf("https://here.example/users/town/statuses/%d", n), URL: fmt.Sprintf("https://here.example/@town/%d", n)}
	i.statuses = append(i.statuses, k)
	i.byKey[key] = k
	answer(w, http.StatusOK, k.posted)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func TestPublisher(t *testing.T) {
	publishtest.Run(t, func(t *testing.T) publishtest.Platform {
		i := &instance{byKey: map[string]*kept{}, media: map[string]*attachment{}}
		server := httptest.NewServer(i)
		t.Cleanup(server.Close)
		line := publishtest.NewLine(t, server.URL)
		return publishtest.Platform{
			Account: (&Settings{Instance: line.URL, Token: "token"}).Open(publishtest.Client(line)),
			Target:  publish.Target{Ref: post.Ref{Platform: "mastodon", ID: theirs}}, Says: "made up",
			Missing: publish.Target{Ref: post.Ref{Platform: "mastodon", ID: "https://elsewhere.example/users/made-up/statuses/2"}},
			Line:    line,
			Posts: func() (all []publishtest.Post) {
				i.mu.Lock()
				defer i.mu.Unlock()
				for _, s := range i.statuses {
					one := publishtest.Post{Text: s.text, Answers: s.answers}
					if s.file != nil {
						one.File, one.Alt = s.file.hash, s.file.description
					}
					all = append(all, one)
				}
				return all
			},
		}
	})
}

func TestAPostThatOnlyMentionsAnAddressIsNotAnswered(t *testing.T) {
	server := httptest.NewServer(&instance{})
	defer server.Close()
	p := (&Settings{Instance: server.URL, Token: "token"}).Open(server.Client()).Publisher
	for _, at := range []publish.Target{
		{Ref: post.Ref{Platform: "mastodon", ID: "https://elsewhere.example/mentioned/1"}},
		{URL: "https://elsewhere.example/mentioned/1"},
	} {
		if place, err := p.Find(t.Context(), at); !errors.Is(err, publish.ErrRefused) {
			t.Errorf("%+v: found %+v, %v", at, place, err)
		}
	}
	if place, err := p.Find(t.Context(), publish.Target{URL: server.URL + "/mentioned/901"}); err != nil || idOf(place) != "901" {
		t.Errorf("by the instance's own address: %+v, %v", place, err)
	}
}

func TestSettingsSayWhatIsWrong(t *testing.T) {
	for field, s := range map[string]Settings{
		"instance":   {Instance: "mastodon.example", Token: "t"},
		"token":      {Instance: "https://mastodon.example"},
		"visibility": {Instance: "https://mastodon.example", Token: "t", Visibility: "direct"},
		"limit":      {Instance: "https://mastodon.example", Token: "t", Limit: 5},
	} {
		var reported []string
		s.Check(func(field, _, _ string) { reported = append(reported, field) })
		if len(reported) != 1 || reported[0] != field {
			t.Errorf("reported %v, want %s", reported, field)
		}
	}
}
