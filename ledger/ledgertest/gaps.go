package ledgertest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hearsay/classifier"
	"hearsay/gaps"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/triage"
)

func questionsWait(t *testing.T, l *ledger.Ledger) {
	item := func(id string, kind classifier.Kind, state triage.State, hours int) *triage.Item {
		return &triage.Item{ID: id, Kind: kind, State: state, Queue: "q", Language: "fi", Topics: []string{"water"}, Territories: []string{"Riverton"}, Posts: 2, OpenedAt: Noon.Add(-time.Duration(hours) * time.Hour)}
	}
	asks := func(id, of string, authorities ...string) ledger.StoredPost {
		return ledger.StoredPost{Post: post.Post{Platform: "x", ID: id, Text: "?"}, Item: of, CollectedAt: Noon, Verdict: &classifier.Verdict{Kind: classifier.KindQuestion, Addressees: authorities}}
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		var err error
		for _, it := range []*triage.Item{
			item("open", classifier.KindQuestion, triage.Open, 1), item("held", classifier.KindQuestion, triage.Held, 3), item("answering", classifier.KindQuestion, triage.Answering, 2),
			item("answered", classifier.KindQuestion, triage.Answered, 9), item("dismissed", classifier.KindQuestion, triage.Dismissed, 9), item("claim", classifier.KindClaim, triage.Open, 9),
		} {
			err = errors.Join(err, tx.SaveItem(ctx, it))
		}
		return errors.Join(err, tx.InsertPosts(ctx, []ledger.StoredPost{asks("1", "open", "ministry"), asks("2", "open", "thl", "ministry"), asks("3", "held"), asks("4", "answered", "thl")}))
	})
	asked := func(of string, questions int64, hours int) gaps.Asked {
		return gaps.Asked{Authority: of, Territories: []string{"Riverton"}, Language: "fi", Topics: []string{"water"}, Questions: questions, Posts: 2 * questions, Oldest: Noon.Add(-time.Duration(hours) * time.Hour)}
	}
	want := []gaps.Asked{asked("", 2, 3), asked("ministry", 1, 1), asked("thl", 1, 1)}
	got := must[[]gaps.Asked](t)(l.Unanswered(t.Context()))
	slices.SortFunc(got, func(a, b gaps.Asked) int { return strings.Compare(a.Authority, b.Authority) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	counts := must[[]ledger.UnansweredCount](t)(l.CountUnanswered(t.Context()))
	if len(counts) != 1 || counts[0].Language != "fi" || counts[0].Questions != 3 || counts[0].Posts != 6 || !counts[0].Oldest.Equal(Noon.Add(-3*time.Hour)) {
		t.Errorf("counted %+v", counts)
	}
}
