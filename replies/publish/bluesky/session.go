package bluesky

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"hearsay/replies/publish"
)

// session signs in when it has to, and calls as the account. It is safe for several goroutines.
type session struct {
	base, handle, password string
	client                 *http.Client

	mu     sync.Mutex
	access string // a token that is good for some hours; "" before the first call
}

// call makes a call as the account.
func (s *session) call(ctx context.Context, r publish.Request, into any) error {
	return s.as(ctx, func(token string) error {
		// A deletion answers {}.
		return publish.Ask(ctx, s.client, r, http.Header{"Authorization": {"Bearer " + token}}, into, token)
	})
}

// as does something with a token. One that is not good any more is replaced, once.
func (s *session) as(ctx context.Context, do func(token string) error) error {
	token, err := s.token(ctx, "")
	if err != nil {
		return err
	}
	err = do(token)
	if err == nil || !isExpired(err) {
		return err
	}
	if token, err = s.token(ctx, token); err != nil {
		return err
	}
	return do(token)
}

// isExpired tells whether the server asks for another token, before it did anything.
func isExpired(err error) bool {
	return publish.StatusOf(err) == http.StatusUnauthorized || strings.Contains(err.Error(), `"ExpiredToken"`) || strings.Contains(err.Error(), `"InvalidToken"`)
}

// token is the token in use, or another one than worn. Signing in is limited to some times a day, so that calls share one:
// https://docs.bsky.app/docs/advanced-guides/rate-limits
func (s *session) token(ctx context.Context, worn string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.access != worn {
		return s.access, nil
	}
	var opened struct {
		Access string `json:"accessJwt"`
	}
	err := publish.Ask(ctx, s.client, publish.Request{Method: http.MethodPost, Address: s.base + "/xrpc/com.atproto.server.createSession", Body: struct {
		Identifier string `json:"identifier"`
		Password   string `json:"password"`
	}{s.handle, s.password}}, nil, &opened, s.password)
	if err != nil {
		return "", err
	}
	s.access = opened.Access
	return s.access, nil
}
