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

// call makes a call as the account. A token that is not good any more is replaced, once.
func (s *session) call(ctx context.Context, r publish.Request, into any) error {
	token, err := s.token(ctx, "")
	if err != nil {
		return err
	}
	err = s.callAs(ctx, token, r, into)
	if err == nil || !isExpired(err) {
		return err
	}
	if token, err = s.token(ctx, token); err != nil {
		return err
	}
	return s.callAs(ctx, token, r, into)
}

// isExpired tells whether the server asks for another token, before it did anything.
func isExpired(err error) bool {
	return publish.StatusOf(err) == http.StatusUnauthorized || strings.Contains(err.Error(), `"ExpiredToken"`) || strings.Contains(err.Error(), `"InvalidToken"`)
}

func (s *session) callAs(ctx context.Context, token string, r publish.Request, into any) error {
	// A deletion answers {}.
	return publish.Ask(ctx, s.client, r, http.Header{"Authorization": {"Bearer " + token}}, into, token)
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
