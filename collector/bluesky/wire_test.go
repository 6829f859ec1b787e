package bluesky

import (
	"strings"
	"testing"
)

func TestEventsOfBothVersionsAreRead(t *testing.T) {
	for name, test := range map[string]struct {
		data string
		want event
		gone bool
	}{
		"v1 commit":             {`{"did":"did:plc:a","time_us":5,"cursor":7,"kind":"commit","commit":{}}`, event{did: "did:plc:a", timeUS: 5, seq: 7}, false},
		"v1 account":            {`{"did":"did:plc:a","time_us":5,"kind":"account","account":{"active":false,"status":"deleted","seq":99}}`, event{did: "did:plc:a", timeUS: 5}, true},
		"v2 commit":             {`{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#commit","did":"did:plc:a","seq":7,"time":"1970-01-01T00:00:00.000005Z"}}`, event{did: "did:plc:a", timeUS: 5, seq: 7}, false},
		"v2 account":            {`{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#account","did":"did:plc:a","seq":7,"time":"1970-01-01T00:00:00.000005Z","account":{"active":false,"status":"takendown","did":"did:plc:a","seq":99}}}`, event{did: "did:plc:a", timeUS: 5, seq: 7}, true},
		"v2 account, flat":      {`{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#account","did":"did:plc:a","seq":7,"time":"1970-01-01T00:00:00.000005Z","active":false,"status":"suspended"}}`, event{did: "did:plc:a", timeUS: 5, seq: 7}, true},
		"v2 account, back":      {`{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#account","did":"did:plc:a","seq":7,"time":"1970-01-01T00:00:00.000005Z","account":{"active":true}}}`, event{did: "did:plc:a", timeUS: 5, seq: 7}, false},
		"v2 info":               {`{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#info","name":"OutdatedCursor","message":"resumed from seq 10"}}`, event{info: "OutdatedCursor: resumed from seq 10"}, false},
		"a frame of the future": {`{"$type":"heartbeat","payload":{}}`, event{}, false},
	} {
		got, err := readEvent([]byte(test.data))
		gone := got.account != nil && !got.account.Active && got.account.Status != ""
		if isCommit := got.commit != nil; isCommit != strings.HasSuffix(name, "commit") {
			t.Errorf("%s: a commit: %v", name, isCommit)
		}
		got.account, got.commit = nil, nil
		if err != nil || got != test.want || gone != test.gone {
			t.Errorf("%s: got %+v, gone %v, %v", name, got, gone, err)
		}
	}
	for _, none := range []string{"", "{}", "[]", `{"did":5}`, "nonsense"} {
		if got, err := readEvent([]byte(none)); err == nil {
			t.Errorf("%q: got %+v", none, got)
		}
	}
}

func FuzzReadEvent(f *testing.F) {
	f.Add([]byte(`{"$type":"error","error":"FutureCursor","message":"m"}`))
	f.Add([]byte(`{"did":"did:plc:a","time_us":5,"kind":"account","account":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := readEvent(data)
		if err == nil && e.did == "" && e.account != nil {
			t.Errorf("an account without a name: %+v", e)
		}
		_ = asError(data)
	})
}
