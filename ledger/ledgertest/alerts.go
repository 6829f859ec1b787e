package ledgertest

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hearsay/ledger"
	"hearsay/triage"
)

// alertsKept keeps what fires, and what was over a short while ago.
func alertsKept(t *testing.T, l *ledger.Ledger) {
	firing := ledger.Alert{ID: "c/item/a", Condition: "c", Subject: "item/a", Labels: map[string]string{"queue": "q"}, Facts: json.RawMessage(`{"posts":3}`), ActiveAt: Noon.Add(-time.Hour), FiredAt: Noon.Add(-time.Minute), SeenAt: Noon}
	over := ledger.Alert{ID: "c/item/b", Condition: "c", Subject: "item/b", Labels: map[string]string{}, Facts: json.RawMessage(`{}`), ActiveAt: Noon.Add(-2 * time.Hour), FiredAt: Noon.Add(-2 * time.Hour), SeenAt: Noon.Add(-time.Hour), ResolvedAt: Noon.Add(-time.Hour)}
	old := over
	old.ID, old.ResolvedAt = "c/item/old", Noon.Add(-8*24*time.Hour)
	pending := ledger.Alert{ID: "c/item/p", Condition: "c", Labels: map[string]string{}, Facts: json.RawMessage(`{}`), ActiveAt: Noon, SeenAt: Noon}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.SaveAlerts(ctx, firing), tx.SaveAlerts(ctx, over), tx.SaveAlerts(ctx, old), tx.SaveAlerts(ctx, pending), tx.DropAlert(ctx, pending.ID))
	})
	got := must[[]ledger.Alert](t)(l.Alerts(t.Context(), Noon.Add(-24*time.Hour)))
	if diff := cmp.Diff([]ledger.Alert{over, firing}, got); diff != "" {
		t.Error(diff)
	}
	if !got[1].IsFiring() || got[0].IsFiring() {
		t.Errorf("firing: %v %v", got[0].IsFiring(), got[1].IsFiring())
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.ForgetAlerts(ctx) })
	if all := must[[]ledger.Alert](t)(l.Alerts(t.Context(), time.Time{})); len(all) != 2 {
		t.Errorf("kept: %v", all)
	}
}

// groupClaimed lets one process tell of a group, and another only after that one gave it up.
func groupClaimed(t *testing.T, l *ledger.Ledger) {
	claim := func(g ledger.AlertGroup, until time.Time) (isOurs bool) {
		t.Helper()
		write(t, l, func(ctx context.Context, tx *ledger.Tx) (err error) {
			isOurs, err = tx.ClaimAlertGroup(ctx, g, until)
			return err
		})
		return isOurs
	}
	fresh := ledger.AlertGroup{ID: "g", Receiver: "chat"}
	if !claim(fresh, Noon.Add(time.Minute)) || claim(fresh, Noon.Add(time.Minute)) {
		t.Error("a new group is claimed by one")
	}
	known := must[map[string]ledger.AlertGroup](t)(l.AlertGroups(t.Context()))["g"]
	if !known.NextAt.Equal(Noon.Add(time.Minute)) || known.Tries != 1 || !known.ToldAt.IsZero() {
		t.Errorf("claimed: %+v", known)
	}
	if !claim(known, Noon.Add(2*time.Minute)) || claim(known, Noon.Add(2*time.Minute)) {
		t.Error("a group that was given up is claimed by one")
	}
	known.Told, known.ToldAt, known.NextAt, known.Tries = map[string]bool{"c/item/a@1": true}, Noon, Noon, 0
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SettleAlertGroup(ctx, known) })
	if diff := cmp.Diff(known, must[map[string]ledger.AlertGroup](t)(l.AlertGroups(t.Context()))["g"]); diff != "" {
		t.Error(diff)
	}
	older := known
	older.ToldAt = Noon.Add(-time.Hour)
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.DropAlertGroup(ctx, older) })
	if left := must[map[string]ledger.AlertGroup](t)(l.AlertGroups(t.Context())); len(left) != 1 {
		t.Error("a group that was told of since it was read is forgotten")
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.DropAlertGroup(ctx, known) })
	if left := must[map[string]ledger.AlertGroup](t)(l.AlertGroups(t.Context())); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

func silencesEnd(t *testing.T, l *ledger.Ledger) {
	s := ledger.Silence{ID: "s", Matchers: []string{`alertname="x"`}, StartsAt: Noon, EndsAt: Noon.Add(time.Hour), By: "ann", Comment: "known"}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveSilence(ctx, s) })
	if diff := cmp.Diff([]ledger.Silence{s}, must[[]ledger.Silence](t)(l.Silences(t.Context(), Noon))); diff != "" {
		t.Error(diff)
	}
	s.EndsAt = Noon
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveSilence(ctx, s) })
	if left := must[[]ledger.Silence](t)(l.Silences(t.Context(), Noon)); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	if one := must[ledger.Silence](t)(l.Silence(t.Context(), "s")); one.IsActive(Noon) || !one.IsActive(Noon.Add(-time.Nanosecond)) == one.StartsAt.Before(Noon) {
		t.Errorf("%+v", one)
	}
	if _, err := l.Silence(t.Context(), "none"); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func samplesKept(t *testing.T, l *ledger.Ledger) {
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.SaveSample(ctx, "queue/q", 3), tx.SaveSample(ctx, "queue/q", 5), tx.SaveSample(ctx, "queue/other", 1))
	})
	if got := must[map[string]map[int64]float64](t)(l.Samples(t.Context())); len(got) != 2 || len(got["queue/q"]) != 1 || got["queue/q"][ledger.HourOf(Noon)] != 5 {
		t.Errorf("got %v", got)
	}
}

// figures are those that alerts are made of.
func figures(t *testing.T, l *ledger.Ledger) {
	a, b, merged := item("a", 1), item("b", 2), item("m", 3)
	a.Claim, b.Claim, merged.Claim, merged.State, merged.Posts = "c", "c", "c", triage.Merged, 1
	a.Deadline = Noon.Add(3 * time.Hour)
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		early := stored("old", "an old one", "a")
		early.CollectedAt = Noon.Add(-26 * time.Hour)
		return errors.Join(tx.SaveItem(ctx, a), tx.SaveItem(ctx, b), tx.SaveItem(ctx, merged),
			tx.InsertPosts(ctx, []ledger.StoredPost{early, stored("1", "text one", "a"), stored("2", "text two", "a"), stored("3", "text three", "b"), stored("4", "nobody's", "")}))
	})
	if got := must[[]*triage.Item](t)(l.PressingItems(t.Context(), Noon.Add(2*time.Hour), 10)); len(got) != 1 || got[0].ID != "b" {
		t.Errorf("pressing: %v", got)
	}
	if got := must[[]*triage.Item](t)(l.ItemsSaying(t.Context(), []string{"c"})); len(got) != 2 {
		t.Errorf("saying: %v", got)
	}
	if diff := cmp.Diff(map[string]int64{"a": 2, "b": 1}, must[map[string]int64](t)(l.FreshPosts(t.Context(), Noon.Add(-time.Hour)))); diff != "" {
		t.Errorf("fresh: %s", diff)
	}
	now := ledger.HourOf(Noon)
	if diff := cmp.Diff(map[string]ledger.Hours{"a": {now: 2, now - 26: 1}, "b": {now: 1}}, must[map[string]ledger.Hours](t)(l.Hourly(t.Context(), []string{"a", "b"}, Noon.Add(-48*time.Hour)))); diff != "" {
		t.Errorf("hourly: %s", diff)
	}
	if diff := cmp.Diff(ledger.Hours{now: 3}, must[ledger.Hours](t)(l.AllHourly(t.Context(), Noon.Add(-time.Hour)))); diff != "" {
		t.Errorf("all: %s", diff)
	}
	places := must[[]ledger.PlaceShare](t)(l.Places(t.Context(), []string{"b"}))
	if len(places) != 1 || places[0] != (ledger.PlaceShare{Item: "b", Part: "space", Name: "#sample", Posts: 1, FirstAt: Noon}) {
		t.Errorf("places: %+v", places)
	}
}
