package collector_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"hearsay/collector"
	"hearsay/collector/collectortest"
	"hearsay/post"
	"hearsay/sight"
)

// TestWhatIsBelowTheLastPageIsLost reads a listing on which more was posted since the last sweep than is read in one go.
func TestWhatIsBelowTheLastPageIsLost(t *testing.T) {
	newest := time.Now().Truncate(time.Second)
	page := func(_ context.Context, token string, _ time.Time) (collector.DownPage, error) {
		n := 0
		_, _ = fmt.Sscan(token, &n)
		return collector.DownPage{Posts: []post.Post{{ID: token, CreatedAt: newest.Add(-time.Duration(n) * time.Hour)}}, Next: fmt.Sprint(n + 1)}, nil
	}
	for _, c := range []struct {
		name  string
		since time.Duration // before the newest
		lost  []collector.Lost
	}{
		{"the first sweep", 0, nil},
		{"reached", 2 * time.Hour, nil},
		{"not reached", 10 * time.Hour, []collector.Lost{{Span: sight.Span{From: newest.Add(-10 * time.Hour), To: newest.Add(-2 * time.Hour)}, Reason: sight.TooOld}}},
	} {
		from := collector.Cursor("")
		if c.since > 0 {
			from = collector.Cursor(fmt.Sprintf(`{"since":%q}`, newest.Add(-c.since).Format(time.RFC3339)))
		}
		var kept collectortest.Kept
		if err := (collector.Down{Page: page, MostPages: 3}).Collect(t.Context(), from, kept.Take); err != nil {
			t.Fatal(err)
		}
		if len(kept.Lost) != len(c.lost) || len(c.lost) > 0 && (!kept.Lost[0].From.Equal(c.lost[0].From) || !kept.Lost[0].To.Equal(c.lost[0].To)) {
			t.Errorf("%s: lost %v, want %v", c.name, kept.Lost, c.lost)
		}
	}
}
