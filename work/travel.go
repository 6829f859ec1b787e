package work

import (
	"context"
	"slices"
	"time"

	"hearsay/classifier"
	"hearsay/effect"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/travel"
	"hearsay/triage"
)

// Travel is how what an item says travels: together with all items that repeat the same claim, in whatever language.
func (w *Work) Travel(ctx context.Context, id string) (travel.Journey, error) {
	it, err := w.Ledger.Item(ctx, id)
	if err != nil {
		return travel.Journey{}, err
	}
	ids, err := w.saying(ctx, it)
	if err != nil {
		return travel.Journey{}, err
	}
	groups, err := w.Ledger.TravelGroups(ctx, ids)
	if err != nil {
		return travel.Journey{}, err
	}
	links, err := w.Ledger.TravelLinks(ctx, ids, travel.Places(groups))
	if err != nil {
		return travel.Journey{}, err
	}
	cited, known, err := w.Ledger.TravelCitations(ctx, ids)
	if err != nil {
		return travel.Journey{}, err
	}
	standing, err := w.standing(ctx, ids)
	if err != nil {
		return travel.Journey{}, err
	}
	return travel.Of(groups, append(links, cited...), standing, known, w.Now()), nil
}

// mostSaying bounds how many items of one claim are looked at together.
const mostSaying = 200

// saying are the items that repeat the same claim as one of them, that one first.
func (w *Work) saying(ctx context.Context, it *triage.Item) ([]string, error) {
	ids := []string{it.ID}
	if it.Claim == "" {
		return ids, nil
	}
	same, err := w.Ledger.ItemsSaying(ctx, []string{it.Claim})
	for _, other := range same {
		if other.ID != it.ID && other.Kind == it.Kind && len(ids) < mostSaying {
			ids = append(ids, other.ID)
		}
	}
	return ids, err
}

// standing are the places where replies to items stand.
func (w *Work) standing(ctx context.Context, items []string) ([]travel.Standing, error) {
	var all []travel.Standing
	for _, item := range items {
		replies, err := w.Ledger.RepliesOf(ctx, item)
		if err != nil {
			return nil, err
		}
		for _, r := range replies {
			if len(r.Standing()) == 0 {
				continue
			}
			under, err := w.under(ctx, r.ID)
			if err != nil {
				return nil, err
			}
			for _, posting := range r.Standing() {
				one := travel.Standing{URL: posting.URL, At: posting.At}
				if p, isKnown := under[posting.URL]; isKnown {
					one.Under, one.Reach = &travel.Where{Platform: p.Platform, Space: p.Space}, p.Reach
				}
				all = append(all, one)
			}
		}
	}
	return all, nil
}

// under are the posts that a reply's dispatches answer, by where these stand.
func (w *Work) under(ctx context.Context, reply string) (map[string]ledger.StoredPost, error) {
	dispatches, err := w.Ledger.DispatchesOf(ctx, reply)
	if err != nil {
		return nil, err
	}
	targets := map[string]post.Ref{}
	var refs []post.Ref
	for _, d := range dispatches {
		if d.URL != "" && d.Target.ID != "" {
			targets[d.URL] = d.Target
			refs = append(refs, d.Target)
		}
	}
	posts, err := w.Ledger.PostsByRef(ctx, refs)
	under := map[string]ledger.StoredPost{}
	for url, ref := range targets {
		if p, isThere := posts[ref]; isThere {
			under[url] = p
		}
	}
	return under, err
}

// Bounds of what an effect is compared with.
const (
	comparedTime = 90 * 24 * time.Hour
	mostClaims   = 500
)

// Judge says whether the first answer to an item slowed it, against claims of its topics that got none.
func (w *Work) Judge(ctx context.Context, id string) (effect.Judgement, error) {
	it, err := w.Ledger.Item(ctx, id)
	if err != nil {
		return effect.Judgement{}, err
	}
	one := effect.Claim{ID: it.ID, Language: it.Language, Topics: it.Topics, Opened: ledger.HourOf(it.OpenedAt)}
	others := []effect.Claim{}
	if it.Kind == classifier.KindClaim {
		if others, err = w.comparable(ctx, it); err != nil {
			return effect.Judgement{}, err
		}
	}
	all := append([]effect.Claim{one}, others...)
	if err := w.fill(ctx, it, all); err != nil {
		return effect.Judgement{}, err
	}
	return effect.Judge(all[0], all[1:], ledger.HourOf(w.Now())), nil
}

// comparable are claims of an item's topics, but for those that say the same.
func (w *Work) comparable(ctx context.Context, it *triage.Item) ([]effect.Claim, error) {
	same, err := w.saying(ctx, it)
	if err != nil {
		return nil, err
	}
	found, err := w.Ledger.Comparable(ctx, it.Topics, w.Now().Add(-comparedTime), mostClaims)
	return slices.DeleteFunc(found, func(c effect.Claim) bool { return slices.Contains(same, c.ID) }), err
}

// fill reads the hours and answers of claims, and when the sources that brought one of them were blind: those hear the others, too.
func (w *Work) fill(ctx context.Context, it *triage.Item, all []effect.Claim) error {
	ids := make([]string, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	hours, err := w.Ledger.Hourly(ctx, ids, time.Time{})
	if err != nil {
		return err
	}
	answered, err := w.Ledger.FirstStanding(ctx, ids)
	if err != nil {
		return err
	}
	sources, err := w.Ledger.SourcesOf(ctx, it.ID)
	if err != nil {
		return err
	}
	spells, err := w.Ledger.Spells(ctx, w.Now().Add(-comparedTime), w.Now())
	if err != nil {
		return err
	}
	var blind []effect.Hours
	for _, s := range spells {
		to := s.To
		if s.Lasts() {
			to = w.Now()
		}
		if slices.Contains(sources, s.Source) {
			blind = append(blind, effect.Hours{From: ledger.HourOf(s.From), To: ledger.HourOf(to) + 1})
		}
	}
	for i := range all {
		all[i].Posts, all[i].Blind = hours[all[i].ID], blind
		if at, isAnswered := answered[all[i].ID]; isAnswered {
			all[i].Answered = ledger.HourOf(at)
		}
	}
	return nil
}
