package tips_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"hearsay/collector"
	"hearsay/collector/tips"
)

// box is a Box whose clock stands, with all that it committed.
func box(at *time.Time, batches *[]collector.Batch) *tips.Box {
	return &tips.Box{
		Commit: func(_ context.Context, source string, from collector.Cursor, b collector.Batch) error {
			if source != tips.Source || from != "" || b.Cursor != "" {
				return errors.New("another source's")
			}
			*batches = append(*batches, b)
			return nil
		},
		Key: []byte("key"), Now: func() time.Time { return *at },
	}
}

func TestATipIsAPostThatIsNeverNobodysBusiness(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var batches []collector.Batch
	b := box(&at, &batches)
	receipt, err := b.Take(t.Context(), "a", tips.Tip{Text: " Is the water\x00 safe?\n", Shown: "DO NOT DRINK", Link: "https://example.org/a", Language: "en", Place: "Town"})
	if err != nil {
		t.Fatal(err)
	}
	p := batches[0].Posts[0]
	if p.Text != "Is the water safe?\nDO NOT DRINK" || !p.HandedIn || p.Ref() != tips.Ref(receipt) || p.Territory != "Town" || p.URL != "https://example.org/a" || p.Author != "" || !p.CreatedAt.Equal(at) {
		t.Errorf("got %+v", p)
	}
	if len(receipt) < 26 || strings.Contains(p.ID, receipt) {
		t.Errorf("the receipt %q can be guessed or read from %q", receipt, p.ID)
	}
	if err := b.Withdraw(t.Context(), receipt); err != nil || batches[1].Deleted[0] != p.Ref() {
		t.Errorf("withdrawing: %v, %+v", err, batches[1])
	}
}

func TestWhatCannotBeHandedInIsRefused(t *testing.T) {
	at := time.Now()
	var batches []collector.Batch
	for name, tip := range map[string]tips.Tip{
		"nothing":       {},
		"signs":         {Text: "!!!!!!! ????? 12345"},
		"one letter":    {Text: "aaaaaaaaaaaaaaaaaaaaaaa"},
		"too long":      {Text: strings.Repeat("long words ", 600)},
		"many links":    {Text: "buy " + strings.Repeat("https://shop.example ", 6)},
		"no language":   {Text: "Is the water safe?", Language: "english"},
		"not a page":    {Text: "Is the water safe?", Link: "javascript:alert(1)"},
		"an inner file": {Text: "Is the water safe?", Link: "file:///etc/passwd"},
	} {
		if _, err := box(&at, &batches).Take(t.Context(), "a", tip); !errors.Is(err, tips.ErrTip) {
			t.Errorf("%s: got %v, want %v", name, err, tips.ErrTip)
		}
	}
	if len(batches) > 0 {
		t.Errorf("kept %+v", batches)
	}
}

func TestASenderIsLimited(t *testing.T) {
	at := time.Now()
	var batches []collector.Batch
	b := box(&at, &batches)
	hand := func(sender string) error {
		_, err := b.Take(t.Context(), sender, tips.Tip{Text: "Is the water safe?"})
		return err
	}
	for range 5 {
		if err := hand("a"); err != nil {
			t.Fatal(err)
		}
	}
	if err := hand("a"); !errors.Is(err, tips.ErrTooMany) {
		t.Errorf("the sixth: got %v", err)
	}
	if err := hand("b"); err != nil {
		t.Errorf("another sender: %v", err)
	}
	at = at.Add(2 * time.Minute)
	if err := hand("a"); err != nil {
		t.Errorf("two minutes later: %v", err)
	}
}

func TestAFormIsFilledInByAPerson(t *testing.T) {
	at := time.Now()
	var batches []collector.Batch
	b := box(&at, &batches)
	stamp := b.Stamp()
	for after, want := range map[time.Duration]bool{time.Second: false, 10 * time.Second: true, 11 * time.Hour: true, 13 * time.Hour: false} {
		later := at.Add(after)
		other := box(&later, &batches) // another process
		if err := other.CheckStamp(stamp); (err == nil) != want {
			t.Errorf("after %v: got %v", after, err)
		}
	}
	at = at.Add(time.Minute)
	for _, forged := range []string{"", "1.2", stamp + "0", "9" + stamp} {
		if err := b.CheckStamp(forged); err == nil {
			t.Errorf("%q was taken", forged)
		}
	}
}
