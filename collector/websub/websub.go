// Package websub subscribes to feeds whose publisher announces a hub, so that news is read at once and not at the next
// turn: https://www.w3.org/TR/websub/
//
// What a hub sends is a sign to read the feed, and no more: the feed itself is what counts. The address that a hub calls and its secret
// follow from the feed's address and the desk's key, so that every process knows them; one that does not read the feed tells the others.
package websub

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // hubs still sign with it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"hearsay/collector"
)

// Path is where hubs call the desk, before the feed's token.
const Path = "/websub/"

// Subscriber keeps subscriptions. Its fields are set before use; its methods are safe for several goroutines.
type Subscriber struct {
	Client  *http.Client
	BaseURL string // where hubs reach the desk, without a slash at its end
	Key     []byte // from which tokens and secrets are made; the same in every process
	Wake    func(source string)
	Tell    func(ctx context.Context, token string) error // of a feed that another process reads, which hears of it by Hear
	Now     func() time.Time
	Log     *slog.Logger

	mu     sync.Mutex
	topics map[string]*subscription // by token
}

// subscription is a feed that a hub tells of.
type subscription struct {
	source string
	topic  string
	ends   time.Time // when it is to be asked for again; zero while it never was
}

// Times of subscriptions.
const (
	lease   = 10 * 24 * time.Hour // that is asked for
	retry   = time.Hour           // after a hub that did not take one
	renewal = 6 * time.Hour       // before its end
)

// mostNotice bounds what a hub sends, in bytes.
const mostNotice = 16 << 20

// Want subscribes to a feed, topic being its own address, unless that stands. It implements collector.Hubs.
func (s *Subscriber) Want(ctx context.Context, source, hub, topic string) {
	token := s.token(topic)
	s.mu.Lock()
	if s.topics == nil {
		s.topics = map[string]*subscription{}
	}
	known := s.topics[token]
	if known == nil {
		known = &subscription{source: source, topic: topic}
		s.topics[token] = known
	}
	isDue := s.Now().After(known.ends.Add(-renewal))
	if isDue {
		known.ends = s.Now().Add(retry + renewal) // until the hub has agreed
	}
	s.mu.Unlock()
	if !isDue {
		return
	}
	if err := s.ask(ctx, hub, topic, token); err != nil {
		s.Log.Warn("the hub does not take a subscription; the feed is read in turns", "source", source, "error", err)
	}
}

// ask asks a hub for a subscription (WebSub, 5.1).
func (s *Subscriber) ask(ctx context.Context, hub, topic, token string) error {
	form := url.Values{
		"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.callback": {s.BaseURL + Path + token}, "hub.secret": {s.secret(token)},
		"hub.lease_seconds": {strconv.Itoa(int(lease.Seconds()))},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, hub, strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("asking the hub: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, err = collector.Ask(s.Client, request, mostAnswer)
	return err
}

// mostAnswer bounds a hub's answer, in bytes.
const mostAnswer = 64 << 10

func (s *Subscriber) token(topic string) string { return s.sign("topic " + topic) }

func (s *Subscriber) secret(token string) string { return s.sign("secret " + token) }

func (s *Subscriber) sign(text string) string {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte("websub " + text))
	return hex.EncodeToString(mac.Sum(nil)[:20])
}

// ServeHTTP answers hubs: the question whether a subscription is meant (5.3), and news (7).
func (s *Subscriber) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token := strings.TrimPrefix(r.URL.Path, Path)
	switch r.Method {
	case http.MethodGet:
		s.confirm(w, r, token)
	case http.MethodPost:
		s.notice(w, r, token)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func (s *Subscriber) confirm(w http.ResponseWriter, r *http.Request, token string) {
	query := r.URL.Query()
	topic, challenge := query.Get("hub.topic"), query.Get("hub.challenge")
	if query.Get("hub.mode") != "subscribe" || !hmac.Equal([]byte(token), []byte(s.token(topic))) {
		http.NotFound(w, r)
		return
	}
	if seconds, err := strconv.Atoi(query.Get("hub.lease_seconds")); err == nil && seconds > 0 {
		s.mu.Lock()
		if known := s.topics[token]; known != nil {
			known.ends = s.Now().Add(time.Duration(seconds) * time.Second)
		}
		s.mu.Unlock()
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, challenge)
}

// notice wakes the source of a feed that has news. One that is not signed as it should be is taken without a word, so that
// nobody learns by trying (8.1).
func (s *Subscriber) notice(w http.ResponseWriter, r *http.Request, token string) {
	defer w.WriteHeader(http.StatusAccepted)
	if !s.isSigned(token, r.Header.Get("X-Hub-Signature"), r.Body) {
		s.Log.Info("a notice of a hub is not signed as it should be and was passed over")
		return
	}
	if s.wake(token) {
		return
	}
	if err := s.Tell(r.Context(), token); err != nil {
		s.Log.Warn("a notice of a hub is not known to the process that reads the feed, which reads it in turn", "error", err)
	}
}

// wake wakes the source of a feed; false if it is not read here.
func (s *Subscriber) wake(token string) bool {
	s.mu.Lock()
	known := s.topics[token]
	s.mu.Unlock()
	if known == nil {
		return false
	}
	s.Wake(known.source)
	return true
}

// Hear wakes the sources of feeds that hubs told other processes of, as far as they are read here. forget is called before each is woken.
func (s *Subscriber) Hear(tokens []string, forget func(token string) error) error {
	var failed []error
	for _, token := range tokens {
		s.mu.Lock()
		_, isOurs := s.topics[token]
		s.mu.Unlock()
		if isOurs {
			failed = append(failed, forget(token))
			s.wake(token)
		}
	}
	return errors.Join(failed...)
}

var methods = map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}

// isSigned reads a notice to its end.
func (s *Subscriber) isSigned(token, signature string, body io.Reader) bool {
	method, sum, _ := strings.Cut(signature, "=")
	made := methods[method]
	got, err := hex.DecodeString(sum)
	if made == nil || err != nil {
		return false
	}
	mac := hmac.New(made, []byte(s.secret(token)))
	n, err := io.Copy(mac, io.LimitReader(body, mostNotice+1))
	return err == nil && n <= mostNotice && hmac.Equal(got, mac.Sum(nil))
}
