package pipeline

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"hearsay/ledger"
)

// AlertQuiet is the condition of a source that has gone quiet against its own history.
const AlertQuiet = "quiet"

// QuietWatch raises an alert when a source brings nothing at hours at which it used to. Its fields are set before use.
// Several processes may run it; each silence is told once.
type QuietWatch struct {
	Ledger    *ledger.Ledger
	Sources   func(ctx context.Context) ([]string, error) // that are to be read
	Receivers func(condition string) []string
	Now       func() time.Time
	Log       *slog.Logger
}

// quietEvery is how often the sources are looked at.
const quietEvery = 10 * time.Minute

// Run looks at all sources until ctx ends.
func (w *QuietWatch) Run(ctx context.Context) {
	again := time.NewTicker(quietEvery)
	defer again.Stop()
	for {
		if err := w.Sweep(ctx); err != nil && ctx.Err() == nil {
			w.Log.Error("looking for sources that have gone quiet", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// Sweep looks at all sources once.
func (w *QuietWatch) Sweep(ctx context.Context) error {
	sources, err := w.Sources(ctx)
	if err != nil {
		return err
	}
	hours, err := w.Ledger.SourceHours(ctx)
	if err != nil {
		return err
	}
	quiet := map[string]int64{}
	for _, name := range sources {
		if last, ok := wentQuiet(hours[name], ledger.HourOf(w.Now())); ok {
			quiet[name] = last
		}
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		for name, last := range quiet {
			if err := tx.RaiseAlert(ctx, AlertQuiet, QuietSubject(name, last), w.Receivers(AlertQuiet)); err != nil {
				return err
			}
		}
		return tx.ForgetHours(ctx)
	})
}

// QuietSubject is what an alert of a silence is about: the source, and the last hour in which it brought something.
func QuietSubject(source string, lastHour int64) string {
	return fmt.Sprintf("%s@%d", source, lastHour)
}

// ParseQuietSubject is the source of a QuietSubject and the end of its last hour.
func ParseQuietSubject(subject string) (source string, since time.Time) {
	at := strings.LastIndexByte(subject, '@')
	if at < 0 {
		return subject, time.Time{}
	}
	var hour int64
	if _, err := fmt.Sscan(subject[at+1:], &hour); err != nil {
		return subject[:at], time.Time{}
	}
	return subject[:at], time.Unix((hour+1)*3600, 0).UTC()
}

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
