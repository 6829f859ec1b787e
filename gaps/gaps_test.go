package gaps_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hearsay/gaps"
)

var noon = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func ago(hours int) time.Time { return noon.Add(-time.Duration(hours) * time.Hour) }

func TestWhatNobodyHasAnswered(t *testing.T) {
	got := gaps.Of([]gaps.Asked{
		{Authority: "thl", Language: "fi", Topics: []string{"vaccines", "travel"}, Questions: 1, Posts: 3, Oldest: ago(1)},
		{Authority: "ministry", Language: "fi", Topics: []string{"vaccines", "travel"}, Questions: 1, Posts: 3, Oldest: ago(1)},
		{Authority: "thl", Language: "fi", Topics: []string{"vaccines"}, Questions: 3, Posts: 43, Oldest: ago(50)},
		{Authority: "thl", Language: "sv", Topics: []string{"vaccines"}, Questions: 1, Posts: 3, Oldest: ago(3)},
		{Territories: []string{"Torino", "Moncalieri"}, Language: "it", Questions: 2, Posts: 5, Oldest: ago(4)},
	})
	want := []gaps.Gap{
		{Authority: "thl", Language: "fi", Topic: "vaccines", Questions: 4, Posts: 46, Oldest: ago(50)},
		{Territory: "Moncalieri", Language: "it", Questions: 2, Posts: 5, Oldest: ago(4)},
		{Territory: "Torino", Language: "it", Questions: 2, Posts: 5, Oldest: ago(4)},
		{Authority: "thl", Language: "sv", Topic: "vaccines", Questions: 1, Posts: 3, Oldest: ago(3)},
		{Authority: "ministry", Language: "fi", Topic: "vaccines", Questions: 1, Posts: 3, Oldest: ago(1)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := gaps.Of(nil); got == nil || len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

// TestNoQuestionIsForgotten: each question is in as many gaps as it has territories, whatever the order.
func TestNoQuestionIsForgotten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 3, rapid.ID[string])
		questions := rapid.SliceOf(rapid.Custom(func(t *rapid.T) gaps.Asked {
			return gaps.Asked{Authority: rapid.SampledFrom([]string{"", "a"}).Draw(t, "authority"), Territories: names.Draw(t, "territories"), Language: "fi", Topics: names.Draw(t, "topics"), Questions: 1, Posts: rapid.Int64Range(1, 9).Draw(t, "posts"), Oldest: ago(rapid.IntRange(0, 9).Draw(t, "hours"))}
		})).Draw(t, "questions")
		var want, got, wantPosts, gotPosts int64
		for _, q := range questions {
			want += int64(max(len(q.Territories), 1))
			wantPosts += q.Posts * int64(max(len(q.Territories), 1))
		}
		for _, g := range gaps.Of(questions) {
			got, gotPosts = got+g.Questions, gotPosts+g.Posts
		}
		if got != want || gotPosts != wantPosts {
			t.Fatalf("%d questions of %d posts are counted, want %d of %d", got, gotPosts, want, wantPosts)
		}
	})
}
