package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hearsay/collector/twitter/twittersim"
	"hearsay/internal/servertest"

	"encoding/json"
	"net/http/httptest"
)

const waterPack = `pack: water
rules:
  - id: poisoned
    kind: claim
    any: [%s is poisoned]
    tests: {match: ["The %s is poisoned"], miss: ["Fine"]}
`

// TestPacksAreReloadedOnChange edits a pack under a running program: what is collected next is judged by the new one;
// a pack with a fault changes nothing.
func TestPacksAreReloadedOnChange(t *testing.T) {
	dir := t.TempDir()
	pack := filepath.Join(dir, "water.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(pack, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(fmt.Sprintf(waterPack, "water", "water"))
	sim := &twittersim.Server{}
	server := httptest.NewServer(sim)
	defer server.Close()
	b := backend{filepath.Join(t.TempDir(), "l.db"), "memory", "hearsay"}
	r := start(t, b.configure(t, server.URL, "rules: "+dir+"\n"), nil, nil)
	next := 0
	tell := func(what string) {
		t.Helper()
		next++
		raw := fmt.Sprintf(`{"id":%d,"id_str":"%d","full_text":"Number %d says the %s is poisoned in street %d","user":{"screen_name":"made_up"}}`, next, next, next*7919, what, next)
		if err := sim.Add(json.RawMessage(raw)); err != nil {
			t.Fatal(err)
		}
	}
	claims := func(pack string) string {
		return r.metric(`hearsay_posts_classified_total{kind="claim",language="en",topic="` + pack + `"}`)
	}
	tell("water")
	servertest.Eventually(t, "a verdict by the first pack", func() bool { return claims("water") == "1" })
	write(strings.Replace(fmt.Sprintf(waterPack, "bread", "bread"), "pack: water", "pack: bread", 1))
	servertest.Eventually(t, "a verdict by the second pack", func() bool { tell("bread"); return claims("bread") != "" })
	write("pack: [")
	if err := r.Reload(); err == nil || !strings.Contains(err.Error(), "water.yaml:1:") {
		t.Errorf("reloading a broken pack: got %v", err)
	}
	before := claims("bread")
	tell("bread")
	servertest.Eventually(t, "a verdict by the pack before the broken one", func() bool { return claims("bread") != before })
}
