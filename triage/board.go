package triage

import (
	"time"

	"hearsay/classifier"
	"hearsay/post"
)

// Board places posts among items: each with the item it repeats, or with a new one. It is filled with the items that
// the posts might belong to, and knows afterwards which of them changed. Not safe for several goroutines.
type Board struct {
	routes *Routes
	now    time.Time

	items   map[string]*Item
	byPost  map[post.Ref]string
	byBand  map[int64][]Known
	changed []*Item
}

// Known is an item's id under one of its signatures; an item that others were merged into has several.
type Known struct {
	Item      string
	Kind      classifier.Kind
	Signature Signature
}

// NewBoard makes an empty board. Items that are opened on it are routed by routes.
func NewBoard(routes *Routes, now time.Time) *Board {
	return &Board{routes: routes, now: now, items: map[string]*Item{}, byPost: map[post.Ref]string{}, byBand: map[int64][]Known{}}
}

// Add puts an item that exists on the board.
func (b *Board) Add(it *Item) { b.items[it.ID] = it }

// AddSignature lets posts find an item by text.
func (b *Board) AddSignature(k Known) {
	for _, key := range k.Signature.Bands(k.Kind) {
		b.byBand[key] = append(b.byBand[key], k)
	}
}

// AddPost lets reposts and quotes of a post find its item.
func (b *Board) AddPost(ref post.Ref, item string) { b.byPost[ref] = item }

// Placement is where a post went.
type Placement struct {
	Item   *Item
	Opened bool   // the post opened the item
	Known  *Known // the signature that the post brought to the item, nil if it brought none
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
	if it := b.resembles(v.Kind, sign); it != nil {
		return Placement{Item: b.join(it, p, v)}
	}
	return b.open(p, v, sign)
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

// resembles is the item with the most similar text, if one is similar enough.
func (b *Board) resembles(kind classifier.Kind, sign *Signature) *Item {
	var best *Item
	most := 0.0
	for _, key := range sign.Bands(kind) {
		for _, k := range b.byBand[key] {
			if similarity := k.Signature.Similarity(sign); similarity >= nearIdentical && similarity > most && b.items[k.Item] != nil {
				best, most = b.items[k.Item], similarity
			}
		}
	}
	return best
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
		OpenedAt: b.now, Deadline: b.now.Add(route.Deadline),
	}
	if v.Claim != nil {
		it.Claim = v.Claim.ID
	}
	it.grow(p, b.now)
	it.Reprice(b.now)
	known := Known{Item: it.ID, Kind: it.Kind, Signature: *sign}
	b.items[it.ID] = it
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
