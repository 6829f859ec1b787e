package bluesky

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/internal/servertest"
	"hearsay/post"
	"hearsay/replies/publish"
	"hearsay/replies/publish/publishtest"
)

// account is a new account on a server.
type account struct {
	t              *testing.T
	server, handle string
	DID            string `json:"did"`
	Token          string `json:"accessJwt"`
}

const password = "a long password"

func newAccount(t *testing.T, server string) *account {
	t.Helper()
	a := &account{t: t, server: server, handle: "a" + strings.ToLower(rand.Text()[:12]) + ".test"}
	a.call("com.atproto.server.createAccount", map[string]any{"handle": a.handle, "email": a.handle + "@example.org", "password": password}, a)
	return a
}

func (a *account) call(method string, in, out any) {
	a.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		a.t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, a.server+"/xrpc/"+method, bytes.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if a.Token != "" {
		request.Header.Set("Authorization", "Bearer "+a.Token)
	}
	a.do(request, out)
}

func (a *account) do(request *http.Request, out any) {
	a.t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		a.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		a.t.Fatalf("%s: %s %s %v", request.URL, response.Status, data, err)
	}
	if err := json.Unmarshal(data, out); err != nil {
		a.t.Fatal(err)
	}
}

// posts are the account's, the oldest first.
func (a *account) posts() []listed {
	a.t.Helper()
	var list struct {
		Records []listed `json:"records"`
	}
	request, err := http.NewRequest(http.MethodGet, a.server+"/xrpc/com.atproto.repo.listRecords?"+url.Values{"repo": {a.DID}, "collection": {collection}, "limit": {"100"}}.Encode(), nil)
	if err != nil {
		a.t.Fatal(err)
	}
	a.do(request, &list)
	slices.SortFunc(list.Records, func(x, y listed) int { return strings.Compare(x.URI, y.URI) })
	return list.Records
}

type listed struct {
	URI   string `json:"uri"`
	Value record `json:"value"`
}

// TestPublisher posts to a real Bluesky server.
func TestPublisher(t *testing.T) {
	server := servertest.BlueskyServer(t)
	them := newAccount(t, server)
	var theirs ref
	them.call("com.atproto.repo.createRecord", map[string]any{"repo": them.DID, "collection": collection, "record": map[string]any{"$type": collection, "text": "made up", "createdAt": time.Now().UTC().Format(time.RFC3339)}}, &theirs)
	publishtest.Run(t, func(t *testing.T) publishtest.Platform {
		us := newAccount(t, server)
		line := publishtest.NewLine(t, server)
		texts := map[string]string{theirs.URI: "made up"}
		return publishtest.Platform{
			Account: (&Settings{Host: line.URL, Handle: us.handle, Password: password}).Open(publishtest.Client(line)),
			Target:  publish.Target{Ref: post.Ref{Platform: "bluesky", ID: theirs.URI}}, Says: "made up",
			Missing: publish.Target{Ref: post.Ref{Platform: "bluesky", ID: "at://" + them.DID + "/" + collection + "/3zzzzzzzzzzzz"}},
			Line:    line,
			Posts: func() (all []publishtest.Post) {
				for _, p := range us.posts() {
					texts[p.URI] = p.Value.Text
					one := publishtest.Post{Text: p.Value.Text}
					if p.Value.Reply != nil {
						one.Answers = texts[p.Value.Reply.Parent.URI]
						if p.Value.Reply.Root.URI != theirs.URI && texts[p.Value.Reply.Root.URI] == "" {
							t.Errorf("the thread begins at %v", p.Value.Reply.Root)
						}
					}
					all = append(all, one)
				}
				return all
			},
		}
	})
}

func TestAWornTokenIsReplaced(t *testing.T) {
	server := servertest.BlueskyServer(t)
	us := newAccount(t, server)
	p := (&Settings{Host: server, Handle: us.handle, Password: password}).Open(http.DefaultClient).Publisher.(*publisher)
	p.session.access = "worn"
	if _, err := p.Send(t.Context(), publish.Outgoing{Key: "a-0", At: time.Now(), Text: "Back again, at https://example.org/é.", Language: "en"}); err != nil {
		t.Fatal(err)
	}
	got := us.posts()
	if len(got) != 1 || len(got[0].Value.Facets) != 1 || got[0].Value.Facets[0].Features[0].URI != "https://example.org/é" || !slices.Equal(got[0].Value.Langs, []string{"en"}) {
		t.Errorf("got %+v", got)
	}
}

func TestFacetsMarkLinksInBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := rapid.StringMatching(`[a-zéßا漢😀 ]{0,20} `).Draw(t, "before"), rapid.SampledFrom([]string{"", ".", ", and more", ")", "\nnext"}).Draw(t, "after")
		uri := "https://example.org/" + rapid.StringMatching(`[a-z0-9é/]{1,10}`).Draw(t, "path")
		text := before + uri + after
		found := links(text)
		if len(found) != 1 || text[found[0].Index.Start:found[0].Index.End] != uri || found[0].Features[0].URI != uri {
			t.Fatalf("%q: %+v", text, found)
		}
	})
}

func TestRecordKeysAreOfTheirTime(t *testing.T) {
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	one, same, other, later := tid("d-0", now), tid("d-0", now), tid("e-0", now), tid("d-1", now.Add(time.Millisecond))
	if one != same || one == other || one >= later || len(one) != 13 {
		t.Errorf("got %s %s %s %s", one, same, other, later)
	}
}
