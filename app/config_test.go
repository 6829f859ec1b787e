package app_test

import (
	"strings"
	"testing"
	"time"

	"hearsay/app"
	"hearsay/pipeline"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" // of the specification's examples

func TestWhatGoesOutIsChecked(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"an account of no platform": {"accounts:\n  - {name: a, kind: pigeon}\n", `c.yaml:2: "pigeon" is not a platform`},
		"an account twice":          {"accounts:\n  - {name: a, kind: telegram, token: '1:s'}\n  - {name: a, kind: telegram, token: '1:s'}\n", `c.yaml:3: the account "a" stands twice`},
		"an account without a name": {"accounts:\n  - {kind: telegram, token: '1:s'}\n", "c.yaml:2: the account has no name"},
		"an unknown setting":        {"accounts:\n  - {name: a, kind: telegram, token: '1:s', colour: red}\n", "c.yaml:2:"},
		"a setting that is wrong":   {"accounts:\n  - name: a\n    kind: telegram\n    token: nonsense\n", "c.yaml:4: that is not a bot's token"},
		"a webhook's address":       {"webhooks:\n  - name: a\n    url: nowhere\n    secret: " + secret + "\n", "c.yaml:3: the webhook's address cannot be used"},
		"a webhook's secret":        {"webhooks:\n  - name: a\n    url: https://a.example\n    secret: guess\n", "c.yaml:4: that is no secret of a webhook"},
		"a webhook's name":          {"webhooks:\n  - {url: 'https://a.example', secret: " + secret + "}\n", "cannot be the name of a webhook"},
		"a webhook's events":        {"webhooks:\n  - name: a\n    url: https://a.example\n    secret: " + secret + "\n    on: [user.added]\n", `c.yaml:5: "user.added" is no type of event`},
		"a replica of a file":       {"ledger: l.db\nledger_replica: postgres://h@db/l\n", "c.yaml:2: a ledger in PostgreSQL has a replica in PostgreSQL"},
		"a proxy's address":         {"publisher: us\nproxies:\n  - 10.0.0.0/8\n  - the ingress\n", `c.yaml:4: "the ingress" is not the address of a proxy`},
		"a retention of minutes":    {"retention:\n  tips: 5m\n", "c.yaml:2: a day is the least time that is kept"},
	} {
		if _, err := app.ParseConfig("c.yaml", []byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

func TestRetentionHasDefaults(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]pipeline.Keep{
		"":                                   {Other: 30 * day, Posts: 365 * day, Tips: 180 * day, Views: 365 * day},
		"retention: {other: 0s, posts: 90d}": {Posts: 90 * day, Tips: 180 * day, Views: 365 * day},
	} {
		config, err := app.ParseConfig("c.yaml", []byte(text))
		if err != nil || config.Keep != want {
			t.Errorf("%q: got %+v, %v", text, config.Keep, err)
		}
	}
}
