package alerts_test

import (
	"strings"
	"testing"

	"hearsay/alerts"
	"hearsay/alerts/notify/slack"
	"hearsay/alerts/notify/webhook"
)

func kinds() map[string]func() alerts.ReceiverSettings {
	return map[string]func() alerts.ReceiverSettings{
		"slack":   func() alerts.ReceiverSettings { return &slack.Settings{} },
		"webhook": func() alerts.ReceiverSettings { return &webhook.Settings{} },
	}
}

const good = `interval: 1m
conditions:
  - name: surge
    of: claim
    when: last_hour > at_most
    title: "{{.kind}}"
    says: "{{.posts}} posts"
receivers:
  - name: chat
    kind: slack
    url: https://hooks.example/x
route:
  receiver: chat
  group_wait: 10s
  mute_time_intervals: [nights]
  routes:
    - matchers: ['severity="critical"', queue=~"health.*"]
      repeat_interval: 1h
time_intervals:
  - name: nights
    time_intervals:
      - times: [{start_time: "22:00", end_time: "24:00"}]
        weekdays: [monday:friday]
`

func TestParseReportsFaultsWithTheirLine(t *testing.T) {
	if _, err := alerts.Parse("a.yaml", []byte(good), kinds()); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ from, to, want string }{
		"a name that nobody can type": {"name: surge", "name: Surge!", `a.yaml:3: "Surge!" cannot be the name of a condition`},
		"of nothing":                  {"of: claim", "of: everything", `a.yaml:4: "everything" is nothing that a condition can be of`},
		"an unknown figure":           {"last_hour >", "last_day >", "a.yaml:5: the condition cannot be used: unknown name last_day"},
		"no condition":                {"last_hour > at_most", "last_hour", "a.yaml:5: the condition cannot be used: expected bool"},
		"a template of nothing":       {"{{.posts}}", "{{.people}}", "a.yaml:7: the template cannot be used"},
		"a broken template":           {"{{.kind}}", "{{.kind", "a.yaml:6: the template cannot be used"},
		"unknown kind":                {"kind: slack", "kind: pager", `a.yaml:10: "pager" is not a kind`},
		"no name":                     {"name: chat", "name: ''", "a.yaml:9: the receiver has no name"},
		"unknown key":                 {"url:", "uri:", "a.yaml:11: "},
		"bad address":                 {"https://hooks.example/x", "nowhere", "a.yaml:11: the receiver's address"},
		"a name twice":                {"receivers:\n", "receivers:\n  - {name: chat, kind: webhook, url: 'https://a.example'}\n", `the receiver "chat" stands twice`},
		"unset variable":              {"https://hooks.example/x", "${HEARSAY_TEST_UNSET}", "HEARSAY_TEST_UNSET is not set"},
		"a route to nobody":           {"receiver: chat", "receiver: ops", `a.yaml:13: there is no receiver "ops"`},
		"no route":                    {good[strings.Index(good, "route:"):strings.Index(good, "time_intervals:\n  - name")], "", "no route leads to the receivers"},
		"a matcher that is none":      {`queue=~"health.*"`, "queue", `"queue" is no matcher`},
		"a pattern that is none":      {`queue=~"health.*"`, `'queue=~"("'`, "has no pattern"},
		"an interval of nothing":      {"[nights]", "[days]", `a.yaml:15: there is no time interval "days"`},
		"a time that is none":         {`"22:00"`, `"25:00"`, `"25:00" is no time of day`},
		"a night over midnight":       {`"24:00"`, `"07:00"`, "07:00 is not after 22:00"},
		"a day that is none":          {"monday:friday", "monday:someday", `"monday:someday" cannot be used here`},
		"a negative interval":         {"interval: 1m", "interval: -1m", "a.yaml:1: "},
		"too short a repetition":      {"repeat_interval: 1h", "repeat_interval: 1s", "1s is too short"},
	} {
		_, err := alerts.Parse("a.yaml", []byte(strings.Replace(good, test.from, test.to, 1)), kinds())
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("conditions: [{name: a, of: item, when: 'posts > 1', title: '{{range $i := .languages}}{{end}}', says: x}]"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = alerts.Parse("fuzz.yaml", data, kinds()) // it says what is wrong, and does not fail
	})
}
