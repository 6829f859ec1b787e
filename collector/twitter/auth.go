package twitter

import (
	"context"
	"net/http"
	"net/url"

	"github.com/dghubble/go-twitter/twitter"
	"github.com/dghubble/oauth1"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

func (s *Settings) checkCredentials(report func(field, what, remedy string)) {
	switch {
	case s.Bearer != "" && s.ConsumerKey != "":
		report("bearer", "two ways to sign in are given", "keep bearer, or the keys")
	case s.Bearer == "" && s.ConsumerKey == "" && s.BaseURL == "":
		report("bearer", "the API needs credentials", "set bearer, or consumer_key and consumer_secret, as in ${X_BEARER}")
	case (s.ConsumerKey == "") != (s.ConsumerSecret == ""):
		report("consumer_secret", "a consumer key goes with its secret", "set both")
	case (s.AccessToken == "") != (s.AccessSecret == ""):
		report("access_secret", "an access token goes with its secret", "set both")
	case s.AccessToken != "" && s.ConsumerKey == "":
		report("consumer_key", "OAuth1 needs the consumer key too", "set consumer_key and consumer_secret")
	}
}

// client signs requests as the settings say and sends them to the base URL. The library has no contexts, so that the
// client is made for one sweep and carries the sweep's.
func (s *source) client(ctx context.Context) *twitter.Client {
	plain := &http.Client{Transport: &toBase{ctx: ctx, base: s.base, next: s.env.Client.Transport}, Timeout: s.env.Client.Timeout}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, plain)
	switch c := s.settings; {
	case c.AccessToken != "":
		// OAuth1 signs the address the request goes to, so that signing comes after the base URL is set.
		oauth1ctx := context.WithValue(ctx, oauth1.HTTPClient, &http.Client{Transport: withContext{ctx, s.env.Client.Transport}})
		signed := oauth1.NewConfig(c.ConsumerKey, c.ConsumerSecret).Client(oauth1ctx, oauth1.NewToken(c.AccessToken, c.AccessSecret))
		return twitter.NewClient(&http.Client{Transport: &toBase{ctx: ctx, base: s.base, next: signed.Transport}, Timeout: s.env.Client.Timeout})
	case c.ConsumerKey != "":
		app := clientcredentials.Config{ClientID: c.ConsumerKey, ClientSecret: c.ConsumerSecret, TokenURL: defaultBase + "/oauth2/token", AuthStyle: oauth2.AuthStyleInHeader}
		return twitter.NewClient(app.Client(ctx))
	case c.Bearer != "":
		return twitter.NewClient(oauth2.NewClient(ctx, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: c.Bearer})))
	}
	return twitter.NewClient(plain)
}

// toBase sends to base what the library addresses to api.twitter.com.
type toBase struct {
	ctx  context.Context //nolint:containedctx // the library's calls take none; this transport lives for one sweep
	base *url.URL
	next http.RoundTripper
}

func (t *toBase) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(t.ctx)
	req.URL.Scheme, req.URL.Host = t.base.Scheme, t.base.Host
	req.URL.Path = t.base.Path + req.URL.Path
	req.Host = t.base.Host
	return t.next.RoundTrip(req)
}

type withContext struct {
	ctx  context.Context //nolint:containedctx // as above
	next http.RoundTripper
}

func (t withContext) RoundTrip(req *http.Request) (*http.Response, error) {
	return t.next.RoundTrip(req.Clone(t.ctx))
}
