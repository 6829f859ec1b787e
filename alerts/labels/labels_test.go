package labels_test

import (
	"fmt"
	"testing"

	"hearsay/alerts/labels"
)

func FuzzParse(f *testing.F) {
	for _, one := range []string{`a="b"`, `a=~"b.*"`, `a!="\x00"`, `a!~b|c`, `=`, `a="`} {
		f.Add(one)
	}
	f.Fuzz(func(t *testing.T, written string) {
		m, err := labels.Parse(written)
		if err != nil {
			return
		}
		again, err := labels.Parse(m.String())
		if err != nil || again.Fit(labels.Set{m.Label: "b"}) != m.Fit(labels.Set{m.Label: "b"}) {
			t.Errorf("%q is read back otherwise: %v", written, err)
		}
	})
}

func ExampleParseAll() {
	matchers, _, err := labels.ParseAll([]string{`severity="critical"`, `queue=~"health.*"`, `language!="fi"`})
	if err != nil {
		panic(err)
	}
	fmt.Println(matchers.Fit(labels.Set{"severity": "critical", "queue": "health.claims", "language": "sv"}))
	fmt.Println(matchers.Fit(labels.Set{"severity": "critical", "queue": "claims"}))
	// Output:
	// true
	// false
}
