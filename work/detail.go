package work

import (
	"context"
	"errors"
	"slices"
	"time"

	"hearsay/asks"
	"hearsay/claims"
	"hearsay/ledger"
	"hearsay/matching"
	"hearsay/replies"
	"hearsay/sight"
	"hearsay/triage"
)

// Finder finds claims of the catalogue that a text may repeat, the most probable first. It is safe for several goroutines.
type Finder interface {
	Find(text, language string, most int) []claims.Match
}

// Detail is an item with everything a responder needs to see.
type Detail struct {
	Item      *triage.Item              `json:"item"`
	Posts     []ledger.StoredPost       `json:"posts"` // the oldest first, at most 200
	Spread    []ledger.Bucket           `json:"spread"`
	Blind     []sight.Spell             `json:"blind"`  // when sources could not see since its first post
	Shares    map[string][]ledger.Share `json:"shares"` // of the posts, by platform, space, language and territory
	Effect    *Effect                   `json:"effect"` // of its first answer; null while it has none
	Claim     *claims.Claim             `json:"claim"`
	Matches   []Candidate               `json:"matches"`
	Replies   []*replies.Reply          `json:"replies"`
	Suggested []*replies.Reply          `json:"suggested"`
	Related   []*triage.Item            `json:"related"` // items that may be about the same
	Likely    []Likeness                `json:"likely"`  // items that it was likely to be the same as, when it was opened
	Echoes    ledger.Echoes             `json:"echoes"`  // tips that say it again and count for nothing
	Notes     []ledger.Note             `json:"notes"`
	Asks      []*asks.Ask               `json:"asks"`    // who was asked for an answer
	Askable   []string                  `json:"askable"` // who can be, the likeliest first
	History   []ledger.Event            `json:"history"`
}

// Candidate is a claim of the catalogue that an item may be about, and why it was found.
type Candidate struct {
	claims.Match
	Entry  claims.Claim `json:"entry"`
	Shared []string     `json:"shared"` // words of the post that the claim has, too, or has in English
}

// Bounds of what is shown of one item.
const (
	maxPosts   = 200
	maxShares  = 8
	maxMatches = 3
	maxRelated = 5
)

// leastLikely is from which probability on a claim is shown as one that an item may be about.
var leastLikely = matching.Measured()[matching.Catalogue].Suggested

// Detail reads an item with everything about it.
func (w *Work) Detail(ctx context.Context, id string) (*Detail, error) {
	var d Detail
	var err error
	if d.Item, err = w.Ledger.Item(ctx, id); err != nil {
		return nil, err
	}
	suggested, err := w.Ledger.SuggestionsOf(ctx, id)
	if err != nil {
		return nil, err
	}
	var failed [13]error
	d.Posts, failed[0] = w.Ledger.PostsOf(ctx, id, maxPosts)
	d.Spread, failed[1] = w.Ledger.Spread(ctx, id)
	d.Replies, failed[2] = w.Ledger.RepliesOf(ctx, id)
	d.Suggested, failed[3] = w.Ledger.Suggested(ctx, d.Item.Claim, id)
	d.Notes, failed[4] = w.Ledger.Notes(ctx, id)
	d.History, failed[5] = w.Ledger.History(ctx, id)
	d.Shares, failed[6] = w.shares(ctx, id)
	d.Matches, failed[7] = w.matches(ctx, &d, refusedClaims(suggested))
	d.Related, failed[8] = w.related(ctx, d.Item)
	d.Asks, failed[9] = w.Ledger.AsksOf(ctx, id)
	d.Echoes, failed[12] = w.Ledger.EchoesOf(ctx, id)
	d.Likely, failed[11] = w.likenesses(ctx, d.Item, suggested)
	d.Askable, failed[10] = w.Askable(ctx, d.Item)
	if err := errors.Join(failed[:]...); err != nil {
		return nil, err
	}
	if d.Blind, err = w.Ledger.Spells(ctx, since(d.Spread, d.Item.OpenedAt), w.Now()); err != nil {
		return nil, err
	}
	d.Effect = EffectOf(d.Replies, d.Spread, w.Now())
	if d.Item.Claim != "" {
		switch claim, err := w.Ledger.Claim(ctx, d.Item.Claim); {
		case err == nil:
			d.Claim = &claim
		case !errors.Is(err, ledger.ErrNotFound):
			return nil, err
		}
	}
	return &d, nil
}

// since is when the posts of an item begin.
func since(spread []ledger.Bucket, opened time.Time) time.Time {
	if len(spread) == 0 {
		return opened
	}
	return spread[0].Hour
}

func (w *Work) shares(ctx context.Context, item string) (map[string][]ledger.Share, error) {
	all := map[string][]ledger.Share{}
	for _, by := range []string{"platform", "space", "language", "territory"} {
		shares, err := w.Ledger.Shares(ctx, item, by, maxShares)
		if err != nil {
			return nil, err
		}
		all[by] = shares
	}
	return all, nil
}

// matches are claims that the item's first standing post may repeat, but for the one that the item has and those that people refused.
func (w *Work) matches(ctx context.Context, d *Detail, refused []string) ([]Candidate, error) {
	matches := []Candidate{}
	if w.Finder == nil {
		return matches, nil
	}
	for _, p := range d.Posts {
		if p.Text == "" {
			continue
		}
		for _, match := range w.Finder.Find(p.Text, p.Language, maxMatches+1+len(refused)) {
			entry, err := w.Ledger.Claim(ctx, match.Claim)
			if errors.Is(err, ledger.ErrNotFound) || match.Claim == d.Item.Claim || match.Score < leastLikely || slices.Contains(refused, match.Claim) || len(matches) == maxMatches {
				continue
			}
			if err != nil {
				return nil, err
			}
			matches = append(matches, Candidate{match, entry, claims.Shared(p.Text, entry.Text, p.Language)})
		}
		break
	}
	return matches, nil
}

// related are items that wait for an answer, too, and are of the same claim or share wording: what may be merged.
func (w *Work) related(ctx context.Context, it *triage.Item) ([]*triage.Item, error) {
	var ids []string
	if it.Claim != "" {
		found, err := w.Ledger.ItemsOfClaims(ctx, []string{it.Claim})
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	wordings, err := w.Ledger.Wordings(ctx, []string{it.ID})
	if err != nil {
		return nil, err
	}
	for _, known := range wordings[:min(len(wordings), 4)] {
		found, err := w.Ledger.ItemsOfBands(ctx, known.Signature.Bands(it.Kind))
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	all, err := w.Ledger.ItemsByID(ctx, distinct(ids, it.ID))
	if err != nil {
		return nil, err
	}
	related := []*triage.Item{}
	for _, other := range all {
		if other.Kind == it.Kind && other.State.IsUnfinished() && len(related) < maxRelated {
			related = append(related, other)
		}
	}
	return related, nil
}

// distinct are ids without one of them, each once.
func distinct(ids []string, but string) []string {
	seen := map[string]bool{but: true, "": true}
	var all []string
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			all = append(all, id)
		}
	}
	return all
}
