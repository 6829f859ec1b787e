package app_test

import (
	"fmt"
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
	l, err := ledger.Open(t.Context(), b.ledger, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	put := func(all ...claims.Claim) {
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
	var all []claims.Claim
	for i := range 1000 {
		all = append(all, claims.Claim{ID: fmt.Sprint(i), Text: fmt.Sprintf("Street %d was flooded by river %d.", i, i%7), Language: "en"})
	}
	put(all...)
	first := start(t, config, nil, nil)
	first.stop()
	put(claims.Claim{ID: "new", Text: "Garlic turned the lighthouse green.", Language: "en"})
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
