// Package mastodon publishes by an account on a Mastodon instance, or on a server with the same API (GoToSocial, Pleroma):
// https://docs.joinmastodon.org/methods/statuses/
package mastodon

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"hearsay/post/wire"
	"hearsay/replies/publish"
	"hearsay/replies/thread"
)

// Settings of an account on Mastodon.
type Settings struct {
	Instance   string `yaml:"instance" doc:"its address"`
	Token      string `yaml:"token" doc:"an access token with read:search, write:statuses and write:media; write ${MASTODON_TOKEN}"`
	Visibility string `yaml:"visibility" doc:"public, or unlisted to keep answers out of timelines; unlisted if left out"`
	Limit      int    `yaml:"limit" doc:"characters that the instance allows; 500 if left out"`
}

// Check implements publish.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if u, err := url.Parse(s.Instance); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		report("instance", fmt.Sprintf("%q is not the address of an instance", s.Instance), "write it as in https://mastodon.example")
	}
	if s.Token == "" {
		report("token", "nobody posts without a token", "make one under Preferences, Development, and write ${MASTODON_TOKEN}")
	}
	if !slices.Contains([]string{"", "public", "unlisted"}, s.Visibility) {
		report("visibility", fmt.Sprintf("%q is not a visibility that everybody sees", s.Visibility), "write public or unlisted")
	}
	if s.Limit != 0 && s.Limit < 100 {
		report("limit", fmt.Sprintf("%d characters are too few", s.Limit), "write 100 or more, or leave it out")
	}
}

// keysKept is how long an instance knows the keys of what was posted, an hour, with some room:
// https://docs.joinmastodon.org/methods/statuses/#headers
const keysKept = 50 * time.Minute

// Open implements publish.Settings.
func (s *Settings) Open(client *http.Client) publish.Account {
	limits, _ := thread.Of("mastodon")
	limits.Limit = cmp.Or(s.Limit, limits.Limit)
	return publish.Account{Platform: wire.Mastodon, Limits: limits, Repeat: keysKept, Publisher: &publisher{
		base: strings.TrimSuffix(s.Instance, "/"), token: s.Token, visibility: cmp.Or(s.Visibility, "unlisted"), client: client,
	}}
}

type publisher struct {
	base, token, visibility string
	client                  *http.Client
}

// handle is a status by the instance's own id.
type handle struct {
	ID string `json:"id"`
}

// status is what is sent.
type status struct {
	Status      string   `json:"status"`
	InReplyToID string   `json:"in_reply_to_id,omitempty"`
	Visibility  string   `json:"visibility"`
	Language    string   `json:"language,omitempty"`
	MediaIDs    []string `json:"media_ids,omitempty"`
}

// posted is what comes back.
type posted struct {
	ID  string `json:"id"`
	URL string `json:"url"`
	URI string `json:"uri"`
}

func (p posted) place() publish.Place {
	return publish.Place{URL: cmp.Or(p.URL, p.URI), Handle: publish.HandleOf(handle{p.ID})}
}

// Find implements publish.Publisher. The instance fetches a post of another one: its id here is nowhere else.
func (p *publisher) Find(ctx context.Context, at publish.Target) (publish.Place, error) {
	if at == (publish.Target{}) {
		return publish.Place{}, nil
	}
	address := cmp.Or(at.Ref.ID, at.URL)
	var found struct {
		Statuses []posted `json:"statuses"`
	}
	query := url.Values{"q": {address}, "type": {"statuses"}, "resolve": {"true"}, "limit": {"1"}}
	if err := p.ask(ctx, publish.Request{Method: http.MethodGet, Address: p.base + "/api/v2/search?" + query.Encode()}, "", &found); err != nil {
		return publish.Place{}, err
	}
	for _, one := range found.Statuses {
		if p.isAt(one, at) {
			return one.place(), nil
		}
	}
	return publish.Place{}, fmt.Errorf("%w: %s does not find %s; it may be deleted, or not for everybody", publish.ErrRefused, p.base, address)
}

// isAt tells whether a post is the one that was searched for: some servers also find those in whose text the address stands. An
// address on the instance itself may be its own one for a post from elsewhere.
func (p *publisher) isAt(found posted, at publish.Target) bool {
	switch address := strings.TrimSuffix(at.URL, "/"); {
	case found.ID == "":
		return false
	case at.Ref.ID != "":
		return found.URI == at.Ref.ID
	default:
		return address == found.URL || address == found.URI || strings.HasPrefix(address, p.base+"/")
	}
}

// Request implements publish.Publisher.
func (p *publisher) Request(o publish.Outgoing) publish.Request {
	if o.File != nil {
		return p.request(o, o.File.Name())
	}
	return p.request(o)
}

func (p *publisher) request(o publish.Outgoing, media ...string) publish.Request {
	return publish.Request{Method: http.MethodPost, Address: p.base + "/api/v1/statuses", Body: status{
		Status: o.Text, InReplyToID: idOf(o.Answers), Visibility: p.visibility, Language: o.Language, MediaIDs: media,
	}}
}

// Send implements publish.Publisher.
func (p *publisher) Send(ctx context.Context, o publish.Outgoing) (publish.Place, error) {
	request := p.request(o)
	if o.File != nil {
		id, err := p.upload(ctx, o.File)
		if err != nil {
			return publish.Place{}, err
		}
		request = p.request(o, id)
	}
	var sent posted
	if err := p.ask(ctx, request, o.Key, &sent); err != nil {
		return publish.Place{}, err
	}
	if sent.ID == "" {
		return publish.Place{}, publish.ErrNameless
	}
	return sent.place(), nil
}

// Withdraw implements publish.Publisher.
func (p *publisher) Withdraw(ctx context.Context, at publish.Place) error {
	err := p.ask(ctx, publish.Request{Method: http.MethodDelete, Address: p.base + "/api/v1/statuses/" + url.PathEscape(idOf(at))}, "", nil)
	if publish.StatusOf(err) == http.StatusNotFound {
		return nil
	}
	return err
}

func (p *publisher) ask(ctx context.Context, r publish.Request, key string, into any) error {
	header := p.header()
	if key != "" {
		header.Set("Idempotency-Key", key)
	}
	return publish.Ask(ctx, p.client, r, header, into, p.token)
}

func (p *publisher) header() http.Header {
	return http.Header{"Authorization": {"Bearer " + p.token}}
}

func idOf(at publish.Place) string {
	var h handle
	if json.Unmarshal(at.Handle, &h) != nil {
		return ""
	}
	return h.ID
}
