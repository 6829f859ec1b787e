package app

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"hearsay/claims"
	"hearsay/ledger"
)

func TestASnapshotOfTheClaimsIsUsedOnceAndNeverBlindly(t *testing.T) {
	var all []claims.Claim
	for i := range leastSnapshot {
		all = append(all, claims.Claim{ID: fmt.Sprint(i), Text: fmt.Sprintf("Street %d was flooded by river %d.", i, i%7)})
	}
	name := filepath.Join(t.TempDir(), "cache", "claims")
	build := "build 1"
	s := snapshots{name, func() string { return build }, slog.New(slog.DiscardHandler)}
	version := ledger.ClaimsVersion{}
	find := func(s snapshots, all []claims.Claim) string {
		found := s.index(all, version).Search("street 12 was flooded", "en", 1)
		return found[0].Claim
	}
	if got := find(s, all); got != "12" {
		t.Fatalf("found %s", got)
	}
	changed := []claims.Claim{{ID: "new", Text: "Street 12 was flooded by a pipe."}}
	for len(changed) < leastSnapshot {
		changed = append(changed, claims.Claim{ID: fmt.Sprint("x", len(changed)), Text: "Nothing"})
	}
	// The same version and build stand for the same claims: the file is believed.
	if got := find(s, changed); got != "12" {
		t.Errorf("the snapshot was not read: found %s", got)
	}
	build = "build 2"
	if got := find(s, changed); got != "new" {
		t.Errorf("another build's snapshot was believed: found %s", got)
	}
	if err := os.WriteFile(name, []byte("half of it"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := find(s, all); got != "12" {
		t.Errorf("with a damaged snapshot: found %s", got)
	}
	if programHash() == "" {
		t.Error("the program's build has no name")
	}
	if left, _ := filepath.Glob(name + ".*"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
