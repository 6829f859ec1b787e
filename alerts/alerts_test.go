package alerts_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/alerts"
	"hearsay/alerts/notify/slack"
	"hearsay/alerts/notify/webhook"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/pipeline"
	"hearsay/post"
	"hearsay/triage"
)

// chat is a service that takes messages, refuses the first few, and keeps what it took.
type chat struct {
	mu     sync.Mutex
	refuse int
	tries  int
	took   []string
}

func (c *chat) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tries++; c.tries <= c.refuse {
		http.Error(w, "rate_limited", http.StatusTooManyRequests)
		return
	}
	c.took = append(c.took, strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(body))) // as any reader of JSON sees it
}

func (c *chat) messages() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.took...)
}

type observer struct {
	mu   sync.Mutex
	sent map[string]int
}

func (o *observer) AlertSent(receiver, outcome string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent[receiver+" "+outcome]++
}

func kinds() map[string]func() alerts.ReceiverSettings {
	return map[string]func() alerts.ReceiverSettings{
		"slack":   func() alerts.ReceiverSettings { return &slack.Settings{} },
		"webhook": func() alerts.ReceiverSettings { return &webhook.Settings{} },
	}
}

// raise stores two critical items, one past its deadline, and raises what is true of them.
func raise(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	ctx := t.Context()
	err := l.Write(ctx, func(tx *ledger.Tx) error {
		for i := range 2 {
			id := fmt.Sprint("item", i)
			lead := post.Post{Platform: "sample", ID: id, Text: "Drink <bleach> & be well, says @everyone"}
			it := &triage.Item{ID: id, Kind: classifier.KindClaim, State: triage.Open, Queue: "urgent", Severity: rules.Critical, Lead: lead.Ref(), Posts: 3}
			if err := tx.SaveItem(ctx, it); err != nil {
				return err
			}
			if err := tx.InsertPosts(ctx, []ledger.StoredPost{{Post: lead, Item: id}}); err != nil {
				return err
			}
			if err := tx.RaiseAlert(ctx, pipeline.AlertCritical, id, []string{"chat", "hook"}); err != nil {
				return err
			}
		}
		if err := tx.RaiseAlert(ctx, pipeline.AlertQuiet, pipeline.QuietSubject("town <3", 500_000), []string{"chat", "hook"}); err != nil {
			return err
		}
		return tx.RaiseAlert(ctx, pipeline.AlertDeadline, "item0", []string{"hook"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAlertsAreGroupedRetriedAndSentOnce runs two senders, as two processes do, against services that refuse at first.
func TestAlertsAreGroupedRetriedAndSentOnce(t *testing.T) {
	slackChat, hook := &chat{refuse: 2}, &chat{refuse: 1}
	slackServer, hookServer := httptest.NewServer(slackChat), httptest.NewServer(hook)
	defer slackServer.Close()
	defer hookServer.Close()
	receivers, err := alerts.Parse("alerts.yaml", []byte(fmt.Sprintf(`receivers:
  - {name: chat, kind: slack, on: [critical, quiet], group_wait: 1ms, url: %q}
  - {name: hook, kind: webhook, group_wait: 1ms, url: %q, bearer: secret}
`, slackServer.URL, hookServer.URL)), kinds())
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(t.Context(), filepath.Join(t.TempDir(), "l.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	raise(t, l)
	time.Sleep(2 * time.Millisecond)
	seen := &observer{sent: map[string]int{}}
	ctx, stop := context.WithCancel(t.Context())
	var senders sync.WaitGroup
	for range 2 {
		s := &alerts.Sender{Ledger: l, Receivers: receivers, BaseURL: "https://desk.example", Observer: seen, Now: time.Now, Every: 20 * time.Millisecond, Log: slog.New(slog.DiscardHandler)}
		senders.Go(func() { s.Run(ctx) })
	}
	servertest.Eventually(t, "both services to be told", func() bool { return len(slackChat.messages()) > 1 && len(hook.messages()) > 2 })
	time.Sleep(200 * time.Millisecond) // long enough for a second message, if there were one
	stop()
	senders.Wait()
	if got := slackChat.messages(); len(got) != 2 || !strings.Contains(got[1], "A source has gone quiet") || !strings.Contains(got[1], `https://desk.example/|source town &lt;3>, nothing new since 15 Jan 09:00 UTC`) || !strings.Contains(got[0], "2 critical items wait") || !strings.Contains(got[0], `&lt;bleach&gt; &amp; be well`) || !strings.Contains(got[0], "https://desk.example/items/item1|claim in urgent") {
		t.Errorf("Slack got %d messages: %s", len(got), got)
	}
	got := hook.messages()
	if len(got) != 3 {
		t.Fatalf("the webhook got %d messages, want one for each condition: %s", len(got), got)
	}
	items := map[string]int{}
	for _, one := range got {
		var m alerts.Message
		if err := json.Unmarshal([]byte(one), &m); err != nil {
			t.Fatal(err)
		}
		items[m.Condition] = len(m.Lines)
	}
	if items["critical"] != 2 || items["deadline"] != 1 || items["quiet"] != 1 {
		t.Errorf("the webhook was told of %v", items)
	}
	seen.mu.Lock()
	defer seen.mu.Unlock()
	if seen.sent["chat failed"] != 2 || seen.sent["chat sent"] != 2 {
		t.Errorf("outcomes %v; want two failures and two successes for the chat", seen.sent)
	}
}

func TestParseReportsFaultsWithTheirLine(t *testing.T) {
	const good = "receivers:\n  - name: chat\n    kind: slack\n    on: [critical]\n    url: https://hooks.example/x\n"
	if _, err := alerts.Parse("a.yaml", []byte(good), kinds()); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ from, to, want string }{
		"unknown condition": {"critical", "urgent", `a.yaml:4: "urgent" is not a condition`},
		"unknown kind":      {"slack", "pager", `a.yaml:3: "pager" is not a kind`},
		"no name":           {"name: chat", "name: ''", "a.yaml:2: the receiver has no name"},
		"unknown key":       {"url:", "uri:", "a.yaml:5: "},
		"bad address":       {"https://hooks.example/x", "nowhere", "a.yaml:5: the receiver's address"},
		"a name twice":      {"receivers:\n", "receivers:\n  - {name: chat, kind: webhook, url: 'https://a.example'}\n", `the receiver "chat" stands twice`},
		"unset variable":    {"https://hooks.example/x", "${HEARSAY_TEST_UNSET}", "HEARSAY_TEST_UNSET is not set"},
	} {
		_, err := alerts.Parse("a.yaml", []byte(strings.Replace(good, test.from, test.to, 1)), kinds())
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

// TestErrorsKeepTheAddressSecret guards webhook addresses, which are passwords, from the logs.
func TestErrorsKeepTheAddressSecret(t *testing.T) {
	for _, url := range []string{"http://127.0.0.1:1/secret-path", "http://[bad/secret-path"} {
		err := (&webhook.Settings{URL: url}).Open().Notify(t.Context(), alerts.Message{})
		if err == nil || strings.Contains(err.Error(), "secret-path") {
			t.Errorf("got %v", err)
		}
	}
}
