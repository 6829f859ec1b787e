package app

import (
	"strings"
	"testing"
	"time"
)

func TestBulletinsHaveTheirSchedules(t *testing.T) {
	c, err := ParseConfig("c.yaml", []byte(`bulletins:
  - {name: by-hand, title: A, language: en}
  - {name: daily, title: B, language: fi, every: daily, at: "06:30", location: Europe/Helsinki}
  - {name: weekly, title: C, language: it, every: weekly, on: Friday}
  - {name: monthly, title: D, language: sv, every: monthly, on: "5", at: "23:00"}
`))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) // a Wednesday
	for i, want := range []string{"0001-01-01 00:00", "2026-03-04 04:30", "2026-02-27 08:00", "2026-02-05 23:00"} {
		if got := c.Bulletins[i].Every.Last(now).UTC().Format("2006-01-02 15:04"); got != want {
			t.Errorf("the last %s was to be made at %s, want %s", c.Bulletins[i].Name, got, want)
		}
	}
	_, err = ParseConfig("c.yaml", []byte(`bulletins:
  - {name: Daily, title: A, language: en}
  - {name: b, title: Fake news of the week, language: english, every: hourly}
  - {name: c, title: C, language: en, every: weekly, on: someday, at: noon, location: Atlantis}
  - {name: d, title: D, language: en, every: monthly, on: "31"}
  - {name: d, title: D, language: en}
`))
	if err == nil {
		t.Fatal("five bulletins with faults are taken")
	}
	for _, want := range []string{"c.yaml:2", `c.yaml:3: "hourly" is no period; write daily, weekly or monthly`, `"english" is no language`, `c.yaml:4: "someday" is no day of the week`, `"noon" is no time of day`,
		`"Atlantis" is no place of the time zone database`, `c.yaml:5: "31" is no day of every month`, "c.yaml:6"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the faults do not say %q:\n%v", want, err)
		}
	}
}
