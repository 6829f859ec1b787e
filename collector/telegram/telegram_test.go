package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/collector"
	"hearsay/collector/collectortest"
	"hearsay/collector/telegram"
)

// platform is a Telegram of made-up messages, by its documentation: getUpdates forgets what is before offset, waits up to
// timeout, and refuses with its own JSON; t.me shows a page of a channel.
type platform struct {
	mu      sync.Mutex
	updates []string // update n has the id n
	from    int      // what is before is forgotten
	refuse  string
	robots  string
	last    int // number of a channel's last message
	asked   []string

	isLenient bool // an offset far above what there is is none: https://github.com/go-telegram-bot-api/telegram-bot-api/issues/156
}

// tell adds an update, unless there are most.
func (p *platform) tell(update string, most int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.updates) < most {
		p.updates = append(p.updates, update)
	}
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, r.URL.String())
	if p.refuse != "" {
		status, body, _ := strings.Cut(p.refuse, " ")
		code, _ := strconv.Atoi(status)
		http.Error(w, body, code)
		return
	}
	switch r.URL.Path {
	case "/botno:token/getUpdates":
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		if !p.isLenient || offset <= len(p.updates)+10 {
			p.from = max(p.from, offset)
		}
		var page []string
		for n := p.from; n < min(len(p.updates), p.from+2); n++ {
			page = append(page, p.updates[n])
		}
		if len(page) == 0 {
			p.mu.Unlock()
			time.Sleep(10 * time.Millisecond) // in place of timeout
			p.mu.Lock()
		}
		fmt.Fprintf(w, `{"ok":true,"result":[%s]}`, strings.Join(page, ","))
	case "/robots.txt":
		fmt.Fprint(w, p.robots)
	case "/s/town":
		p.page(w, r)
	case "/s/private":
		http.Redirect(w, r, "/private", http.StatusFound)
	default:
		fmt.Fprint(w, "<html></html>")
	}
}

func (p *platform) page(w http.ResponseWriter, r *http.Request) {
	after, err := strconv.Atoi(r.URL.Query().Get("after"))
	if err != nil {
		after = max(0, p.last-3)
	}
	for n := after + 1; n <= min(after+3, p.last); n++ {
		fmt.Fprintf(w, `<div class="tgme_widget_message_wrap"><div class="tgme_widget_message js-widget_message" data-post="Town/%d">
<a class="tgme_widget_message_reply" href="https://t.me/Town/1"><div class="tgme_widget_message_text">what it answers</div></a>
<div class="tgme_widget_message_text js-message_text">message %d<br/>see <a href="https://example.org/a">here</a></div>
<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">1.2K</span><span class="tgme_widget_message_meta"><a><time datetime="2026-03-01T12:%02d:00+00:00">x</time></a></span></div></div></div>`, n, n, n%60)
	}
}

func message(n int, kind, text string) string {
	return fmt.Sprintf(`{"update_id":%d,%q:{"message_id":%d,"date":1772366400,"chat":{"id":-100,"type":"channel","title":"Town","username":"Town"},"text":%q,"entities":[{"type":"url","offset":6,"length":11}]}}`, n, kind, 50+n, text)
}

func open(t *testing.T, p *platform, settings telegram.Settings) collector.Source {
	t.Helper()
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	settings.BaseURL = server.URL
	settings.Check(func(field, what, _ string) { t.Errorf("%s: %s", field, what) })
	source, err := settings.Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestWhatTelegramForgotIsTold(t *testing.T) {
	for _, test := range []struct {
		ago  time.Duration
		lost bool
	}{{time.Minute, false}, {23 * time.Hour, false}, {72 * time.Hour, true}} {
		p := &platform{updates: []string{"", message(1, "channel_post", "😀 in example.org")}, from: 1}
		heard := time.Now().Add(-test.ago)
		cursor, err := collector.EncodeCursor(map[string]any{"offset": 0, "heard": heard})
		if err != nil {
			t.Fatal(err)
		}
		var kept collectortest.Kept
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		err = open(t, p, telegram.Settings{Token: "no:token"}).Collect(ctx, cursor, func(ctx context.Context, b collector.Batch) error {
			defer stop()
			return kept.Take(ctx, b)
		})
		if !errors.Is(err, context.Canceled) || len(kept.Posts) != 1 || len(kept.Lost) > 0 != test.lost {
			t.Fatalf("heard %v ago: %v, %d posts, lost %+v", test.ago, err, len(kept.Posts), kept.Lost)
		}
		if test.lost && (!kept.Lost[0].From.Equal(heard) || time.Since(kept.Lost[0].To).Round(time.Hour) != 24*time.Hour) {
			t.Errorf("lost %+v", kept.Lost[0])
		}
	}
}

func TestABotReadsOnFromWhatIsDurable(t *testing.T) {
	p := &platform{}
	for n := range 5 {
		p.updates = append(p.updates, message(n, "channel_post", fmt.Sprintf("😀 in example.org %d", n)))
	}
	p.updates = append(p.updates, message(5, "edited_channel_post", "other words"), `{"update_id":6,"my_chat_member":{}}`,
		`{"update_id":7,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5},"text":"for the bot alone"}}`)
	source := open(t, p, telegram.Settings{Token: "no:token", Chats: []string{"@town"}})
	fails := errors.New("fails")
	var kept collectortest.Kept
	collect := func(deliver collector.Deliver) error {
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		return source.Collect(ctx, kept.Cursor, func(ctx context.Context, b collector.Batch) error {
			if err := deliver(ctx, b); err != nil {
				return err
			}
			if strings.Contains(string(b.Cursor), `"offset":8,`) {
				stop()
			}
			return nil
		})
	}
	batches := 0
	if err := collect(func(ctx context.Context, b collector.Batch) error {
		if batches++; batches == 2 {
			return fails
		}
		return kept.Take(ctx, b)
	}); !errors.Is(err, fails) {
		t.Fatalf("got %v", err)
	}
	if err := collect(kept.Take); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if len(kept.Posts) != 6 || !strings.HasPrefix(string(kept.Cursor), `{"offset":8,`) {
		t.Errorf("got %d posts, cursor %s", len(kept.Posts), kept.Cursor)
	}
	if one := kept.Posts[0]; one.ID != "town/50" || one.URL != "https://t.me/town/50" || !slices.Equal(one.Links, []string{"https://example.org"}) || one.Space != "t.me/town" {
		t.Errorf("got %+v", one)
	}
	if last := kept.Posts[5]; !last.Edited || last.ID != "town/55" {
		t.Errorf("got %+v", last)
	}
}

// TestANumberThatIsLowerIsTheNext has a bot that was told nothing for a week: its next update has any number.
func TestANumberThatIsLowerIsTheNext(t *testing.T) {
	for _, quiet := range []time.Duration{8 * 24 * time.Hour, time.Hour} { // Telegram may number anew before our clock says so
		p := &platform{updates: []string{message(0, "channel_post", "an alarm, see example.org"), message(1, "channel_post", "the water rises")}}
		var kept collectortest.Kept
		cursor, err := collector.EncodeCursor(map[string]any{"offset": 700, "heard": time.Now(), "brought": time.Now().Add(-quiet)})
		if err != nil {
			t.Fatal(err)
		}
		p.isLenient = true
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		err = open(t, p, telegram.Settings{Token: "no:token"}).Collect(ctx, cursor, func(ctx context.Context, b collector.Batch) error {
			p.tell(message(len(p.updates), "channel_post", "and on it goes"), 5)
			return kept.Take(ctx, b)
		})
		if ids := kept.IDs(); !errors.Is(err, context.DeadlineExceeded) || len(ids) != 5 || len(kept.Posts) != 5 || !strings.HasPrefix(string(kept.Cursor), `{"offset":5,`) {
			t.Errorf("quiet for %v: %v; %d posts with the ids %v, cursor %s", quiet, err, len(kept.Posts), ids, kept.Cursor)
		}
	}
}

func TestAnUpdateThatCannotBeReadStopsNothing(t *testing.T) {
	p := &platform{updates: []string{message(0, "channel_post", "one, in example.org"), `{"update_id":1,"channel_post":{"message_id":"seven","text":[]}}`, message(2, "channel_post", "two, in example.org")}}
	var kept collectortest.Kept
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	err := open(t, p, telegram.Settings{Token: "no:token"}).Collect(ctx, "", func(ctx context.Context, b collector.Batch) error {
		if strings.Contains(string(b.Cursor), `"offset":3,`) {
			stop()
		}
		return kept.Take(ctx, b)
	})
	if !errors.Is(err, context.Canceled) || len(kept.IDs()) != 2 {
		t.Errorf("got %v, %v", err, kept.IDs())
	}
	p = &platform{updates: []string{`{"channel_post":{}}`, `7`}}
	if err := open(t, p, telegram.Settings{Token: "no:token"}).Collect(t.Context(), "", kept.Take); err == nil || len(p.asked) != 1 {
		t.Errorf("of updates without numbers: %v, asked %d times", err, len(p.asked))
	}
}

func TestRefusalsSayWhatToDoAndNoToken(t *testing.T) {
	for refuse, want := range map[string]string{
		`429 {"ok":false,"error_code":429,"description":"Too Many Requests: retry after 35","parameters":{"retry_after":35}}`: "wait",
		`409 {"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}`:                  "wait",
		`401 {"ok":false,"error_code":401,"description":"Unauthorized"}`:                                                      "refused",
		`500 oops`: "error",
	} {
		source := open(t, &platform{refuse: refuse}, telegram.Settings{Token: "no:token"})
		err := source.Collect(t.Context(), "", (&collectortest.Kept{}).Take)
		if got := collector.Reason(err); got != want || strings.Contains(err.Error(), "no:token") {
			t.Errorf("%s: got %s (%v), want %s", refuse, got, err, want)
		}
		var wait *collector.Wait
		if strings.HasPrefix(refuse, "429") && errors.As(err, &wait) && time.Until(wait.Until) < 30*time.Second {
			t.Errorf("waits until %v", wait.Until)
		}
	}
	settings := telegram.Settings{Token: "no:token", BaseURL: "http://127.0.0.1:1"}
	source, err := settings.Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := source.Collect(t.Context(), "", (&collectortest.Kept{}).Take); err == nil || strings.Contains(err.Error(), "no:token") {
		t.Errorf("got %v", err)
	}
}

func TestAChannelsPreviewIsReadUpwards(t *testing.T) {
	p := &platform{last: 10}
	source := open(t, p, telegram.Settings{Channel: "Town"})
	var kept collectortest.Kept
	for _, last := range []int{10, 18, 18} {
		p.last = last
		if err := source.Collect(t.Context(), kept.Cursor, kept.Take); err != nil {
			t.Fatal(err)
		}
	}
	if len(kept.Posts) != 11 || kept.Cursor != `{"after":18}` {
		t.Errorf("got %d posts, cursor %s", len(kept.Posts), kept.Cursor)
	}
	if one := kept.Posts[0]; one.ID != "town/8" || one.Text != "message 8\nsee here" || one.Reach != 1200 || !slices.Equal(one.Links, []string{"https://example.org/a"}) {
		t.Errorf("got %+v", one)
	}
}

func TestAPreviewThatIsNotToBeReadIsNot(t *testing.T) {
	p := &platform{last: 3, robots: "User-agent: *\nDisallow: /s/\n"}
	source := open(t, p, telegram.Settings{Channel: "Town"})
	if err := source.Collect(t.Context(), "", (&collectortest.Kept{}).Take); err == nil || len(p.asked) != 1 {
		t.Errorf("got %v by %q", err, p.asked)
	}
	source = open(t, &platform{}, telegram.Settings{Channel: "private"})
	if err := source.Collect(t.Context(), "", (&collectortest.Kept{}).Take); err == nil {
		t.Error("no error for a channel without a preview")
	}
}

func TestCheckNamesTheField(t *testing.T) {
	for field, settings := range map[string]telegram.Settings{
		"token":    {},
		"channel":  {Channel: "@a b"},
		"chats":    {Channel: "town", Chats: []string{"a"}},
		"base_url": {Channel: "town", BaseURL: "telegram"},
	} {
		var got []string
		settings.Check(func(field, _, _ string) { got = append(got, field) })
		if !slices.Equal(got, []string{field}) {
			t.Errorf("got %v, want %s", got, field)
		}
	}
}

func TestABotConforms(t *testing.T) {
	p := &platform{}
	var want []string
	for n := range 9 {
		p.updates, want = append(p.updates, message(n, "channel_post", fmt.Sprint("message ", n))), append(want, fmt.Sprint("town/", 50+n))
	}
	collectortest.Conform(t, collectortest.Platform{Handler: p, Want: want, Open: func(env collector.Env, address string) (collector.Source, error) {
		return (&telegram.Settings{Token: "no:token", BaseURL: address}).Open(env)
	}})
}

func TestAPreviewConforms(t *testing.T) {
	p := &platform{last: 4}
	want := []string{"town/2", "town/3", "town/4"}
	collectortest.Conform(t, collectortest.Platform{Handler: p, Want: want, Open: func(env collector.Env, address string) (collector.Source, error) {
		return (&telegram.Settings{Channel: "town", BaseURL: address}).Open(env)
	}})
}
