package rules_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hearsay/classifier/rules"
)

func ruleOf(id, phrase string) rules.Written {
	return rules.Written{ID: id, Kind: "claim", Any: []string{phrase}, Tests: rules.WrittenTests{Match: []string{phrase}, Miss: []string{"nothing"}}}
}

func packOf(t interface{ Fatal(...any) }, about string, all map[string]string) []byte {
	text := []byte("pack: town\nabout: " + about + "\nrules:\n")
	for i := range 6 {
		id := fmt.Sprint("rule-", i)
		if phrase := all[id]; phrase != "" {
			changed, err := rules.With("pack", text, ruleOf(id, phrase))
			if err != nil {
				t.Fatal(err)
			}
			text = changed
		}
	}
	return text
}

func TestTwoChangesOfAPackAreBothKept(t *testing.T) {
	base := packOf(t, "town", map[string]string{"rule-0": "one", "rule-1": "two", "rule-2": "three"})
	tests := []struct {
		what, one, other string
		want             string // ids and phrases; "" for ErrBoth
		names            string
	}{
		{"different rules", "about:town 0:ONE 1:two 2:three", "about:town 0:one 1:two 2:THREE 3:new", "about:town 0:ONE 1:two 2:THREE 3:new", ""},
		{"the head in one", "about:town 0:ONE 1:two 2:three", "about:another 0:one 2:three", "about:another 0:ONE 2:three", ""},
		{"the same in both", "about:x 0:ONE 2:three", "about:x 0:ONE 2:three", "about:x 0:ONE 2:three", ""},
		{"a rule in both", "about:town 0:ONE 1:two 2:three", "about:town 0:1 1:two 2:three", "", "rule-0"},
		{"taken out and changed", "about:town 1:two 2:three", "about:town 0:1 1:two 2:three", "", "rule-0"},
		{"the head in both", "about:x 0:one 1:two 2:three", "about:y 0:one 1:two 2:three", "", "outside of the rules"},
	}
	for _, test := range tests {
		merged, err := rules.Merge(base, town(t, test.one), town(t, test.other))
		if test.want == "" {
			if !errors.Is(err, rules.ErrBoth) || !strings.Contains(err.Error(), test.names) {
				t.Errorf("%s: %v", test.what, err)
			}
			continue
		}
		if err != nil || told(t, merged) != told(t, town(t, test.want)) {
			t.Errorf("%s: %v, got\n%s", test.what, err, merged)
		}
	}
}

// town is a pack by a short text: what it is about, and the number and phrase of each rule.
func town(t *testing.T, short string) []byte {
	about, all := "", map[string]string{}
	for _, word := range strings.Fields(short) {
		if id, text, _ := strings.Cut(word, ":"); id == "about" {
			about = text
		} else {
			all["rule-"+id] = text
		}
	}
	return packOf(t, about, all)
}

func told(t interface{ Fatal(...any) }, data []byte) string {
	pack, err := rules.ReadPack("pack", data)
	if err != nil {
		t.Fatal(err)
	}
	text := pack.About
	for i := range 6 {
		if r, isThere := pack.Find(fmt.Sprint("rule-", i)); isThere {
			text += fmt.Sprint(" ", r)
		}
	}
	return text
}

// TestMergingIsFair makes any changes: the order of the two does not matter, a change alone stays as it is, and what one of them does is done.
func TestMergingIsFair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) []byte {
			all := map[string]string{}
			for i := range 6 {
				all[fmt.Sprint("rule-", i)] = rapid.SampledFrom([]string{"", "wet", "dry"}).Draw(t, label)
			}
			return packOf(t, rapid.SampledFrom([]string{"north", "south"}).Draw(t, label), all)
		}
		base, one, other := draw("base"), draw("one"), draw("other")
		alone, err := rules.Merge(base, base, one)
		if err != nil || told(t, alone) != told(t, one) {
			t.Fatalf("alone: %v, %s", err, alone)
		}
		merged, err := rules.Merge(base, one, other)
		turned, errTurned := rules.Merge(base, other, one)
		if (err == nil) != (errTurned == nil) || err == nil && told(t, merged) != told(t, turned) {
			t.Fatalf("the order matters: %v, %v\n%s\n%s", err, errTurned, merged, turned)
		}
		if err != nil {
			return
		}
		was, _ := rules.ReadPack("pack", base)
		is, _ := rules.ReadPack("pack", merged)
		for _, by := range [][]byte{one, other} {
			wanted, _ := rules.ReadPack("pack", by)
			d := rules.Differ(was, wanted)
			for _, id := range append(d.Added, d.Changed...) {
				want, _ := wanted.Find(id)
				if got, _ := is.Find(id); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Fatalf("%s is %v, want %v", id, got, want)
				}
			}
			for _, id := range d.Removed {
				if _, isThere := is.Find(id); isThere {
					t.Fatalf("%s is there", id)
				}
			}
		}
	})
}
