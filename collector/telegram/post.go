package telegram

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"hearsay/post"
)

// Platform is the name in refs; ids are a chat's name, or its number where it has none, and the message's number.
const Platform = "telegram"

// post is the message that an update brings, and whether it replaces an earlier text. It is nil for what is none, and for
// what people say to the bot alone, which is not public.
func (u *update) post() (p *post.Post) {
	for _, one := range []struct {
		m      *message
		edited bool
	}{{u.Message, false}, {u.ChannelPost, false}, {u.EditedMessage, true}, {u.EditedChannelPost, true}} {
		if one.m != nil && one.m.Chat.Type != "private" {
			made := one.m.post()
			made.Edited = one.edited
			return &made
		}
	}
	return nil
}

func (m *message) post() post.Post {
	text, entities := m.Text, m.Entities
	if text == "" {
		text, entities = m.Caption, m.CaptionEntities
	}
	p := post.Post{
		Platform: Platform, ID: m.ref(m.ID), Text: post.Clean(text), CreatedAt: time.Unix(m.Date, 0).UTC(),
		Space: m.Chat.space(), Links: links(text, entities), Author: m.author(),
	}
	if m.Chat.Username != "" {
		p.URL = "https://t.me/" + p.ID
	}
	if m.ReplyTo != nil {
		p.ReplyTo = m.ref(m.ReplyTo.ID)
	}
	return p
}

func (m *message) ref(id int64) string { return fmt.Sprintf("%s/%d", m.Chat.name(), id) }

func (m *message) author() string {
	switch {
	case m.SenderChat != nil:
		return strconv.FormatInt(m.SenderChat.ID, 10)
	case m.From != nil:
		return strconv.FormatInt(m.From.ID, 10)
	}
	return strconv.FormatInt(m.Chat.ID, 10)
}

// name is how t.me addresses a chat, or its number.
func (c *chat) name() string {
	if c.Username != "" {
		return strings.ToLower(c.Username)
	}
	return strconv.FormatInt(c.ID, 10)
}

func (c *chat) space() string {
	if c.Username != "" {
		return "t.me/" + strings.ToLower(c.Username)
	}
	return c.Title
}

func links(text string, entities []entity) []string {
	var found []string
	var units []uint16
	for _, e := range entities {
		switch {
		case e.Type == "text_link" && isWeb(e.URL):
			found = append(found, e.URL)
		case e.Type == "url":
			if units == nil {
				units = utf16.Encode([]rune(text))
			}
			if e.Offset < 0 || e.Length < 0 || e.Offset > len(units) || e.Length > len(units)-e.Offset {
				continue
			}
			link := string(utf16.Decode(units[e.Offset : e.Offset+e.Length]))
			if !isWeb(link) {
				link = "https://" + link // people leave it out
			}
			found = append(found, link)
		}
	}
	return found
}

func isWeb(link string) bool {
	return strings.HasPrefix(link, "https://") || strings.HasPrefix(link, "http://")
}
