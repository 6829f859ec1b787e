package app_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hearsay/claims"
	"hearsay/internal/servertest"
	"hearsay/ledger"
)

// TestAStartDoesNotWaitForTheCatalogue changes a catalogue while no program runs: the next one begins with what it knew, and finds what is
// new soon after.
func TestAStartDoesNotWaitForTheCatalogue(t *testing.T) {
	b := backend{filepath.Join(t.TempDir(), "l.db"), "memory", "hearsay"}
	config := b.configure(t, "http://127.0.0.1:1", "")
	l := fill(t, b.ledger, 1000)
	first := start(t, config, nil, nil)
	first.stop()
	put(t, l, claims.Claim{ID: "new", Text: "Garlic turned the lighthouse green.", Language: "en"})
	again := start(t, config, nil, nil)
	find := func() string {
		if found := again.Find("They say garlic turned the lighthouse green", "en", 1); len(found) > 0 {
			return found[0].Claim
		}
		return ""
	}
	if got := find(); got == "new" {
		t.Error("the start waited until the catalogue was indexed anew")
	}
	if found := again.Find("street 12 was flooded", "en", 1); len(found) == 0 || found[0].Claim != "12" {
		t.Errorf("at the start is found %+v", found)
	}
	servertest.Eventually(t, "the new claim to be found", func() bool { return find() == "new" })
}

// TestASnapshotOfAnotherLedgerIsNotBelieved begins a ledger anew and leaves the snapshot of the one before it: none of its claims is found.
func TestASnapshotOfAnotherLedgerIsNotBelieved(t *testing.T) {
	b := backend{filepath.Join(t.TempDir(), "l.db"), "memory", "hearsay"}
	config := b.configure(t, "http://127.0.0.1:1", "")
	fill(t, b.ledger, 1000)
	start(t, config, nil, nil).stop()
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(b.ledger + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(b.ledger + ".claims"); err != nil {
		t.Fatal(err)
	}
	again := start(t, config, nil, nil)
	if found := again.Find("street 12 was flooded", "en", 1); len(found) > 0 && found[0].Claim == "12" {
		t.Errorf("a claim of another ledger is found: %+v", found)
	}
}

// TestACatalogueThatShrinksLeavesNoSnapshot takes claims out while the program runs: the next start does not begin with them.
func TestACatalogueThatShrinksLeavesNoSnapshot(t *testing.T) {
	b := backend{filepath.Join(t.TempDir(), "l.db"), "memory", "hearsay"}
	config := b.configure(t, "http://127.0.0.1:1", "")
	l := fill(t, b.ledger, 1000)
	r := start(t, config, nil, nil)
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.Exec(t.Context(), "DELETE FROM claims WHERE id <> '12'") }); err != nil {
		t.Fatal(err)
	}
	servertest.Eventually(t, "the snapshot to go", func() bool {
		_, err := os.Stat(b.ledger + ".claims")
		return errors.Is(err, fs.ErrNotExist)
	})
	if found := r.Find("street 12 was flooded", "en", 1); len(found) == 0 || found[0].Claim != "12" {
		t.Errorf("what is left is not found: %+v", found)
	}
}

// fill makes a ledger with so many claims.
func fill(t *testing.T, address string, n int) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(t.Context(), address, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var all []claims.Claim
	for i := range n {
		all = append(all, claims.Claim{ID: fmt.Sprint(i), Text: fmt.Sprintf("Street %d was flooded by river %d.", i, i%7), Language: "en"})
	}
	put(t, l, all...)
	return l
}

func put(t *testing.T, l *ledger.Ledger, all ...claims.Claim) {
	t.Helper()
	err := l.Write(t.Context(), func(tx *ledger.Tx) error {
		for _, c := range all {
			c.UpdatedAt = time.Now()
			if err := tx.SaveClaim(t.Context(), c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
