package pipeline

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

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

func TestASilenceIsToldOnce(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	l, err := ledger.Open(t.Context(), filepath.Join(t.TempDir(), "l.db"), func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	w := &QuietWatch{
		Ledger: l, Sources: func(context.Context) ([]string, error) { return []string{"town@home"}, nil },
		Receivers: func(string) []string { return []string{"ops"} }, Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler),
	}
	bring := func() {
		t.Helper()
		from, _, err := l.Cursor(t.Context(), "town@home")
		if err == nil {
			err = l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.MoveCursor(t.Context(), "town@home", from, from+".", 2) })
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	told := func() []ledger.Alert {
		t.Helper()
		if err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		due, _, err := l.ClaimNotices(t.Context(), "ops", at, at.Add(time.Hour*1000))
		if err != nil {
			t.Fatal(err)
		}
		return due
	}
	for range 5 * 24 {
		bring()
		at = at.Add(time.Hour)
	}
	if due := told(); len(due) > 0 {
		t.Errorf("told %v of a source that brings posts", due)
	}
	since := at
	at = at.Add(5 * time.Hour)
	due := told()
	if len(due) != 1 || due[0].Name != AlertQuiet {
		t.Fatalf("told %v", due)
	}
	if source, from := ParseQuietSubject(due[0].Item); source != "town@home" || !from.Equal(since) {
		t.Errorf("told of %q since %v, want since %v", source, from, since)
	}
	at = at.Add(time.Hour)
	if due := told(); len(due) > 0 {
		t.Errorf("told again: %v", due)
	}
	at = at.Add(30 * 24 * time.Hour)
	if due := told(); len(due) > 0 {
		t.Errorf("told of what is long gone: %v", due)
	}
}
