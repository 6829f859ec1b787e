package sources_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hearsay/collector"
	"hearsay/collector/collectortest"
	"hearsay/fault"
	"hearsay/replies"
	"hearsay/replies/sources"
)

const list = `publishers:
  - name: World Health Organization
    domains: [who.int]
  - name: The loopback office
    domains: [127.0.0.1]
`

func trusted(t testing.TB) *sources.Trusted {
	t.Helper()
	parsed, err := sources.ParseTrusted("trusted.yaml", []byte(list))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestPublisherCountsWhatIsBelowADomain(t *testing.T) {
	tests := map[string]string{
		"https://who.int/a":                "World Health Organization",
		"https://www.WHO.int/a":            "World Health Organization",
		"https://evilwho.int/a":            "",
		"https://who.int.evil.example":     "",
		"https://evil.example/who.int":     "",
		"https://who.int@evil.example/":    "",
		"https://user@www.who.int:8443/":   "World Health Organization",
		"not an address \x00 https://x":    "",
		"https://int/":                     "",
		"https://emergencies.www.who.int/": "World Health Organization",
	}
	for link, want := range tests {
		if got := trusted(t).Publisher(link); got != want {
			t.Errorf("%s: got %q, want %q", link, got, want)
		}
	}
}

func TestParseTrustedReportsFaults(t *testing.T) {
	_, err := sources.ParseTrusted("trusted.yaml", []byte("publishers:\n  - name: A\n  - name: B\n    domains: [https://b.example]\n"))
	faults := fault.All(err)
	if len(faults) != 2 || !strings.Contains(faults[0].Error(), "trusted.yaml:2:") || !strings.Contains(faults[1].Error(), "trusted.yaml:4:") {
		t.Errorf("got %v", err)
	}
}

func TestCheckOpensTheSource(t *testing.T) {
	site := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/facts":
			w.Write([]byte("<html><title>\n The  facts &amp; more </title><nav>Home</nav><h1>Facts</h1><p>Tap water\n is <b>tested</b> daily.<script>x</script>"))
		case "/moved":
			http.Redirect(w, r, "/facts", http.StatusFound)
		case "/insecure":
			http.Redirect(w, r, "http://127.0.0.1/facts", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/gone":
			http.NotFound(w, r)
		default:
			http.Error(w, "sign in", http.StatusUnauthorized)
		}
	}))
	defer site.Close()
	fetcher := collector.Fetcher{PerHost: time.Nanosecond, AllowInner: collectortest.Loopback(), TLS: site.Client().Transport.(*http.Transport).TLSClientConfig}
	noon := time.Date(2020, 3, 3, 12, 0, 0, 0, time.UTC)
	open := &sources.Checker{Client: fetcher.Client(), Trusted: trusted(t), Now: func() time.Time { return noon }}
	fetcher.AllowInner = nil
	guarded := &sources.Checker{Client: fetcher.Client(), Trusted: trusted(t), Now: time.Now}
	defer open.Client.CloseIdleConnections()
	for _, path := range []string{"/facts", "/moved"} {
		got, text, err := open.Open(t.Context(), site.URL+path)
		want := replies.Check{URL: site.URL + path, Title: "The facts & more", Publisher: "The loopback office", CheckedAt: noon, SHA256: got.SHA256}
		if err != nil || got != want || text != "Facts\nTap water is tested daily." || len(got.SHA256) != 64 {
			t.Errorf("%s: got %+v, %q, %v", path, got, text, err)
		}
	}
	for name, test := range map[string]struct {
		checker *sources.Checker
		link    string
		want    error
	}{
		"behind a sign-in": {open, site.URL + "/members", replies.ErrUnreachable},
		"gone":             {open, site.URL + "/gone", replies.ErrGone},
		"to the clear":     {open, site.URL + "/insecure", replies.ErrUnreachable},
		"in circles":       {open, site.URL + "/round", replies.ErrUnreachable},
		"no such host":     {open, "https://nowhere.invalid/", replies.ErrUnreachable},
		"an inner address": {guarded, site.URL + "/facts", collector.ErrInner},
		"not https":        {open, strings.Replace(site.URL, "https", "http", 1), replies.ErrLink},
		"no link":          {open, "facts", replies.ErrLink},
	} {
		if _, _, err := test.checker.Open(t.Context(), test.link); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}
}
