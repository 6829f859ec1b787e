// Package jsonpoll collects posts from any site that answers with JSON: its address, its pages and where a post's parts
// stand are settings, so that a new site needs no code.
package jsonpoll

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"hearsay/collector"
	"hearsay/post"
)

// Settings of a JSON source. Paths are keys and indexes apart by dots: "data.children.0".
type Settings struct {
	URL       string            `yaml:"url" doc:"{since} stands for the time of the newest post, in Unix seconds"`
	Headers   map[string]string `yaml:"headers" doc:"sent along: an API key"`
	Items     string            `yaml:"items" doc:"path of the list of posts; the whole answer if left out"`
	Fields    Fields            `yaml:"fields" doc:"paths within a post"`
	HTML      bool              `yaml:"html" doc:"the text is HTML"`
	Page      string            `yaml:"page" doc:"name of a query parameter that counts pages"`
	First     int               `yaml:"first" doc:"number of the first page"`
	Next      string            `yaml:"next" doc:"path of the next page's address, or of the value of the parameter after"`
	After     string            `yaml:"after" doc:"name of a query parameter that takes what stands at next"`
	Platform  string            `yaml:"platform" doc:"in refs; the site's host if left out"`
	Space     string            `yaml:"space" doc:"of every post"`
	Language  string            `yaml:"language" doc:"of posts that do not say"`
	Territory string            `yaml:"territory" doc:"of every post"`
}

// Fields are where the parts of a post stand. Id and text are required.
type Fields struct {
	ID        string `yaml:"id" doc:"path of the id"`
	Text      string `yaml:"text" doc:"path of the text"`
	Title     string `yaml:"title" doc:"stands before the text"`
	URL       string `yaml:"url" doc:"path of the post's address"`
	Author    string `yaml:"author" doc:"path of the author"`
	CreatedAt string `yaml:"created_at" doc:"RFC 3339, or Unix seconds"`
	Language  string `yaml:"language" doc:"path of the language, ISO 639-1"`
	Space     string `yaml:"space" doc:"path of where it stands"`
	Reach     string `yaml:"reach" doc:"path of the number of the author's followers"`
	Shares    string `yaml:"shares" doc:"path of how often it was passed on"`
	ReplyTo   string `yaml:"reply_to" doc:"path of the id of what it answers"`
}

// Check implements collector.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		report("url", fmt.Sprintf("%q is not an address", s.URL), "write it whole, as in https://example.org/api/posts")
	}
	if s.Fields.ID == "" || s.Fields.Text == "" && s.Fields.Title == "" {
		report("fields", "a post needs an id and a text", "name the paths of both under fields: {id: …, text: …}")
	}
	if s.Page != "" && s.Next != "" {
		report("page", "pages are counted or followed, not both", "leave out page or next")
	}
	if s.After != "" && s.Next == "" {
		report("after", "nothing says where its value stands", "write the path under next")
	}
}

// Open implements collector.Settings.
func (s *Settings) Open(env collector.Env) (collector.Source, error) {
	settings := *s
	if settings.Platform == "" {
		u, err := url.Parse(s.URL)
		if err != nil {
			return nil, fmt.Errorf("url: %w", err)
		}
		settings.Platform = u.Hostname()
	}
	return &source{settings: settings, env: env}, nil
}

type source struct {
	settings Settings
	env      collector.Env
}

// Collect reads pages until one has nothing new.
func (s *source) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	t := &turn{seen: map[string]bool{}}
	return collector.Down{Page: func(ctx context.Context, token string, since time.Time) (collector.DownPage, error) {
		return s.page(ctx, token, since, t)
	}}.Collect(ctx, from, deliver)
}

// turn is what one sweep has seen.
type turn struct {
	seen  map[string]bool
	stale int // pages in a row with nothing that was not seen
}

// mostStale is how many pages with nothing new end a sweep. One alone does not: where much is written, the pages move down by a
// page while they are read. A site that has no more pages may give the last again and again.
const mostStale = 3

// fresh are the posts of a page that were not seen. isLast tells that the pages behind are of no use.
func (t *turn) fresh(posts []post.Post) (fresh []post.Post, isLast bool) {
	t.stale++
	for _, p := range posts {
		if !t.seen[p.ID] {
			t.seen[p.ID], t.stale = true, 0
			fresh = append(fresh, p)
		}
	}
	return fresh, len(posts) == 0 || t.stale >= mostStale
}

// page is the page that a token names.
func (s *source) page(ctx context.Context, token string, since time.Time, t *turn) (collector.DownPage, error) {
	address, err := s.address(token, since)
	if err != nil {
		return collector.DownPage{}, err
	}
	answer, err := s.ask(ctx, address)
	if err != nil {
		return collector.DownPage{}, err
	}
	fresh, isLast := t.fresh(s.posts(answer))
	page := collector.DownPage{Posts: fresh, Unordered: true}
	if !isLast {
		page.Next = s.next(token, answer)
	}
	return page, nil
}

// next is the token of the page behind this one, empty if there is none: its number, what its parameter takes, or its
// address. It is kept in the ledger, so that it holds nothing of the configured address, which may have a key in it.
func (s *source) next(token string, answer any) string {
	if s.settings.Page == "" {
		if s.settings.Next == "" {
			return ""
		}
		following := text(at(answer, s.settings.Next))
		if s.settings.After == "" && resolve(s.settings.URL, following) == "" {
			return "" // a page elsewhere is not this source's
		}
		return following
	}
	number, err := strconv.Atoi(token)
	if err != nil {
		number = s.settings.First
	}
	return strconv.Itoa(number + 1)
}

// address is where a page stands; an empty token is the first.
func (s *source) address(token string, since time.Time) (string, error) {
	seconds := int64(0)
	if !since.IsZero() {
		seconds = since.Unix()
	}
	first := strings.ReplaceAll(s.settings.URL, "{since}", strconv.FormatInt(seconds, 10))
	switch {
	case s.settings.Page != "" && token == "":
		return with(first, s.settings.Page, strconv.Itoa(s.settings.First)), nil
	case s.settings.Page != "":
		return with(first, s.settings.Page, token), nil
	case token == "":
		return first, nil
	case s.settings.After != "":
		return with(first, s.settings.After, token), nil
	}
	if following := resolve(first, token); following != "" {
		return following, nil
	}
	return "", fmt.Errorf("the page behind is at %q, which is not this site's", token)
}

// resolve is an address that may be relative to another of the same host; empty for one elsewhere.
func resolve(base, address string) string {
	from, err := url.Parse(base)
	if err != nil || address == "" {
		return ""
	}
	to, err := from.Parse(address)
	if err != nil || to.Host != from.Host {
		return ""
	}
	return to.String()
}

func with(address, name, value string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	query := u.Query()
	query.Set(name, value)
	u.RawQuery = query.Encode()
	return u.String()
}

// mostBody bounds an answer, in bytes.
const mostBody = 16 << 20

func (s *source) ask(ctx context.Context, address string) (any, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", address, err)
	}
	request.Header.Set("Accept", "application/json")
	for name, value := range s.settings.Headers {
		request.Header.Set(name, value)
	}
	client := *s.env.Client
	if len(s.settings.Headers) > 0 {
		client.CheckRedirect = collector.AtHome
	}
	response, err := collector.Ask(&client, request, mostBody)
	if err != nil {
		return nil, err
	}
	answer, err := parse(response.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", collector.WithoutQuery(request.URL), err)
	}
	if _, ok := at(answer, s.settings.Items).([]any); !ok {
		return nil, fmt.Errorf("%s: there is no list at %q; set items to the path of the posts", collector.WithoutQuery(request.URL), s.settings.Items)
	}
	return answer, nil
}

// errNotJSON is told with what a site sends instead, such as a page that asks to sign in.
var errNotJSON = errors.New("the answer is no JSON")

// posts are the posts of a page. One without a time was written now, and so was one with a time in the future.
func (s *source) posts(answer any) []post.Post {
	var posts []post.Post
	list, _ := at(answer, s.settings.Items).([]any)
	now := time.Now().UTC().Truncate(time.Second)
	for _, item := range list {
		p := s.post(item)
		if p.Validate() != nil {
			continue
		}
		if p.CreatedAt = earlier(p.CreatedAt, now); p.CreatedAt.IsZero() {
			p.CreatedAt = now
		}
		posts = append(posts, p)
	}
	return posts
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
