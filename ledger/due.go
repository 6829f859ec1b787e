package ledger

import "time"

// longestPause is longer than anything is put off: platforms are believed that ask for a day.
const longestPause = 25 * time.Hour

// IsDue tells whether what was put off to a time is due at now. What was put off for longer than anything is was written by a clock
// that was wrong, and is due, too.
func IsDue(at, now time.Time) bool { return !at.After(now) || at.After(now.Add(longestPause)) }

// due is IsDue as SQL over next_at, with its arguments.
const due = "(next_at <= ? OR next_at > ?)"

func dueArgs(now time.Time) (soonest, latest int64) {
	return micros(now), micros(now.Add(longestPause))
}

// mostAhead is how far ahead of ours a clock may be whose times are believed.
const mostAhead = time.Minute

// HasPassed tells whether a time has passed since a moment. Since a moment that lies ahead, which was written by a clock that was wrong,
// it has.
func HasPassed(wait time.Duration, since, now time.Time) bool {
	return !now.Before(since.Add(wait)) || since.After(now.Add(mostAhead))
}
