// Package matrix sends alerts into a room of Matrix: https://spec.matrix.org/latest/client-server-api/#sending-events-to-a-room
package matrix

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"hearsay/alerts"
	"hearsay/alerts/notify"
)

// Settings of a receiver on Matrix.
type Settings struct {
	URL   string `yaml:"url" doc:"of the homeserver, as in https://matrix.example.org"`
	Room  string `yaml:"room" doc:"its id, as in !abc:example.org; the user must be in it"`
	Token string `yaml:"token" doc:"an access token of the user who writes; write ${MATRIX_TOKEN}"`
}

// Check implements alerts.ReceiverSettings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	notify.CheckURL(s.URL, report)
	if !strings.HasPrefix(s.Room, "!") {
		report("room", fmt.Sprintf("%q is no room's id", s.Room), "copy it from the room's settings, as in !abc:example.org")
	}
	if s.Token == "" {
		report("token", "nobody writes without a token", "write ${MATRIX_TOKEN}")
	}
}

// Open implements alerts.ReceiverSettings.
func (s *Settings) Open() alerts.Notifier { return notifier{*s} }

type notifier struct{ settings Settings }

// event is the content of an m.room.message.
type event struct {
	Type   string `json:"msgtype"`
	Body   string `json:"body"`
	Format string `json:"format"`
	HTML   string `json:"formatted_body"`
}

// Notify implements alerts.Notifier. The server knows what it was sent by the key, and takes it once.
func (n notifier) Notify(ctx context.Context, m alerts.Message) error {
	s := n.settings
	address := strings.TrimSuffix(s.URL, "/") + "/_matrix/client/v3/rooms/" + url.PathEscape(s.Room) + "/send/m.room.message/" + url.PathEscape(m.Key)
	return notify.Send(ctx, http.MethodPut, address, payload(m), http.Header{"Authorization": {"Bearer " + s.Token}})
}

// room is how much of each text is shown, in bytes: an event has 65,536 at most, and everything stands in it twice.
const room = 500

func payload(m alerts.Message) event {
	e := event{Type: "m.notice", Format: "org.matrix.custom.html", Body: notify.Cut(m.Title, 300), HTML: "<strong>" + notify.HTML(notify.Cut(m.Title, 300)) + "</strong><ul>"}
	for _, l := range m.Lines {
		e.Body += "\n\n" + notify.Cut(l.Title, 150) + "\n" + notify.Cut(notify.Facts(l), room) + "\n" + l.URL
		e.HTML += fmt.Sprintf("<li><a href=%q>%s</a><br>%s", notify.HTML(l.URL), notify.Fit(l.Title, 150, notify.HTML), notify.Fit(notify.Facts(l), room, notify.HTML))
		if l.Excerpt != "" {
			e.Body += "\n> " + notify.Cut(l.Excerpt, room)
			e.HTML += "<blockquote>" + notify.Fit(l.Excerpt, room, notify.HTML) + "</blockquote>"
		}
		for _, a := range l.Actions {
			e.HTML += fmt.Sprintf(" <a href=%q>%s</a>", notify.HTML(a.URL), notify.Label(a))
		}
		e.HTML += "</li>"
	}
	e.HTML += "</ul>"
	if more := notify.More(m); more != "" {
		e.Body += "\n\n" + more + ": " + m.URL
		e.HTML += fmt.Sprintf("<a href=%q>%s</a>", notify.HTML(m.URL), more)
	}
	if note := notify.Note(m, strings.Clone); note != "" {
		e.Body += "\n\n" + note
		e.HTML += "<p>" + notify.Note(m, notify.HTML) + "</p>"
	}
	return e
}
