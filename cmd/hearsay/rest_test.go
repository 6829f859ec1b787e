package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hearsay/internal/servertest"
)

// TestAReplyGoesOutAndComesBackFromATerminal answers a claim with a picture, passes the answer on, retracts it, and sees to where it had gone.
func TestAReplyGoesOutAndComesBackFromATerminal(t *testing.T) {
	facts := source(t)
	admin := &terminal{t: t, server: startDesk(t, "")}
	admin.signIn("admin", adminPassword)
	for _, name := range []string{"ann", "ben"} {
		admin.says("can sign in", "seven wooden kettles sing", "user", "add", name, "--role", "verifier")
	}
	ann, ben := &terminal{t: t, server: admin.server}, &terminal{t: t, server: admin.server}
	ann.chooses("ann", "seven wooden kettles sing", "eight iron kettles sing")
	ann.signIn("ann", "eight iron kettles sing")
	ben.chooses("ben", "seven wooden kettles sing", "nine clay kettles sing")
	ben.signIn("ben", "nine clay kettles sing")
	servertest.Eventually(t, "three items", func() bool { return strings.Contains(ann.run(exitDone, "", "queue", "ls"), "general  3") })
	var items []struct{ ID string }
	if err := json.Unmarshal([]byte(admin.run(exitDone, "", "queue", "pull", "general", "--json")), &items); err != nil || len(items) != 1 {
		t.Fatalf("pulled %+v, %v", items, err)
	}
	item := items[0].ID
	admin.says(item+" is yours until", "", "queue", "park", item, "--for", "24h", "--reason", "the laboratory calls back")
	admin.says("is held by ann", "", "queue", "hand", item, "ann", "--note", "you know them")
	ann.says("is held by admin", "", "queue", "hand", item, "admin")
	ann.says("the same question", "", "matching")

	admin.says("nobody is being waited for", "", "ask", "ls")
	asked := admin.says("ben is asked, and has until", "", "ask", "item", item, "ben", "--note", "you know the hospital")
	admin.says("ben  claim", "", "ask", "ls", "--whom", "ben")
	admin.says("ben: answered", "", "ask", "answered", strings.TrimSpace(asked[strings.LastIndex(asked, ";")+1:]))

	drafted := admin.says("is draft", fmt.Sprintf(`{"language":"en","fact":"Never drink bleach.","myth":"Bleach cures.","why":"It burns.","again":"Bleach is for surfaces.","rating":"false","sources":[%q]}`, facts), "reply", "draft", item)
	reply := strings.Fields(drafted)[1]
	poster := filepath.Join(t.TempDir(), "poster.png")
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(poster, picture.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	admin.says("goes with", "", "reply", "attach", reply, poster, "--alt", "A made-up poster")
	admin.says("goes without a file", "", "reply", "detach", reply)
	if out := admin.run(exitFault, "", "reply", "attach", reply, poster, "--alt", ""); !strings.Contains(out, "alt") {
		t.Errorf("without words for it: %q", out)
	}
	admin.says("is submitted", "", "reply", "submit", reply)
	ann.says("is verified", "", "reply", "verify", reply, "--vouched", facts)
	ann.says("is published", "", "reply", "publish", reply)
	admin.says("is recorded", "", "reply", "record", reply, "https://social.example/@desk/1")

	passed := ann.says("not to be repeated: Bleach cures.", "", "reply", "relay", reply, "--audience", "mayor")
	if !strings.Contains(passed, "-- bluesky, 1 of 1") || strings.Contains(ann.run(exitDone, "", "reply", "relay", reply, "--language", "fi"), "Never drink") {
		t.Errorf("the pack is %q", passed)
	}
	ann.says("PLACE", "", "travel", item)
	ann.says("cannot tell: there are too few hours", "", "effect", item)

	ann.says("no reply is being called back", "", "recall", "ls")
	ann.says("is retracted", "", "reply", "retract", reply, "the source was withdrawn")
	listed := ann.says(reply+"  retracted  open", "", "recall", "ls")
	called := strings.Fields(strings.Split(listed, "\n")[1])[0]
	const trace = "posting/https://social.example/@desk/1"
	ann.says(trace+"          left", "", "recall", "show", called)
	if out := ann.run(exitFault, "", "recall", "done", called, "posting/nowhere"); !strings.Contains(out, "nowhere") {
		t.Errorf("a trace that is none: %q", out)
	}
	ann.says("ann: wrote to them", "", "recall", "done", called, trace, "--note", "wrote to them")
	ann.says("closed", "", "recall", "close", called, "--reason", "nobody had seen it")
}

// TestAPackIsChangedFromATerminal by one person, and brought into force by another.
func TestAPackIsChangedFromATerminal(t *testing.T) {
	admin := &terminal{t: t, server: startDesk(t, "")}
	admin.signIn("admin", adminPassword)
	admin.says("can sign in", "seven wooden kettles sing", "user", "add", "ann", "--role", "verifier")
	ann := &terminal{t: t, server: admin.server}
	ann.chooses("ann", "seven wooden kettles sing", "eight iron kettles sing")
	ann.signIn("ann", "eight iron kettles sing")
	pack := filepath.Join(t.TempDir(), "riverton.yaml")
	write := func(rules string) {
		t.Helper()
		if err := os.WriteFile(pack, []byte("pack: riverton\nrules:\n"+rules), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ann.says("nobody has changed a pack", "", "rules", "amendments")
	write("  - {id: dam, kind: claim, any: [dam has burst], tests: {match: [The dam has burst], miss: [The dam stands]}}\n")
	proposed := ann.says("of riverton is submitted\nnew: dam", "", "rules", "propose", pack, "--note", "they say so")
	id := strings.Fields(proposed)[0]
	ann.says("riverton  submitted  ann", "", "rules", "amendments", "--pack", "riverton")
	ann.says("nobody has changed a pack", "", "rules", "amendments", "--pack", "no&such=pack")
	if out := ann.run(exitFault, "", "rules", "accept", id); !strings.Contains(out, "nobody") {
		t.Errorf("accepted by its author: %q", out)
	}
	admin.says("is draft", "", "rules", "send-back", id, "--reason", "name the river")
	ann.says("is submitted", "", "rules", "submit", id, "--note", "the Made-up river")
	admin.says("is accepted", "", "rules", "accept", id)
	write("  - {id: dam, kind: claim, any: [dam has burst], tests: {match: [The dam stands], miss: [Water]}}\n")
	if out := ann.run(exitFault, "", "rules", "propose", pack); !strings.Contains(out, "The dam stands") {
		t.Errorf("with a test that differs: %q", out)
	}
}
