package work

import (
	"errors"
	"slices"
	"testing"

	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/ledger"
	"hearsay/matching"
	"hearsay/post"
	"hearsay/replies/publish"
	"hearsay/triage"
)

// claims puts an item with posts into the ledger. A post with a match joined it by that.
func (b *bench) claims(t *testing.T, id string, severity rules.Severity, posts ...ledger.StoredPost) {
	t.Helper()
	err := b.Ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		it := &triage.Item{ID: id, Kind: classifier.KindClaim, State: triage.Open, Queue: "claims", Severity: severity, Claim: "poisoned", Topics: []string{"water"}, Lead: posts[0].Ref(), OpenedAt: b.now, Deadline: b.now}
		for i := range posts {
			posts[i].Item, posts[i].CollectedAt = id, b.now
			it.Posts++
			it.Reach += posts[i].Reach
		}
		return errors.Join(tx.SaveItem(t.Context(), it), tx.InsertPosts(t.Context(), posts))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func claiming(id string, severity rules.Severity, topic string, match *matching.Match) ledger.StoredPost {
	return ledger.StoredPost{Post: post.Post{Platform: "social", ID: id, Text: "made up " + id, Reach: 10}, Verdict: &classifier.Verdict{Kind: classifier.KindClaim, Severity: severity, Topics: []string{topic}, Match: match}}
}

// TestAWrongMatchIsUndone takes a post out of a claim that it was wrongly taken for: claim, severity, topics and counts are each one's own, what we posted beneath it
// is taken down, it is not suggested again, and claims are less easily taken for one.
func TestAWrongMatchIsUndone(t *testing.T) {
	b, w := newWall(t)
	ctx := t.Context()
	certain := matching.Measured()[matching.Claim].Certain
	wrong := claiming("wrong", rules.Critical, "fire", &matching.Match{Kind: matching.Claim, Score: certain})
	b.claims(t, "c", rules.Critical, claiming("1", rules.Medium, "water", nil), claiming("2", rules.Low, "water", nil), wrong)
	err := b.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		r, err := tx.Reply(ctx, "reply")
		if err != nil {
			return err
		}
		r.Item = "c"
		return tx.SaveReply(ctx, r)
	})
	if err != nil {
		t.Fatal(err)
	}
	beneath, err := b.Dispatch(ctx, ben, "reply", "town", wrong.Ref(), "")
	if err != nil {
		t.Fatal(err)
	}
	b.move(t, 0)
	if w.stands() == 0 {
		t.Fatal("nothing stands beneath it")
	}
	part, err := b.Undo(ctx, ann, "c", []post.Ref{wrong.Ref()})
	if err != nil {
		t.Fatal(err)
	}
	if part.Claim != "" || part.Severity != rules.Critical || !slices.Equal(part.Topics, []string{"fire"}) || part.Posts != 1 || part.Reach != 10 || part.State != triage.Open {
		t.Errorf("its own item is %+v", part)
	}
	left, err := b.Ledger.Item(ctx, "c")
	if err != nil || left.Claim != "poisoned" || left.Severity != rules.Medium || left.Posts != 2 || left.Reach != 20 {
		t.Errorf("the other is %+v, %v", left, err)
	}
	b.move(t, 0)
	b.wantState(t, beneath.ID, publish.Withdrawn)
	if d, err := b.Detail(ctx, part.ID); err != nil || len(d.Likely) != 0 {
		t.Errorf("it is suggested again: %+v, %v", d.Likely, err)
	}
	views, err := b.Matching(ctx)
	if err != nil || views[1].Kind != matching.Claim || views[1].Wrong != 1 || views[0].Wrong != 0 {
		t.Errorf("learned %+v, %v", views, err)
	}
	said, err := b.Ledger.Judgements(ctx)
	if err != nil || len(said) != 1 || said[0].IsRight || said[0].Score != certain {
		t.Errorf("said %+v, %v", said, err)
	}
	if _, err := b.Undo(ctx, ann, "c", nil); !errors.Is(err, ErrBounds) {
		t.Errorf("of no posts: %v", err)
	}
	if _, err := b.Undo(ctx, Actor{"vic", Viewer}, "c", []post.Ref{{Platform: "social", ID: "2"}}); !errors.Is(err, ErrForbidden) {
		t.Errorf("by a viewer: %v", err)
	}
}

// TestASeverityThatSomebodyRaisedStays: undoing a match lowers only what the match had raised.
func TestASeverityThatSomebodyRaisedStays(t *testing.T) {
	b, _ := newWall(t)
	wrong := claiming("wrong", rules.Low, "fire", &matching.Match{Kind: matching.Claim, Score: 0.5})
	b.claims(t, "c", rules.Medium, claiming("1", rules.Medium, "water", nil), wrong)
	err := b.Ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		it, err := tx.Item(t.Context(), "c")
		if err != nil {
			return err
		}
		return errors.Join(it.Escalate("ann", "", "somebody may die", b.now), save(t.Context(), tx, it, ann, "escalated", "somebody may die"))
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Undo(t.Context(), ann, "c", []post.Ref{wrong.Ref()}); err != nil {
		t.Fatal(err)
	}
	if left, err := b.Ledger.Item(t.Context(), "c"); err != nil || left.Severity != rules.High {
		t.Errorf("the severity is %v, %v", left.Severity, err)
	}
}

// TestPeopleConfirmAndRefuseSuggestions: what is the same is merged, what is not is not asked again, and either is learned from once.
func TestPeopleConfirmAndRefuseSuggestions(t *testing.T) {
	b, _ := newWall(t)
	ctx := t.Context()
	b.claims(t, "old", rules.Low, claiming("1", rules.Low, "water", nil))
	b.claims(t, "same", rules.Low, claiming("2", rules.Low, "water", nil))
	b.claims(t, "other", rules.Low, claiming("3", rules.Low, "water", nil))
	err := b.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		return errors.Join(tx.Suggest(ctx, "same", "old", matching.Match{Kind: matching.Claim, Score: 0.46}), tx.Suggest(ctx, "other", "old", matching.Match{Kind: matching.Claim, Score: 0.42}))
	})
	if err != nil {
		t.Fatal(err)
	}
	likely := func(id string) []string {
		t.Helper()
		d, err := b.Detail(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for _, l := range d.Likely {
			ids = append(ids, l.Item.ID)
		}
		return ids
	}
	if got := likely("old"); !slices.Equal(got, []string{"same", "other"}) { // it is seen from both sides
		t.Errorf("likely %v", got)
	}
	for range 2 {
		if err := b.Refuse(ctx, ann, "old", "other"); err != nil {
			t.Fatal(err)
		}
	}
	if got := likely("other"); len(got) != 0 {
		t.Errorf("it is asked again: %v", got)
	}
	into, err := b.Confirm(ctx, ann, "same", "old")
	if err != nil || into.ID != "old" || into.Posts != 2 {
		t.Errorf("merged into %+v, %v", into, err)
	}
	said, err := b.Ledger.Judgements(ctx)
	if err != nil || len(said) != 2 {
		t.Errorf("learned from %+v, %v", said, err)
	}
	if err := b.Refuse(ctx, ann, "old", "nothing"); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("what was not suggested: %v", err)
	}
}
