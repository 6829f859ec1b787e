package gaps_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"hearsay/gaps"
)

var noon = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func ago(hours int) time.Time { return noon.Add(-time.Duration(hours) * time.Hour) }

func TestWhatNobodyHasAnswered(t *testing.T) {
	got := gaps.Of([]gaps.Question{
		{Item: "a", Authorities: []string{"thl", "ministry"}, Language: "fi", Topics: []string{"vaccines", "travel"}, Posts: 3, OpenedAt: ago(1)},
		{Item: "b", Authorities: []string{"thl"}, Language: "fi", Topics: []string{"vaccines"}, Posts: 40, OpenedAt: ago(50)},
		{Item: "c", Authorities: []string{"thl"}, Language: "fi", Topics: []string{"vaccines"}, Posts: 1, OpenedAt: ago(2)},
		{Item: "d", Authorities: []string{"thl"}, Language: "fi", Topics: []string{"vaccines"}, Posts: 2, OpenedAt: ago(2)},
		{Item: "e", Authorities: []string{"thl"}, Language: "sv", Topics: []string{"vaccines"}, Posts: 3, OpenedAt: ago(3)},
		{Item: "f", Territories: []string{"Torino", "Moncalieri"}, Language: "it", Posts: 5, OpenedAt: ago(4)},
	})
	want := []gaps.Gap{
		{Authority: "thl", Language: "fi", Topic: "vaccines", Questions: 4, Posts: 46, Oldest: ago(50), Items: []string{"b", "a", "d"}},
		{Territory: "Moncalieri", Language: "it", Questions: 1, Posts: 5, Oldest: ago(4), Items: []string{"f"}},
		{Territory: "Torino", Language: "it", Questions: 1, Posts: 5, Oldest: ago(4), Items: []string{"f"}},
		{Authority: "thl", Language: "sv", Topic: "vaccines", Questions: 1, Posts: 3, Oldest: ago(3), Items: []string{"e"}},
		{Authority: "ministry", Language: "fi", Topic: "vaccines", Questions: 1, Posts: 3, Oldest: ago(1), Items: []string{"a"}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(gaps.Gap{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := gaps.Of(nil); got == nil || len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

// TestNoQuestionIsForgotten: each question is in as many gaps as it has authorities and territories, whatever its order.
func TestNoQuestionIsForgotten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 3, rapid.ID[string])
		questions := rapid.SliceOf(rapid.Custom(func(t *rapid.T) gaps.Question {
			return gaps.Question{Item: "i", Authorities: names.Draw(t, "authorities"), Territories: names.Draw(t, "territories"), Language: "fi", Topics: names.Draw(t, "topics"), Posts: rapid.Int64Range(1, 9).Draw(t, "posts"), OpenedAt: ago(rapid.IntRange(0, 9).Draw(t, "hours"))}
		})).Draw(t, "questions")
		var want, got int64
		for _, q := range questions {
			want += q.Posts * int64(max(len(q.Authorities), 1)*max(len(q.Territories), 1))
		}
		for _, g := range gaps.Of(questions) {
			got += g.Posts
			if g.Questions < len(g.Items) || len(g.Items) == 0 || g.Oldest.Before(ago(9)) {
				t.Fatalf("gap %+v", g)
			}
		}
		if got != want {
			t.Fatalf("%d posts are counted, want %d", got, want)
		}
	})
}
