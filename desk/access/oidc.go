package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"hearsay/ledger"
	"hearsay/work"
)

// Provider is who else signs people in: an OpenID provider (https://openid.net/specs/openid-connect-core-1_0.html), asked with
// the code flow and PKCE (RFC 7636). Its fields are set before use; it is safe for several goroutines.
type Provider struct {
	Name      string // as the sign-in page calls it
	Issuer    string
	ClientID  string
	Secret    string
	RoleClaim string               // the claim that lists groups or roles
	Roles     map[string]work.Role // what each of them may do; the widest that a user has counts
	Strength  []string             // ways to sign in of which one must have been used, the best first, as acr names them; none for any
	Client    *http.Client

	mu    sync.Mutex
	found *oidc.Provider
}

// CallbackPath is where the provider sends people back to.
const CallbackPath = "/signin/oidc/callback"

// Keys of a session while somebody signs in elsewhere.
const (
	sessionState    = "oidc_state"
	sessionNonce    = "oidc_nonce"
	sessionVerifier = "oidc_verifier"
	sessionBack     = "oidc_back"
)

// ErrProvider is returned when the provider does not vouch for somebody, or not for one who may come in.
var ErrProvider = errors.New("the other sign-in did not work, or gives you no role here; ask an administrator")

// discover asks the provider for its endpoints, once it answers.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	// The provider keeps the context for its keys, so it must outlive the request.
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.Client), p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("asking %s for its endpoints: %w", p.Issuer, err)
	}
	p.found = found
	return found, nil
}

func (p *Provider) config(found *oidc.Provider, baseURL string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: found.Endpoint(), RedirectURL: baseURL + CallbackPath,
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}
}

// Leave begins to sign somebody in elsewhere, and says where to send them. back is where they wanted to go.
func (g *Gate) Leave(ctx context.Context, back string) (string, error) {
	found, err := g.Provider.discover(ctx)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrProvider, err)
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	for key, value := range map[string]string{sessionState: state, sessionNonce: nonce, sessionVerifier: verifier, sessionBack: back} {
		g.Sessions.Put(ctx, key, value)
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)}
	if len(g.Provider.Strength) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(g.Provider.Strength, " ")))
	}
	return g.Provider.config(found, g.BaseURL).AuthCodeURL(state, options...), nil
}

// Return finds the user whom the provider sends back, and where they wanted to go. Somebody who is new is added; the role is
// what the provider says each time.
func (g *Gate) Return(ctx context.Context, query url.Values) (user ledger.User, back string, err error) {
	state, nonce := g.Sessions.PopString(ctx, sessionState), g.Sessions.PopString(ctx, sessionNonce)
	verifier, back := g.Sessions.PopString(ctx, sessionVerifier), g.Sessions.PopString(ctx, sessionBack)
	if state == "" || subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(state)) != 1 {
		return user, back, fmt.Errorf("%w: the answer does not belong to this browser", ErrProvider)
	}
	if refused := query.Get("error"); refused != "" {
		return user, back, fmt.Errorf("%w: it says %q", ErrProvider, refused)
	}
	person, err := g.Provider.personOf(ctx, g.BaseURL, query.Get("code"), verifier, nonce)
	if err != nil {
		return user, back, fmt.Errorf("%w: %w", ErrProvider, err)
	}
	user, err = g.admit(ctx, person)
	return user, back, err
}

// person is who the provider says somebody is.
type person struct {
	subject string // of all providers
	name    string
	role    work.Role
}

func (p *Provider) personOf(ctx context.Context, baseURL, code, verifier, nonce string) (person, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return person{}, err
	}
	token, err := p.config(found, baseURL).Exchange(oidc.ClientContext(ctx, p.Client), code, oauth2.VerifierOption(verifier))
	if err != nil {
		return person{}, fmt.Errorf("exchanging the code: %w", err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return person{}, errors.New("there is no ID token in the answer")
	}
	verified, err := found.Verifier(&oidc.Config{ClientID: p.ClientID}).Verify(oidc.ClientContext(ctx, p.Client), raw)
	if err != nil {
		return person{}, fmt.Errorf("checking the ID token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(verified.Nonce), []byte(nonce)) != 1 {
		return person{}, errors.New("the ID token was made for another sign-in")
	}
	claims := map[string]any{}
	if err := verified.Claims(&claims); err != nil {
		return person{}, fmt.Errorf("reading the ID token: %w", err)
	}
	if acr, _ := claims["acr"].(string); len(p.Strength) > 0 && !slices.Contains(p.Strength, acr) {
		return person{}, fmt.Errorf("%q signed in by %q, and one of %q is asked for", verified.Subject, acr, p.Strength)
	}
	if err := p.addUserInfo(ctx, found, token, verified.Subject, claims); err != nil {
		return person{}, err
	}
	role, ok := p.roleOf(claims[p.RoleClaim])
	if !ok {
		return person{}, fmt.Errorf("none of the roles of %q is known here", verified.Subject)
	}
	return person{subject: verified.Issuer + " " + verified.Subject, name: nameOf(claims, verified.Subject), role: role}, nil
}

// addUserInfo asks for claims that are not in the ID token, as many providers keep it short.
func (p *Provider) addUserInfo(ctx context.Context, found *oidc.Provider, token *oauth2.Token, subject string, claims map[string]any) error {
	if claims[p.RoleClaim] != nil || found.UserInfoEndpoint() == "" {
		return nil
	}
	info, err := found.UserInfo(oidc.ClientContext(ctx, p.Client), oauth2.StaticTokenSource(token))
	if err != nil {
		return fmt.Errorf("asking who it is: %w", err)
	}
	if info.Subject != subject {
		return errors.New("the provider speaks of two people")
	}
	return info.Claims(&claims)
}

// roleOf is the widest role that a claim gives: a list of names, or one name.
func (p *Provider) roleOf(claim any) (work.Role, bool) {
	var names []string
	switch claim := claim.(type) {
	case string:
		names = strings.Fields(claim)
	case []any:
		for _, one := range claim {
			if name, isText := one.(string); isText {
				names = append(names, name)
			}
		}
	}
	var widest work.Role
	for _, name := range names {
		if role, known := p.Roles[name]; known && (widest == "" || role.Covers(widest)) {
			widest = role
		}
	}
	return widest, widest != ""
}

var unfit = regexp.MustCompile(`[^a-z0-9._-]+`)

// nameOf is a user's name for somebody: what they like to be called, the beginning of their address, or the subject.
func nameOf(claims map[string]any, subject string) string {
	for _, key := range []string{"preferred_username", "email", "nickname"} {
		text, isText := claims[key].(string)
		text, _, _ = strings.Cut(strings.ToLower(text), "@")
		if name := strings.Trim(unfit.ReplaceAllString(text, "-"), "-._"); isText && validUser.MatchString(name) {
			return name
		}
	}
	name := strings.Trim(unfit.ReplaceAllString(strings.ToLower(subject), "-"), "-._")
	return "u-" + name[:min(len(name), 40)]
}

// admit finds or adds the user that a person is. A name that somebody else has is not taken over.
func (g *Gate) admit(ctx context.Context, p person) (user ledger.User, err error) {
	err = g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		user, err = tx.UserOfSubject(ctx, p.subject)
		switch {
		case errors.Is(err, ledger.ErrNotFound):
			user = ledger.User{Name: p.name, Role: string(p.role), Subject: p.subject}
			if err := tx.AddUser(ctx, user); err != nil {
				return err
			}
			return tx.Audit(ctx, ledger.Program, "user added", "user/"+p.name, "as "+string(p.role)+", signed in elsewhere")
		case err != nil:
			return err
		case !user.Disabled.IsZero():
			return fmt.Errorf("%w: %s is disabled", ErrProvider, user.Name)
		case user.Role == string(p.role):
			return nil
		}
		user.Role = string(p.role)
		return errors.Join(tx.UpdateUser(ctx, user), tx.Audit(ctx, ledger.Program, "user changed", "user/"+user.Name, "role "+user.Role+", by the other sign-in"))
	})
	return user, err
}

// providerTimeout bounds a request to the provider.
const providerTimeout = 15 * time.Second

// ProviderClient is a client for providers: they are named by the administrator, and may stand on the inner network.
func ProviderClient() *http.Client { return &http.Client{Timeout: providerTimeout} }
