package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hearsay/app"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/replies/publish/x/xsim"
)

// terminal runs commands as a person at a desk would.
type terminal struct {
	t      *testing.T
	server string
	token  string
}

// run runs a command line, wants its exit code, and returns what it wrote to stdout and stderr together.
func (m terminal) run(code int, stdin string, args ...string) string {
	m.t.Helper()
	m.t.Setenv("HEARSAY_SERVER", m.server)
	m.t.Setenv("HEARSAY_TOKEN", m.token)
	var out bytes.Buffer
	if got := execute(context.Background(), args, &streams{strings.NewReader(stdin), &out, &out}); got != code {
		m.t.Fatalf("hearsay %s: exit %d, want %d\n%s", strings.Join(args, " "), got, code, out.String())
	}
	return out.String()
}

// says runs a command line that must succeed and say something.
func (m terminal) says(want, stdin string, args ...string) string {
	m.t.Helper()
	out := m.run(exitDone, stdin, args...)
	if !strings.Contains(out, want) {
		m.t.Errorf("hearsay %s: got %q, want %q in it", strings.Join(args, " "), out, want)
	}
	return out
}

// signIn makes the token that the terminal works with.
func (m *terminal) signIn(name, password string, flags ...string) {
	m.t.Helper()
	m.token = strings.TrimSpace(m.run(exitDone, password+"\n", append([]string{"token", "create", name}, flags...)...))
}

// chooses takes a password in place of one that was given.
func (m *terminal) chooses(name, given, own string) {
	m.t.Helper()
	if out := m.run(exitFault, given, "user", "password", name); !strings.Contains(out, "stdin has 1 lines in place of 2") {
		m.t.Errorf("without another password: %q", out)
	}
	m.says("changed", given+"\n"+own+"\n", "user", "password", name)
}

const adminPassword = "correct horse battery"

// startDesk runs the daemon on three made-up posts, with more in its configuration.
func startDesk(t *testing.T, more string) (address string) {
	t.Helper()
	dir := t.TempDir()
	posts := `{"id":"1","platform":"sample","text":"Drinking diluted bleach cures it in two days"}
{"id":"2","platform":"sample","text":"When can I get the vaccine in Riverton?","author":"Somebody","url":"https://sample.example/2"}
{"id":"3","platform":"sample","text":"=Is the vaccine safe when you are pregnant?"}
`
	config := fmt.Sprintf("listen: 127.0.0.1:0\nledger: %[1]s/l.db\nfetch: {allow_inner: [127.0.0.0/8]}\nsources: [{name: a, kind: archive, every: 0s, path: %[1]s/posts.ndjson}]\n", dir) + more
	for name, text := range map[string]string{"posts.ndjson": posts, "hearsay.yaml": config} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(app.AdminVariable, adminPassword)
	c, err := app.LoadConfig(filepath.Join(dir, "hearsay.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	a, err := app.New(ctx, c, app.Options{Log: slog.New(slog.DiscardHandler), Announce: func(string) {}})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return a.URL()
}

// source is a site with facts that the daemon trusts, by SSL_CERT_FILE.
func source(t *testing.T) string {
	t.Helper()
	site := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<title>Facts</title>") }))
	t.Cleanup(site.Close)
	roots := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: site.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SSL_CERT_FILE", roots)
	return site.URL + "/facts"
}

// TestTheDeskFromATerminal takes an item from its queue to a recorded reply with commands alone.
func TestTheDeskFromATerminal(t *testing.T) {
	facts := source(t)
	admin := &terminal{t: t, server: startDesk(t, "")}
	if out := admin.run(exitFault, "", "queue", "ls"); !strings.Contains(out, "make") && !strings.Contains(out, "hearsay token create") {
		t.Errorf("without a token: %q", out)
	}
	if out := admin.run(exitFault, "wrong password", "token", "create", "admin"); !strings.Contains(out, "the name or the password is wrong") {
		t.Errorf("with a wrong password: %q", out)
	}
	admin.signIn("admin", adminPassword, "--label", "test")
	admin.says("test", "", "token", "ls")
	admin.says("ann, verifier, can sign in", "seven wooden kettles sing", "user", "add", "ann", "--role", "verifier")
	admin.says("ben, viewer", "a third long password", "user", "add", "ben", "--role", "viewer")
	admin.says("ben, responder", "", "user", "role", "ben", "responder")
	admin.says("cannot sign in", "", "user", "disable", "ben")
	admin.says("can sign in", "", "user", "enable", "ben")
	if out := admin.run(exitFault, "short", "user", "add", "cat", "--role", "viewer"); !strings.Contains(out, "at least 10 characters") {
		t.Errorf("a short password: %q", out)
	}
	admin.says("admin  admin", "", "user", "ls")
	ann := &terminal{t: t, server: admin.server}
	ann.chooses("ann", "seven wooden kettles sing", "eight iron kettles sing")
	ann.signIn("ann", "eight iron kettles sing")
	servertest.Eventually(t, "three items", func() bool { return strings.Contains(ann.run(exitDone, "", "queue", "ls"), "general  3") })
	if out := ann.run(exitDone, "", "source", "list"); !strings.Contains(out, "archive") || !strings.Contains(out, "  3  ") || !strings.Contains(out, "read") {
		t.Errorf("the sources: %q, want the archive with its three posts", out)
	}

	var items []struct{ ID, Kind string }
	if err := json.Unmarshal([]byte(admin.run(exitDone, "", "queue", "pull", "general", "--max", "1", "--json")), &items); err != nil || len(items) != 1 || items[0].Kind != "claim" {
		t.Fatalf("pulled %+v, %v; want the critical claim first", items, err)
	}
	item := items[0].ID
	if out := ann.run(exitFault, "", "queue", "release", item); !strings.Contains(out, "not held by you") {
		t.Errorf("releasing somebody else's: %q", out)
	}
	admin.says("is back in general", "", "queue", "release", item)
	admin.says("critical", "", "queue", "pull", "general")
	admin.says("nothing waits in this queue", "", "queue", "pull", "empty")

	drafted := admin.says("still needs", `{"language":"en","fact":"Never drink bleach."}`, "reply", "draft", item)
	reply := strings.Fields(drafted)[1]
	if out := admin.run(exitFault, "{", "reply", "edit", reply); !strings.Contains(out, "stdin: not a JSON object") {
		t.Errorf("a broken edit: %q", out)
	}
	admin.says("is draft", fmt.Sprintf(`{"myth":"Bleach cures.","why":"It burns.","again":"Bleach is for surfaces.","rating":"false","sources":[%q]}`, facts), "reply", "edit", reply)
	admin.says("is submitted", "", "reply", "submit", reply)
	if out := admin.run(exitFault, "", "reply", "verify", reply, "--vouched", facts); !strings.Contains(out, "nobody verifies what they wrote") {
		t.Errorf("verifying one's own: %q", out)
	}
	ann.says("is draft", "", "reply", "send-back", reply, "name the hospital")
	admin.says("is submitted", "", "reply", "submit", reply)
	ann.says("is verified", "", "reply", "verify", reply, "--vouched", facts)
	ann.says("is published", "", "reply", "publish", reply)
	admin.says("is recorded", "", "reply", "record", reply, "https://social.example/@desk/1")
	admin.says("nothing could be opened at https://social.example/@desk/wrong", "", "reply", "record", reply, "https://social.example/@desk/wrong")
	admin.says("is recorded", "", "reply", "strike", reply, "https://social.example/@desk/wrong")
	admin.says("Never drink bleach.", "", "reply", "show", reply)
	admin.says(`"claimReviewed":"Bleach cures."`, "", "export", "replies", "--format", "claimreview")
	admin.says(reply+","+item+",claim,recorded,en", "", "export", "replies", "--format", "csv")
	admin.says(`"state":"answered"`, "", "export", "items")
	admin.says("disinfectant-cures", "", "export", "claims", "--format", "csv")
	catalogue := filepath.Join(t.TempDir(), "more.tsv")
	if err := os.WriteFile(catalogue, []byte("id\tclaim\ttitle\nmoon\tThe moon is made of cheese.\tIs It?\nbroken\t\t\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := admin.run(exitFault, "", "claims", "import", catalogue); !strings.Contains(out, "1 claims are in the catalogue") || !strings.Contains(out, "more.tsv:3: the claim has no \"claim\"") {
		t.Errorf("importing a catalogue with a broken row: %q", out)
	}
	admin.says("moon,The moon is made of cheese.,Is It?", "", "export", "claims", "--format", "csv")
	triesAPack(t, ann)
	if out := ann.run(exitDone, "", "gaps"); !strings.Contains(out, "vaccines  –         –      en        2          2      ") {
		t.Errorf("two questions wait, and the gaps are: %q", out)
	}
	ann.says("every question has an answer", "", "gaps", "--topic", "floods")
	ann.says("no source is known to have been blind since", "", "source", "blind", "--since", "2d")
	ann.says("is retracted", "", "reply", "retract", reply, "the source was withdrawn")
	admin.says("3 items wait, 0 are held", "", "queue", "rebuild")
	var tokens []ledger.Token
	if err := json.Unmarshal([]byte(ann.run(exitDone, "", "token", "ls", "--json")), &tokens); err != nil || len(tokens) != 1 {
		t.Fatalf("tokens %+v, %v", tokens, err)
	}
	ann.says("taken back", "", "token", "revoke", tokens[0].ID)
	ann.run(exitFault, "", "queue", "ls")
}

// TestPostingFromATerminal sees what is sent, sends it, and takes it down; webhooks are told of it.
// triesAPack lets a changed pack read again what came: two questions, and a claim that was answered.
func triesAPack(t *testing.T, who *terminal) {
	pack := filepath.Join(t.TempDir(), "vaccines.yaml")
	write := func(rules string) {
		if err := os.WriteFile(pack, []byte("pack: riverton\nrules:\n"+rules), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("  - {id: tried, mode: shadow, kind: claim, any: [bleach], tests: {match: [Bleach], miss: [Water]}}\n")
	out := who.says("no item would open, vanish or move", "", "rules", "backtest", pack, "--since", "1d")
	for _, want := range []string{"3 posts, ", "posts that ask or claim    3      3", "of answered items, found   1      1", "riverton.tried  1      0    1         0"} {
		if !strings.Contains(out, want) {
			t.Errorf("a pack that finds nothing new does not say %q:\n%s", want, out)
		}
	}
	write("  - {id: safe, kind: question, severity: critical, any: [pregnant], tests: {match: [Is it safe when pregnant?], miss: [Water]}}\n")
	if out := who.run(exitDone, "", "rules", "backtest", pack, "--json"); !strings.Contains(out, `"rule":"riverton.safe","posts":1,"new":0`) {
		t.Errorf("as JSON: %s", out)
	}
	write("  - {id: broken, kind: query}\n")
	if out := who.run(exitFault, "", "rules", "backtest", pack); !strings.Contains(out, `pack:3: "query" is not a kind of rule`) {
		t.Errorf("a pack with faults: %q", out)
	}
	if out := who.run(exitUsage, "", "rules", "backtest", pack, "--since", "soon"); !strings.Contains(out, "write it as in 12h or 14d") {
		t.Errorf("a time that is none: %q", out)
	}
}

func TestPostingFromATerminal(t *testing.T) {
	facts := source(t)
	platform := &xsim.Server{}
	x := httptest.NewServer(platform)
	t.Cleanup(x.Close)
	platform.Address = x.URL
	var told atomic.Int64
	site := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Webhook-Signature") != "" {
			told.Add(1)
		}
	}))
	t.Cleanup(site.Close)
	admin := &terminal{t: t, server: startDesk(t, fmt.Sprintf(`accounts: [{name: town, kind: x, base_url: %q, consumer_key: %s, consumer_secret: %s, access_token: %s, access_secret: %s}]
webhooks: [{name: site, url: %q, secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, on: [reply.standing]}]
`, x.URL, xsim.ConsumerKey, xsim.ConsumerSecret, xsim.AccessToken, xsim.AccessSecret, site.URL))}
	admin.signIn("admin", adminPassword)
	admin.says("ann, verifier, can sign in", "seven wooden kettles sing", "user", "add", "ann", "--role", "verifier")
	ann := &terminal{t: t, server: admin.server}
	ann.signIn("ann", "seven wooden kettles sing")
	servertest.Eventually(t, "three items", func() bool { return strings.Contains(ann.run(exitDone, "", "queue", "ls"), "general  3") })
	var items []struct{ ID string }
	if err := json.Unmarshal([]byte(admin.run(exitDone, "", "queue", "pull", "general", "--json")), &items); err != nil || len(items) != 1 {
		t.Fatalf("pulled %+v, %v", items, err)
	}
	drafted := admin.says("is draft", fmt.Sprintf(`{"language":"en","fact":"Never drink bleach.","myth":"Bleach cures.","why":"It burns.","again":"Bleach is for surfaces.","rating":"false","sources":[%q]}`, facts), "reply", "draft", items[0].ID)
	reply := strings.Fields(drafted)[1]
	admin.says("is submitted", "", "reply", "submit", reply)
	ann.says("is verified", "", "reply", "verify", reply, "--vouched", facts)

	ann.says("town     x     twitter", "", "reply", "accounts")
	ann.says("it is sent nowhere", "", "reply", "sent", reply)
	ann.says("False claim: Bleach cures.", "", "reply", "post", reply, "--account", "town", "--dry-run")
	if out := ann.run(exitFault, "n\n", "reply", "post", reply, "--account", "town"); !strings.Contains(out, "nothing was sent") || len(platform.Posts()) != 0 {
		t.Errorf("who says no: %q", out)
	}
	if out := ann.run(exitFault, "", "reply", "post", reply, "--account", "village", "--yes"); !strings.Contains(out, "there is no such account") {
		t.Errorf("an account that is none: %q", out)
	}
	sent := ann.says("through town is sending", "y\n", "reply", "post", reply, "--account", "town")
	_, sent, _ = strings.Cut(sent, "dispatch ")
	dispatch, _, _ := strings.Cut(sent, " ")
	servertest.Eventually(t, "it to stand", func() bool { return strings.Contains(ann.run(exitDone, "", "reply", "sent", reply), "standing") })
	if posts := platform.Posts(); len(posts) != 1 || !strings.HasPrefix(posts[0].Text, "Never drink bleach.") {
		t.Errorf("on the platform stands %+v", posts)
	}
	servertest.Eventually(t, "the webhook to be told", func() bool { return told.Load() == 1 })
	admin.says("site", "", "webhook", "ls")
	ann.run(exitFault, "", "webhook", "ls")
	admin.says("is told everything behind event 0", "", "webhook", "replay", "site")
	servertest.Eventually(t, "the webhook to be told again", func() bool { return told.Load() == 2 })
	ann.says("is withdrawing", "", "reply", "withdraw", dispatch)
	servertest.Eventually(t, "it to be taken down", func() bool { return len(platform.Posts()) == 0 })
	ann.says("is draft", "", "reply", "correct", reply)
}

// TestPrivacyFromATerminal answers a person who asks what is kept of them, and forgets them.
func TestPrivacyFromATerminal(t *testing.T) {
	admin := &terminal{t: t, server: startDesk(t, "")}
	admin.signIn("admin", adminPassword)
	servertest.Eventually(t, "three items", func() bool { return strings.Contains(admin.run(exitDone, "", "queue", "ls"), "general  3") })
	admin.says(`"text":"When can I get the vaccine in Riverton?"`, "", "privacy", "export", "sample/somebody")
	admin.says("nothing of theirs is kept", "", "privacy", "erase", "sample/nobody")
	if out := admin.run(exitFault, "", "privacy", "erase", "somebody"); !strings.Contains(out, "neither an author nor the address of a post") {
		t.Errorf("got %q", out)
	}
	admin.says("erased 1 posts", "", "privacy", "erase", "https://sample.example/2", "--only")
	admin.says(`"posts":[]`, "", "privacy", "export", "sample/somebody")
	admin.says("privacy/export", "", "privacy", "views", "--user", "admin")
}

// TestCheckFindsAChangedRow changes a row of the audit log behind the program's back.
func TestCheckFindsAChangedRow(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "l.db")
	config := filepath.Join(dir, "hearsay.yaml")
	if err := os.WriteFile(config, []byte("ledger: "+path+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(t.Context(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for i := range 3 {
		err := l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.Audit(t.Context(), "ann", "dismissed", fmt.Sprint("item", i), "") })
		if err != nil {
			t.Fatal(err)
		}
	}
	m := terminal{t: t}
	m.says("3 rows of the audit log are as they were written", "", "check", "--config", config, "--ledger")
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.Exec(t.Context(), "UPDATE audit SET actor = 'eve' WHERE seq = 2") }); err != nil {
		t.Fatal(err)
	}
	if out := m.run(exitFault, "", "check", "--config", config, "--ledger"); !strings.Contains(out, "row 2 (dismissed item1 by eve) is not what was written") {
		t.Errorf("got %q", out)
	}
}
