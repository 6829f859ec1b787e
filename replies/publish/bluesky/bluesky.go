// Package bluesky publishes by an account on Bluesky, or on any other server of the AT Protocol:
// https://docs.bsky.app/docs/advanced-guides/posts
package bluesky

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"hearsay/post/wire"
	"hearsay/replies/publish"
	"hearsay/replies/thread"
)

// Settings of an account on Bluesky.
type Settings struct {
	Host     string `yaml:"host" doc:"the server of the account; https://bsky.social if left out"`
	Handle   string `yaml:"handle" doc:"of the account, as in town.example.org"`
	Password string `yaml:"password" doc:"an app password; write ${BLUESKY_PASSWORD}"`
}

// Check implements publish.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if u, err := url.Parse(s.Host); s.Host != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		report("host", fmt.Sprintf("%q is not the address of a server", s.Host), "write it as in https://bsky.social")
	}
	if s.Handle == "" || strings.HasPrefix(s.Handle, "@") {
		report("handle", fmt.Sprintf("%q is not an account's handle", s.Handle), "write it without @, as in town.example.org")
	}
	if s.Password == "" {
		report("password", "nobody posts without a password", "make an app password under Settings, Privacy and security, and write ${BLUESKY_PASSWORD}")
	}
}

// always is longer than any dispatch is tried: a part has a record key of its own, and the same record put again changes nothing.
const always = 365 * 24 * time.Hour

// Open implements publish.Settings.
func (s *Settings) Open(client *http.Client) publish.Account {
	limits, _ := thread.Of("bluesky")
	return publish.Account{Platform: wire.Bluesky, Limits: limits, Repeat: always, Publisher: &publisher{
		session: session{base: strings.TrimSuffix(cmp.Or(s.Host, "https://bsky.social"), "/"), handle: s.Handle, password: s.Password, client: client},
	}}
}

type publisher struct{ session session }

// collection is where posts stand: https://atproto.com/lexicons/app-bsky-feed
const collection = "app.bsky.feed.post"

// handle is a post, and the post that its thread begins with.
type handle struct {
	Post ref `json:"post"`
	Root ref `json:"root"`
}

// ref is a record in one version: com.atproto.repo.strongRef.
type ref struct {
	URI string `json:"uri"`
	CID string `json:"cid"`
}

// record is a post: app.bsky.feed.post.
type record struct {
	Type      string    `json:"$type"`
	Text      string    `json:"text"`
	CreatedAt string    `json:"createdAt"`
	Langs     []string  `json:"langs,omitempty"`
	Facets    []facet   `json:"facets,omitempty"`
	Reply     *replyRef `json:"reply,omitempty"`
	Embed     *embed    `json:"embed,omitempty"`
}

type replyRef struct {
	Root   ref `json:"root"`
	Parent ref `json:"parent"`
}

// put is the body of com.atproto.repo.putRecord.
type put struct {
	Repo       string `json:"repo"`
	Collection string `json:"collection"`
	RKey       string `json:"rkey"`
	Record     record `json:"record"`
}

var (
	atURI  = regexp.MustCompile(`^at://([^/]+)/` + regexp.QuoteMeta(collection) + `/([^/]+)$`)
	appURL = regexp.MustCompile(`^https://bsky\.app/profile/([^/]+)/post/([^/?#]+)`)
)

// Find implements publish.Publisher. An answer names the post it answers and the first of the thread, each in its version.
func (p *publisher) Find(ctx context.Context, at publish.Target) (publish.Place, error) {
	if at == (publish.Target{}) {
		return publish.Place{}, nil
	}
	match := atURI.FindStringSubmatch(at.Ref.ID)
	if match == nil {
		match = appURL.FindStringSubmatch(at.URL)
	}
	if match == nil {
		return publish.Place{}, fmt.Errorf("%w: %q is not a post on Bluesky; its address is as in https://bsky.app/profile/NAME/post/KEY", publish.ErrRefused, cmp.Or(at.URL, at.Ref.ID))
	}
	var found struct {
		ref
		Value record `json:"value"`
	}
	query := url.Values{"repo": {match[1]}, "collection": {collection}, "rkey": {match[2]}}
	if err := p.session.call(ctx, publish.Request{Method: http.MethodGet, Address: p.session.base + "/xrpc/com.atproto.repo.getRecord?" + query.Encode()}, &found); err != nil {
		return publish.Place{}, err
	}
	h := handle{Post: found.ref, Root: found.ref}
	if found.Value.Reply != nil {
		h.Root = found.Value.Reply.Root
	}
	place := placeOf(h)
	if place.IsZero() {
		return publish.Place{}, fmt.Errorf("%w: %s gives no post at %s", publish.ErrRefused, p.session.base, cmp.Or(at.URL, at.Ref.ID))
	}
	return place, nil
}

// placeOf is a post with its address for people; zero for what is no post.
func placeOf(h handle) publish.Place {
	match := atURI.FindStringSubmatch(h.Post.URI)
	if match == nil {
		return publish.Place{}
	}
	return publish.Place{URL: "https://bsky.app/profile/" + match[1] + "/post/" + match[2], Handle: publish.HandleOf(h)}
}

// Request implements publish.Publisher.
func (p *publisher) Request(o publish.Outgoing) publish.Request {
	if o.File == nil {
		return p.request(o, nil)
	}
	return p.request(o, embedOf(o.File, json.RawMessage(`"`+o.File.Name()+`"`)))
}

func (p *publisher) request(o publish.Outgoing, file *embed) publish.Request {
	r := record{Type: collection, Text: o.Text, CreatedAt: o.At.UTC().Format("2006-01-02T15:04:05.000Z"), Facets: links(o.Text), Embed: file}
	if o.Language != "" {
		r.Langs = []string{o.Language}
	}
	if to := handleOf(o.Answers); to.Post.URI != "" {
		r.Reply = &replyRef{Root: to.Root, Parent: to.Post}
	}
	return publish.Request{Method: http.MethodPost, Address: p.session.base + "/xrpc/com.atproto.repo.putRecord", Body: put{p.session.handle, collection, tid(o.Key, o.At), r}}
}

// Send implements publish.Publisher.
func (p *publisher) Send(ctx context.Context, o publish.Outgoing) (publish.Place, error) {
	var file *embed
	if o.File != nil {
		blob, err := p.upload(ctx, o.File)
		if err != nil {
			return publish.Place{}, err
		}
		file = embedOf(o.File, blob)
	}
	var sent ref
	if err := p.session.call(ctx, p.request(o, file), &sent); err != nil {
		return publish.Place{}, err
	}
	h := handle{Post: sent, Root: handleOf(o.Answers).Root}
	if h.Root.URI == "" {
		h.Root = sent
	}
	place := placeOf(h)
	if place.IsZero() {
		return publish.Place{}, publish.ErrNameless
	}
	return place, nil
}

// Withdraw implements publish.Publisher. To delete what is not there is no error at Bluesky.
func (p *publisher) Withdraw(ctx context.Context, at publish.Place) error {
	match := atURI.FindStringSubmatch(handleOf(at).Post.URI)
	if match == nil {
		return fmt.Errorf("%w: %s is not a post of ours", publish.ErrRefused, at.URL)
	}
	return p.session.call(ctx, publish.Request{Method: http.MethodPost, Address: p.session.base + "/xrpc/com.atproto.repo.deleteRecord", Body: struct {
		Repo       string `json:"repo"`
		Collection string `json:"collection"`
		RKey       string `json:"rkey"`
	}{p.session.handle, collection, match[2]}}, nil)
}

func handleOf(at publish.Place) handle {
	var h handle
	if json.Unmarshal(at.Handle, &h) != nil {
		return handle{}
	}
	return h
}
