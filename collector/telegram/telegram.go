// Package telegram collects messages of groups and channels: by a bot that is in them (https://core.telegram.org/bots/api),
// or of a public channel by its preview page on t.me, without one.
package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"hearsay/collector"
	"hearsay/collector/robots"
	"hearsay/sight"
)

// Settings of a Telegram source: a bot, or a public channel.
type Settings struct {
	Token   string   `yaml:"token" doc:"of a bot; it reads every group and channel that it is in"`
	Chats   []string `yaml:"chats" doc:"names or numbers of chats that the bot is to read; all if left out"`
	Channel string   `yaml:"channel" doc:"name of a public channel, without @, whose preview is read"`
	BaseURL string   `yaml:"base_url" doc:"https://api.telegram.org for a bot, https://t.me for a channel if left out"`
}

var channelName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{3,31}$`)

// Check implements collector.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if (s.Token == "") == (s.Channel == "") {
		report("token", "a source reads by a bot or a public channel's preview", "set token, as in ${TELEGRAM_TOKEN}, or channel")
	}
	if s.Token != "" && !strings.Contains(s.Token, ":") {
		report("token", "that is not a bot's token", "write it as @BotFather gave it: a number, a colon, letters")
	}
	if s.Channel != "" && !channelName.MatchString(s.Channel) {
		report("channel", fmt.Sprintf("%q is not a channel's name", s.Channel), "write what stands behind t.me/")
	}
	if len(s.Chats) > 0 && s.Token == "" {
		report("chats", "only a bot reads several chats", "leave it out")
	}
	if u, err := url.Parse(s.BaseURL); s.BaseURL != "" && (err != nil || u.Host == "") {
		report("base_url", fmt.Sprintf("%q is not an address", s.BaseURL), "write it whole, with https://")
	}
}

// Open implements collector.Settings.
func (s *Settings) Open(env collector.Env) (collector.Source, error) {
	if s.Channel != "" {
		base := s.BaseURL
		if base == "" {
			base = "https://t.me"
		}
		return &preview{channel: strings.ToLower(s.Channel), base: strings.TrimSuffix(base, "/"), env: env, robots: &robots.Rules{Client: env.Client}}, nil
	}
	opened := &bot{settings: *s, env: env, wait: longPoll}
	if s.BaseURL == "" {
		opened.settings.BaseURL = "https://api.telegram.org"
	}
	return opened, nil
}

// bot reads by long polls.
type bot struct {
	settings Settings
	env      collector.Env
	wait     time.Duration
}

// longPoll is how long Telegram is to wait for news before it answers; below the time that a request may take.
const longPoll = 20 * time.Second

// cursor is the next update. Asking for it tells Telegram to forget those before: they are durable by then.
type cursor struct {
	Offset  int64     `json:"offset"`
	Heard   time.Time `json:"heard,omitzero"`   // when Telegram last answered, give or take noted
	Brought time.Time `json:"brought,omitzero"` // when it last had an update
}

// counts is for how long updates are numbered one after the other: after a week without one the next has any number, also a
// lower one (https://core.telegram.org/bots/api#update). Some hours earlier nothing is asked for by its number any more: all
// that came is durable, and Telegram was told so.
const counts = 6 * 24 * time.Hour

// offset is the update to ask for; 0 for whichever is next.
func (c cursor) offset(now time.Time) int64 {
	if now.Sub(c.Brought) > counts {
		return 0
	}
	return c.Offset
}

// errUnnumbered is told where nothing says what to ask for next.
var errUnnumbered = errors.New("the updates of Telegram have no numbers")

// noted is how often the cursor moves while Telegram has nothing to say.
const noted = time.Hour

// keeps is for how long Telegram keeps updates that nobody asks for: https://core.telegram.org/bots/api#getting-updates
const keeps = 24 * time.Hour

// lost is what Telegram has forgotten before now, because nobody asked; nil if it is nothing.
func (c cursor) lost(now time.Time) *collector.Lost {
	if c.Heard.IsZero() || now.Sub(c.Heard) <= keeps {
		return nil
	}
	return &collector.Lost{Span: sight.Span{From: c.Heard, To: now.Add(-keeps)}, Reason: sight.TooOld, Detail: "Telegram keeps for a day what no bot asks for"}
}

// Collect asks for updates until ctx ends.
func (b *bot) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	var at cursor
	if err := from.Decode(&at); err != nil {
		return err
	}
	for {
		found, err := b.ask(ctx, at)
		if err != nil {
			return err
		}
		now := time.Now()
		if len(found) == 0 && now.Sub(at.Heard) < noted {
			b.env.Reached(now)
			continue
		}
		batch := collector.Batch{Lost: at.lost(now)}
		at.Heard = now
		if len(found) > 0 {
			next, err := b.take(&batch, found)
			if err != nil {
				return err
			}
			at.Offset, at.Brought = next, now
		}
		encoded, err := collector.EncodeCursor(at)
		if err != nil {
			return err
		}
		batch.Cursor = encoded
		if err := deliver(ctx, batch); err != nil {
			return err
		}
		b.env.Reached(time.Now())
	}
}

// take adds updates to a batch, and is the number of the one behind them. One that cannot be read is logged and passed over.
func (b *bot) take(batch *collector.Batch, found []json.RawMessage) (next int64, err error) {
	for _, raw := range found {
		var one update
		if err := json.Unmarshal(raw, &one); err != nil {
			b.env.Log.Warn("an update of Telegram cannot be read", "error", err)
		} else if p := one.post(); p != nil && b.wants(p.ID) && p.Validate() == nil {
			batch.Posts = append(batch.Posts, *p)
		}
		if one.ID > 0 {
			next = one.ID + 1
		}
	}
	if next == 0 {
		return 0, errUnnumbered
	}
	return next, nil
}

// wants tells whether a message is of a chat that is to be read.
func (b *bot) wants(id string) bool {
	if len(b.settings.Chats) == 0 {
		return true
	}
	name, _, _ := strings.Cut(id, "/")
	for _, chat := range b.settings.Chats {
		if strings.EqualFold(strings.TrimPrefix(chat, "@"), name) {
			return true
		}
	}
	return false
}

func (b *bot) ask(ctx context.Context, at cursor) ([]json.RawMessage, error) {
	query := url.Values{
		"offset": {fmt.Sprint(at.offset(time.Now()))}, "limit": {"100"}, "timeout": {fmt.Sprint(int(b.wait.Seconds()))},
		"allowed_updates": {`["message","edited_message","channel_post","edited_channel_post"]`},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(b.settings.BaseURL, "/")+"/bot"+b.settings.Token+"/getUpdates?"+query.Encode(), http.NoBody)
	if err != nil {
		return nil, b.withoutToken(err)
	}
	var found updates
	_, err = collector.AskJSON(b.env.Client, request, &found)
	if err == nil && !found.OK {
		err = errors.New(found.Description)
	}
	if err != nil {
		return nil, b.withoutToken(b.retry(err))
	}
	return found.Result, nil
}

// retry reads how long Telegram wants to be left alone, which it says in the body of an answer.
func (b *bot) retry(err error) error {
	var wait *collector.Wait
	var status *collector.StatusError
	switch {
	case errors.As(err, &wait):
		var said updates
		if at := strings.Index(wait.Reason, "{"); at >= 0 && json.Unmarshal([]byte(wait.Reason[at:]), &said) == nil && said.Parameters.RetryAfter > 0 {
			wait.Until = time.Now().Add(time.Duration(said.Parameters.RetryAfter) * time.Second)
		}
	case errors.As(err, &status) && status.Status == http.StatusConflict:
		return &collector.Wait{Until: time.Now().Add(time.Minute), Reason: "another program reads by this bot, or it has a webhook; only one may"}
	}
	return err
}

// withoutToken takes the token, which stands in the address, out of an error.
func (b *bot) withoutToken(err error) error {
	if !strings.Contains(err.Error(), b.settings.Token) {
		return err
	}
	var wait *collector.Wait
	if errors.As(err, &wait) {
		return wait
	}
	plain := strings.ReplaceAll(err.Error(), b.settings.Token, "TOKEN")
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("asking Telegram: %w", context.Canceled)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("asking Telegram: %w", context.DeadlineExceeded)
	case errors.Is(err, collector.ErrRefused):
		return fmt.Errorf("%w: %s", collector.ErrRefused, plain)
	}
	return errors.New(plain)
}
