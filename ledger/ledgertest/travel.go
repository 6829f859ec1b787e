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
	"hearsay/effect"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/travel"
	"hearsay/triage"
)

func claimsTravel(t *testing.T, l *ledger.Ledger) {
	ago := func(hours int) time.Time { return Noon.Add(-time.Duration(hours) * time.Hour) }
	stored := func(p post.Post, of string, source string) ledger.StoredPost {
		p.Text = "made up"
		return ledger.StoredPost{Post: p, Item: of, Source: source, CollectedAt: Noon.Add(-time.Minute)}
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(
			tx.InsertPosts(ctx, []ledger.StoredPost{
				stored(post.Post{Platform: "x", ID: "1", Space: "#a", Language: "fi", Territory: "turin", CreatedAt: ago(30), Reach: 5, URL: "https://x.example/1"}, "i", "s1"),
				stored(post.Post{Platform: "x", ID: "2", Space: "#a", Language: "fi", Territory: "turin", CreatedAt: ago(2), Reach: 7}, "i", "s2"),
				stored(post.Post{Platform: "x", ID: "3", Space: "#b", Language: "en", CreatedAt: ago(-9), Reach: 1, RepostOf: "1"}, "j", "s1"), // says that it is of tomorrow
				stored(post.Post{Platform: "x", ID: "4", Space: "#b", Language: "en", CreatedAt: ago(1), ReplyTo: "3"}, "j", "s1"),
				stored(post.Post{Platform: "feed", ID: "5", Space: "news", CreatedAt: ago(3), Links: []string{"https://x.example/1", "https://other.example"}}, "j", "s1"),
				stored(post.Post{Platform: "feed", ID: "6", Space: "elsewhere", CreatedAt: ago(3)}, "k", "s1"),
			}),
			tx.SaveItem(ctx, &triage.Item{ID: "i", Kind: classifier.KindClaim, State: triage.Open, Topics: []string{"water", "air"}, Language: "fi", OpenedAt: ago(30)}),
			tx.SaveItem(ctx, &triage.Item{ID: "j", Kind: classifier.KindClaim, State: triage.Merged, Topics: []string{"water"}, OpenedAt: ago(30)}),
			tx.SaveItem(ctx, &triage.Item{ID: "k", Kind: classifier.KindClaim, State: triage.Open, Topics: []string{"fire"}, OpenedAt: ago(90)}),
			tx.SaveItem(ctx, &triage.Item{ID: "q", Kind: classifier.KindQuestion, State: triage.Open, Topics: []string{"water"}, OpenedAt: ago(30)}),
			tx.SaveReply(ctx, &replies.Reply{ID: "r", Item: "i", State: replies.Retracted, Postings: []replies.Posting{{URL: "https://a.example", At: ago(2), WithdrawnAt: ago(1)}, {URL: "https://b.example", At: ago(4)}}}),
			tx.SaveReply(ctx, &replies.Reply{ID: "r2", Item: "k", State: replies.Verified}))
	})
	a, b, news := travel.Where{Platform: "x", Space: "#a"}, travel.Where{Platform: "x", Space: "#b"}, travel.Where{Platform: "feed", Space: "news"}
	groups := must[[]travel.Group](t)(l.TravelGroups(t.Context(), []string{"i", "j", "none"}))
	slices.SortFunc(groups, func(x, y travel.Group) int { return strings.Compare(x.String(), y.String()) })
	if diff := cmp.Diff([]travel.Group{
		{Where: news, First: ago(3), Posts: 1, Lately: 1},
		{Where: a, Language: "fi", Territory: "turin", First: ago(30), Posts: 2, Reach: 12, Lately: 1, Meets: 7},
		{Where: b, Language: "en", First: ago(1), Posts: 2, Reach: 1, Lately: 2, Meets: 1},
	}, groups); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	links := must[[]travel.Link](t)(l.TravelLinks(t.Context(), []string{"i", "j"}, travel.Places(groups)))
	if diff := cmp.Diff([]travel.Link{{From: a, To: b, At: Noon.Add(-time.Minute)}}, links); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
	cited, known, err := l.TravelCitations(t.Context(), []string{"i", "j"})
	if diff := cmp.Diff([]travel.Link{{From: a, To: news, At: ago(3)}}, cited); err != nil || diff != "" {
		t.Errorf("citations: %v (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff([]travel.Known{{Where: a, URL: "https://x.example/1"}}, known); diff != "" {
		t.Errorf("known (-want +got):\n%s", diff)
	}
	if none, err := l.TravelGroups(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("of no items: %v, %v", none, err)
	}
	alike := must[[]effect.Claim](t)(l.Comparable(t.Context(), []string{"water", "fire"}, ago(48), 10))
	if diff := cmp.Diff([]effect.Claim{{ID: "i", Language: "fi", Topics: []string{"water", "air"}, Opened: ledger.HourOf(ago(30))}}, alike); diff != "" {
		t.Errorf("comparable (-want +got):\n%s", diff)
	}
	if first := must[map[string]time.Time](t)(l.FirstStanding(t.Context(), []string{"i", "k"})); len(first) != 1 || !first["i"].Equal(ago(4)) {
		t.Errorf("first standing: %v", first)
	}
	if sources := must[[]string](t)(l.SourcesOf(t.Context(), "i")); !slices.Equal(sources, []string{"s1", "s2"}) {
		t.Errorf("sources: %v", sources)
	}
}
