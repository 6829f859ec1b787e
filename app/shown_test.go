package app_test

import (
	"strings"
	"testing"

	"hearsay/app"
)

func TestTheConfigurationIsShownWithoutItsSecrets(t *testing.T) {
	t.Setenv("X_KEY", "from the environment")
	config, err := app.ParseConfig("a.yaml", []byte(`publisher: The town
ledger: postgres://user:hunter2@db.example/hearsay
translate: off
sources:
  - name: town
    kind: feed
    url: https://town.example/feed.xml?lang=en&api_key=swordfish
  - name: x
    kind: twitter
    query: flood
    bearer: ${X_KEY}
oidc:
  issuer: https://id.example.org
  client_id: desk
  secret: written here
  role_claim: groups
  roles: {checkers: verifier}
`))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range config.Shown {
		lines = append(lines, s.Name+" = "+s.Value+" @ "+s.Where)
	}
	all := strings.Join(lines, "\n")
	for _, want := range []string{"publisher = The town @ a.yaml:1", "listen = 127.0.0.1:8095 @ ", "sources[0].url = https://town.example/feed.xml?lang=en&api_key=••• @ a.yaml:7", "sources[1].bearer = ${X_KEY} @ a.yaml:11",
		"oidc.secret = ••• @ a.yaml:15", "oidc.roles.checkers = verifier @ a.yaml:17", "ledger = postgres://•••@db.example/hearsay @ a.yaml:2"} {
		if !strings.Contains(all, want) {
			t.Errorf("there is no %q in\n%s", want, all)
		}
	}
	for _, secret := range []string{"hunter2", "swordfish", "written here", "from the environment"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is shown", secret)
		}
	}
	if config.Translate != "" || config.Provider == nil || config.Provider.Secret != "written here" {
		t.Errorf("translator %q, provider %+v", config.Translate, config.Provider)
	}
}
