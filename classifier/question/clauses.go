package question

import (
	"strings"
)

// inverts tells whether an auxiliary stands before its pronoun anywhere, "i lost my phone what should i do", or a question begins with a
// capital and nothing before it, "We have limited time What are the best sights".
func (s *scan) inverts(g, first int) bool {
	before := s.role(g, first)
	for i := first + 1; i+1 < s.n && before&subordinate == 0; i++ {
		here, next := s.role(g, i), s.role(g, i+1)
		if before&notBefore == 0 && (here&inverted != 0 && next&pronoun != 0 || next&joined != 0 && s.isTied(i)) {
			return true
		}
		if here&inClause != 0 && next&auxiliary != 0 && s.startsAt(i) {
			return true
		}
		before = here
	}
	return false
}

// isTied tells whether a hyphen ties word i to the next: "peuvent-ils".
func (s *scan) isTied(i int) bool {
	here, next := &s.text.Tokens[s.words[i]], &s.text.Tokens[s.words[i+1]]
	return next.Start == here.End+1 && s.text.Source[here.End] == '-'
}

// startsAt tells whether word i alone of those around it has a capital.
func (s *scan) startsAt(i int) bool {
	tokens := s.text.Tokens
	return tokens[s.words[i]].Upper && !tokens[s.words[i-1]].Upper && !tokens[s.words[i+1]].Upper
}

// clauses looks for a question behind a comma or a dash: an interrogative that a verb follows, or nothing, a verb before its pronoun, or a
// clitic.
func (s *scan) clauses(g *grammar, at, first int) float64 {
	isMain := false // the verb comes first as the main clause begins
	for i := first + 1; i < s.n; i++ {
		isMain = isMain || s.role(at, i-1)&subordinate != 0
		if isMain && s.isClitic(g, at, i) {
			return clause
		}
		if !s.text.Tokens[s.words[i]].Pause {
			continue
		}
		pause := i
		if i == s.n-1 {
			break
		}
		for i < s.n-2 && s.role(at, i)&lead != 0 {
			i++
		}
		here, next := s.role(at, i), s.role(at, i+1)
		if here&inClause != 0 && s.isVerb(g, at, i+1) && !s.excepted(at, i) {
			return clause
		}
		if here&(verb|auxiliary) != 0 && here&hinting == 0 && next&(pronoun|this) != 0 && !isMain && i+2 < s.n {
			return clause
		}
		if (i > pause || s.isDashed(i)) && s.isClitic(g, at, i) {
			return clause
		}
	}
	if last := s.role(at, s.n-1); last&inClause != 0 && s.n > 1 && (s.text.Tokens[s.words[s.n-1]].Pause || s.role(at, s.n-2)&preposition != 0) {
		return clause
	}
	return 0
}

// isDashed tells whether a dash stands before word i.
func (s *scan) isDashed(i int) bool {
	before := strings.TrimRight(s.text.Source[:s.text.Tokens[s.words[i]].Start], " ")
	return strings.HasSuffix(before, " -") || strings.HasSuffix(before, "–") || strings.HasSuffix(before, "—")
}
