package alerts

import "hearsay/ledger"

// What makes a silence worth telling.
const (
	leastSilence = 2  // full hours
	leastDays    = 3  // that are known, of the last seven
	leastPosts   = 10 // on those days, at the same hours
)

// wentQuiet tells whether a source has gone quiet, and since which hour: it has brought nothing for some full hours, and on
// every day that is known of the last seven it brought something at the same hours. A source that sleeps at night has
// slept on those days, too.
func wentQuiet(h ledger.Hours, now int64) (last int64, ok bool) {
	if len(h) == 0 {
		return 0, false
	}
	first := now
	for hour := range h {
		first, last = min(first, hour), max(last, hour)
	}
	if now-last-1 < leastSilence {
		return 0, false
	}
	days, posts := 0, int64(0)
	for day := int64(1); day <= 7; day++ {
		from, to := last+1-24*day, now-24*day
		if first > from {
			break // it was not read yet
		}
		before := posts
		for hour := from; hour < to; hour++ {
			posts += h[hour]
		}
		if posts == before {
			return 0, false // it has been as quiet before
		}
		days++
	}
	return last, days >= leastDays && posts >= leastPosts
}
