package alerts

import (
	"testing"

	"hearsay/ledger"
)

func TestASourceIsQuietAgainstItsOwnHistory(t *testing.T) {
	const now = int64(500_000)
	// usual is a source that brings posts at the hours that are told, for some days back from the last hour
	usual := func(days, last int64, awake func(hourOfDay int64) bool) ledger.Hours {
		h := ledger.Hours{}
		for hour := now - 24*days; hour <= last; hour++ {
			if awake(hour % 24) {
				h[hour] = 3
			}
		}
		return h
	}
	always := func(int64) bool { return true }
	office := func(hour int64) bool { return hour >= 8 && hour < 16 } // now is hour 8 of a day
	for name, test := range map[string]struct {
		hours ledger.Hours
		want  bool
	}{
		"nothing known":            {nil, false},
		"it brings posts":          {usual(8, now-1, always), false},
		"an hour is no silence":    {usual(8, now-2, always), false},
		"three hours are":          {usual(8, now-4, always), true},
		"days are, too":            {usual(8, now-30, always), true},
		"too young to say":         {usual(2, now-4, always), false},
		"the night is usual":       {usual(8, now-17, office), false},
		"a working day is missing": {usual(8, now-24-1-16, office), true},
		"rare posts":               {ledger.Hours{now - 100: 1, now - 60: 1, now - 30: 1}, false},
		"it was as quiet once before": {func() ledger.Hours {
			h := usual(8, now-4, always)
			delete(h, now-24-3)
			delete(h, now-24-2)
			delete(h, now-24-1)
			return h
		}(), false},
		"few posts, though every day": {func() ledger.Hours {
			h := usual(8, now-4, always)
			for k := range h {
				h[k] = 1
			}
			for d := int64(1); d <= 7; d++ {
				delete(h, now-24*d-2)
				delete(h, now-24*d-1)
			}
			return h
		}(), false},
	} {
		if last, got := wentQuiet(test.hours, now); got != test.want {
			t.Errorf("%s: got %v, last %d hours ago", name, got, now-last)
		}
	}
}
