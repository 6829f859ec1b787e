package telegram

import "encoding/json"

// updates is the answer of getUpdates: https://core.telegram.org/bots/api#getupdates
type updates struct {
	OK          bool              `json:"ok"`
	Description string            `json:"description"`
	Result      []json.RawMessage `json:"result"` // each an update
	Parameters  struct {
		RetryAfter int `json:"retry_after"` // seconds
	} `json:"parameters"`
}

type update struct {
	ID                int64    `json:"update_id"`
	Message           *message `json:"message"`
	EditedMessage     *message `json:"edited_message"`
	ChannelPost       *message `json:"channel_post"`
	EditedChannelPost *message `json:"edited_channel_post"`
}

// message is a message of a group or a channel: https://core.telegram.org/bots/api#message
type message struct {
	ID              int64    `json:"message_id"`
	Date            int64    `json:"date"` // Unix seconds
	Text            string   `json:"text"`
	Caption         string   `json:"caption"` // of a picture or film
	Entities        []entity `json:"entities"`
	CaptionEntities []entity `json:"caption_entities"`
	From            *struct {
		ID           int64  `json:"id"`
		LanguageCode string `json:"language_code"`
	} `json:"from"`
	SenderChat *chat    `json:"sender_chat"`
	Chat       chat     `json:"chat"`
	ReplyTo    *message `json:"reply_to_message"`
}

type chat struct {
	ID       int64  `json:"id"`
	Type     string `json:"type"` // private, group, supergroup, channel
	Title    string `json:"title"`
	Username string `json:"username"`
}

// entity is a part of a text; offsets count UTF-16 units.
type entity struct {
	Type   string `json:"type"` // url, text_link, …
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url"`
}
