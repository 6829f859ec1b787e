package app

import (
	"strings"
	"testing"
)

func TestFactChecksAreCheckedInTheConfiguration(t *testing.T) {
	_, err := ParseConfig("c.yaml", []byte("fact_checks:\n  - {url: nowhere}\n  - {url: 'https://facts.example/a.json', every: 1m}\n"))
	if err == nil || !strings.Contains(err.Error(), `c.yaml:2: "nowhere" is not an address`) || !strings.Contains(err.Error(), "c.yaml:3: fact-checks are not published more often") {
		t.Errorf("got %v", err)
	}
}
