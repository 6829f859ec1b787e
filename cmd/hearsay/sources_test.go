package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"hearsay/internal/servertest"
)

// TestSourcesAreAddedPausedAndRemovedAtRunTime does so from a terminal, while the daemon runs.
func TestSourcesAreAddedPausedAndRemovedAtRunTime(t *testing.T) {
	var asked atomic.Int64
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		if r.Header.Get("X-Key") != "secret" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprintf(w, `[{"id":%d,"text":"made-up post %d","at":"2026-03-01T12:00:00Z"}]`, n, n)
	}))
	t.Cleanup(site.Close)
	t.Setenv("HEARSAY_SOURCE_KEY", "secret")
	t.Setenv("OTHER_SECRET", "hands off")
	admin := terminal{t: t, server: startDesk(t, "")}
	admin.token = strings.TrimSpace(admin.run(exitDone, adminPassword+"\n", "token", "create", "admin"))
	file := func(text string) string {
		name := filepath.Join(t.TempDir(), "source.yaml")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	listed := func() string { return admin.run(exitDone, "", "source", "list") }
	good := file("name: town\nkind: jsonpoll\nevery: 1s\nurl: " + site.URL + "\nheaders: {X-Key: '${HEARSAY_SOURCE_KEY}'}\nfields: {id: id, text: text, created_at: at}\n")

	admin.says("town is read from now on", "", "source", "add", good)
	servertest.Eventually(t, "posts of the new source", func() bool { return asked.Load() >= 2 && strings.Contains(listed(), "town    jsonpoll  1s") })
	if raw := admin.run(exitDone, "", "source", "list", "--json"); strings.Contains(raw, "secret") || !strings.Contains(raw, `"added":true`) {
		t.Errorf("the list: %s", raw)
	}
	admin.says("town is paused", "", "source", "pause", "town")
	servertest.Eventually(t, "silence", func() bool {
		before := asked.Load()
		servertest.Eventually(t, "the list", func() bool { return strings.Contains(listed(), "paused; go on with: hearsay source resume town") })
		return before == asked.Load()
	})
	admin.says("town is read again", "", "source", "resume", "town")
	paused := asked.Load()
	servertest.Eventually(t, "posts after the pause", func() bool { return asked.Load() > paused })
	admin.says("a is paused", "", "source", "pause", "a")
	admin.says("town is removed", "", "source", "remove", "town")
	servertest.Eventually(t, "one source", func() bool { return !strings.Contains(listed(), "town") })

	var isGone atomic.Bool
	isGone.Store(true)
	moved := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if isGone.Load() {
			w.WriteHeader(http.StatusGone)
			return
		}
		fmt.Fprint(w, `<rss version="2.0"><channel><item><guid>urn:back</guid><title>made up</title></item></channel></rss>`)
	}))
	t.Cleanup(moved.Close)
	admin.says("moved is read from now on", "", "source", "add", file("name: moved\nkind: feed\nevery: 1s\nurl: "+moved.URL+"\n"))
	servertest.Eventually(t, "a source that is gone to be stopped", func() bool { return strings.Contains(listed(), "stopped: ") })
	isGone.Store(false)
	admin.says("moved is read again", "", "source", "resume", "moved")
	servertest.Eventually(t, "its posts", func() bool {
		return strings.Contains(admin.run(exitDone, "", "source", "list", "--json"), `"name":"moved","kind":"feed","every":"1s","posts":1,`)
	})

	for text, want := range map[string]string{
		"name: a\nkind: feed\nurl: https://example.org/f.xml\n":                      "the source stands in the configuration",
		"name: b\nkind: pigeon\n":                                                    `"pigeon" is not a kind of source`,
		"name: b\nkind: feed\nurl: nowhere\n":                                        `"nowhere" is not the address of a feed`,
		"name: b\nkind: feed\nurl: https://example.org/${OTHER_SECRET}\n":            "the variable OTHER_SECRET may not be used here; name one that begins with HEARSAY_SOURCE_",
		"name: b\nkind: archive\npath: /etc/passwd\n":                                "reads files of the desk's machine",
		"name: b\nkind: feed\nurl: https://example.org/f.xml\nlanguages: [en]\n":     "languages",
		"name: b\nkind: feed\nurl: https://example.org/f.xml\nevery: now and then\n": "is not a duration",
	} {
		if out := admin.run(exitFault, "", "source", "add", file(text)); !strings.Contains(out, want) {
			t.Errorf("%s: got %q, want %q", text, out, want)
		}
	}
	for _, args := range [][]string{{"source", "remove", "a"}, {"source", "pause", "nobody"}, {"source", "remove", "nobody"}} {
		admin.run(exitFault, "", args...)
	}
	admin.says("ben, editor", "a third long password", "user", "add", "ben", "--role", "editor")
	ben := terminal{t: t, server: admin.server}
	ben.signIn("ben", "a third long password")
	if out := ben.run(exitFault, "", "source", "add", good); !strings.Contains(out, "may not change what is collected") {
		t.Errorf("an editor: %q", out)
	}
}
