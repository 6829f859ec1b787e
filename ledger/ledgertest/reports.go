package ledgertest

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/triage"
)

// reportsCount counts what a report shows: by day, by place, and which items most was said about, without what was dismissed.
func reportsCount(t *testing.T, l *ledger.Ledger) {
	at := func(hours int) time.Time { return Noon.Add(time.Duration(hours) * time.Hour) }
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		var posts []ledger.StoredPost
		for i, id := range []string{"few", "most", "claim", "noise"} {
			it := item(id, i)
			it.Kind, it.OpenedAt = classifier.KindQuestion, at(24*i)
			switch id {
			case "claim":
				it.Kind = classifier.KindClaim
			case "noise":
				it.State = triage.Dismissed
			}
			if err := tx.SaveItem(ctx, it); err != nil {
				return err
			}
			for n := range i + 1 {
				p := stored(id+string(rune('a'+n)), "Is it made up?", id)
				p.Space, p.Language, p.CollectedAt = []string{"#water", "#air", "", "#sea"}[n], []string{"fi", "fi", "", ""}[n], at(24*n)
				posts = append(posts, p)
			}
		}
		return tx.InsertPosts(ctx, posts)
	})
	for _, c := range []struct {
		kind  classifier.Kind
		hours int
		most  int
		want  []string
	}{
		{classifier.KindQuestion, 24 * 9, 5, []string{"most", "few"}},
		{classifier.KindQuestion, 24 * 9, 1, []string{"most"}},
		{classifier.KindQuestion, 24, 5, []string{"few", "most"}}, // one post each on the first day
		{classifier.KindClaim, 24 * 9, 5, []string{"claim"}},
	} {
		ids, posts, err := l.BusiestItems(t.Context(), c.kind, Noon, at(c.hours), c.most)
		if err != nil || !slices.Equal(ids, c.want) || len(posts) != len(ids) {
			t.Errorf("busiest %s of %d hours: %v %v %v, want %v", c.kind, c.hours, ids, posts, err, c.want)
		}
	}
	wantPlaces := ledger.Whereabouts{Platforms: []ledger.Share{{Name: "sample", Posts: 10}}, Spaces: []ledger.Share{{Name: "#water", Posts: 4}, {Name: "#air", Posts: 3}}, Languages: []ledger.Share{{Name: "fi", Posts: 7}}}
	if places, err := l.Whereabouts(t.Context(), Noon, at(24*9), 2); err != nil || !reflect.DeepEqual(places, wantPlaces) {
		t.Errorf("whereabouts: %v %v, want %v", places, err, wantPlaces)
	}
	days, err := l.PostsByDay(t.Context(), Noon, at(24*2))
	if want := []ledger.DayCount{{Day: Noon.Truncate(24 * time.Hour), Kind: "claim", N: 1}, {Day: Noon.Truncate(24 * time.Hour), Kind: "question", N: 3}, {Day: at(12), Kind: "claim", N: 1}, {Day: at(12), Kind: "question", N: 2}}; err != nil || !slices.Equal(days, want) {
		t.Errorf("posts by day: %v %v", days, err)
	}
	days, err = l.OpenedByDay(t.Context(), at(24), at(24*3))
	if want := []ledger.DayCount{{Day: at(12), Kind: "question", N: 1}, {Day: at(36), Kind: "claim", N: 1}}; err != nil || !slices.Equal(days, want) {
		t.Errorf("opened by day: %v %v", days, err)
	}
}
