// Package question tells whether a post asks something, from how its sentences are built and not from the mark alone.
//
// Each language has a grammar (a file a language, in the form of grammar.go): what opens a question, verbs that come first in one, clitics (Finnish -ko,
// -kö), tags ("isn't it"), ways to ask indirectly, and what only looks like a question: rhetoric and quizzes. The score
// is the strongest sign of any sentence. Start at Score.
package question

import (
	"bytes"
	"strings"
	"sync"

	"hearsay/classifier/language"
	"hearsay/classifier/match"
	"hearsay/classifier/token"
)

// Scores of the signs, from 0 to 1. From Asks on a post counts as a question.
const (
	Asks      = 0.5
	clitic    = 0.8
	markAlone = 0.75
	opening   = 0.7
	indirect  = 0.65
	inversion = 0.6
	tag       = 0.6
	clause    = 0.55 // a question behind a comma or a dash
	hint      = 0.45 // below Asks: counts only with a mark
	idle      = 0.4  // the most that rhetoric and quizzes get
	withMark  = 0.2  // added where a mark confirms the structure
)

// Answer is what Score finds.
type Answer struct {
	Score       float64
	First, Last int  // the tokens of the sentence with the strongest sign
	Idle        bool // it looks like a question and wants no answer: rhetoric, or a quiz

	asking [maxAsking]stretch // sentences that ask, with the one before each
	n      int
}

// stretch is tokens from first to last.
type stretch struct{ first, last int32 }

// maxAsking is how many sentences that ask are told apart; in a text with more, any part is about a question.
const maxAsking = 8

// Asks tells whether the text asks something.
func (a *Answer) Asks() bool { return a.Score >= Asks }

// AsksAbout tells whether any of the tokens from first to last stands in a sentence that asks, or in the one before it.
func (a *Answer) AsksAbout(first, last int) bool {
	if a.n == maxAsking {
		return true
	}
	for _, s := range a.asking[:a.n] {
		if first <= int(s.last) && last >= int(s.first) {
			return true
		}
	}
	return false
}

func (a *Answer) note(first, last int) {
	if a.n < maxAsking {
		a.asking[a.n] = stretch{int32(first), int32(last)} //nolint:gosec // indices
		a.n++
	}
}

// Score is how surely the text asks something. lang is ISO 639-1; any other than those of language.Codes tries every
// grammar.
func Score(text *token.Text, lang string) Answer {
	var best Answer
	s := scans.Get().(*scan)
	defer func() { s.text = nil; scans.Put(s) }()
	s.text, s.hits, s.passed = text, phrases.matcher.Find(s.hits[:0], text), 0
	s.from, s.to = 0, len(grammars)-1
	if at := language.Index(lang); at >= 0 {
		s.from, s.to = at, at
	}
	tokens := text.Tokens
	before := 0
	for start := 0; start < len(tokens); {
		end := start
		for end < len(tokens) && tokens[end].Kind != token.Question && (tokens[end].Kind != token.Stop || s.abbreviates(end)) {
			end++
		}
		marked := end < len(tokens) && tokens[end].Kind == token.Question
		score, isIdle := s.sentence(start, end, marked)
		if score > best.Score {
			best.Score, best.First, best.Last, best.Idle = score, start, min(end, len(tokens)-1), isIdle
		}
		if score >= Asks {
			best.note(before, end)
		}
		if s.n > 0 {
			before = start
		}
		start = end + 1
	}
	if s.here = s.hits; best.Score >= Asks && s.has(quiz, s.from, s.to, len(tokens)) {
		best.Score, best.Idle = idle, true
	}
	return best
}

// maxWords is how much of a sentence is looked at; phrases are found in all of it.
const maxWords = 96

// scans lend the memory of one scan.
var scans = sync.Pool{New: func() any { return &scan{} }}

// scan is one text as it is looked at.
type scan struct {
	text     *token.Text
	hits     []match.Hit // of phrases, in the order of where they begin
	here     []match.Hit // of them, those that begin in the sentence
	passed   int         // how many began before
	from, to int         // the grammars to try

	words [maxWords]int32 // tokens of the sentence that are words
	n     int
}

// abbreviates tells whether the stop at i belongs to the word before it.
func (s *scan) abbreviates(i int) bool {
	if i == 0 {
		return false
	}
	before := &s.text.Tokens[i-1]
	if before.End != s.text.Tokens[i].Start || before.Kind != token.Word {
		return false
	}
	return len(s.text.Folded(i-1)) == 1 || abbreviations.Get(before.Hash) != nil
}

// sentence scores the tokens from start to end, which a question mark follows or not.
func (s *scan) sentence(start, end int, marked bool) (score float64, isIdle bool) {
	s.read(start, end)
	s.turnTo(start, end)
	if s.n == 0 {
		return 0, false
	}
	for g := s.from; g <= s.to && (marked || !s.goesOn(start)); g++ {
		score = max(score, s.structure(&grammars[g], g, end))
	}
	if s.inverted(start) {
		score = clitic
	}
	switch {
	case marked && score > 0:
		score = min(score+withMark, 1)
	case marked:
		score = markAlone
	}
	if score >= Asks && (s.has(rhetoric, s.from, s.to, end) || s.isAnswered(end)) {
		return idle, true
	}
	return score, false
}

// goesOn tells whether the tokens from start go on with a sentence behind a semicolon: "they asked when; why, nobody knew".
func (s *scan) goesOn(start int) bool {
	return start > 0 && s.text.Source[s.text.Tokens[start-1].Start] == ';' && !s.text.Tokens[s.words[0]].Upper
}

// read finds the words of a sentence, from where it really begins: after handles, hashtags and links.
func (s *scan) read(start, end int) {
	s.n = 0
	for i := start; i < end && s.n < maxWords; i++ {
		if kind := s.text.Tokens[i].Kind; kind == token.Word || kind == token.Number || kind == token.Hashtag && s.n > 0 {
			s.words[s.n] = int32(i) //nolint:gosec // an index
			s.n++
		}
	}
}

// turnTo finds the phrases that begin between two tokens; sentences are turned to in their order.
func (s *scan) turnTo(start, end int) {
	for s.passed < len(s.hits) && s.hits[s.passed].First < start {
		s.passed++
	}
	next := s.passed
	for next < len(s.hits) && s.hits[next].First < end {
		next++
	}
	s.here = s.hits[s.passed:next]
}

// inverted tells whether an inverted question mark stands before the sentence.
func (s *scan) inverted(start int) bool {
	const mark = "¿"
	at := int(s.text.Tokens[start].Start)
	return s.text.Marks.Inverted > 0 && at >= len(mark) && s.text.Source[at-len(mark):at] == mark
}

// isAnswered tells whether the sentence behind the mark at end gives the reason that this one asks for.
func (s *scan) isAnswered(end int) bool {
	next := end + 1
	if next >= len(s.text.Tokens) || !s.text.Tokens[next].IsWord() {
		return false
	}
	r := roles.Get(s.text.Tokens[next].Hash)
	if r == nil {
		return false
	}
	for g := s.from; g <= s.to; g++ {
		if r[g]&because != 0 {
			return true
		}
	}
	return false
}

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
	isVerb := func(i int, r role) bool {
		return r&(verb|auxiliary) != 0 || r&notVerb == 0 && s.endsIn(g.verbEnding, i)
	}
	if s.isUnless(g, first) {
		begins = 0
	}
	switch {
	case s.hasClitic(g, at, first):
		return clitic
	case s.has(indirectly, at, at, end):
		return indirect
	case begins&beforeVerb != 0 && !isVerb(first+1, next) && !isBehind:
	case begins&temporal != 0 && !isVerb(first+1, next) && s.pauses(at, g, first, false):
		return 0
	case g.conditional && begins&auxiliary == 0 && isVerb(first, begins) && s.pauses(at, g, first, true):
		return 0
	case begins&interrogative != 0 && (!hasNext || !s.excepted(at, first)):
		return max(opens, s.clauses(g, at, first))
	case isVerb(first, begins) && next&pronoun != 0 && begins&hinting != 0:
		return opening
	case isVerb(first, begins) && next&subject != 0:
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
		here := s.role(at, i)
		isVerb := here&(verb|auxiliary) != 0 || here&notVerb == 0 && s.endsIn(g.verbEnding, i)
		isPause := s.text.Tokens[s.words[i]].Pause
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
		if here&inClause != 0 && (next&(verb|auxiliary) != 0 || s.endsIn(g.verbEnding, i+1)) && !s.excepted(at, i) {
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

func (s *scan) endsIn(ending string, i int) bool {
	return ending != "" && i < s.n && bytes.HasSuffix(s.text.Folded(int(s.words[i])), []byte(ending))
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
