package question

import (
	"hearsay/classifier/token"
)

// structure is the strongest sign of one grammar, which stands at that place, in the sentence up to end.
func (s *scan) structure(g *grammar, at, end int) float64 {
	first := 0
	for first < s.n-1 && s.leads(at, first) {
		first++
	}
	s.presumes = s.presumes || s.role(at, first)&(interrogative|which) != 0
	switch {
	case s.isTitle && s.inverts(at, first):
		return inversion
	case s.isTitle:
		return 0
	case s.hasClitic(g, at, first):
		return clitic
	case s.has(indirectly, at, at, end):
		return indirect
	case s.opensWith(at, first):
		return opening
	case s.endsWith(atEnd, at, end, false) && !s.isIndirect(at, first):
		return tag
	}
	score, isOver := s.opens(g, at, first)
	switch {
	case isOver || score == opening:
		return score
	case s.inverts(at, first):
		return inversion
	case s.endsWith(tagged, at, end, true):
		s.presumes = true
		return tag
	}
	return max(score, s.clauses(g, at, first))
}

// leads tells whether word i may stand before a question, and is none of it.
func (s *scan) leads(g, i int) bool {
	r := s.role(g, i)
	if r&preposition == 0 {
		return r&lead != 0
	}
	if s.role(g, i+1)&preposition != 0 {
		i++ // "de la ce", "fino a quando"
	}
	return r&lead != 0 || s.role(g, i+1)&(interrogative|which) != 0
}

// opens is what the first words say of a sentence, first the first that is no lead. If isOver, nothing behind them says more.
func (s *scan) opens(g *grammar, at, first int) (score float64, isOver bool) {
	begins, next := s.role(at, first), s.role(at, first+1)
	isBehind := first > 0 && s.role(at, first-1)&preposition != 0
	isExcepted := first+1 < s.n && s.excepted(at, first) || isBehind && s.excepted(at, first-1)
	isEcho := first > 0 && s.role(at, first-1)&notBefore != 0 && begins&inverted != 0 && next&pronoun == 0 && s.n <= first+3 // "so is the food"
	switch {
	case begins&beforeVerb != 0 && !s.isFinite(g, at, first+1) && !isBehind:
		return 0, false
	case begins&temporal != 0 && (next&between != 0 || !s.isVerb(g, at, first+1)) && s.pauses(first):
		return 0, true
	case g.conditional && begins&interrogative == 0 && s.isVerb(g, at, first) && s.isCondition(g, at, first):
		return 0, true
	case isExcepted, isEcho:
		return 0, false
	case begins&(interrogative|which) != 0:
		return s.asks(g, at, first), false
	case begins&third != 0 && first == 0 && next&(pronoun|this) == 0 && s.isNamed():
		return 0, false
	case begins&third != 0 && next&article != 0 && s.role(at, first+2)&bare != 0:
		return 0, false
	case s.isVerb(g, at, first) && next&subject != 0 && begins&hinting != 0 && next&pronoun == 0:
		return hint, false
	case s.isVerb(g, at, first) && next&subject != 0:
		return opening, false
	case begins&auxiliary != 0 && first+1 < s.n && !s.isBare(g, at, first+1):
		return opening, false
	}
	return 0, false
}

// excepted tells whether the word behind an interrogative makes it a statement: "what a", "when i".
func (s *scan) excepted(g, i int) bool {
	tokens := s.text.Tokens
	by := exceptions.Get(token.Join(tokens[s.words[i]].Hash, tokens[s.words[i+1]].Hash))
	return by != nil && *by>>g&1 != 0
}

// isNamed tells whether a handle or a hashtag stands right before a sentence that goes on in small letters, and so is its subject.
func (s *scan) isNamed() bool {
	i := int(s.words[0])
	if i == 0 || s.text.Tokens[i].Upper || s.text.Tokens[i].Pause {
		return false
	}
	before := s.text.Tokens[i-1].Kind
	return before == token.Mention || before == token.Hashtag
}

// isBare tells whether word i makes a statement without its subject of the auxiliary before it.
func (s *scan) isBare(g *grammar, at, i int) bool {
	if s.role(at, i)&bare != 0 || s.text.Tokens[s.words[i]].Kind != token.Word {
		return true
	}
	return endsIn(s.text.Folded(int(s.words[i])), g.bareEndings, 2)
}

// asks is how surely an interrogative that opens the sentence asks.
func (s *scan) asks(g *grammar, at, first int) float64 {
	begins := s.role(at, first)
	switch {
	case begins&(hinting|which) == 0, s.asksAt(g, at, first+1, begins&guessing != 0), begins&which != 0 && s.asksFor(g, at, first):
		return opening
	case begins&hinting != 0:
		return hint
	case s.n > first+1 && s.n <= first+3:
		return 0 // "vilken röra", "qué desastre"
	}
	return opening
}

// asksAt tells whether the one clause of the rest of the sentence begins with a verb at word i, or behind clitics; if guessing, with a
// word that is nothing known.
func (s *scan) asksAt(g *grammar, at, i int, guessing bool) bool {
	for i < s.n && s.role(at, i)&between != 0 && !s.isFinite(g, at, i) {
		i++
		guessing = false // "la" may be an article, and what follows a noun
	}
	return (s.isFinite(g, at, i) || guessing && s.isUnknown(at, i)) && s.isClause(g, at, i)
}

// asksFor tells whether one or two words and then the verb of one clause follow word i: "a che ora parte", "quanti litri d'acqua servono".
func (s *scan) asksFor(g *grammar, at, i int) bool {
	for j := i + 2; j <= i+4 && j < s.n && !s.text.Tokens[s.words[j]].Pause; j++ {
		if s.asksAt(g, at, j, false) {
			return true
		}
	}
	return false
}

// isUnknown tells whether word i plays no part and is not the last; words of three letters and fewer are mostly articles and prepositions.
func (s *scan) isUnknown(at, i int) bool {
	if i+1 >= s.n || s.role(at, i) != 0 {
		return false
	}
	t := &s.text.Tokens[s.words[i]]
	return t.Kind == token.Word && !t.Upper && !t.Pause && len(s.text.Folded(int(s.words[i]))) > 3
}

// isClause tells whether no second clause follows the verb at word i, but for one that the verb itself opens.
func (s *scan) isClause(g *grammar, at, i int) bool {
	for i++; i < s.n && s.isFinite(g, at, i); {
		i++ // the rest of the verb: "è stato", "devono fare"
	}
	for ; i < s.n; i++ {
		r := s.role(at, i)
		if r&(whether|subordinate|interrogative|which) != 0 {
			return true
		}
		if s.isFinite(g, at, i) && r&(lead|preposition|subject) == 0 {
			return false
		}
	}
	return true
}

// pauses tells whether a pause follows behind word i and the next.
func (s *scan) pauses(i int) bool {
	for i += 2; i < s.n; i++ {
		if s.text.Tokens[s.words[i]].Pause && !s.isTied(i-1) {
			return true
		}
	}
	return false
}

// isCondition tells whether the verb at word i opens a condition: another verb follows as the main clause begins, behind a pause, before
// its pronoun, or with nothing before it that it could belong to.
func (s *scan) isCondition(g *grammar, at, i int) bool {
	begins := s.role(at, i)
	isSure := begins&auxiliary == 0 // any verb may follow; behind an auxiliary, one that is known
	for i += 2; i < s.n; i++ {
		here, before := s.role(at, i), s.role(at, i-1)
		isPassive := here == 0 && begins&modal == 0 && endsIn(s.text.Folded(int(s.words[i])), g.passives, 3)
		isKnown := here&(verb|auxiliary) != 0 || isPassive
		switch {
		case here&(subordinate|whether|interrogative) != 0:
			return false
		case before&lead != 0 || !isKnown && (!isSure || !s.isVerb(g, at, i)):
		case s.text.Tokens[s.words[i]].Pause, before&then != 0, s.role(at, i+1)&pronoun != 0, isKnown && before&(subject|pronoun|preposition) == 0 && i+1 < s.n:
			return true
		}
	}
	return false
}

// isIndirect tells whether a word from first on opens an indirect question.
func (s *scan) isIndirect(g, first int) bool {
	for i := first; i < s.n; i++ {
		if s.role(g, i)&whether != 0 {
			return true
		}
	}
	return false
}
