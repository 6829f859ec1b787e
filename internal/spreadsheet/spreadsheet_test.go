package spreadsheet_test

import (
	"testing"

	"pgregory.net/rapid"

	"hearsay/internal/spreadsheet"
)

func TestNothingIsCalculated(t *testing.T) {
	for cell, want := range map[string]string{"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\r=x": "'\r=x", "'=1": "''=1", "x=1": "x=1", "'s": "'s", "": ""} {
		if got := spreadsheet.Guard(cell); got != want {
			t.Errorf("%q: got %q, want %q", cell, got, want)
		}
	}
}

func TestNothingIsChangedOnTheWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`'{0,2}[=+@\t\r-]?.*`).Draw(t, "cell")
		if got := spreadsheet.Unguard(spreadsheet.Guard(cell)); got != cell {
			t.Fatalf("%q became %q", cell, got)
		}
	})
}
