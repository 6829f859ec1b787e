package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/expr-lang/expr"

	"hearsay/classifier/match"
	"hearsay/classifier/question"
	"hearsay/classifier/token"
	"hearsay/post"
)

// Subject is what rules look at: a post, its text as tokens, and what is known of it before.
type Subject struct {
	Post     *post.Post
	Text     *token.Text // of Post.Text
	Language string      // ISO 639-1, "" if undetermined
	Question question.Answer
}

// Fired is a rule that fired, and the bytes of the text that made it.
type Fired struct {
	Rule       *Rule
	Start, End int
	IsAsked    bool // the text asks whether it is so
}

// Findings are what a Set finds in a post. Its zero value is ready, and its memory is used again by the next Fire; it
// is for one goroutine at a time.
type Findings struct {
	Fired       []Fired  // in the order of their full ids
	Territories []string // that the text names, each once
	Addressees  []string // authorities that the text names, each once

	hits    []match.Hit
	byRule  []found
	guarded []found // guards and where they stand
}

// found is a phrase and where it was found.
type found struct {
	phrase *phrase
	hit    match.Hit
}

// Fire finds every rule that fires on a post, and the places and authorities it names. It allocates nothing for a post
// in which no phrase is found.
func (s *Set) Fire(f *Findings, subject *Subject) {
	f.Fired, f.Territories, f.Addressees = f.Fired[:0], f.Territories[:0], f.Addressees[:0]
	f.hits, f.byRule, f.guarded = s.matcher.Find(f.hits[:0], subject.Text), f.byRule[:0], f.guarded[:0]
	for _, hit := range f.hits {
		f.take(s, subject, hit)
	}
	slices.SortStableFunc(f.byRule, func(a, b found) int { return cmp.Compare(a.phrase.rule, b.phrase.rule) })
	for start := 0; start < len(f.byRule); {
		end := f.endOfRule(start)
		f.try(s, subject, f.byRule[start].phrase.rule, f.byRule[start:end])
		start = end
	}
	if len(subject.Post.Links) > 0 {
		for _, rule := range s.linked {
			f.try(s, subject, rule, nil)
		}
	}
	if len(f.Fired) > 1 {
		slices.SortFunc(f.Fired, func(a, b Fired) int { return strings.Compare(a.Rule.FullID(), b.Rule.FullID()) })
	}
}

// endOfRule is where the findings of the rule at start end.
func (f *Findings) endOfRule(start int) int {
	end := start
	for end < len(f.byRule) && f.byRule[end].phrase.rule == f.byRule[start].phrase.rule {
		end++
	}
	return end
}

// take sorts a hit by what it means.
func (f *Findings) take(s *Set, subject *Subject, hit match.Hit) {
	p := &s.phrases[hit.Phrase]
	first := &subject.Text.Tokens[hit.First]
	switch p.role {
	case roleGuard:
		f.guarded = append(f.guarded, found{p, hit})
	case rolePlace:
		// A place is written with a capital or as a tag: "front" is a word, "Front" a town.
		if first.Upper || first.Kind == token.Hashtag {
			f.Territories = s.name(f.Territories, p, subject)
		}
	case roleAuthority:
		f.Addressees = s.name(f.Addressees, p, subject)
	case roleTag:
		if first.Kind == token.Hashtag {
			f.byRule = append(f.byRule, found{p, hit})
		}
	default:
		f.byRule = append(f.byRule, found{p, hit})
	}
}

// name adds what a phrase names to a list.
func (s *Set) name(list []string, p *phrase, subject *Subject) []string {
	n := &s.named[p.rule]
	if !fits(n.languages, subject.Language) || slices.Contains(list, n.name) {
		return list
	}
	return append(list, n.name)
}

func (f *Findings) try(s *Set, subject *Subject, rule int, hits []found) {
	r := s.rules[rule]
	if lack, span := r.holds(subject, hits, f.guarded); lack.what == lacksNothing {
		start, end := span.bytes(subject.Text)
		f.Fired = append(f.Fired, Fired{r, start, end, subject.Question.AsksWhether(span.first, span.last)})
	}
}

// span is what made a rule fire: tokens from first to last.
type span struct{ first, last int }

func (s span) bytes(text *token.Text) (start, end int) {
	if s.last < s.first || len(text.Tokens) == 0 {
		return 0, 0
	}
	return int(text.Tokens[s.first].Start), int(text.Tokens[s.last].End)
}

// holds tells what a rule lacks to fire, or that it lacks nothing, and then the words that made it. hits are those of
// the rule, in the order of the text.
func (r *Rule) holds(subject *Subject, hits, guards []found) (lack, span) {
	where := span{0, -1}
	for _, h := range hits {
		if h.phrase.role == roleNone {
			return lack{what: lacksSilence, phrase: h.phrase}, where
		}
	}
	if len(r.any) > 0 && !where.widen(hits, roleAny, 0) {
		return lack{what: lacksAny}, where
	}
	if l, all := r.findAll(hits); l.what != lacksNothing {
		return l, where
	} else if all.last >= all.first {
		where.include(all)
	}
	if len(r.tags) > 0 && !where.widen(hits, roleTag, 0) {
		return lack{what: lacksTag}, where
	}
	if len(r.domains) > 0 {
		link, ok := r.findDomain(subject)
		if !ok {
			return lack{what: lacksDomain}, where
		}
		if where.last < where.first {
			where = link
		}
	}
	return r.lacksContext(subject, where, hits, guards), where
}

// lacksContext tells what a rule lacks once its words are found.
func (r *Rule) lacksContext(subject *Subject, where span, hits, guards []found) lack {
	if !fits(r.Languages, subject.Language) {
		return lack{what: lacksLanguage}
	}
	if r.Kind == KindQuestion && !subject.Question.Asks() {
		return lack{what: lacksQuestion}
	}
	if r.Kind == KindQuestion && where.last >= where.first && !subject.Question.AsksAbout(where.first, where.last) {
		return lack{what: lacksQuestionHere}
	}
	if r.regex != nil && !r.regex.MatchString(subject.Post.Text) {
		return lack{what: lacksRegex}
	}
	if r.when != nil {
		if holds, err := expr.Run(r.when, factsOf(subject)); err != nil || holds != true {
			return lack{what: lacksCondition}
		}
	}
	if r.Kind == KindClaim {
		return r.guard(subject, where, hits, guards)
	}
	return lack{}
}

// widen includes the first hit of a role and group, and tells whether there is one.
func (s *span) widen(hits []found, role role, group int) bool {
	for _, h := range hits {
		if h.phrase.role == role && h.phrase.group == group {
			s.include(span{h.hit.First, h.hit.Last})
			return true
		}
	}
	return false
}

func (s *span) include(other span) {
	if s.last < s.first {
		*s = other
		return
	}
	s.first, s.last = min(s.first, other.first), max(s.last, other.last)
}

// mostHits is how many of a rule's words are tried together: more stand only in texts that are made to be slow.
const mostHits = 256

// findAll finds one alternative of each group: the first of each, or, where they are to stand close together or in
// order, the shortest stretch that does.
func (r *Rule) findAll(hits []found) (lack, span) {
	all := span{0, -1}
	for group := range r.all {
		if !all.widen(hits, roleAll, group) {
			return lack{what: lacksAll, group: group}, all
		}
	}
	if r.within == 0 && !r.ordered || len(r.all) == 0 {
		return lack{}, all
	}
	best := span{0, -1}
	hits = hits[:min(len(hits), mostHits)]
	for _, h := range hits {
		if h.phrase.role != roleAll || r.ordered && h.phrase.group != 0 {
			continue
		}
		if s, ok := r.stretch(hits, h); ok && (best.last < best.first || s.last-s.first < best.last-best.first) {
			best = s
		}
	}
	switch {
	case best.last < best.first:
		return lack{what: lacksOrder}, all
	case r.within > 0 && best.last-best.first+1 > r.within:
		return lack{what: lacksNearness}, all
	}
	return lack{}, best
}

// stretch is what reaches from one hit to the nearest behind it of each other group, in their order if that counts.
func (r *Rule) stretch(hits []found, from found) (span, bool) {
	s := span{from.hit.First, from.hit.Last}
	for group := range r.all {
		if group == from.phrase.group {
			continue
		}
		reached := -1
		for _, h := range hits {
			behind := h.hit.First >= from.hit.First
			if r.ordered {
				behind = h.hit.First > s.last
			}
			if h.phrase.role == roleAll && h.phrase.group == group && behind && (reached < 0 || h.hit.Last < reached) {
				reached = h.hit.Last
			}
		}
		if reached < 0 {
			return s, false
		}
		s.last = max(s.last, reached)
	}
	return s, true
}
