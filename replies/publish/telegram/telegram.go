// Package telegram publishes by a bot in the groups and channels that it is in: https://core.telegram.org/bots/api#sendmessage
package telegram

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"hearsay/replies/publish"
	"hearsay/replies/thread"
)

// Settings of a Telegram bot that posts.
type Settings struct {
	Token   string `yaml:"token" doc:"of the bot; write ${TELEGRAM_TOKEN}"`
	Chat    string `yaml:"chat" doc:"where a thread of its own is posted: a channel's name with @, or a chat's number"`
	BaseURL string `yaml:"base_url" doc:"https://api.telegram.org if left out"`
}

// Check implements publish.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if !strings.Contains(s.Token, ":") {
		report("token", "that is not a bot's token", "write it as @BotFather gave it: a number, a colon, letters; as in ${TELEGRAM_TOKEN}")
	}
	if u, err := url.Parse(s.BaseURL); s.BaseURL != "" && (err != nil || u.Host == "") {
		report("base_url", fmt.Sprintf("%q is not an address", s.BaseURL), "write it whole, with https://")
	}
}

// platform is the name in refs: collector/telegram.
const platform = "telegram"

// Open implements publish.Settings. Telegram has no keys: what may have been sent is never sent again.
func (s *Settings) Open(client *http.Client) publish.Account {
	limits, _ := thread.Of(platform)
	return publish.Account{Platform: platform, Limits: limits, Publisher: &publisher{
		base: strings.TrimSuffix(cmp.Or(s.BaseURL, "https://api.telegram.org"), "/"), token: s.Token, chat: s.Chat, client: client,
	}}
}

type publisher struct {
	base, token, chat string
	client            *http.Client
}

// handle is a message in a chat.
type handle struct {
	Chat    string `json:"chat"` // a name with @, or a number
	Message int64  `json:"message"`
}

// message is what is sent.
type message struct {
	Chat  string `json:"chat_id"`
	Text  string `json:"text"`
	Reply *reply `json:"reply_parameters,omitempty"`
}

type reply struct {
	Message int64 `json:"message_id"`
}

// answer is what comes back.
type answer struct {
	OK          bool   `json:"ok"`
	Description string `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

// sentMessage is what comes back for a message.
type sentMessage struct {
	answer
	Result struct {
		ID   int64 `json:"message_id"`
		Chat struct {
			ID       int64  `json:"id"`
			Username string `json:"username"`
		} `json:"chat"`
	} `json:"result"`
}

// Find implements publish.Publisher. A bot cannot ask for a message; whether it is there shows when it is answered.
func (p *publisher) Find(_ context.Context, at publish.Target) (publish.Place, error) {
	if at == (publish.Target{}) {
		if p.chat == "" {
			return publish.Place{}, fmt.Errorf("%w: no chat is set for a thread of its own; set chat, or answer a message", publish.ErrRefused)
		}
		return publish.Place{}, nil
	}
	id := at.Ref.ID
	if id == "" {
		id = strings.TrimPrefix(at.URL, "https://t.me/")
		if number, ok := strings.CutPrefix(id, "c/"); ok { // https://t.me/c/1234567890/12 is message 12 of chat -1001234567890
			id = "-100" + number
		}
	}
	chat, number, _ := strings.Cut(id, "/")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || chat == "" {
		return publish.Place{}, fmt.Errorf("%w: %q is not a message of Telegram; its address is as in https://t.me/channel/12", publish.ErrRefused, cmp.Or(at.URL, at.Ref.ID))
	}
	return placeOf(chat, n), nil
}

// placeOf is a message of a chat, which is a name or a number.
func placeOf(chat string, number int64) publish.Place {
	address := "https://t.me/" + chat
	if _, err := strconv.ParseInt(chat, 10, 64); err != nil {
		chat = "@" + strings.TrimPrefix(chat, "@")
	} else {
		address = "https://t.me/c/" + strings.TrimPrefix(chat, "-100")
	}
	return publish.Place{URL: fmt.Sprintf("%s/%d", address, number), Handle: publish.HandleOf(handle{chat, number})}
}

// Request implements publish.Publisher.
func (p *publisher) Request(o publish.Outgoing) publish.Request {
	m := message{Chat: p.chat, Text: o.Text}
	if to := handleOf(o.Answers); to.Message != 0 {
		m.Chat, m.Reply = to.Chat, &reply{to.Message}
	}
	if o.File == nil {
		return publish.Request{Method: http.MethodPost, Address: p.base + "/botTOKEN/sendMessage", Body: m}
	}
	method, name := methodFor(o.File)
	return publish.Request{Method: http.MethodPost, Address: p.base + "/botTOKEN/" + method, Body: formOf(m, name, o.File)}
}

// Send implements publish.Publisher.
func (p *publisher) Send(ctx context.Context, o publish.Outgoing) (publish.Place, error) {
	var sent sentMessage
	send := p.sendText
	if o.File != nil {
		send = p.sendFile
	}
	if err := send(ctx, o, &sent); err != nil {
		return publish.Place{}, err
	}
	if sent.Result.ID == 0 {
		return publish.Place{}, publish.ErrNameless
	}
	return placeOf(cmp.Or(strings.ToLower(sent.Result.Chat.Username), strconv.FormatInt(sent.Result.Chat.ID, 10)), sent.Result.ID), nil
}

func (p *publisher) sendText(ctx context.Context, o publish.Outgoing, into *sentMessage) error {
	return p.ask(ctx, p.Request(o), into)
}

// Withdraw implements publish.Publisher. Telegram lets a bot delete for 48 hours: https://core.telegram.org/bots/api#deletemessage
func (p *publisher) Withdraw(ctx context.Context, at publish.Place) error {
	h := handleOf(at)
	err := p.ask(ctx, publish.Request{Method: http.MethodPost, Address: p.base + "/botTOKEN/deleteMessage", Body: struct {
		Chat    string `json:"chat_id"`
		Message int64  `json:"message_id"`
	}{h.Chat, h.Message}}, &answer{})
	if err != nil && strings.Contains(err.Error(), "message to delete not found") {
		return nil
	}
	return err
}

// ask calls a method.
func (p *publisher) ask(ctx context.Context, r publish.Request, into any) error {
	r.Address = strings.Replace(r.Address, "TOKEN", p.token, 1)
	return patient(publish.Ask(ctx, p.client, r, nil, into, p.token))
}

// patient reads in a refusal how long Telegram wants to be left alone.
func patient(err error) error {
	var later *publish.Later
	if errors.As(err, &later) {
		var said answer
		if at := strings.Index(later.Reason, "{"); at >= 0 && json.Unmarshal([]byte(later.Reason[at:]), &said) == nil && said.Parameters.RetryAfter > 0 {
			later.Until = time.Now().Add(time.Duration(said.Parameters.RetryAfter) * time.Second)
		}
	}
	return err
}

func handleOf(at publish.Place) handle {
	var h handle
	if json.Unmarshal(at.Handle, &h) != nil {
		return handle{}
	}
	return h
}
