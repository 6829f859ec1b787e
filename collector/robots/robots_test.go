package robots_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"hearsay/collector/collectortest"
	"hearsay/collector/robots"
)

func TestRulesAreObeyed(t *testing.T) {
	for name, test := range map[string]struct {
		status  int
		body    string
		path    string
		allowed bool
	}{
		"no rules":             {404, "", "/a", true},
		"forbidden rules":      {403, "", "/a", true},
		"another's rules":      {200, "User-agent: other\nDisallow: /\n", "/a", true},
		"everybody's":          {200, "User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a?x=1", false},
		"the longest decides":  {200, "User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b", true},
		"our own":              {200, "User-agent: *\nAllow: /\nUser-agent: hearsay\nDisallow: /\n", "/", false},
		"rules that cannot be": {500, "", "/a", false},
		"garbage":              {200, "<html>not rules</html>", "/a", true},
	} {
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked++
			w.WriteHeader(test.status)
			_, _ = w.Write([]byte(test.body))
		}))
		rules := &robots.Rules{Client: collectortest.Env(t).Client}
		address, _ := url.Parse(server.URL + test.path)
		for range 2 {
			if err := rules.Check(t.Context(), address); (err == nil) != test.allowed || err != nil && !errors.Is(err, robots.ErrDisallowed) {
				t.Errorf("%s: got %v, want allowed: %v", name, err, test.allowed)
			}
		}
		if test.status < 500 && asked != 1 {
			t.Errorf("%s: the rules were asked for %d times", name, asked)
		}
		server.Close()
	}
}
