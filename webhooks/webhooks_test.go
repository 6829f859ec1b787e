package webhooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/triage"
	"hearsay/webhooks"
)

const (
	written = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" // of the specification's examples
	before  = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)

func secret(t *testing.T, written string) webhooks.Secret {
	t.Helper()
	s, err := webhooks.ParseSecret(written)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// receiver takes messages, or answers with a status.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	got    []webhooks.Message
	ids    []string
	bodies []string
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{status: http.StatusNoContent}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		body, err := io.ReadAll(request.Body)
		for _, one := range []string{written, before} {
			if err := webhooks.Verify(secret(t, one), request.Header, body, noon); err != nil {
				t.Error(err)
			}
		}
		if forged := append([]byte(" "), body...); !errors.Is(webhooks.Verify(secret(t, written), request.Header, forged, noon), webhooks.ErrSignature) ||
			!errors.Is(webhooks.Verify(secret(t, written), request.Header, body, noon.Add(time.Hour)), webhooks.ErrSignature) {
			t.Error("a forged message, or an old one, is taken")
		}
		var m webhooks.Message
		if err := errors.Join(err, json.Unmarshal(body, &m)); err != nil {
			t.Error(err)
		}
		if r.status/100 == 2 {
			r.got, r.ids, r.bodies = append(r.got, m), append(r.ids, request.Header.Get("Webhook-Id")), append(r.bodies, string(body))
		}
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) types() (all []string) {
	for _, m := range r.got {
		all = append(all, m.Type)
	}
	return all
}

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

// post is a ledger with a sender at a clock that stands still.
type office struct {
	*webhooks.Sender
	t    *testing.T
	now  time.Time
	hook webhooks.Hook
}

func newOffice(t *testing.T, url string, on ...string) *office {
	t.Helper()
	o := &office{t: t, now: noon}
	l, err := ledger.Open(t.Context(), filepath.Join(t.TempDir(), "l.db"), func() time.Time { return o.now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	o.hook = webhooks.Hook{Name: "site", URL: url, Secrets: []webhooks.Secret{secret(t, written), secret(t, before)}, On: on}
	poster := webhooks.Poster()
	o.Sender = &webhooks.Sender{
		Ledger: l, Hooks: []webhooks.Hook{o.hook}, Now: func() time.Time { return o.now }, Log: slog.New(slog.DiscardHandler),
		Post: func(ctx context.Context, h webhooks.Hook, id string, _ time.Time, body []byte) error {
			return poster(ctx, h, id, noon, body)
		},
	}
	o.happen("before it was set up", "i", "")
	if err := o.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) happen(action, subject, detail string) {
	o.t.Helper()
	err := o.Ledger.Write(o.t.Context(), func(tx *ledger.Tx) error { return tx.Audit(o.t.Context(), "ann", action, subject, detail) })
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) turn() {
	o.t.Helper()
	if err := o.Turn(o.t.Context(), o.hook); err != nil {
		o.t.Fatal(err)
	}
}

func TestWhatHappensIsTold(t *testing.T) {
	r := newReceiver(t)
	o := newOffice(t, r.URL, "item.opened", "item.*imported", "reply.*")
	reply := replies.New("r1", "i", classifier.KindClaim, "", "ann", noon)
	it := &triage.Item{ID: "i", Kind: classifier.KindClaim, State: triage.Open, Queue: "q", Lead: post.Ref{Platform: "x", ID: "1"}}
	err := o.Ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		return errors.Join(tx.SaveItem(t.Context(), it), tx.SaveReply(t.Context(), reply), tx.InsertPosts(t.Context(), []ledger.StoredPost{{Post: post.Post{Platform: "x", ID: "1", Text: "private words"}, Item: "i"}}))
	})
	if err != nil {
		t.Fatal(err)
	}
	o.happen("opened", "i", "source")
	o.happen("held", "i", "")
	o.happen("created", "user/ben", "")
	o.happen("imported", "claims", "3")
	o.happen("messengers imported", "messengers", "3 added")
	o.happen("reply sent back", "i", "r1 one more thing")
	o.turn()
	if got := r.types(); !slices.Equal(got, []string{"item.opened", "reply.sent_back"}) {
		t.Fatalf("told %v", got)
	}
	if m := r.got[1]; m.Data.Reply.ID != "r1" || m.Data.Item.ID != "i" || !strings.HasPrefix(m.Data.Actor, "person-") || m.Data.Actor != m.Data.Reply.Authors[0] || m.Data.Item.Holder != "" || m.Data.Seq != 7 || r.ids[1] != "msg_7" || !m.Timestamp.Equal(noon) {
		t.Errorf("told %+v with the id %s", m, r.ids[1])
	}
	for _, body := range r.bodies {
		if strings.Contains(body, "private words") {
			t.Error("a post's text is told")
		}
		if strings.Contains(body, `"ann"`) {
			t.Errorf("who works here is named: %s", body)
		}
	}
	o.turn()
	if len(r.got) != 2 {
		t.Errorf("told %d times", len(r.got))
	}
}

func TestWhatIsNotTakenIsTriedAgainInOrder(t *testing.T) {
	r := newReceiver(t)
	o := newOffice(t, r.URL)
	r.status = http.StatusInternalServerError
	o.happen("opened", "i", "")
	o.happen("held", "i", "")
	for tries, want := 1, 5*time.Second; want <= 2*time.Hour; tries, want = tries+1, want*2 {
		o.turn()
		hook, err := o.Ledger.Webhook(t.Context(), "site")
		if err != nil || hook.Tries != tries || hook.NextAt.Sub(o.now) != min(want, time.Hour) || !strings.Contains(hook.Problem, "500") {
			t.Fatalf("after %d tries: %+v, %v; want a pause of %v", tries, hook, err, want)
		}
		o.turn() // too early
		o.now = hook.NextAt
	}
	r.status = http.StatusOK
	o.turn()
	if got := r.types(); !slices.Equal(got, []string{"item.opened", "item.held"}) {
		t.Errorf("told %v", got)
	}
	if hook, err := o.Ledger.Webhook(t.Context(), "site"); err != nil || hook.Problem != "" || hook.Tries != 0 {
		t.Errorf("in the end: %+v, %v", hook, err)
	}
}

func TestAnEventThatIsNeverTakenIsPassedOver(t *testing.T) {
	r := newReceiver(t)
	o := newOffice(t, r.URL)
	r.status = http.StatusBadRequest
	o.happen("opened", "i", "")
	o.turn()
	o.now = o.now.Add(73 * time.Hour)
	o.turn()
	r.status = http.StatusOK
	o.happen("held", "i", "")
	o.turn()
	if got := r.types(); !slices.Equal(got, []string{"item.held"}) {
		t.Errorf("told %v", got)
	}
}

func TestAReceiverThatIsGoneIsLeftAlone(t *testing.T) {
	r := newReceiver(t)
	o := newOffice(t, r.URL)
	r.status = http.StatusGone
	o.happen("opened", "i", "")
	o.turn()
	r.status = http.StatusOK
	o.now = o.now.Add(time.Hour)
	o.turn()
	if hook, err := o.Ledger.Webhook(t.Context(), "site"); err != nil || !hook.Stopped || len(r.got) != 0 {
		t.Errorf("%+v, %v, told %d", hook, err, len(r.got))
	}
}

func TestAReceiverThatHangsHoldsUpNoOther(t *testing.T) {
	o := newOffice(t, "http://slow.invalid")
	o.Hooks = append(o.Hooks, webhooks.Hook{Name: "other"})
	if err := o.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	o.Post = func(trying context.Context, h webhooks.Hook, _ string, _ time.Time, _ []byte) error {
		if h.Name == "other" {
			stop()
			return nil
		}
		<-trying.Done()
		if ctx.Err() == nil {
			t.Error("the other waits for a receiver that hangs")
			stop()
		}
		return trying.Err()
	}
	o.happen("opened", "i", "")
	o.Run(ctx)
}

func TestTwoProcessesTellOnce(t *testing.T) {
	r := newReceiver(t)
	o := newOffice(t, r.URL)
	for n := range 30 {
		o.happen("opened", fmt.Sprint("i", n), "")
	}
	var processes sync.WaitGroup
	for range 4 {
		processes.Go(func() {
			for range 10 {
				if err := o.Turn(t.Context(), o.hook); err != nil {
					t.Error(err)
				}
			}
		})
	}
	processes.Wait()
	if len(r.got) != 30 || !slices.IsSortedFunc(r.got, func(a, b webhooks.Message) int { return int(a.Data.Seq - b.Data.Seq) }) {
		t.Errorf("told %d", len(r.got))
	}
}

func TestSecretsAreReadAsTheSpecificationHasThem(t *testing.T) {
	for written, ok := range map[string]bool{written: true, "": false, "whsec_": false, "whsec_c2hvcnQ=": false, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw": false, "whsec_%%%": false} {
		if _, err := webhooks.ParseSecret(written); (err == nil) != ok {
			t.Errorf("%q: %v", written, err)
		}
	}
	// The specification's own example.
	h := http.Header{}
	h.Set("Webhook-Id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
	h.Set("Webhook-Timestamp", "1614265330")
	h.Set("Webhook-Signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
	if err := webhooks.Verify(secret(t, written), h, []byte(`{"test": 2432232314}`), time.Unix(1614265330, 0)); err != nil {
		t.Error(err)
	}
}
