package mastodon

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestEventsAreReadAsTheStandardSays(t *testing.T) {
	signs := 0
	reader := newEvents(bytes.NewReader([]byte(":)\n\nevent: delete\r\ndata: 12\r\n\r\ndata: no name\n\n:thump\nevent:update\ndata:{\ndata: }\nid: 7\n\nevent: cut off")), func() { signs++ })
	for _, want := range []event{{"delete", "12"}, {"update", "{\n}"}} {
		message, err := reader.next()
		var got event
		if err != nil || json.Unmarshal(message, &got) != nil || got != want {
			t.Fatalf("got %s, %v; want %+v", message, err, want)
		}
	}
	if message, err := reader.next(); err == nil {
		t.Errorf("after the end: got %s", message)
	}
	if signs != 2 {
		t.Errorf("%d signs of life, want the two comments", signs)
	}
}

func FuzzEvents(f *testing.F) {
	f.Add([]byte("event: update\ndata: {}\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		reader := newEvents(bytes.NewReader(data), func() {})
		for {
			message, err := reader.next()
			if err != nil {
				return
			}
			if !json.Valid(message) {
				t.Fatalf("not JSON: %q", message)
			}
		}
	})
}
