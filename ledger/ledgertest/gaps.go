package ledgertest

import (
	"context"
	"errors"
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
	question := func(id string, hours int, authorities ...string) gaps.Question {
		return gaps.Question{Item: id, Authorities: authorities, Territories: []string{"Riverton"}, Language: "fi", Topics: []string{"water"}, Posts: 2, OpenedAt: Noon.Add(-time.Duration(hours) * time.Hour)}
	}
	want := []gaps.Question{question("held", 3), question("answering", 2), question("open", 1, "ministry", "thl")}
	if diff := cmp.Diff(want, must[[]gaps.Question](t)(l.Unanswered(t.Context()))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	counts := must[[]ledger.UnansweredCount](t)(l.CountUnanswered(t.Context()))
	if len(counts) != 1 || counts[0].Language != "fi" || counts[0].Questions != 3 || counts[0].Posts != 6 || !counts[0].Oldest.Equal(Noon.Add(-3*time.Hour)) {
		t.Errorf("counted %+v", counts)
	}
}
