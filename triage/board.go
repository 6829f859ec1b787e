package triage

import (
	"math"
	"slices"
	"time"

	"hearsay/classifier"
	"hearsay/matching"
	"hearsay/post"
)

// Board places posts among items: each with the item it repeats, or with a new one. It is filled with the items that
// the posts might belong to, and knows afterwards which of them changed. Not safe for several goroutines.
type Board struct {
	routes *Routes
	levels matching.Set // of the mean similarity of meaning to an item's texts
	now    time.Time

	items   map[string]*Item
	byPost  map[post.Ref]string
	byBand  map[int64][]*Known
	byItem  map[string][]*Known
	byClaim map[string][]string // the items of each claim of the catalogue
	changed []*Item
}

// maxSignatures is how many wordings of one item are remembered.
const maxSignatures = 16

// Known is an item's id under one of its signatures; an item that others were merged into has several.
type Known struct {
	Item      string
	Origin    string // the item it was first of: one that was merged into Item since, or Item itself
	Kind      classifier.Kind
	Signature Signature
}

// NewBoard makes an empty board. Items that are opened on it are routed by routes.
func NewBoard(routes *Routes, now time.Time) *Board {
	return &Board{routes: routes, levels: matching.Measured(), now: now, items: map[string]*Item{}, byPost: map[post.Ref]string{}, byBand: map[int64][]*Known{}, byItem: map[string][]*Known{}, byClaim: map[string][]string{}}
}

// Match lets matches be as sure as people have taught; without it they are as measured.
func (b *Board) Match(levels matching.Set) { b.levels = levels }

// Add puts an item that exists on the board.
func (b *Board) Add(it *Item) {
	b.items[it.ID] = it
	if it.Claim != "" && it.Kind == classifier.KindClaim {
		b.byClaim[it.Claim] = append(b.byClaim[it.Claim], it.ID)
	}
}

// AddSignature lets posts find an item by text.
func (b *Board) AddSignature(k Known) {
	for _, key := range k.Signature.Bands(k.Kind) {
		b.byBand[key] = append(b.byBand[key], &k)
	}
	b.byItem[k.Item] = append(b.byItem[k.Item], &k)
}

// AddPost lets reposts and quotes of a post find its item.
func (b *Board) AddPost(ref post.Ref, item string) { b.byPost[ref] = item }

// Placement is where a post went.
type Placement struct {
	Item   *Item
	Opened bool   // the post opened the item
	Known  *Known // the signature that the post brought to the item, nil if it brought none

	Nearest *Nearest // of a post that opened an item: another one that it may be of; nil if there is none
}

// Nearest is an item that a post may be of, which is for people to say.
type Nearest struct {
	Item  *Item
	Match matching.Match
}

// Place finds the item of a post, or opens one. The result is the zero Placement for a post that is nobody's business:
// neither question nor claim, and no repost or quote of one. The verdict's queue is filled in.
func (b *Board) Place(p post.Post, v *classifier.Verdict, sign *Signature) Placement {
	if it := b.spreads(p); it != nil {
		return Placement{Item: b.join(it, p, v)}
	}
	if v.Kind == classifier.KindNone {
		return Placement{}
	}
	near := b.near(v.Kind, sign)
	if it := b.resembles(near, sign); it != nil {
		return Placement{Item: b.join(it, p, v)}
	}
	if it := b.claims(v); it != nil {
		if v.Claim.Score < 1 { // no rule names it
			v.Match = &matching.Match{Kind: matching.Catalogue, Score: v.Claim.Score}
		}
		return b.reword(it, p, v, sign)
	}
	kind := matchKind(v)
	it, score := b.means(near, v, sign)
	match := matching.Match{Kind: kind, Score: math.Round(score*1000) / 1000}
	if it != nil && score >= b.levels[kind].Certain {
		v.Match = &match
		return b.reword(it, p, v, sign)
	}
	placed := b.open(p, v, sign)
	if it != nil && score >= b.levels[kind].Suggested {
		placed.Nearest = &Nearest{it, match}
	}
	return placed
}

// Joins is the item that Place would let a post join; nil if it would open one. It changes nothing.
func (b *Board) Joins(p post.Post, v *classifier.Verdict, sign *Signature) *Item {
	if it := b.spreads(p); it != nil || v.Kind == classifier.KindNone {
		return it
	}
	near := b.near(v.Kind, sign)
	if it := b.resembles(near, sign); it != nil {
		return it
	}
	if it := b.claims(v); it != nil {
		return it
	}
	if it, score := b.means(near, v, sign); it != nil && score >= b.levels[matchKind(v)].Certain {
		return it
	}
	return nil
}

func matchKind(v *classifier.Verdict) matching.Kind {
	if v.Kind == classifier.KindClaim {
		return matching.Claim
	}
	return matching.Question
}

// Changed are the items that were opened or grew, in order.
func (b *Board) Changed() []*Item { return b.changed }

// spreads is the item whose post p reposts or quotes.
func (b *Board) spreads(p post.Post) *Item {
	original, ok := p.Original()
	if !ok {
		return nil
	}
	return b.items[b.byPost[original]]
}

// near are the wordings of items of a kind that share a band with a text.
func (b *Board) near(kind classifier.Kind, sign *Signature) []*Known {
	var near []*Known
	for _, key := range sign.Bands(kind) {
		for _, k := range b.byBand[key] {
			if b.items[k.Item] != nil && !slices.Contains(near, k) {
				near = append(near, k)
			}
		}
	}
	return near
}

// resembles is the item with the most similar text, if one is similar enough.
func (b *Board) resembles(near []*Known, sign *Signature) *Item {
	var best *Item
	most := 0.0
	for _, k := range near {
		if similarity := k.Signature.Similarity(sign); similarity >= nearIdentical && similarity > most {
			best, most = b.items[k.Item], similarity
		}
	}
	return best
}

// claims is the item of the claim that a rule or the catalogue names.
func (b *Board) claims(v *classifier.Verdict) *Item {
	if v.Kind != classifier.KindClaim || v.Claim == nil {
		return nil
	}
	for _, id := range b.byClaim[v.Claim.ID] {
		if it := b.items[id]; it.takesWords(v.Language) {
			return it
		}
	}
	return nil
}

// takesWords tells whether posts in other words may join: while nobody has answered, as the next item of a claim is
// answered by what is known of it, and in one language, as whoever answers does.
func (it *Item) takesWords(language string) bool {
	return it.State.IsUnfinished() && (it.Language == language || it.Language == "" || language == "")
}

// means is the item whose texts are most about the same, and how much they are.
func (b *Board) means(near []*Known, v *classifier.Verdict, sign *Signature) (best *Item, most float64) {
	looked := map[string]bool{}
	for _, k := range near {
		if looked[k.Item] || !b.items[k.Item].takesWords(v.Language) {
			continue
		}
		looked[k.Item] = true
		if similarity := b.similarity(k.Item, sign); similarity > most {
			best, most = b.items[k.Item], similarity
		}
	}
	return best, most
}

// similarity is the mean similarity of meaning to the texts that an item is known by. Of an item that others were merged
// into it is that to the nearest of what it was made of: whoever merged two questions that no text shows to be one is obeyed.
func (b *Board) similarity(item string, sign *Signature) float64 {
	sums, counts := map[string]float64{}, map[string]float64{}
	for _, k := range b.byItem[item] {
		sums[k.Origin] += k.Signature.Alike(sign)
		counts[k.Origin]++
	}
	most := 0.0
	for origin, sum := range sums {
		most = max(most, sum/counts[origin])
	}
	return most
}

// reword joins a post to an item in words that the item is not known by yet.
func (b *Board) reword(it *Item, p post.Post, v *classifier.Verdict, sign *Signature) Placement {
	placed := Placement{Item: b.join(it, p, v)}
	if len(b.byItem[it.ID]) < maxSignatures {
		placed.Known = &Known{Item: it.ID, Origin: b.originOf(it.ID, sign), Kind: it.Kind, Signature: *sign}
		b.AddSignature(*placed.Known)
	}
	return placed
}

// originOf is what an item is made of that a text is nearest to.
func (b *Board) originOf(item string, sign *Signature) string {
	origin, most := item, -1.0
	for _, k := range b.byItem[item] {
		if similarity := k.Signature.Alike(sign); similarity > most {
			origin, most = k.Origin, similarity
		}
	}
	return origin
}

func (b *Board) join(it *Item, p post.Post, v *classifier.Verdict) *Item {
	it.grow(p, b.now)
	if v.Kind == it.Kind {
		it.Severity = max(it.Severity, v.Severity)
	}
	v.Queue = it.Queue
	it.Reprice(b.now)
	b.touch(it)
	b.byPost[p.Ref()] = it.ID
	return it
}

func (b *Board) open(p post.Post, v *classifier.Verdict, sign *Signature) Placement {
	route := b.routes.Find(p, *v)
	v.Queue = route.Queue
	it := &Item{
		ID: ID(p.Ref(), ""), Kind: v.Kind, State: Open, Queue: route.Queue, Severity: v.Severity, Language: v.Language,
		Topics: v.Topics, Territories: v.Territories, Lead: p.Ref(),
		OpenedAt: b.now, Deadline: b.now.Add(route.Deadline), ReachBy: b.now.Add(route.ReachWithin()),
	}
	if v.Claim != nil {
		it.Claim = v.Claim.ID
	}
	it.grow(p, b.now)
	it.Reprice(b.now)
	known := Known{Item: it.ID, Origin: it.ID, Kind: it.Kind, Signature: *sign}
	b.Add(it)
	b.AddSignature(known)
	b.byPost[p.Ref()] = it.ID
	b.touch(it)
	return Placement{Item: it, Opened: true, Known: &known}
}

func (b *Board) touch(it *Item) {
	for _, known := range b.changed {
		if known == it {
			return
		}
	}
	b.changed = append(b.changed, it)
}
