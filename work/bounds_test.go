package work

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hearsay/classifier/rules"
	"hearsay/replies"
)

// TestAReasonHasBounds, whoever sends it: it stands in the audit log for ever.
func TestAReasonHasBounds(t *testing.T) {
	b := newBench(t, time.Time{})
	ctx, long := t.Context(), strings.Repeat("x", maxDetail+1)
	b.claims(t, "c", rules.Medium, claiming("1", rules.Medium, "water", nil))
	if _, err := b.Dismiss(ctx, ann, "c", long); !errors.Is(err, ErrBounds) {
		t.Errorf("dismissed: %v", err)
	}
	if _, err := b.Retract(ctx, ben, "reply", long); !errors.Is(err, ErrBounds) {
		t.Errorf("retracted: %v", err)
	}
	if _, err := b.Draft(ctx, ann, "c", replies.Text{Fact: strings.Repeat("x", replies.MaxField+1)}, ""); !errors.Is(err, replies.ErrLong) {
		t.Errorf("drafted: %v", err)
	}
}

// TestWhatIsTypedHasBounds: it is cut for every platform each time it is kept.
func TestWhatIsTypedHasBounds(t *testing.T) {
	b := newBench(t, time.Time{})
	b.claims(t, "c", rules.Medium, claiming("1", rules.Medium, "water", nil))
	r, err := b.Draft(t.Context(), ann, "c", replies.Text{}, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Keep(t.Context(), ann, r.ID, replies.Text{Why: strings.Repeat("x.", replies.MaxWhy)}, 1); !errors.Is(err, replies.ErrLong) {
		t.Errorf("kept: %v", err)
	}
	if err := b.Keep(t.Context(), ann, r.ID, replies.Text{Why: strings.Repeat("x.", replies.MaxWhy/2)}, 1); err != nil {
		t.Errorf("as long as it may be: %v", err)
	}
}
