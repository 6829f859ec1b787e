package telegram

import (
	"context"
	"encoding/json"
	"strings"

	"hearsay/replies/publish"
)

// methodFor is the method that sends a file, and the field in which it takes it: https://core.telegram.org/bots/api#sendvideo
func methodFor(f *publish.File) (method, field string) {
	if f.IsVideo() {
		return "sendVideo", "video"
	}
	return "sendPhoto", "photo"
}

// formOf are the fields of a message with a file; the file shows its name in place of itself. Telegram has no place for what a
// file shows.
func formOf(m message, field string, f *publish.File) map[string]string {
	fields := map[string]string{"chat_id": m.Chat, "caption": m.Text, field: f.Name()}
	if m.Reply != nil {
		to, err := json.Marshal(m.Reply)
		if err != nil {
			panic("telegram: a number that is no JSON: " + err.Error())
		}
		fields["reply_parameters"] = string(to)
	}
	return fields
}

// sendFile sends a part with its file, which is one request.
func (p *publisher) sendFile(ctx context.Context, o publish.Outgoing, into *sentMessage) error {
	request := p.Request(o)
	fields, _ := request.Body.(map[string]string)
	_, field := methodFor(o.File)
	delete(fields, field)
	form, err := o.File.Form(fields, field, 0, o.File.Size)
	if err != nil {
		return publish.Before(err)
	}
	address := strings.Replace(request.Address, "TOKEN", p.token, 1)
	return patient(publish.AskForm(ctx, p.client, address, form, nil, into, p.token))
}
