package mastodon

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"hearsay/collector/stream"
)

// event is what the streaming API sends: https://docs.joinmastodon.org/methods/streaming/#events
type event struct {
	Event   string `json:"event"`   // update, status.update, delete, filters_changed, …
	Payload string `json:"payload"` // JSON of a status, or an id
}

// instance is the part of /api/v2/instance that is read.
type instance struct {
	Configuration struct {
		URLs struct {
			Streaming string `json:"streaming"` // wss://…
		} `json:"urls"`
	} `json:"configuration"`
}

// events reads Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
type events struct {
	lines *bufio.Scanner
	alive func() // called at signs of life
}

// mostEvent bounds one event, in bytes.
const mostEvent = 2 << 20

func newEvents(r io.Reader, alive func()) *events {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, mostEvent)
	return &events{lines, alive}
}

// next is the next event as the WebSocket would send it.
func (e *events) next() ([]byte, error) {
	var name string
	var data []byte
	for e.lines.Scan() {
		line := bytes.TrimSuffix(e.lines.Bytes(), []byte("\r"))
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch {
		case len(line) == 0 && name != "":
			return json.Marshal(event{name, string(data)})
		case len(line) > 0 && line[0] == ':': // a sign of life
			e.alive()
		case len(line) == 0:
			data = data[:0] // a message without a name is none of Mastodon's
		case string(field) == "event":
			name = string(value)
		case string(field) == "data" && len(data) == 0:
			data = append(data, value...)
		case string(field) == "data":
			data = append(append(data, '\n'), value...)
		}
		if len(data) > mostEvent {
			return nil, fmt.Errorf("an event has more than %d bytes", mostEvent)
		}
	}
	if err := e.lines.Err(); err != nil {
		return nil, err
	}
	return nil, stream.ErrEnded
}
