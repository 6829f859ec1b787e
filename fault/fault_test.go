package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"hearsay/fault"
)

func ExampleFault() {
	fmt.Println(fault.Fault{File: "hearsay.yaml", Line: 3, What: `"pigeon" is not a kind of source`, Remedy: "write one of [archive feed twitter]"})
	// Output: hearsay.yaml:3: "pigeon" is not a kind of source; write one of [archive feed twitter]
}

func TestAFaultWithoutAPlaceIsJustItsWords(t *testing.T) {
	for want, f := range map[string]fault.Fault{
		"broken":          {What: "broken"},
		"f: broken":       {File: "f", What: "broken"},
		"7: broken; mend": {Line: 7, What: "broken", Remedy: "mend"},
	} {
		if f.Error() != want {
			t.Errorf("got %q, want %q", f.Error(), want)
		}
	}
}

func TestAListKeepsEveryFaultInOrder(t *testing.T) {
	var l, other fault.List
	if l.Err() != nil {
		t.Error("an empty list is an error")
	}
	other.Add("b", 1, "", "second")
	other.Add("b", 2, "", "third")
	l.Add("a", 1, "", "%s", "first")
	l.Join(nil)
	l.Join(other.Err())
	l.Join(errors.New("fourth"))
	var got []string
	for _, f := range fault.All(l.Err()) {
		got = append(got, f.Error())
	}
	if fmt.Sprint(got) != "[a:1: first b:1: second b:2: third fourth]" {
		t.Errorf("got %q", got)
	}
}
