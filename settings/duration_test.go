package settings_test

import (
	"testing"
	"time"

	"hearsay/settings"
)

func TestDurationsAreReadWithDays(t *testing.T) {
	for written, want := range map[string]time.Duration{"90s": 90 * time.Second, "1h30m": 90 * time.Minute, "90d": 90 * 24 * time.Hour, "0s": 0, "d": -1, "1.5d": -1, "-1d": -1, "9": -1, "99999d": -1} {
		file, err := settings.Parse("f.yaml", []byte("keep: "+written))
		if err != nil {
			t.Fatal(err)
		}
		var s struct {
			Keep settings.Duration `yaml:"keep"`
		}
		err = file.Decode(&s)
		if want < 0 && err == nil || want >= 0 && (err != nil || time.Duration(s.Keep) != want) {
			t.Errorf("%s: got %v, %v", written, time.Duration(s.Keep), err)
		}
	}
}
