package territory_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hearsay/territory"
)

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		place, area string
		is          bool
	}{
		{"IT/Torino/Agliè", "IT/Torino", true},
		{"IT/Torino/Agliè", "it/torino/agliè", true},
		{"IT/Torino/Agliè", "torino", true},
		{"IT/Torino/Agliè", "Agliè", true},
		{"IT/Torino/Agliè", "", true},
		{"IT/Torino", "IT/Torino/Agliè", false},
		{"IT/Torino/Agliè", "IT/Agliè", false},
		{"IT/Torino/Agliè", "Tor", false},
		{"FI/Torino", "IT/Torino", false},
		{"turin", "Turin", true},
		{"", "IT", false},
	} {
		if got := territory.Within(c.place, c.area); got != c.is {
			t.Errorf("%q in %q: %v", c.place, c.area, got)
		}
	}
}

func TestWhatIsAddedToANameLiesWithin(t *testing.T) {
	name := rapid.StringMatching(`[A-Zéa-z ]{1,8}(/[A-Zéa-z]{1,8}){0,2}`)
	rapid.Check(t, func(t *rapid.T) {
		outer, inner := name.Draw(t, "outer"), name.Draw(t, "inner")
		place := outer + "/" + inner
		if !territory.Within(place, outer) || !territory.Within(place, inner) || !territory.Within(place, strings.ToUpper(place)) || territory.Within(outer, place) {
			t.Errorf("%q, %q", outer, inner)
		}
		if !territory.Meet([]string{place}, []string{"elsewhere", outer}) || !territory.Meet([]string{outer}, []string{place}) || territory.Meet(nil, []string{outer}) {
			t.Errorf("%q does not meet %q", place, outer)
		}
	})
}

func ExampleName() {
	for _, place := range []string{"IT/Torino/Agliè", "FI/Oulu", "Torino", ""} {
		fmt.Printf("%q\n", territory.Name(place))
	}
	// Output:
	// "Agliè (Torino, IT)"
	// "Oulu (FI)"
	// "Torino"
	// ""
}

func ExampleMeet() {
	fmt.Println(territory.Meet([]string{"IT/Torino/Agliè"}, []string{"Torino"}))
	fmt.Println(territory.Meet([]string{"FI/Oulu"}, []string{"Torino"}))
	// Output:
	// true
	// false
}
