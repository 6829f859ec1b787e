package work

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"hearsay/classifier/rules"
	"hearsay/ledger"
	"hearsay/matching"
	"hearsay/post"
	"hearsay/triage"
)

// Likeness is another item that an item may be the same as, which is for people to say.
type Likeness struct {
	Item  *triage.Item   `json:"item"`
	Match matching.Match `json:"match"`
}

// likenesses are the open suggestions of an item whose other side still waits, too.
func (w *Work) likenesses(ctx context.Context, it *triage.Item, all []ledger.Suggestion) ([]Likeness, error) {
	score := map[string]matching.Match{}
	var ids []string
	for _, s := range all {
		other := s.Target
		if other == it.ID {
			other = s.Item
		}
		if _, isThere := score[other]; !isThere && s.State == ledger.SuggestionOpen && s.Match.Kind != matching.Catalogue {
			score[other] = s.Match
			ids = append(ids, other)
		}
	}
	items, err := w.Ledger.ItemsByID(ctx, ids)
	found := []Likeness{}
	for _, id := range ids {
		i := slices.IndexFunc(items, func(other *triage.Item) bool { return other.ID == id })
		if i >= 0 && items[i].State.IsUnfinished() && len(found) < maxRelated {
			found = append(found, Likeness{items[i], score[id]})
		}
	}
	return found, err
}

// refusedClaims are the claims that people said an item is not about.
func refusedClaims(all []ledger.Suggestion) []string {
	var ids []string
	for _, s := range all {
		if s.Match.Kind == matching.Catalogue && s.State == ledger.SuggestionRefused {
			ids = append(ids, s.Target)
		}
	}
	return ids
}

// Confirm says that an item is the same as another one that was suggested: it is merged into that, and what people say moves the thresholds.
func (w *Work) Confirm(ctx context.Context, actor Actor, id, other string) (*triage.Item, error) {
	s, err := w.suggestion(ctx, id, other)
	if err != nil {
		return nil, err
	}
	var target *triage.Item
	_, err = w.changeIn(ctx, actor, id, "merged", other, func(tx *ledger.Tx, it *triage.Item) (err error) {
		if target, err = w.mergeInto(ctx, tx, actor, it, other); err != nil {
			return err
		}
		return settle(ctx, tx, actor, s, ledger.SuggestionConfirmed)
	})
	return target, err
}

// Refuse says that an item is not the same as another, or not about a claim that was suggested: it is not suggested again.
func (w *Work) Refuse(ctx context.Context, actor Actor, id, other string) error {
	if err := actor.must(toRespond); err != nil {
		return err
	}
	s, err := w.suggestion(ctx, id, other)
	if err != nil {
		return err
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		return errors.Join(settle(ctx, tx, actor, s, ledger.SuggestionRefused), tx.Audit(ctx, actor.Name, "not the same", id, other))
	})
}

func settle(ctx context.Context, tx *ledger.Tx, actor Actor, s ledger.Suggestion, state string) error {
	isNew := s.State == ledger.SuggestionOpen
	s.State = state
	if err := tx.SettleSuggestion(ctx, s); err != nil || !isNew {
		return err
	}
	return tx.Judge(ctx, s.Match, state == ledger.SuggestionConfirmed, actor.Name)
}

// suggestion is what was suggested for an item: another item, or a claim that the catalogue finds for it.
func (w *Work) suggestion(ctx context.Context, id, other string) (ledger.Suggestion, error) {
	all, err := w.Ledger.SuggestionsOf(ctx, id)
	if err != nil {
		return ledger.Suggestion{}, err
	}
	for _, s := range all {
		if s.Item == id && s.Target == other || s.Item == other && s.Target == id {
			return s, nil
		}
	}
	d := Detail{}
	if d.Item, err = w.Ledger.Item(ctx, id); err != nil {
		return ledger.Suggestion{}, err
	}
	if d.Posts, err = w.Ledger.PostsOf(ctx, id, maxPosts); err != nil {
		return ledger.Suggestion{}, err
	}
	matches, err := w.matches(ctx, &d, nil)
	if err != nil {
		return ledger.Suggestion{}, err
	}
	for _, m := range matches {
		if m.Claim == other {
			return ledger.Suggestion{Item: id, Target: other, Match: matching.Match{Kind: matching.Catalogue, Score: m.Score}, State: ledger.SuggestionOpen}, nil
		}
	}
	return ledger.Suggestion{}, fmt.Errorf("%s for item %s: %w", other, id, ledger.ErrNotFound)
}

// Undo takes posts out of an item that they were wrongly matched with, and undoes what the match caused: they get an item of their own with their own
// severity and topics, without the other's claim; the counts are theirs; what our accounts posted beneath them is taken down. How sure such
// matches are is learned.
func (w *Work) Undo(ctx context.Context, actor Actor, id string, refs []post.Ref) (*triage.Item, error) {
	var part *triage.Item
	_, err := w.changeIn(ctx, actor, id, "undid a match", strconv.Itoa(len(refs)), func(tx *ledger.Tx, it *triage.Item) error {
		var picked []ledger.StoredPost
		var err error
		if part, picked, err = w.splitOff(ctx, tx, it, refs); err != nil {
			return err
		}
		describe(part, picked)
		part.Reprice(w.Now())
		for _, p := range picked {
			if p.Verdict == nil || p.Verdict.Match == nil {
				continue
			}
			if err := tx.Judge(ctx, *p.Verdict.Match, false, actor.Name); err != nil {
				return err
			}
			if err := tx.SettleSuggestion(ctx, ledger.Suggestion{Item: part.ID, Target: it.ID, Match: *p.Verdict.Match, State: ledger.SuggestionRefused}); err != nil {
				return err
			}
		}
		if err := w.settleDown(ctx, tx, it); err != nil {
			return err
		}
		return errors.Join(w.withdrawUnder(ctx, tx, actor, id, refs), save(ctx, tx, part, actor, "split off", id))
	})
	return part, err
}

// describe makes an item what its posts say by themselves: a claim only if a rule names it.
func describe(it *triage.Item, posts []ledger.StoredPost) {
	it.Claim, it.Severity, it.Topics, it.Territories = "", rules.Low, []string{}, []string{}
	for _, p := range posts {
		if p.Territory != "" && !slices.Contains(it.Territories, p.Territory) {
			it.Territories = append(it.Territories, p.Territory)
		}
		if p.Verdict == nil || p.Verdict.Kind != it.Kind {
			continue
		}
		it.Severity = max(it.Severity, p.Verdict.Severity)
		for _, topic := range p.Verdict.Topics {
			if !slices.Contains(it.Topics, topic) {
				it.Topics = append(it.Topics, topic)
			}
		}
		if isByRule := p.Verdict.Claim != nil && p.Verdict.Claim.Score == 1; isByRule && it.Claim == "" {
			it.Claim = p.Verdict.Claim.ID
		}
	}
}

// settleDown lowers an item's severity to that of the posts it has left, unless somebody raised it.
func (w *Work) settleDown(ctx context.Context, tx *ledger.Tx, it *triage.Item) error {
	history, err := tx.History(ctx, it.ID)
	if err != nil || slices.ContainsFunc(history, func(e ledger.Event) bool { return e.Action == "escalated" }) {
		return err
	}
	left, err := tx.PostsOf(ctx, it.ID, maxPosts)
	if err != nil || int64(len(left)) < it.Posts { // there are more, which are not looked at
		return err
	}
	severity := rules.Low
	for _, p := range left {
		if p.Verdict != nil && p.Verdict.Kind == it.Kind {
			severity = max(severity, p.Verdict.Severity)
		}
	}
	it.Severity = min(it.Severity, severity)
	it.Reprice(w.Now())
	return nil
}

// withdrawUnder takes down what our accounts posted beneath posts that an item has no more.
func (w *Work) withdrawUnder(ctx context.Context, tx *ledger.Tx, actor Actor, item string, refs []post.Ref) error {
	all, err := tx.RepliesOf(ctx, item)
	if err != nil {
		return err
	}
	for _, r := range all {
		dispatches, err := tx.DispatchesOf(ctx, r.ID)
		if err != nil {
			return err
		}
		for _, d := range dispatches {
			if !slices.Contains(refs, d.Target) || d.Withdraw(w.Now()) != nil {
				continue
			}
			if err := saveDispatch(ctx, tx, d, actor.Name, "withdrawn"); err != nil {
				return err
			}
		}
	}
	return nil
}

// unlinked learns from a claim that people take from an item which the catalogue had matched with it.
func (w *Work) unlinked(ctx context.Context, tx *ledger.Tx, actor Actor, it *triage.Item, claim string) error {
	lead, err := tx.Post(ctx, it.Lead)
	if errors.Is(err, ledger.ErrNotFound) || err == nil && (lead.Verdict == nil || lead.Verdict.Claim == nil || lead.Verdict.Claim.ID != claim || lead.Verdict.Claim.Score == 1) {
		return nil
	}
	if err != nil {
		return err
	}
	return settle(ctx, tx, actor, ledger.Suggestion{Item: it.ID, Target: claim, Match: matching.Match{Kind: matching.Catalogue, Score: lead.Verdict.Claim.Score}, State: ledger.SuggestionOpen}, ledger.SuggestionRefused)
}

// MatchingView is how sure matches of a kind have to be, and what people have said of them.
type MatchingView struct {
	Kind     matching.Kind   `json:"kind" enum:"question,claim,catalogue"`
	Levels   matching.Levels `json:"levels"`
	Measured matching.Levels `json:"measured" doc:"before anybody had judged"`
	Right    int             `json:"right" doc:"matches that people confirmed"`
	Wrong    int             `json:"wrong" doc:"matches that people refused or undid"`
}

// Matching is how sure matches of each kind have to be.
func (w *Work) Matching(ctx context.Context) ([]MatchingView, error) {
	said, err := w.Ledger.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	levels := matching.Learn(said)
	views := make([]MatchingView, 0, len(levels))
	for _, kind := range matching.Kinds() {
		v := MatchingView{Kind: kind, Levels: levels[kind], Measured: matching.Measured()[kind]}
		for _, j := range said {
			switch {
			case j.Kind == kind && j.IsRight:
				v.Right++
			case j.Kind == kind:
				v.Wrong++
			}
		}
		views = append(views, v)
	}
	return views, nil
}
