// Package backtest shows what a changed rule pack would have made of posts that came: which items would open, vanish or come to another
// queue, and how both packs fare against what people have said of items since.
//
// Posts are classified and grouped twice, by the packs as they are and as they would be, each on a board of its own. The package is pure.
package backtest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"hearsay/classifier"
	"hearsay/post"
	"hearsay/triage"
)

// Truth is what people said of the item that a post belongs to.
type Truth int

// The truths. Unknown is also that of a post without an item.
const (
	Unknown   Truth = iota
	Confirmed       // it was answered
	Dismissed       // it was dismissed
)

// TruthOf is what an item's state says.
func TruthOf(state triage.State) Truth {
	switch state {
	case triage.Answered:
		return Confirmed
	case triage.Dismissed:
		return Dismissed
	}
	return Unknown
}

// Run reads posts. It is for one goroutine.
type Run struct {
	pack      string
	now, then side
	posts     []string // the item of each, "" for none
	truths    map[string]Truth
	rules     map[string]*RuleFigures
	from, to  time.Time
}

// New begins a run: now are the packs as they are, then as they would be, with the changed pack of that name.
func New(now, then *classifier.Classifier, pack string, routes *triage.Routes, at time.Time) *Run {
	return &Run{pack: pack, now: newSide(now, routes, at), then: newSide(then, routes, at), truths: map[string]Truth{}, rules: map[string]*RuleFigures{}}
}

// side is what one set of packs makes of the posts.
type side struct {
	classifier *classifier.Classifier
	board      *triage.Board
	groups     []*group
	byItem     map[string]*group
	of         map[int]*group // by the post's place
	hits       map[string]bool
	posts      int
}

// group is an item that would be there.
type group struct {
	posts []int
	kind  classifier.Kind
	queue string
	first post.Post
	rules []string
}

func newSide(c *classifier.Classifier, routes *triage.Routes, at time.Time) side {
	return side{classifier: c, board: triage.NewBoard(routes, at), byItem: map[string]*group{}, of: map[int]*group{}, hits: map[string]bool{}}
}

// Read takes the next post, in the order in which posts came, with the time at which it came and the item that it came to, "" for none.
func (r *Run) Read(p post.Post, came time.Time, item string, truth Truth) {
	if len(r.posts) == 0 {
		r.from = came
	}
	r.to = came
	place := len(r.posts)
	r.posts = append(r.posts, item)
	if item != "" && truth != Unknown {
		r.truths[item] = truth
	}
	isNow := r.now.take(place, p, item).Kind != classifier.KindNone
	r.count(r.then.take(place, p, item), item, truth, isNow)
}

// take classifies a post and gives it to its group.
func (s *side) take(place int, p post.Post, item string) classifier.Verdict {
	v := s.classifier.Classify(p)
	var sign triage.Signature
	if v.Kind != classifier.KindNone {
		sign = triage.Sign(p.Text, v.Language)
		s.posts++
		if item != "" {
			s.hits[item] = true
		}
	}
	placed := s.board.Place(p, &v, &sign)
	if placed.Item == nil {
		return v
	}
	s.board.AddPost(p.Ref(), placed.Item.ID)
	g := s.byItem[placed.Item.ID]
	if g == nil {
		g = &group{kind: placed.Item.Kind, queue: placed.Item.Queue, first: p}
		for _, reason := range v.Rules {
			g.rules = append(g.rules, reason.ID)
		}
		s.byItem[placed.Item.ID] = g
		s.groups = append(s.groups, g)
	}
	g.posts = append(g.posts, place)
	s.of[place] = g
	return v
}

// count counts what each rule of the changed pack would have done.
func (r *Run) count(v classifier.Verdict, item string, truth Truth, isNow bool) {
	for _, reason := range v.Rules {
		if !strings.HasPrefix(reason.ID, r.pack+".") {
			continue
		}
		f := r.rules[reason.ID]
		if f == nil {
			f = &RuleFigures{Rule: reason.ID, items: map[string]bool{}}
			r.rules[reason.ID] = f
		}
		f.Posts++
		if !isNow {
			f.New++
		}
		if item == "" || f.items[item] {
			continue
		}
		f.items[item] = true
		switch truth {
		case Confirmed:
			f.Confirmed++
		case Dismissed:
			f.Dismissed++
		}
	}
}

// shown is how many changes of a kind a comparison has.
const shown = 20

// Compare says what the run has found.
func (r *Run) Compare() Comparison {
	res := Comparison{Posts: len(r.posts), From: r.from, To: r.to, Now: r.now.figures(r.truths), Then: r.then.figures(r.truths), Opens: []ItemChange{}, Vanishes: []ItemChange{}, Moves: []ItemChange{}, Rules: []RuleFigures{}}
	for _, g := range r.then.groups {
		before := r.now.like(g)
		switch {
		case before == nil:
			res.Opens = append(res.Opens, r.change(g, ""))
		case before.queue != g.queue || before.kind != g.kind:
			res.Moves = append(res.Moves, r.change(g, before.queue))
		}
	}
	for _, g := range r.now.groups {
		if r.then.like(g) == nil {
			res.Vanishes = append(res.Vanishes, r.change(g, ""))
		}
	}
	res.Opened, res.Vanished, res.Moved = len(res.Opens), len(res.Vanishes), len(res.Moves)
	for _, list := range []*[]ItemChange{&res.Opens, &res.Vanishes, &res.Moves} {
		slices.SortStableFunc(*list, func(a, b ItemChange) int { return cmp.Compare(b.Posts, a.Posts) })
		*list = (*list)[:min(len(*list), shown)]
	}
	for _, f := range r.rules {
		res.Rules = append(res.Rules, *f)
	}
	slices.SortFunc(res.Rules, func(a, b RuleFigures) int { return strings.Compare(a.Rule, b.Rule) })
	return res
}

// like is the group with the most posts of another side's group; nil if it has none of them.
func (s *side) like(g *group) *group {
	counts := map[*group]int{}
	var best *group
	for _, place := range g.posts {
		if other := s.of[place]; other != nil {
			if counts[other]++; best == nil || counts[other] > counts[best] {
				best = other
			}
		}
	}
	return best
}

func (r *Run) change(g *group, from string) ItemChange {
	c := ItemChange{Posts: len(g.posts), Kind: string(g.kind), Queue: g.queue, Was: from, Text: g.first.Text, Language: g.first.Language, Rules: g.rules}
	for _, place := range g.posts {
		if item := r.posts[place]; item != "" {
			c.Item = item
			break
		}
	}
	return c
}

func (s *side) figures(truths map[string]Truth) Figures {
	f := Figures{Posts: s.posts, Items: len(s.groups)}
	for item, truth := range truths {
		switch hit := s.hits[item]; {
		case truth == Confirmed && hit:
			f.Confirmed++
		case truth == Confirmed:
			f.Missed++
		case hit:
			f.Dismissed++
		}
	}
	f.Precision, f.Recall = share(f.Confirmed, f.Dismissed), share(f.Confirmed, f.Missed)
	return f
}

// share is a of a and b; nil if there is neither.
func share(a, b int) *float64 {
	if a+b == 0 {
		return nil
	}
	s := float64(a) / float64(a+b)
	return &s
}
