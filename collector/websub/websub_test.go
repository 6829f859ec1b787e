package websub_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"hearsay/collector/collectortest"
	"hearsay/collector/websub"
)

// hub is a hub as the recommendation describes it: it asks back before it agrees, and signs what it sends.
type hub struct {
	t       *testing.T
	asked   []url.Values
	refuses bool
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		h.t.Error(err)
	}
	h.asked = append(h.asked, r.PostForm)
	if h.refuses {
		http.Error(w, "no such topic", http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// confirm asks back and gives the status and the answer.
func (h *hub) confirm(mode, topic string) (int, string) {
	form := h.asked[len(h.asked)-1]
	query := url.Values{"hub.mode": {mode}, "hub.topic": {topic}, "hub.challenge": {"made up"}, "hub.lease_seconds": {"86400"}}
	response, err := http.Get(form.Get("hub.callback") + "?" + query.Encode())
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(body)
}

func (h *hub) send(secret string) int {
	form := h.asked[len(h.asked)-1]
	const body = "<rss/>"
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	request, _ := http.NewRequest(http.MethodPost, form.Get("hub.callback"), strings.NewReader(body))
	request.Header.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}

// nobodyElse is Tell where every feed is read here.
func nobodyElse(t *testing.T) func(context.Context, string) error {
	return func(context.Context, string) error {
		t.Error("others are told of a feed that is read here")
		return nil
	}
}

// TestNewsReachWhoReadsTheFeed has a hub call another process than the one that reads the feed.
func TestNewsReachWhoReadsTheFeed(t *testing.T) {
	h := &hub{t: t}
	server := httptest.NewServer(h)
	defer server.Close()
	var told, forgotten, woken []string
	process := func() *websub.Subscriber {
		return &websub.Subscriber{
			Client: collectortest.Env(t).Client, Key: []byte("key"), Now: time.Now, Log: slog.New(slog.DiscardHandler), Wake: func(source string) { woken = append(woken, source) },
			Tell: func(_ context.Context, token string) error {
				told = append(told, token)
				return nil
			},
		}
	}
	reader, other := process(), process()
	desk := httptest.NewServer(other)
	defer desk.Close()
	reader.BaseURL = desk.URL
	reader.Want(t.Context(), "town", server.URL, "https://town.example/feed.xml")
	if status, _ := h.confirm("subscribe", "https://town.example/feed.xml"); status != http.StatusOK {
		t.Errorf("asked back: %d", status)
	}
	h.send("guessed")
	if len(told) > 0 {
		t.Errorf("others are told what is forged: %q", told)
	}
	h.send(h.asked[0].Get("hub.secret"))
	err := reader.Hear(append([]string{"of nobody here"}, told...), func(token string) error {
		if len(woken) > 0 {
			t.Error("the feed is read before the news is forgotten")
		}
		forgotten = append(forgotten, token)
		return nil
	})
	if err != nil || len(told) != 1 || !slices.Equal(forgotten, told) || !slices.Equal(woken, []string{"town"}) {
		t.Errorf("told %q, forgotten %q, woken %q, %v", told, forgotten, woken, err)
	}
}

func TestAHubIsAskedConfirmedAndHeard(t *testing.T) {
	const topic = "https://town.example/feed.xml"
	at := time.Now()
	h := &hub{t: t}
	server := httptest.NewServer(h)
	defer server.Close()
	var woken []string
	s := &websub.Subscriber{Client: collectortest.Env(t).Client, Key: []byte("key"), Wake: func(source string) { woken = append(woken, source) }, Tell: nobodyElse(t), Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler)}
	desk := httptest.NewServer(s)
	defer desk.Close()
	s.BaseURL = desk.URL
	want := func() { s.Want(t.Context(), "town", server.URL, topic) }
	want()
	want()
	if len(h.asked) != 1 || h.asked[0].Get("hub.mode") != "subscribe" || h.asked[0].Get("hub.topic") != topic || len(h.asked[0].Get("hub.secret")) < 20 {
		t.Fatalf("asked %v", h.asked)
	}
	if status, answer := h.confirm("subscribe", topic); status != http.StatusOK || answer != "made up" {
		t.Errorf("asked back: %d %q", status, answer)
	}
	for mode, other := range map[string]string{"subscribe": "https://other.example/feed", "unsubscribe": topic} {
		if status, _ := h.confirm(mode, other); status != http.StatusNotFound {
			t.Errorf("%s %s: %d, want a refusal", mode, other, status)
		}
	}
	if status := h.send(h.asked[0].Get("hub.secret")); status != http.StatusAccepted || len(woken) != 1 || woken[0] != "town" {
		t.Errorf("news: %d, woken %v", status, woken)
	}
	if status := h.send("guessed"); status != http.StatusAccepted || len(woken) != 1 {
		t.Errorf("forged news: %d, woken %v", status, woken)
	}
	at = at.Add(17 * time.Hour)
	want()
	if len(h.asked) != 1 {
		t.Error("asked again while the lease stands")
	}
	at = at.Add(2 * time.Hour)
	want()
	if len(h.asked) != 2 {
		t.Error("not asked again before the lease ends")
	}
}

func TestAHubThatRefusesIsAskedAgainLater(t *testing.T) {
	at := time.Now()
	h := &hub{t: t, refuses: true}
	server := httptest.NewServer(h)
	defer server.Close()
	s := &websub.Subscriber{Client: collectortest.Env(t).Client, BaseURL: "https://desk.example", Key: []byte("key"), Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler)}
	for range 3 {
		s.Want(t.Context(), "town", server.URL, "https://town.example/feed.xml")
	}
	at = at.Add(61 * time.Minute)
	s.Want(t.Context(), "town", server.URL, "https://town.example/feed.xml")
	if len(h.asked) != 2 {
		t.Errorf("asked %d times, want at once and an hour later", len(h.asked))
	}
}
