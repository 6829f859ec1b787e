package bluesky

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"hearsay/collector"
	"hearsay/post/wire"
)

// Servers that search, without and with an account.
const (
	publicServer  = "https://public.api.bsky.app"
	accountServer = "https://bsky.social"
)

func (s *Settings) checkSearch(report func(field, what, remedy string)) {
	if s.Query != "" && len(s.Endpoints) > 0 {
		report("query", "a source reads a search or the stream", "set one of query and endpoints")
	}
	if (s.Handle == "") != (s.Password == "") {
		report("password", "an account has a handle and a password", "set both, as in ${BLUESKY_PASSWORD}, or neither")
	}
	if u, err := url.Parse(s.BaseURL); s.BaseURL != "" && (err != nil || u.Host == "") {
		report("base_url", fmt.Sprintf("%q is not an address", s.BaseURL), "write it whole, with https://")
	}
}

func (s *Settings) openSearch(env collector.Env) *search {
	opened := &search{settings: *s, env: env}
	switch {
	case s.BaseURL != "":
		opened.settings.BaseURL = strings.TrimSuffix(s.BaseURL, "/")
	case s.Handle != "":
		opened.settings.BaseURL = accountServer
	default:
		opened.settings.BaseURL = publicServer
	}
	return opened
}

// search reads app.bsky.feed.searchPosts: https://docs.bsky.app/docs/api/app-bsky-feed-search-posts
type search struct {
	settings Settings
	env      collector.Env
	token    string // of the account's session, once there is one
}

// Collect implements collector.Source.
func (s *search) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	return collector.Down{Page: s.page, Overlap: time.Minute}.Collect(ctx, from, deliver)
}

func (s *search) page(ctx context.Context, token string, _ time.Time) (collector.DownPage, error) {
	query := url.Values{"q": {s.settings.Query}, "sort": {"latest"}, "limit": {"100"}}
	if token != "" {
		query.Set("cursor", token)
	}
	if len(s.settings.Languages) == 1 {
		query.Set("lang", s.settings.Languages[0])
	}
	var answer found
	if err := s.ask(ctx, "/xrpc/app.bsky.feed.searchPosts?"+query.Encode(), &answer); err != nil {
		return collector.DownPage{}, err
	}
	page := collector.DownPage{Next: answer.Cursor}
	for _, err := range answer.Posts.Unread {
		s.env.Log.Warn("a post of the search cannot be read", "error", err)
	}
	for _, one := range answer.Posts.All {
		p, err := wire.FromRecord(one.URI, one.Record, one.Indexed)
		if err != nil {
			s.env.Log.Warn("a post of the search cannot be read", "error", err)
			continue
		}
		p.Shares = one.Reposts + one.Quotes
		if p.Validate() == nil {
			page.Posts = append(page.Posts, p)
		}
	}
	return page, nil
}

// ask asks the server, with the account's session if there is one; a session that has ended is begun anew, once.
func (s *search) ask(ctx context.Context, path string, into any) error {
	if s.settings.Handle != "" && s.token == "" {
		if err := s.signIn(ctx); err != nil {
			return err
		}
	}
	err := s.askOnce(ctx, path, into)
	if s.token == "" || !hasEnded(err) {
		return err
	}
	s.token = ""
	if err := s.signIn(ctx); err != nil {
		return err
	}
	return s.askOnce(ctx, path, into)
}

func hasEnded(err error) bool {
	var status *collector.StatusError
	return errors.Is(err, collector.ErrRefused) || errors.As(err, &status) && strings.Contains(status.Body, "ExpiredToken")
}

func (s *search) askOnce(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.settings.BaseURL+path, http.NoBody)
	if err != nil {
		return fmt.Errorf("searching: %w", err)
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	_, err = collector.AskJSON(s.env.Client, request, into)
	return err
}

// signIn begins a session: https://docs.bsky.app/docs/api/com-atproto-server-create-session
func (s *search) signIn(ctx context.Context) error {
	body, err := json.Marshal(map[string]string{"identifier": s.settings.Handle, "password": s.settings.Password})
	if err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.settings.BaseURL+"/xrpc/com.atproto.server.createSession", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	var session struct {
		AccessJwt string `json:"accessJwt"`
	}
	if _, err := collector.AskJSON(s.env.Client, request, &session); err != nil {
		return fmt.Errorf("signing in as %s: %w", s.settings.Handle, err)
	}
	s.token = session.AccessJwt
	return nil
}
