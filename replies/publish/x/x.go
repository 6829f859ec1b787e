// Package x publishes by an account on X over its API v2, signed by OAuth 1.0a:
// https://docs.x.com/x-api/posts/create-post
package x

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

	"github.com/dghubble/oauth1"

	"hearsay/post/wire"
	"hearsay/replies/publish"
	"hearsay/replies/thread"
)

// Settings of an account on X. The four keys are those of an app with read and write permission.
type Settings struct {
	ConsumerKey    string `yaml:"consumer_key" doc:"of the app: API key; write ${X_CONSUMER_KEY}"`
	ConsumerSecret string `yaml:"consumer_secret" doc:"of the app: API key secret"`
	AccessToken    string `yaml:"access_token" doc:"of the account"`
	AccessSecret   string `yaml:"access_secret" doc:"of the account"`
	BaseURL        string `yaml:"base_url" doc:"https://api.x.com if left out"`
}

// Check implements publish.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	for _, key := range []struct{ field, value string }{
		{"consumer_key", s.ConsumerKey}, {"consumer_secret", s.ConsumerSecret}, {"access_token", s.AccessToken}, {"access_secret", s.AccessSecret},
	} {
		if key.value == "" {
			report(key.field, "posting on X needs four keys, and this one is missing", "copy it from developer.x.com, as in ${X_"+strings.ToUpper(key.field)+"}")
		}
	}
	if u, err := url.Parse(s.BaseURL); s.BaseURL != "" && (err != nil || u.Host == "") {
		report("base_url", fmt.Sprintf("%q is not an address", s.BaseURL), "write it whole, with https://")
	}
}

// always is longer than any dispatch is tried: X refuses a text that the account has posted a moment ago.
const always = 24 * time.Hour

// Open implements publish.Settings.
func (s *Settings) Open(client *http.Client) publish.Account {
	limits, _ := thread.Of("x")
	signed := oauth1.NewConfig(s.ConsumerKey, s.ConsumerSecret).Client(
		context.WithValue(context.Background(), oauth1.HTTPClient, client), oauth1.NewToken(s.AccessToken, s.AccessSecret))
	signed.Timeout = client.Timeout
	return publish.Account{Platform: wire.Twitter, Limits: limits, Repeat: always, Publisher: &publisher{
		base: strings.TrimSuffix(cmp.Or(s.BaseURL, "https://api.x.com"), "/"), client: signed,
	}}
}

type publisher struct {
	base   string
	client *http.Client // signs
}

// handle is a post by its id.
type handle struct {
	ID string `json:"id"`
}

// tweet is what is sent.
type tweet struct {
	Text  string `json:"text"`
	Reply *reply `json:"reply,omitempty"`
	Media *media `json:"media,omitempty"`
}

type reply struct {
	To string `json:"in_reply_to_tweet_id"`
}

var (
	numbers = regexp.MustCompile(`^[0-9]{1,19}$`) // https://docs.x.com/fundamentals/x-ids
	inURL   = regexp.MustCompile(`/status(?:es)?/([0-9]{1,19})\b`)
)

// Find implements publish.Publisher. X is not asked: each reading counts, and whether a post may be answered shows when it is.
func (p *publisher) Find(_ context.Context, at publish.Target) (publish.Place, error) {
	if at == (publish.Target{}) {
		return publish.Place{}, nil
	}
	id := at.Ref.ID
	if match := inURL.FindStringSubmatch(at.URL); id == "" && match != nil {
		id = match[1]
	}
	if !numbers.MatchString(id) {
		return publish.Place{}, fmt.Errorf("%w: %q is not a post on X; its address is as in https://x.com/i/status/12", publish.ErrRefused, cmp.Or(at.URL, at.Ref.ID))
	}
	return placeOf(id), nil
}

func placeOf(id string) publish.Place {
	return publish.Place{URL: "https://x.com/i/status/" + id, Handle: publish.HandleOf(handle{id})}
}

// Request implements publish.Publisher.
func (p *publisher) Request(o publish.Outgoing) publish.Request {
	if o.File != nil {
		return p.request(o, o.File.Name())
	}
	return p.request(o)
}

func (p *publisher) request(o publish.Outgoing, files ...string) publish.Request {
	t := tweet{Text: o.Text}
	if len(files) > 0 {
		t.Media = &media{files}
	}
	if to := idOf(o.Answers); to != "" {
		t.Reply = &reply{to}
	}
	return publish.Request{Method: http.MethodPost, Address: p.base + "/2/tweets", Body: t}
}

// Send implements publish.Publisher. A text that X knows already was posted by a try whose answer was lost, or by hand.
func (p *publisher) Send(ctx context.Context, o publish.Outgoing) (publish.Place, error) {
	request := p.request(o)
	if o.File != nil {
		id, err := p.upload(ctx, o.File)
		if err != nil {
			return publish.Place{}, err
		}
		request = p.request(o, id)
	}
	var sent struct {
		Data handle `json:"data"`
	}
	err := publish.Ask(ctx, p.client, request, nil, &sent, "")
	switch {
	case publish.StatusOf(err) == http.StatusForbidden && strings.Contains(err.Error(), "duplicate content"):
		return publish.Place{}, fmt.Errorf("%w: X says that the account has posted this text already", publish.ErrUnclear)
	case err != nil:
		return publish.Place{}, err
	}
	if sent.Data.ID == "" {
		return publish.Place{}, publish.ErrNameless
	}
	return placeOf(sent.Data.ID), nil
}

// Withdraw implements publish.Publisher.
func (p *publisher) Withdraw(ctx context.Context, at publish.Place) error {
	err := publish.Ask(ctx, p.client, publish.Request{Method: http.MethodDelete, Address: p.base + "/2/tweets/" + url.PathEscape(idOf(at))}, nil, nil, "")
	if publish.StatusOf(err) == http.StatusNotFound {
		return nil
	}
	return err
}

func idOf(at publish.Place) string {
	var h handle
	if json.Unmarshal(at.Handle, &h) != nil {
		return ""
	}
	return h.ID
}
