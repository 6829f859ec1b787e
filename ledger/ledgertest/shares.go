package ledgertest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hearsay/ledger"
	"hearsay/post"
	"hearsay/travel"
)

// sharesAgree brings posts, moves, merges and deletes them in any order: what is counted is always what there is.
func sharesAgree(t *testing.T, l *ledger.Ledger) {
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		items := []string{fmt.Sprint(round, "a"), fmt.Sprint(round, "b"), fmt.Sprint(round, "c"), ""}
		var known []post.Ref
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			from, to := rapid.SampledFrom(items[:3]).Draw(r, "from"), rapid.SampledFrom(items[:3]).Draw(r, "to")
			err := l.Write(t.Context(), func(tx *ledger.Tx) error {
				ctx := t.Context()
				switch rapid.SampledFrom([]string{"bring", "bring", "delete", "split", "merge"}).Draw(r, "step") {
				case "bring":
					p := someStored(r, fmt.Sprint(round, "-", len(known)), rapid.SampledFrom(items).Draw(r, "item"))
					known = append(known, p.Ref())
					return tx.InsertPosts(ctx, []ledger.StoredPost{p})
				case "delete":
					if len(known) > 0 {
						_, err := tx.DeletePost(ctx, rapid.SampledFrom(known).Draw(r, "post"), "s")
						return err
					}
				case "merge":
					if from != to {
						return tx.MoveAll(ctx, from, to)
					}
				case "split":
					return splitFirst(ctx, tx, from, to)
				}
				return nil
			})
			if err != nil {
				r.Fatal(err)
			}
		}
		for _, item := range items[:3] {
			posts := must[[]ledger.StoredPost](t)(l.PostsOf(t.Context(), item, 100))
			for by, name := range map[string]func(ledger.StoredPost) string{
				"platform": func(p ledger.StoredPost) string { return p.Platform }, "space": func(p ledger.StoredPost) string { return p.Space },
				"language": func(p ledger.StoredPost) string { return p.Language }, "territory": func(p ledger.StoredPost) string { return p.Territory },
				"source": func(p ledger.StoredPost) string { return p.Source },
			} {
				if diff := gocmp.Diff(counted(posts, name), must[[]ledger.Share](t)(l.Shares(t.Context(), item, by, 100))); diff != "" {
					r.Fatalf("by %s (- is there, + is counted):\n%s", by, diff)
				}
			}
			groupsAgree(r, posts, must[[]travel.Group](t)(l.TravelGroups(t.Context(), []string{item})))
			var spread int64
			for _, bucket := range must[[]ledger.Bucket](t)(l.Spread(t.Context(), item)) {
				spread += bucket.Posts
			}
			if spread != int64(len(posts)) {
				r.Fatalf("%d posts in all hours, want %d", spread, len(posts))
			}
		}
	})
}

// groupsAgree wants of each place, language and territory the posts and the reach that are there, and when they were first there, to the hour.
func groupsAgree(r *rapid.T, posts []ledger.StoredPost, groups []travel.Group) {
	want := map[travel.Group]travel.Group{}
	for _, p := range posts {
		key := travel.Group{Where: travel.Where{Platform: p.Platform, Space: p.Space}, Language: p.Language, Territory: p.Territory}
		made := p.CollectedAt
		if p.CreatedAt.Before(made) {
			made = p.CreatedAt
		}
		g := want[key]
		if g.Posts == 0 || made.Before(g.First) {
			g.First = made
		}
		g.Posts++
		g.Reach += p.Reach
		want[key] = g
	}
	for _, g := range groups {
		key := travel.Group{Where: g.Where, Language: g.Language, Territory: g.Territory}
		w := want[key]
		if early := w.First.Sub(g.First); g.Posts != w.Posts || g.Reach != w.Reach || early < 0 || early >= time.Hour {
			r.Fatalf("%v: %+v, want %+v", key, g, w)
		}
		delete(want, key)
	}
	if len(want) > 0 {
		r.Fatalf("not counted: %+v", want)
	}
}

func splitFirst(ctx context.Context, tx *ledger.Tx, from, to string) error {
	posts, err := tx.PostsOf(ctx, from, 1)
	if err != nil || len(posts) == 0 || from == to {
		return err
	}
	return tx.MovePosts(ctx, from, to, []post.Ref{posts[0].Ref()})
}

func someStored(r *rapid.T, id, item string) ledger.StoredPost {
	p := stored(id, "text", item)
	p.Space = rapid.SampledFrom([]string{"", "x", "y"}).Draw(r, "space")
	p.Language = rapid.SampledFrom([]string{"", "en", "fi"}).Draw(r, "language")
	p.Territory = rapid.SampledFrom([]string{"", "Uusimaa"}).Draw(r, "territory")
	p.CollectedAt = Noon.Add(time.Duration(rapid.IntRange(0, 5).Draw(r, "half hours")) * 30 * time.Minute)
	p.CreatedAt = p.CollectedAt.Add(time.Duration(rapid.IntRange(-3, 1).Draw(r, "half hours since it was made")) * 30 * time.Minute)
	p.Reach = rapid.Int64Range(0, 9).Draw(r, "reach")
	return p
}

func counted(posts []ledger.StoredPost, name func(ledger.StoredPost) string) []ledger.Share {
	counts := map[string]int64{}
	for _, p := range posts {
		counts[name(p)]++
	}
	shares := []ledger.Share{}
	for name, n := range counts {
		shares = append(shares, ledger.Share{Name: name, Posts: n})
	}
	slices.SortFunc(shares, func(a, b ledger.Share) int {
		return cmp.Or(cmp.Compare(b.Posts, a.Posts), cmp.Compare(a.Name, b.Name))
	})
	return shares
}
