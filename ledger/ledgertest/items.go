package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/triage"
)

func item(id string, priority int) *triage.Item {
	return &triage.Item{
		ID: id, Kind: classifier.KindClaim, State: triage.Open, Queue: "q", Severity: rules.High, Language: "fi", Topics: []string{"vaccines"}, Territories: []string{},
		Lead: post.Ref{Platform: "sample", ID: id}, Posts: 1, Heat: 1.5, LastPost: Noon, OpenedAt: Noon, Deadline: Noon.Add(time.Hour),
		Priority: triage.Priority{Severity: priority, Total: priority},
	}
}

func itemsSurvive(t *testing.T, l *ledger.Ledger) {
	it := item("i", 7)
	it.State, it.Holder, it.Token, it.HeldUntil, it.Claim, it.Reason = triage.Held, "ann", "tok", Noon.Add(time.Minute), "c", "why"
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveItem(ctx, it) })
	if diff := cmp.Diff(it, must[*triage.Item](t)(l.Item(t.Context(), "i"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func itemVersions(t *testing.T, l *ledger.Ledger) {
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveItem(ctx, item("i", 7)) })
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveItem(t.Context(), item("i", 9)) }); err == nil {
		t.Error("an item was saved over another of its id")
	}
	stale := must[*triage.Item](t)(l.Item(t.Context(), "i"))
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		fresh, err := tx.Item(ctx, "i")
		return errors.Join(err, tx.SaveItem(ctx, fresh))
	})
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveItem(t.Context(), stale) }); err == nil {
		t.Error("a stale item was saved over a newer one")
	}
}

// lookedAtInTime notes when items are to be looked at, and saves one of them.
func lookedAtInTime(t *testing.T, l *ledger.Ledger) {
	next := map[string]time.Time{"past": Noon.Add(-time.Second), "now": Noon, "later": Noon.Add(time.Second), "finished": {}, "saved": Noon.Add(time.Second)}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		for id := range next {
			it := item(id, 7)
			if id == "finished" {
				it.State = triage.Dismissed
			}
			if err := tx.SaveItem(ctx, it); err != nil {
				return err
			}
		}
		return nil
	})
	expect := func(what string, want ...string) {
		t.Helper()
		got := must[[]string](t)(l.ItemsToLookAt(t.Context(), 10))
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	expect("never looked at", "finished", "later", "now", "past", "saved")
	versions := must[[]*triage.Item](t)(l.ItemsByID(t.Context(), []string{"later"}))
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.LookedAt(ctx, next) })
	expect("looked at", "now", "past")
	if again := must[[]*triage.Item](t)(l.ItemsByID(t.Context(), []string{"later"})); again[0].Version != versions[0].Version {
		t.Error("a look changed an item")
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		it, err := tx.Item(ctx, "saved")
		return errors.Join(err, tx.SaveItem(ctx, it))
	})
	expect("saved since", "now", "past", "saved")
	if first := must[[]string](t)(l.ItemsToLookAt(t.Context(), 1)); !slices.Equal(first, []string{"saved"}) {
		t.Errorf("the first to look at is %v", first)
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.LookedAt(ctx, nil) })
	unfinished := must[[]string](t)(l.UnfinishedItems(t.Context()))
	if slices.Sort(unfinished); !slices.Equal(unfinished, []string{"later", "now", "past", "saved"}) {
		t.Errorf("%v are unfinished", unfinished)
	}
}

func itemsFiltered(t *testing.T, l *ledger.Ledger) {
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		for i := range 5 {
			it := item(fmt.Sprint(i), i)
			if i == 3 {
				it.State, it.Topics, it.Queue = triage.Dismissed, []string{"odd_topic"}, "other"
			}
			it.Territories = [][]string{{}, {"IT/Torino/Agliè"}, {"FI/Oulu", "IT/Torino"}, {"IT/Toscana"}, {"turin"}}[i]
			if err := tx.SaveItem(ctx, it); err != nil {
				return err
			}
		}
		return tx.InsertPosts(ctx, []ledger.StoredPost{stored("p", "Vesi on 100% puhdasta", "2"), stored("q", "Vesi on 1000 kertaa puhdasta", "4")})
	})
	tests := map[string]struct {
		filter ledger.ItemFilter
		want   []string
	}{
		"all, highest first": {ledger.ItemFilter{}, []string{"4", "3", "2", "1", "0"}},
		"a page":             {ledger.ItemFilter{Limit: 2}, []string{"4", "3"}},
		"the next page":      {ledger.ItemFilter{Limit: 2, Before: "3"}, []string{"2", "1"}},
		"a state":            {ledger.ItemFilter{State: triage.Dismissed}, []string{"3"}},
		"a topic":            {ledger.ItemFilter{Topic: "odd_topic"}, []string{"3"}},
		"a topic's wildcard": {ledger.ItemFilter{Topic: "odd%"}, nil},
		"a region":           {ledger.ItemFilter{Territory: "it/torino"}, []string{"2", "1"}},
		"a town by its name": {ledger.ItemFilter{Territory: "Agliè"}, []string{"1"}},
		"half a name":        {ledger.ItemFilter{Territory: "IT/Tor"}, nil},
		"a wildcard":         {ledger.ItemFilter{Territory: "%"}, nil},
		"a country":          {ledger.ItemFilter{Territory: "IT"}, []string{"3", "2", "1"}},
		"words":              {ledger.ItemFilter{Text: "PUHDASTA 100%"}, []string{"2"}},
		"queue and language": {ledger.ItemFilter{Queue: "q", Language: "fi", Limit: 1}, []string{"4"}},
		"any of some queues": {ledger.ItemFilter{Queues: []string{"other", "third"}}, []string{"3"}},
		"none of some":       {ledger.ItemFilter{NotQueues: []string{"other", "third"}}, []string{"4", "2", "1", "0"}},
		"nothing":            {ledger.ItemFilter{Queue: "'; DROP TABLE items; --"}, nil},
	}
	for name, test := range tests {
		var got []string
		for _, it := range must[[]*triage.Item](t)(l.Items(t.Context(), test.filter)) {
			got = append(got, it.ID)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

// resembling are the wordings of all items that a text with these bands may resemble.
func resembling(t *testing.T, l *ledger.Ledger, bands []int64) []triage.Known {
	t.Helper()
	items := must[[]string](t)(l.ItemsOfBands(t.Context(), bands))
	return must[[]triage.Known](t)(l.Wordings(t.Context(), items))
}

func similarTexts(t *testing.T, l *ledger.Ledger) {
	const text = "they put bleach into the tap water of the whole town"
	known := triage.Known{Item: "i", Origin: "i", Kind: classifier.KindClaim, Signature: triage.Sign(text, "en")}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return tx.SaveSignature(ctx, post.Ref{Platform: "sample", ID: "1"}, known)
	})
	near, far := triage.Sign(text+" today", "en"), triage.Sign("the train to the coast is late", "en")
	if got := resembling(t, l, near.Bands(classifier.KindClaim)); len(got) != 1 || !reflect.DeepEqual(got[0], known) {
		t.Errorf("a near text finds %d", len(got))
	}
	if got := resembling(t, l, far.Bands(classifier.KindClaim)); len(got) != 0 {
		t.Errorf("a far text finds %d", len(got))
	}
}
