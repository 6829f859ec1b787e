package claims_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/cespare/xxhash/v2"
	"github.com/google/go-cmp/cmp"

	"hearsay/claims"
)

func snapshot(tb testing.TB, x *claims.Index) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := x.Save(&b, "owner 1", "state 1"); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestASnapshotFindsWhatTheIndexFinds(t *testing.T) {
	all, posts := sharedClaims(t)
	x := claims.NewIndex(all)
	y, state, err := claims.LoadIndex(snapshot(t, x), "owner 1")
	if err != nil || state != "state 1" {
		t.Fatalf("it is of the state %q: %v", state, err)
	}
	for _, text := range append(posts, "Valkaisuaine parantaa koronan") {
		if diff := cmp.Diff(x.Search(text, "", 5), y.Search(text, "", 5)); diff != "" {
			t.Fatalf("%q: %s", text, diff)
		}
	}
	if !y.Has(all[0].ID) || y.Has("no such claim") || y.Len() != x.Len() {
		t.Error("the snapshot has other claims")
	}
}

func TestASnapshotThatDoesNotFitIsRefused(t *testing.T) {
	data := snapshot(t, claims.NewIndex([]claims.Claim{{ID: "a", Text: "The water is poisoned."}}))
	damaged := bytes.Clone(data)
	damaged[len(data)/2]++
	for name, test := range map[string]struct {
		data  []byte
		owner string
	}{"another owner": {data, "owner 2"}, "cut short": {data[:len(data)-9], "owner 1"}, "damaged": {damaged, "owner 1"}, "empty": {nil, "owner 1"}} {
		if _, _, err := claims.LoadIndex(test.data, test.owner); !errors.Is(err, claims.ErrSnapshot) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func BenchmarkNewIndex(b *testing.B) {
	all, _ := sharedClaims(b)
	for b.Loop() {
		claims.NewIndex(all)
	}
}

func BenchmarkLoadIndex(b *testing.B) {
	all, _ := sharedClaims(b)
	data := snapshot(b, claims.NewIndex(all))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, _, err := claims.LoadIndex(data, "owner 1"); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzLoadIndex gives what a checksum cannot catch: contents that another program, or another bug, might have written.
func FuzzLoadIndex(f *testing.F) {
	whole := snapshot(f, claims.NewIndex([]claims.Claim{{ID: "a", Text: "The water is poisoned."}}))
	f.Add(whole[:len(whole)-8])
	f.Add(whole[:40])
	f.Fuzz(func(t *testing.T, data []byte) {
		x, _, err := claims.LoadIndex(binary.LittleEndian.AppendUint64(data, xxhash.Sum64(data)), "owner 1")
		if (err == nil) != (x != nil) {
			t.Errorf("got %v and %v", x, err)
		}
	})
}
