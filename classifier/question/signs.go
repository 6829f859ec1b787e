package question

import (
	"bytes"
	"strings"

	"hearsay/classifier/token"
)

// has tells whether a phrase of that meaning, in one of the grammars from from to to, ends before a token.
func (s *scan) has(meaning meaning, from, to, end int) bool {
	for _, h := range s.here {
		if p := &phrases.list[h.Phrase]; p.meaning == meaning && h.Last < end && p.grammar >= from && p.grammar <= to {
			return true
		}
	}
	return false
}

// endsWithTag tells whether a tag such as "isn't it" ends the sentence, behind a comma.
func (s *scan) endsWithTag(g, end int) bool {
	for _, h := range s.here {
		p := &phrases.list[h.Phrase]
		if p.meaning == tagged && p.grammar == g && h.Last == end-1 && s.text.Tokens[h.First].Pause {
			return true
		}
	}
	return false
}

// role are the parts that word i of the sentence may play in grammar g.
func (s *scan) role(g, i int) role {
	if i < s.n {
		if r := roles.Get(s.text.Tokens[s.words[i]].Hash); r != nil {
			return r[g]
		}
	}
	return 0
}

// structure is the strongest sign of one grammar, which stands at that place, in the sentence up to end.
func (s *scan) structure(g *grammar, at, end int) float64 {
	first := 0
	for first < s.n-1 && s.leads(at, first) {
		first++
	}
	begins, next := s.role(at, first), s.role(at, first+1)
	opens := opening
	if begins&hinting != 0 && next&verb == 0 && (!g.accents || !s.isAccented(first)) {
		opens = hint
	}
	hasNext := first+1 < s.n
	isBehind := first > 0 && s.role(at, first-1)&preposition != 0
	if s.isUnless(g, first) {
		begins = 0
	}
	switch {
	case s.hasClitic(g, at, first):
		return clitic
	case s.has(indirectly, at, at, end):
		return indirect
	case begins&beforeVerb != 0 && !s.isVerb(g, at, first+1) && !isBehind:
	case begins&temporal != 0 && !s.isVerb(g, at, first+1) && s.pauses(at, g, first, false):
		return 0
	case g.conditional && begins&auxiliary == 0 && s.isVerb(g, at, first) && s.pauses(at, g, first, true):
		return 0
	case begins&interrogative != 0 && (!hasNext || !s.excepted(at, first)):
		return max(opens, s.clauses(g, at, first))
	case s.isVerb(g, at, first) && next&pronoun != 0 && begins&hinting != 0:
		return opening
	case s.isVerb(g, at, first) && next&subject != 0:
		return opens
	case begins&auxiliary != 0 && hasNext && next&bare == 0 && s.text.Tokens[s.words[first+1]].Kind == token.Word:
		return opening
	}
	if s.inverts(at, first) {
		return inversion
	}
	if s.endsWithTag(at, end) {
		return tag
	}
	return s.clauses(g, at, first)
}

// isUnless tells whether word i was written as one that only folds to a word of the grammar.
func (s *scan) isUnless(g *grammar, i int) bool {
	t := &s.text.Tokens[s.words[i]]
	for _, other := range g.unless {
		if strings.EqualFold(s.text.Source[t.Start:t.End], other) {
			return true
		}
	}
	return false
}

// leads tells whether word i may stand before a question, and is none of it.
func (s *scan) leads(g, i int) bool {
	r := s.role(g, i)
	return r&lead != 0 || r&preposition != 0 && s.role(g, i+1)&interrogative != 0
}

// pauses tells whether a pause follows behind word i; if beforeVerb, one before a verb, or a verb before its subject, as the main clause
// begins behind a condition.
func (s *scan) pauses(at int, g *grammar, i int, beforeVerb bool) bool {
	for i += 2; i < s.n; i++ {
		isVerb, isPause := s.isVerb(g, at, i), s.text.Tokens[s.words[i]].Pause
		if isPause && (!beforeVerb || isVerb) || beforeVerb && isVerb && s.role(at, i+1)&pronoun != 0 {
			return true
		}
	}
	return false
}

// excepted tells whether the word behind an interrogative makes it a statement: "what a", "when i".
func (s *scan) excepted(g, i int) bool {
	tokens := s.text.Tokens
	by := exceptions.Get(token.Join(tokens[s.words[i]].Hash, tokens[s.words[i+1]].Hash))
	return by != nil && *by>>g&1 != 0
}

// inverts tells whether an auxiliary stands before its pronoun anywhere, "i lost my phone what should i do", or a question begins with a
// capital and nothing before it, "We have limited time What are the best sights".
func (s *scan) inverts(g, first int) bool {
	before := s.role(g, first)
	for i := first + 1; i+1 < s.n && before&subordinate == 0; i++ {
		here, next := s.role(g, i), s.role(g, i+1)
		if here&inverted != 0 && before&notBefore == 0 && next&pronoun != 0 {
			return true
		}
		if here&inClause != 0 && next&auxiliary != 0 && s.begins(i) {
			return true
		}
		before = here
	}
	return false
}

// begins tells whether word i alone of those around it has a capital.
func (s *scan) begins(i int) bool {
	tokens := s.text.Tokens
	return tokens[s.words[i]].Upper && !tokens[s.words[i-1]].Upper && !tokens[s.words[i+1]].Upper
}

// clauses looks for a question behind a comma or a dash: an interrogative that a verb follows, or nothing, a verb before its pronoun, or a
// clitic.
func (s *scan) clauses(g *grammar, at, first int) float64 {
	isMain := false // the verb comes first as the main clause begins
	for i := first + 1; i < s.n; i++ {
		isMain = isMain || s.role(at, i-1)&subordinate != 0
		if !s.text.Tokens[s.words[i]].Pause {
			continue
		}
		pause := i
		if i == s.n-1 {
			if s.role(at, i)&inClause != 0 {
				return clause
			}
			break
		}
		for i < s.n-2 && s.role(at, i)&lead != 0 {
			i++
		}
		here, next := s.role(at, i), s.role(at, i+1)
		if here&inClause != 0 && s.isVerb(g, at, i+1) && !s.excepted(at, i) {
			return clause
		}
		if here&(verb|auxiliary) != 0 && here&hinting == 0 && next&pronoun != 0 && !isMain && i+2 < s.n {
			return clause
		}
		if (i > pause || s.isDashed(i)) && s.isClitic(g, at, i) {
			return clause
		}
	}
	return 0
}

// isDashed tells whether a dash stands before word i.
func (s *scan) isDashed(i int) bool {
	before := strings.TrimRight(s.text.Source[:s.text.Tokens[s.words[i]].Start], " ")
	return strings.HasSuffix(before, " -") || strings.HasSuffix(before, "–") || strings.HasSuffix(before, "—")
}

// isAccented tells whether word i was written with marks that folding took.
func (s *scan) isAccented(i int) bool {
	t := &s.text.Tokens[s.words[i]]
	return int(t.End-t.Start) > len(s.text.Folded(int(s.words[i])))
}

// isVerb tells whether word i is one of the verbs that open questions, or ends like one.
func (s *scan) isVerb(g *grammar, at, i int) bool {
	if i >= s.n || s.isUnless(g, i) {
		return false
	}
	r := s.role(at, i)
	return r&(verb|auxiliary) != 0 || r&notVerb == 0 && g.verbEnding != "" && bytes.HasSuffix(s.text.Folded(int(s.words[i])), []byte(g.verbEnding))
}

// hasClitic looks at the first two words from first on.
func (s *scan) hasClitic(g *grammar, at, first int) bool {
	return s.isClitic(g, at, first) || s.isClitic(g, at, first+1) && !s.text.Tokens[s.words[first+1]].Pause
}

// isClitic tells whether word i ends in a clitic that asks.
func (s *scan) isClitic(g *grammar, at, i int) bool {
	if i >= s.n || s.role(at, i)&notClitic != 0 {
		return false
	}
	word := s.text.Folded(int(s.words[i]))
	for _, ending := range g.clitics {
		if len(word) >= len(ending)+2 && bytes.HasSuffix(word, []byte(ending)) {
			return true
		}
	}
	return false
}
