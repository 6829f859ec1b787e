package ledger

import (
	"testing"
	"time"
)

func TestWhatIsPutOffForTooLongIsDue(t *testing.T) {
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	for ahead, want := range map[time.Duration]bool{-time.Hour: true, 0: true, time.Second: false, 24 * time.Hour: false, 30 * time.Hour: true} {
		if got := IsDue(now.Add(ahead), now); got != want {
			t.Errorf("what was put off by %v is due: %t, want %t", ahead, got, want)
		}
	}
}

func TestWhatAWrongClockWroteHasPassed(t *testing.T) {
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	for since, want := range map[time.Duration]bool{-time.Hour: true, -time.Second: false, time.Second: false, 30 * time.Hour: true} {
		if got := HasPassed(time.Minute, now.Add(since), now); got != want {
			t.Errorf("a minute since a moment %v ahead has passed: %t, want %t", since, got, want)
		}
	}
}
