package desk_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"hearsay/client"
	"hearsay/ledger"
	"hearsay/replies"
)

// losing is a way to the office on which the answers of some calls are lost: lose tells of which.
func (o *office) losing(lose func(*http.Request) bool) string {
	o.t.Helper()
	address, err := url.Parse(o.URL)
	if err != nil {
		o.t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(address)
	line := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if lose(r) {
			proxy.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		proxy.ServeHTTP(w, r)
	}))
	o.t.Cleanup(line.Close)
	return line.URL
}

func TestTheClientCarriesAReplyThroughItsLife(t *testing.T) {
	o := newOffice(t)
	ann := &client.Client{Server: o.URL, Token: o.token("responder")}
	held, err := ann.Pull(t.Context(), "general", 1, 15*time.Minute, time.Second)
	if err != nil || len(held) != 1 {
		t.Fatalf("pulled %v, %v", held, err)
	}
	if _, err := ann.Extend(t.Context(), held[0].ID, time.Hour); err != nil {
		t.Error(err)
	}
	r, err := ann.Draft(t.Context(), held[0].ID, replies.Text{Language: "en", Fact: "The water is safe.", Sources: []string{}})
	if err != nil || len(r.Missing) == 0 {
		t.Fatalf("drafted %+v, %v", r, err)
	}
	if r, err = ann.Edit(t.Context(), r.ID, replies.Text{Language: "en", Fact: "It is safe.", Myth: "It is not.", Why: "It is tested.", Again: "Drink it.", Rating: "false", Sources: []string{"https://water.example.org"}}); err != nil || r.Fact != "It is safe." {
		t.Errorf("edited %+v, %v", r, err)
	}
	if _, err := ann.Verify(t.Context(), r.ID); client.StatusOf(err) != http.StatusForbidden {
		t.Errorf("a responder verifies: %v", err)
	}
	if _, err := ann.Publish(t.Context(), "none"); client.StatusOf(err) != http.StatusForbidden {
		t.Errorf("published: %v", err)
	}
	if d, err := ann.Item(t.Context(), held[0].ID); err != nil || len(d.Replies) != 1 || len(d.Posts) != 1 {
		t.Errorf("the item: %+v, %v", d, err)
	}
	if _, err := ann.Release(t.Context(), held[0].ID); err != nil {
		t.Error(err)
	}
}

func TestALostAnswerDoesNothingTwice(t *testing.T) {
	o := newOffice(t)
	token := o.token("responder")
	var lost atomic.Bool
	server := o.losing(func(r *http.Request) bool { return r.Method == http.MethodPost && lost.CompareAndSwap(false, true) })
	ann := &client.Client{Server: server, Token: token}
	if _, err := ann.Draft(t.Context(), o.item, replies.Text{Language: "en", Fact: "f", Sources: []string{}}); err != nil {
		t.Fatal(err)
	}
	if !lost.Load() {
		t.Fatal("nothing was lost")
	}
	drafts, err := o.ledger.RepliesOf(t.Context(), o.item)
	if err != nil || len(drafts) != 1 {
		t.Errorf("%d drafts, %v; want one", len(drafts), err)
	}
}

func TestTheClientReadsEveryPage(t *testing.T) {
	o := newOffice(t)
	o.stock()
	ann := &client.Client{Server: o.URL, Token: o.token("viewer")}
	seen := map[string]bool{}
	for it, err := range ann.Items(t.Context(), url.Values{"limit": {"5"}}) {
		if err != nil || seen[it.ID] {
			t.Fatalf("%v, %v after %d", it, err, len(seen))
		}
		seen[it.ID] = true
	}
	if len(seen) != 13 {
		t.Errorf("%d items, want 13", len(seen))
	}
	for _, err := range (&client.Client{Server: o.URL, Token: "none"}).Items(t.Context(), nil) {
		if client.StatusOf(err) != http.StatusUnauthorized {
			t.Errorf("with a token that is none: %v", err)
		}
	}
}

func TestTheClientMissesNoEvent(t *testing.T) {
	o := newOffice(t)
	before, err := o.ledger.LastEvent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ann := &client.Client{Server: o.URL, Token: o.token("viewer"), HTTP: &http.Client{Timeout: 2 * time.Second}} // which cuts the stream again and again
	note := func(n int) {
		err := o.ledger.Write(context.WithoutCancel(t.Context()), func(tx *ledger.Tx) error {
			return tx.Audit(t.Context(), "test", "noted", o.item, string(rune('a'+n)))
		})
		if err != nil {
			t.Error(err)
		}
	}
	done := errors.New("enough")
	go func() {
		for n := range 8 {
			note(n)
			time.Sleep(600 * time.Millisecond)
		}
	}()
	got := ""
	err = ann.Events(t.Context(), before, func(e ledger.Event) error {
		if got += e.Detail; len(got) == 8 {
			return done
		}
		return nil
	})
	if !errors.Is(err, done) || got != "abcdefgh" {
		t.Errorf("followed %q, %v", got, err)
	}
}
