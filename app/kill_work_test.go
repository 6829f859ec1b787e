package app_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/triage"
)

// freePort is a port that nobody listened on a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// busy is a responder who goes on working while the program is killed under them, and remembers what it confirmed.
type busy struct {
	address string
	client  http.Client

	answered atomic.Int64 // replies and edits that were confirmed

	mu        sync.Mutex
	confirmed map[string]string // by reply: its fact, as the last answer of the program said it
	replyTo   map[string]string // by item: the reply that was drafted
	count     int
}

// newBusy adds the responder and their token to the ledger.
func newBusy(t *testing.T, l *ledger.Ledger, address string) *busy {
	t.Helper()
	sum := sha256.Sum256([]byte("busy's token"))
	err := l.Write(t.Context(), func(tx *ledger.Tx) error {
		return errors.Join(tx.AddUser(t.Context(), ledger.User{Name: "busy", Role: "responder", Password: "none"}),
			tx.AddToken(t.Context(), ledger.Token{ID: "busy", Hash: hex.EncodeToString(sum[:]), User: "busy", ExpiresAt: time.Now().Add(time.Hour)}))
	})
	if err != nil {
		t.Fatal(err)
	}
	return &busy{address: address, client: http.Client{Timeout: 10 * time.Second}, confirmed: map[string]string{}, replyTo: map[string]string{}}
}

// work pulls, drafts and edits until stop is closed. What fails because the program is dead is tried no more.
func (b *busy) work(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		var items []*triage.Item
		if !b.call(http.MethodPost, "/api/v1/queues/questions/pull", map[string]any{"lease": "2s"}, &items) || len(items) == 0 {
			time.Sleep(5 * time.Millisecond)
			continue
		}
		b.answer(items[0].ID)
	}
}

func (b *busy) answer(item string) {
	for edit := range 3 {
		b.mu.Lock()
		b.count++
		fact := fmt.Sprint("Fact number ", b.count)
		b.mu.Unlock()
		var r replies.Reply
		method, path := http.MethodPost, "/api/v1/items/"+item+"/replies"
		if edit > 0 {
			method, path = http.MethodPatch, "/api/v1/replies/"+b.last(item)
		}
		if !b.call(method, path, map[string]any{"fact": fact, "language": "en"}, &r) {
			return
		}
		b.mu.Lock()
		b.confirmed[r.ID] = fact
		b.replyTo[item] = r.ID
		b.mu.Unlock()
		b.answered.Add(1)
	}
}

func (b *busy) last(item string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.replyTo[item]
}

// call tells whether the program confirmed.
func (b *busy) call(method, path string, in, out any) bool {
	body, err := json.Marshal(in)
	if err != nil {
		return false
	}
	request, err := http.NewRequest(method, "http://"+b.address+path, bytes.NewReader(body))
	if err != nil {
		return false
	}
	request.Header.Set("Authorization", "Bearer busy's token")
	request.Header.Set("Content-Type", "application/json")
	response, err := b.client.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return err == nil && response.StatusCode == http.StatusOK && json.Unmarshal(answer, out) == nil
}

// nothingConfirmedIsLost wants every reply that was confirmed in the ledger. An edit that was not answered any more
// may have been stored: then the fact is a later one.
func (b *busy) nothingConfirmedIsLost(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	for id, fact := range b.confirmed {
		var want, got int
		r, err := l.Reply(t.Context(), id)
		if err == nil {
			_, err = fmt.Sscanf(fact+"\n"+r.Fact, "Fact number %d\nFact number %d", &want, &got)
		}
		if err != nil || got < want {
			t.Errorf("reply %s was confirmed with %q and is %+v, %v", id, fact, r, err)
		}
	}
	if len(b.confirmed) == 0 {
		t.Error("the responder got nothing done")
	}
	t.Logf("%d replies were confirmed between the kills", len(b.confirmed))
}
