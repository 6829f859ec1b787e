package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/travel"
	"hearsay/triage"
)

func tombstones(t *testing.T, l *ledger.Ledger) {
	old := Noon.Add(-ledger.Tombstones - time.Hour)
	deleted := stored("deleted", "text", "i")
	deleted.DeletedAt = old
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		if err := tx.InsertPosts(ctx, []ledger.StoredPost{stored("stands", "text", "i"), deleted}); err != nil {
			return err
		}
		for _, id := range []string{"new", "old 1", "old 2", "old 3"} {
			if _, err := tx.DeletePost(ctx, post.Ref{Platform: "sample", ID: id}, "s"); err != nil {
				return err
			}
		}
		return tx.Exec(ctx, fmt.Sprintf("UPDATE posts SET deleted_at = %d WHERE id LIKE 'old%%'", old.UnixMicro()))
	})
	for _, want := range []int64{2, 1, 0} {
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
			n, err := tx.ForgetTombstones(ctx, 2)
			if n != want {
				t.Errorf("forgot %d, want %d", n, want)
			}
			return err
		})
	}
	if n := must[int64](t)(l.CountPosts(t.Context())); n != 3 {
		t.Errorf("%d posts are left, want the one that stands, the one that was deleted, and the new deletion", n)
	}
}

func deletionByAlias(t *testing.T, l *ledger.Ledger) {
	p := stored("https://a.example/1", "secret text", "i")
	p.Alias = "a.example#1"
	elsewhere := p.Post
	elsewhere.Alias = "b.example#77"
	for _, alias := range []string{"a.example#1", "b.example#77"} {
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
			if known := must[map[post.Ref]string](t)(tx.KnownPosts(ctx, []post.Ref{p.Ref()})); len(known) > 0 {
				return nil
			}
			return errors.Join(tx.InsertPosts(ctx, []ledger.StoredPost{p}), tx.SeePosts(ctx, []post.Post{elsewhere}, nil))
		})
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
			items, err := tx.DeletePost(ctx, post.Ref{Platform: p.Platform, ID: alias}, "s")
			if !slices.Equal(items, []string{"i"}) {
				t.Errorf("%s: touched the items %v, want i", alias, items)
			}
			return err
		})
		if got := must[ledger.StoredPost](t)(l.Post(t.Context(), p.Ref())); got.Text != "" {
			t.Errorf("deleted as %s, the text stands", alias)
		}
	}
}

// everyAuthorIsFound stores batches by authors of whom some begin alike, of posts that are somebody's business and others, on two platforms.
func everyAuthorIsFound(t *testing.T, l *ledger.Ledger) {
	random := rand.New(rand.NewPCG(1, 2))
	authors := []string{"aaaaaa1", "aaaaaa2", "bbbbbbb", "b", "", "never"}
	want := map[string][]string{}
	for batch := range 6 {
		var posts []ledger.StoredPost
		for i := range 1 + 40*(batch%2) {
			p := stored(fmt.Sprintf("%d/%02d", batch, i), "some text", "")
			p.Platform, p.Author = []string{"sample", "other"}[random.IntN(2)], authors[random.IntN(len(authors)-1)]
			if random.IntN(3) == 0 {
				p.Item = "i"
			}
			posts = append(posts, p)
		}
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
			if err := tx.InsertPosts(ctx, posts); err != nil {
				return err
			}
			for i, p := range posts {
				if i%7 == 3 {
					if _, err := tx.DeletePost(ctx, p.Ref(), "s"); err != nil {
						return err
					}
				} else if p.Author != "" {
					want[p.Author] = append(want[p.Author], p.Ref().String())
				}
			}
			return nil
		})
	}
	for _, author := range authors {
		var got []string
		for _, platform := range []string{"sample", "other"} {
			for _, ref := range must[[]post.Ref](t)(l.PostsOfAuthor(t.Context(), platform, author)) {
				got = append(got, ref.String())
			}
		}
		slices.Sort(want[author])
		slices.Sort(got)
		if diff := cmp.Diff(want[author], got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("of %q (-want +got):\n%s", author, diff)
		}
	}
}

// agedInPages reads posts whose items stand in another order, a few at a time: each of them once.
func agedInPages(t *testing.T, l *ledger.Ledger) {
	const n = 400
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		var all []ledger.StoredPost
		for i := range n {
			it := &triage.Item{ID: fmt.Sprint("item", i*7919%n), State: triage.Open, Queue: "q"}
			all = append(all, stored(fmt.Sprintf("at://somebody%d/%d", i*31%n, i), "some text", it.ID))
			if err := tx.SaveItem(ctx, it); err != nil {
				return err
			}
		}
		return tx.InsertPosts(ctx, all)
	})
	seen := map[post.Ref]int{}
	for after := (post.Ref{}); ; {
		page := must[[]ledger.Aged](t)(l.AgedPosts(t.Context(), after, 150))
		if len(page) == 0 {
			break
		}
		for _, a := range page {
			seen[a.Ref]++
		}
		after = page[len(page)-1].Ref
		if len(seen) > n {
			break
		}
	}
	for ref, times := range seen {
		if times != 1 {
			t.Errorf("%s came %d times", ref, times)
		}
	}
	if len(seen) != n {
		t.Errorf("%d of %d posts came", len(seen), n)
	}
}

// authorsOfForgottenPosts forgets all posts, the last ones too, and stores others in their places.
func authorsOfForgottenPosts(t *testing.T, l *ledger.Ledger) {
	for round := range 3 {
		var all []ledger.StoredPost
		for i := range 2 + round {
			p := stored(fmt.Sprint(round, "/", i), "some text", "")
			p.Author = fmt.Sprint("author", i%2)
			all = append(all, p)
		}
		var refs []post.Ref
		for _, some := range [][]ledger.StoredPost{all[:1], all[1:]} {
			write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.InsertPosts(ctx, some) })
			for _, p := range some {
				refs = append(refs, p.Ref())
			}
		}
		for i, author := range []string{"author0", "author1"} {
			if found := must[[]post.Ref](t)(l.PostsOfAuthor(t.Context(), "sample", author)); len(found) != (len(all)+1-i)/2 {
				t.Errorf("round %d: of %s %v", round, author, found)
			}
		}
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
			_, err := tx.ForgetPosts(ctx, refs)
			return err
		})
	}
}

func postsAreKnown(t *testing.T, l *ledger.Ledger) {
	var all []ledger.StoredPost
	for i := range 1201 {
		all = append(all, stored(fmt.Sprint(i), "some text", "i"))
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.InsertPosts(ctx, all) })
	refs := []post.Ref{{Platform: "other", ID: "1"}, {Platform: "sample", ID: "none"}}
	for _, p := range all {
		refs = append(refs, p.Ref())
	}
	known := must[map[post.Ref]string](t)(l.KnownPosts(t.Context(), refs))
	if len(known) != len(all) || known[all[7].Ref()] != "i" {
		t.Errorf("%d of %d posts are known", len(known), len(all))
	}
	got := must[ledger.StoredPost](t)(l.Post(t.Context(), all[3].Ref()))
	want := all[3]
	want.Seen = 1
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a stored post (-want +got):\n%s", diff)
	}
}

func seenAgain(t *testing.T, l *ledger.Ledger) {
	var all []ledger.StoredPost
	var again []post.Post
	for i := range 300 {
		item := ""
		if i%3 == 0 {
			item = "i"
		}
		all = append(all, stored(fmt.Sprint(i), "some text", item))
		if i%2 == 0 {
			p := all[i].Post
			p.Text, p.Shares, p.Reach = "another text", 9, int64(i)
			again = append(again, p)
		}
	}
	stranger := stored("never stored", "some text", "").Post
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.InsertPosts(ctx, all) })
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		known := must[map[post.Ref]string](t)(tx.KnownPosts(ctx, refsOf(again)))
		return errors.Join(tx.SeePosts(ctx, append(again, stranger), known), tx.SeePosts(ctx, nil, known))
	})
	var reach int64
	for i, p := range all {
		got := must[ledger.StoredPost](t)(l.Post(t.Context(), p.Ref()))
		want := p
		want.Seen = 1
		if i%2 == 0 {
			want.Seen, want.Shares, want.Reach = 2, 9, max(p.Reach, int64(i))
		}
		if p.Item == "i" {
			reach += want.Reach
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("post %d (-want +got):\n%s", i, diff)
		}
	}
	if groups := must[[]travel.Group](t)(l.TravelGroups(t.Context(), []string{"i"})); len(groups) != 1 || groups[0].Reach != reach {
		t.Errorf("the posts reach %+v, want %d", groups, reach)
	}
}

func refsOf(posts []post.Post) []post.Ref {
	refs := make([]post.Ref, len(posts))
	for i := range posts {
		refs[i] = posts[i].Ref()
	}
	return refs
}

func editReplaces(t *testing.T, l *ledger.Ledger) {
	p := stored("1", "some text", "i")
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.InsertPosts(ctx, []ledger.StoredPost{p}) })
	edited := p.Post
	edited.Text, edited.Edited = "text of another kind", true
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return tx.EditPost(ctx, edited, &classifier.Verdict{Kind: classifier.KindNone})
	})
	if got := must[ledger.StoredPost](t)(l.Post(t.Context(), p.Ref())); got.Text != edited.Text || got.Verdict != nil || got.Item != "i" {
		t.Errorf("got %+v", got)
	}
}

func deletionErases(t *testing.T, l *ledger.Ledger) {
	p, repost, never := stored("1", "secret text", "i"), stored("2", "secret text", "j"), post.Ref{Platform: "sample", ID: "never seen"}
	repost.RepostOf = "1"
	known := triage.Known{Item: "i", Origin: "i", Kind: classifier.KindClaim, Signature: triage.Sign(p.Text, "en")}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.InsertPosts(ctx, []ledger.StoredPost{p, repost}), tx.SaveSignature(ctx, p.Ref(), known))
	})
	var items []string
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		var err error
		items, err = tx.DeletePost(ctx, p.Ref(), "s")
		if err == nil {
			_, err = tx.DeletePost(ctx, never, "s")
		}
		return err
	})
	slices.Sort(items)
	if !slices.Equal(items, []string{"i", "j"}) {
		t.Errorf("touched the items %v, want i and j", items)
	}
	for _, ref := range []post.Ref{p.Ref(), repost.Ref(), never} {
		got := must[ledger.StoredPost](t)(l.Post(t.Context(), ref))
		if got.Text != "" || got.URL != "" || got.Author != "" || len(got.Links) != 0 || got.Verdict != nil || !got.DeletedAt.Equal(Noon) {
			t.Errorf("%s after its deletion: %+v", ref, got)
		}
	}
	if similar := resembling(t, l, known.Signature.Bands(known.Kind)); len(similar) != 0 {
		t.Errorf("the signature is still there: %v", similar)
	}
	edited := p.Post
	edited.Edited = true
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.EditPost(ctx, edited, p.Verdict) })
	if got := must[ledger.StoredPost](t)(l.Post(t.Context(), p.Ref())); got.Text != "" {
		t.Error("a deleted post came back")
	}
	if lead := must[*post.Ref](t)(l.LeadOf(t.Context(), "i")); lead != nil {
		t.Errorf("a deleted post stands for its item: %v", lead)
	}
}

func postsMove(t *testing.T, l *ledger.Ledger) {
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		known := triage.Known{Item: "a", Origin: "a", Kind: classifier.KindClaim, Signature: triage.Sign("some text", "en")}
		return errors.Join(tx.InsertPosts(ctx, []ledger.StoredPost{stored("1", "some text", "a"), stored("2", "some text", "a")}),
			tx.SaveSignature(ctx, post.Ref{Platform: "sample", ID: "1"}, known), tx.MoveAll(ctx, "a", "b"))
	})
	sign := triage.Sign("some text", "en")
	if got := resembling(t, l, sign.Bands(classifier.KindClaim)); len(got) != 1 || got[0].Item != "b" || got[0].Origin != "a" {
		t.Errorf("the text leads to %v, want b", got)
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return tx.MovePosts(ctx, "b", "c", []post.Ref{{Platform: "sample", ID: "2"}})
	})
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return tx.MovePosts(ctx, "b", "d", []post.Ref{{Platform: "sample", ID: "1"}})
	})
	if got := resembling(t, l, sign.Bands(classifier.KindClaim)); len(got) != 1 || got[0].Item != "d" || got[0].Origin != "d" {
		t.Errorf("after its post was split off the text leads to %v, want d", got)
	}
	if got := must[[]ledger.StoredPost](t)(l.PostsOf(t.Context(), "c", 9)); len(got) != 1 || got[0].ID != "2" {
		t.Errorf("got %v", got)
	}
	err := l.Write(t.Context(), func(tx *ledger.Tx) error {
		return tx.MovePosts(t.Context(), "b", "c", []post.Ref{{Platform: "sample", ID: "2"}})
	})
	if !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("a post of another item: got %v", err)
	}
	if buckets := must[[]ledger.Bucket](t)(l.Spread(t.Context(), "c")); len(buckets) != 1 || buckets[0].Posts != 1 || !buckets[0].Hour.Equal(Noon) {
		t.Errorf("got %v", buckets)
	}
}

func readAgain(t *testing.T, l *ledger.Ledger) {
	at := func(id, item string, minutes int) ledger.StoredPost {
		return ledger.StoredPost{Post: post.Post{Platform: "x", ID: id, Text: "text " + id}, Item: item, CollectedAt: Noon.Add(time.Duration(minutes) * time.Minute)}
	}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		it := &triage.Item{ID: "i", State: triage.Answered, Queue: "q"}
		gone := at("gone", "", 3)
		gone.Text, gone.DeletedAt = "", Noon
		return errors.Join(tx.SaveItem(ctx, it), tx.InsertPosts(ctx, []ledger.StoredPost{at("4", "", 4), at("old", "i", -1), at("1", "i", 1), gone, at("2", "", 2)}))
	})
	for most, want := range map[int]string{10: "1 answered text 1, 2  text 2, 4  text 4", 2: "2  text 2, 4  text 4"} {
		var read []string
		err := l.Lately(t.Context(), Noon, most, func(p ledger.StoredPost, state triage.State) error {
			read = append(read, p.ID+" "+string(state)+" "+p.Text)
			return nil
		})
		if got := strings.Join(read, ", "); err != nil || got != want {
			t.Errorf("the last %d: %q, %v; want %q", most, got, err, want)
		}
	}
}
