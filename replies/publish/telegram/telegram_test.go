package telegram

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"hearsay/post"
	"hearsay/replies/publish"
	"hearsay/replies/publish/publishtest"
)

// botAPI answers as https://core.telegram.org/bots/api says: errors in the body, with the time to wait.
type botAPI struct {
	mu       sync.Mutex
	messages []kept
	next     int64
	patience int // seconds that the next call is told to wait
}

type kept struct {
	id            int64
	text, answers string
	file          string // its hash
}

func (b *botAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	method, isOurs := strings.CutPrefix(r.URL.Path, "/bot1:secret/")
	if !isOurs {
		refuse(w, http.StatusUnauthorized, "Unauthorized", 0)
		return
	}
	if b.patience > 0 {
		refuse(w, http.StatusTooManyRequests, "Too Many Requests: retry after 11", b.patience)
		b.patience = 0
		return
	}
	var in struct {
		message
		ID int64 `json:"message_id"`
	}
	if method == "sendPhoto" || method == "sendVideo" {
		b.sendFile(w, r, strings.ToLower(strings.TrimPrefix(method, "send")))
		return
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.Chat != "@town_news" {
		refuse(w, http.StatusBadRequest, "Bad Request: chat not found", 0)
		return
	}
	switch method {
	case "sendMessage":
		b.send(w, kept{text: in.Text}, in.Reply)
	case "deleteMessage":
		b.remove(w, in.ID)
	default:
		refuse(w, http.StatusNotFound, "Not Found", 0)
	}
}

// sendFile takes a form with a file: https://core.telegram.org/bots/api#sending-files
func (b *botAPI) sendFile(w http.ResponseWriter, r *http.Request, field string) {
	from, _, err := r.FormFile(field)
	if err != nil || r.FormValue("chat_id") != "@town_news" {
		refuse(w, http.StatusBadRequest, "Bad Request: there is no "+field+" in the request", 0)
		return
	}
	data, err := io.ReadAll(from)
	if err != nil {
		return
	}
	var to *reply
	if said := r.FormValue("reply_parameters"); said != "" && json.Unmarshal([]byte(said), &to) != nil {
		refuse(w, http.StatusBadRequest, "Bad Request: can't parse reply parameters", 0)
		return
	}
	if len(utf16.Encode([]rune(r.FormValue("caption")))) > 1024 {
		refuse(w, http.StatusBadRequest, "Bad Request: message caption is too long", 0)
		return
	}
	b.send(w, kept{text: r.FormValue("caption"), file: publishtest.Hash(data)}, to)
}

func (b *botAPI) send(w http.ResponseWriter, k kept, to *reply) {
	if to != nil {
		if to.Message == 12 {
			k.answers = "made up"
		}
		for _, other := range b.messages {
			if other.id == to.Message {
				k.answers = other.text
			}
		}
		if k.answers == "" {
			refuse(w, http.StatusBadRequest, "Bad Request: message to be replied not found", 0)
			return
		}
	}
	b.next++
	k.id = 100 + b.next
	b.messages = append(b.messages, k)
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": map[string]any{"message_id": k.id, "chat": map[string]any{"id": -1001234567890, "username": "Town_News"}}})
}

func (b *botAPI) remove(w http.ResponseWriter, id int64) {
	for at, m := range b.messages {
		if m.id == id {
			b.messages = append(b.messages[:at], b.messages[at+1:]...)
			_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": true})
			return
		}
	}
	refuse(w, http.StatusBadRequest, "Bad Request: message to delete not found", 0)
}

func refuse(w http.ResponseWriter, status int, why string, patience int) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": false, "error_code": status, "description": why, "parameters": map[string]int{"retry_after": patience}})
}

func connect(t *testing.T) (publishtest.Platform, *botAPI) {
	b := &botAPI{}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	line := publishtest.NewLine(t, server.URL)
	return publishtest.Platform{
		Account: (&Settings{Token: "1:secret", Chat: "@town_news", BaseURL: line.URL}).Open(publishtest.Client(line)),
		Target:  publish.Target{Ref: post.Ref{Platform: platform, ID: "town_news/12"}}, Says: "made up",
		Missing: publish.Target{Ref: post.Ref{Platform: platform, ID: "town_news/13"}},
		Line:    line, NoAlt: true,
		Posts: func() (all []publishtest.Post) {
			b.mu.Lock()
			defer b.mu.Unlock()
			for _, m := range b.messages {
				all = append(all, publishtest.Post{Text: m.text, Answers: m.answers, File: m.file})
			}
			return all
		},
	}, b
}

func TestPublisher(t *testing.T) {
	publishtest.Run(t, func(t *testing.T) publishtest.Platform {
		p, _ := connect(t)
		return p
	})
}

func TestAMessageIsKnownByItsAddress(t *testing.T) {
	p, _ := connect(t)
	for address, want := range map[string]string{
		"https://t.me/town_news/12":      `{"chat":"@town_news","message":12}`,
		"https://t.me/c/1234567890/12":   `{"chat":"-1001234567890","message":12}`,
		"https://example.org/town/12":    "",
		"https://t.me/town_news":         "",
		"https://t.me/town_news/12/junk": "",
	} {
		place, err := p.Account.Publisher.Find(t.Context(), publish.Target{URL: address})
		if string(place.Handle) != want || (err == nil) != (want != "") || want != "" && place.URL != address {
			t.Errorf("%s: got %s at %s, %v; want %s", address, place.Handle, place.URL, err, want)
		}
	}
}

func TestPatienceIsReadInTheBody(t *testing.T) {
	p, b := connect(t)
	b.patience = 11
	err := p.Account.Publisher.Withdraw(t.Context(), placeOf("town_news", 12))
	var later *publish.Later
	if !errors.As(err, &later) || time.Until(later.Until) < 9*time.Second || time.Until(later.Until) > 12*time.Second {
		t.Errorf("got %v, want to wait 11 seconds", err)
	}
}

func TestNoErrorShowsTheToken(t *testing.T) {
	p, _ := connect(t)
	p.Line.Close()
	if _, err := p.Account.Publisher.Send(t.Context(), publish.Outgoing{Text: "x"}); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}

func TestABotWithoutAChatBeginsNoThread(t *testing.T) {
	account := (&Settings{Token: "1:secret"}).Open(http.DefaultClient)
	if _, err := account.Publisher.Find(t.Context(), publish.Target{}); !errors.Is(err, publish.ErrRefused) {
		t.Errorf("got %v", err)
	}
}
