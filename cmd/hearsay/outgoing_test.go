package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hearsay/internal/servertest"
)

// alertsTo is an alerts.yaml whose only receiver is a webhook.
func alertsTo(t *testing.T, inbox *servertest.Inbox) string {
	t.Helper()
	server := httptest.NewServer(inbox)
	t.Cleanup(server.Close)
	path := filepath.Join(t.TempDir(), "alerts.yaml")
	if err := os.WriteFile(path, []byte(fmt.Sprintf("interval: 1s\nreceivers: [{name: ops, kind: webhook, url: %q}]\nroute: {receiver: ops}\n", server.URL)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAlertsFromATerminal silences and tries receivers as somebody would who has no page open.
func TestAlertsFromATerminal(t *testing.T) {
	inbox := &servertest.Inbox{}
	path := alertsTo(t, inbox)
	admin := &terminal{t: t, server: startDesk(t, "alerts: "+path+"\n")}
	admin.signIn("admin", adminPassword)
	servertest.Eventually(t, "what fires", func() bool {
		return strings.Contains(admin.run(exitDone, "", "alerts", "ls"), "A critical claim waits in general")
	})
	admin.says("nothing is silenced", "", "alerts", "silences")
	if out := admin.run(exitFault, "", "alerts", "silence", "nonsense", "--comment", "x"); !strings.Contains(out, "is no matcher") {
		t.Errorf("got %q", out)
	}
	said := admin.says("lasts until", "", "alerts", "silence", "alertname=claim_surges", "queue=~health.*", "--for", "2h", "--comment", "we know")
	admin.says(`alertname=claim_surges queue=~health.*`, "", "alerts", "silences")
	admin.says("has ended", "", "alerts", "unsilence", strings.Fields(said)[1])
	admin.says("nothing is silenced", "", "alerts", "silences")

	config := filepath.Join(t.TempDir(), "hearsay.yaml")
	if err := os.WriteFile(config, []byte("alerts: "+path+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := &terminal{t: t}
	m.says("ops (webhook) took a made-up message", "", "alerts", "test", "ops", "--config", config)
	if n := inbox.With("This is a trial"); n != 1 {
		t.Errorf("%d trials were taken", n)
	}
	if out := m.run(exitFault, "", "alerts", "test", "nobody", "--config", config); !strings.Contains(out, `there is no receiver "nobody"; there are: ops`) {
		t.Errorf("got %q", out)
	}
	m.says("1 receivers, no faults", "", "check", "--config", config)
}

// TestBulletinsFromATerminal goes from a list of messengers to an edition that is sent, and to the report of it all.
func TestBulletinsFromATerminal(t *testing.T) {
	inbox := &servertest.Inbox{}
	admin := &terminal{t: t, server: startDesk(t, "alerts: "+alertsTo(t, inbox)+"\nbulletins: [{name: weekly, title: What people ask, language: en, receivers: [ops]}]\n")}
	admin.signIn("admin", adminPassword)
	servertest.Eventually(t, "three items", func() bool { return strings.Contains(admin.run(exitDone, "", "queue", "ls"), "general  3") })

	admin.says("nobody yet", "", "messenger", "ls")
	list := filepath.Join(t.TempDir(), "list.csv")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("name,email,audience,languages\nAnn,ann@town.example,creator,fi\nBob,bob,creator,fi\n")
	if out := admin.run(exitFault, "", "messenger", "import", list); !strings.Contains(out, list+`:3: the messenger is not described well: "bob" is no e-mail address; mend the line`) {
		t.Errorf("got %q", out)
	}
	admin.says("nobody yet", "", "messenger", "ls")
	write("name,email,audience,languages,consent,consent_at\nAnn,ann@town.example,creator,fi,on paper,2026-01-02\n")
	admin.says("1 added, 0 changed", "", "messenger", "import", list)
	admin.says("0 added, 1 changed", "", "messenger", "import", list)
	admin.says("confirmed  creator   fi        Ann <ann@town.example>", "", "messenger", "ls")
	listed := admin.says("Ann,ann@town.example,creator,fi,,,,on paper,2026-01-02,confirmed,0", "", "messenger", "export")
	if !strings.HasPrefix(listed, "name,email,audience") {
		t.Errorf("got %q", listed)
	}

	admin.says("by hand  What people ask", "", "bulletin", "ls")
	admin.says("What people ask", "", "bulletin", "preview", "weekly")
	if out := admin.run(exitFault, "", "bulletin", "preview", "monthly"); !strings.Contains(out, "there is no such bulletin") {
		t.Errorf("got %q", out)
	}
	made := admin.says("is a draft of 0 questions and 0 claims", "", "bulletin", "make", "weekly")
	edition := strings.Fields(made)[1]
	if out := admin.run(exitFault, "", "bulletin", "send", edition, "--yes"); !strings.Contains(out, "it says nothing") {
		t.Errorf("an empty edition: %q", out)
	}
	word := `{"title":"What people ask","word":"Thank you for carrying it on.","keep":[]}`
	request, err := http.NewRequest(http.MethodPatch, admin.server+"/api/v1/editions/"+edition, strings.NewReader(word))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+admin.token)
	request.Header.Set("Content-Type", "application/json")
	if response, err := http.DefaultClient.Do(request); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%v, %v", response.Status, err)
	}
	admin.says("# What people ask", "", "bulletin", "preview", edition, "--as", "markdown")
	if out := admin.run(exitFault, "n\n", "bulletin", "send", edition); !strings.Contains(out, "nothing was sent") {
		t.Errorf("who says no: %q", out)
	}
	admin.says("is being sent", "y\n", "bulletin", "send", edition)
	servertest.Eventually(t, "the chat to be told", func() bool { return inbox.With("What people ask") == 1 })
	servertest.Eventually(t, "the report", func() bool {
		return regexp.MustCompile(`sent +1`).MatchString(admin.run(exitDone, "", "bulletin", "report", edition))
	})
	if out := admin.run(exitFault, "Subject: hello\n\nhello\n", "bulletin", "bounce"); !strings.Contains(out, "no report of one of our bulletins") {
		t.Errorf("a letter as a bounce: %q", out)
	}
	admin.says("is erased", "", "messenger", "remove", messengerID(t, admin))

	out := filepath.Join(t.TempDir(), "week.html")
	admin.says("is written; open it in a browser", "", "report", "--out", out)
	text, err := os.ReadFile(out)
	if err != nil || !strings.Contains(string(text), "<b>3</b>posts that asked or claimed something") || strings.Contains(string(text), "<script") {
		t.Errorf("the report is %.300s, %v", text, err)
	}
	if out := admin.run(exitFault, "", "report", "--from", "yesterday"); !strings.Contains(out, "write it as in 2026-03-01") {
		t.Errorf("got %q", out)
	}
}

func messengerID(t *testing.T, admin *terminal) string {
	t.Helper()
	return strings.Fields(admin.run(exitDone, "", "messenger", "ls"))[0]
}
