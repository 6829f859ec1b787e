package app

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"hearsay/claims"
)

func TestASnapshotOfTheClaimsIsNeverUsedBlindly(t *testing.T) {
	var all []claims.Claim
	for i := range leastSnapshot {
		all = append(all, claims.Claim{ID: fmt.Sprint(i), Text: fmt.Sprintf("Street %d was flooded by river %d.", i, i%7)})
	}
	name := filepath.Join(t.TempDir(), "cache", "claims")
	owner := "owner 1"
	s := snapshots{name, func() string { return owner }, slog.New(slog.DiscardHandler)}
	find := func(x *claims.Index) string { return x.Search("street 12 was flooded", "en", 1)[0].Claim }
	if x, _ := s.load(); x != nil {
		t.Error("there is a snapshot before one was made")
	}
	if got := find(s.index(all, "state 1")); got != "12" {
		t.Fatalf("found %s", got)
	}
	if x, state := s.load(); x == nil || state != "state 1" || find(x) != "12" {
		t.Errorf("the snapshot is %v, of %q", x, state)
	}
	owner = "owner 2"
	if x, _ := s.load(); x != nil {
		t.Error("another owner's snapshot was believed")
	}
	s.index(all, "state 2")
	if x, state := s.load(); x == nil || state != "state 2" {
		t.Errorf("another owner's snapshot is not replaced: %v, of %q", x, state)
	}
	if err := os.WriteFile(name, []byte("half of it"), 0o600); err != nil {
		t.Fatal(err)
	}
	if x, _ := s.load(); x != nil {
		t.Error("a damaged snapshot was believed")
	}
	if programHash() == "" {
		t.Error("the program's build has no name")
	}
	if left, _ := filepath.Glob(name + ".*"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
