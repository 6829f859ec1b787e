package servertest

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
)

// BlueskyPassword is that of every BlueskyAccount.
const BlueskyPassword = "correct horse battery"

// BlueskyAccount is an account on a BlueskyServer.
type BlueskyAccount struct {
	Handle string
	DID    string `json:"did"`

	t      testing.TB
	server string
	Token  string `json:"accessJwt"`
}

// BlueskyPost is a post as it stands on the server.
type BlueskyPost struct {
	URI    string `json:"uri"`
	CID    string `json:"cid"`
	Record struct {
		Text   string   `json:"text"`
		Langs  []string `json:"langs"`
		Facets []struct {
			Features []struct {
				URI string `json:"uri"`
			} `json:"features"`
		} `json:"facets"`
		Embed struct {
			Images []struct {
				Image BlueskyBlob `json:"image"`
				Alt   string      `json:"alt"`
			} `json:"images"`
			Video BlueskyBlob `json:"video"`
			Alt   string      `json:"alt"`
		} `json:"embed"`
		Reply struct {
			Root   struct{ URI string } `json:"root"`
			Parent struct{ URI string } `json:"parent"`
		} `json:"reply"`
	} `json:"value"`
}

// BlueskyBlob is a file as a record names it.
type BlueskyBlob struct {
	Ref struct {
		Link string `json:"$link"`
	} `json:"ref"`
}

// NewBlueskyAccount makes an account.
func NewBlueskyAccount(t testing.TB, server string) *BlueskyAccount {
	t.Helper()
	a := &BlueskyAccount{t: t, server: server, Handle: "a" + strings.ToLower(rand.Text()[:12]) + ".test"}
	a.call("com.atproto.server.createAccount", map[string]any{"handle": a.Handle, "email": a.Handle + "@example.org", "password": BlueskyPassword}, a)
	return a
}

const blueskyPosts = "app.bsky.feed.post"

// Post posts a text and returns its at:// address.
func (a *BlueskyAccount) Post(text string) string {
	a.t.Helper()
	var made struct{ URI string }
	record := map[string]any{"$type": blueskyPosts, "text": text, "createdAt": time.Now().UTC().Format(time.RFC3339)}
	a.call("com.atproto.repo.createRecord", map[string]any{"repo": a.DID, "collection": blueskyPosts, "record": record}, &made)
	return made.URI
}

// Posts are the account's, the oldest first.
func (a *BlueskyAccount) Posts() []BlueskyPost {
	a.t.Helper()
	var list struct {
		Records []BlueskyPost `json:"records"`
	}
	query := url.Values{"repo": {a.DID}, "collection": {blueskyPosts}, "limit": {"100"}}
	request, err := http.NewRequest(http.MethodGet, a.server+"/xrpc/com.atproto.repo.listRecords?"+query.Encode(), http.NoBody)
	if err != nil {
		a.t.Fatal(err)
	}
	a.do(request, &list)
	slices.SortFunc(list.Records, func(x, y BlueskyPost) int { return strings.Compare(x.URI, y.URI) })
	return list.Records
}

// Blob is a file that a post of the account names.
func (a *BlueskyAccount) Blob(b BlueskyBlob) []byte {
	a.t.Helper()
	query := url.Values{"did": {a.DID}, "cid": {b.Ref.Link}}
	request, err := http.NewRequest(http.MethodGet, a.server+"/xrpc/com.atproto.sync.getBlob?"+query.Encode(), http.NoBody)
	if err != nil {
		a.t.Fatal(err)
	}
	return a.read(request)
}

func (a *BlueskyAccount) call(method string, in, out any) {
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

func (a *BlueskyAccount) do(request *http.Request, out any) {
	a.t.Helper()
	if err := json.Unmarshal(a.read(request), out); err != nil {
		a.t.Fatal(err)
	}
}

func (a *BlueskyAccount) read(request *http.Request) []byte {
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
	return data
}
