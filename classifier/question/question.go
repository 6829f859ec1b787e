// Package question tells whether a post asks something, from how its sentences are built and not from the mark alone.
//
// Each language has a grammar (a file a language, in the form of grammar.go): what opens a question, verbs that come first in one, clitics (Finnish -ko,
// -kö), tags ("isn't it"), ways to ask indirectly, and what only looks like a question: rhetoric and quizzes. The score
// is the strongest sign of any sentence. Start at Score.
package question

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

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

// stretch is tokens from first to last. From doubted on the text asks whether something is so; past last if its question takes that for
// given: "why does it spread".
type stretch struct{ first, doubted, last int32 }

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

// AsksWhether tells whether all tokens from first to last stand in a sentence that asks if it is so, or in the one before "is that true":
// who asks whether something is true does not say it.
func (a *Answer) AsksWhether(first, last int) bool {
	for _, s := range a.asking[:a.n] {
		if first >= int(s.doubted) && last <= int(s.last) {
			return true
		}
	}
	return false
}

func (a *Answer) note(first, doubted, last int) {
	if a.n < maxAsking {
		a.asking[a.n] = stretch{int32(first), int32(doubted), int32(last)} //nolint:gosec // indices
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
			best.note(before, s.doubted(before, start, end), end)
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

// doubted is from where on a sentence that asks, and began at start, the one before it at before, asks whether something is so.
func (s *scan) doubted(before, start, end int) int {
	switch {
	case s.presumes:
		return end + 1
	case s.has(doubting, s.from, s.to, end):
		return before
	}
	return start
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

	isTitle  bool // a colon makes the sentence a title
	presumes bool // the sentence takes what it says for given: it begins with an interrogative, or is a statement but for its mark or tag

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
	s.isTitle, s.presumes = !marked && s.isTitled(end), false
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
		score, s.presumes = markAlone, true // said as a statement, and asked or not
	}
	if score >= Asks && (s.has(rhetoric, s.from, s.to, end) || s.isAnswered(end)) {
		return idle, true
	}
	return score, false
}

// isTitled tells whether a colon at end makes what stands before it a title: "why it failed: a thread".
func (s *scan) isTitled(end int) bool {
	if end == len(s.text.Tokens) {
		return false
	}
	at := int(s.text.Tokens[end].Start)
	next, isColon := strings.CutPrefix(s.text.Source[at:], ": ")
	r, _ := utf8.DecodeRuneInString(next)
	return isColon && unicode.IsLetter(r)
}

// goesOn tells whether the tokens from start go on with a sentence behind a semicolon, "they asked when; why, nobody knew", or give a
// reason behind an ellipsis.
func (s *scan) goesOn(start int) bool {
	if start == 0 || s.text.Tokens[s.words[0]].Upper {
		return false
	}
	before := s.text.Source[:s.text.Tokens[start-1].End]
	return strings.HasSuffix(before, ";") || (strings.HasSuffix(before, "..") || strings.HasSuffix(before, "…")) && s.isReason(int(s.words[0]))
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
	return end+1 < len(s.text.Tokens) && s.isReason(end+1)
}

// isReason tells whether the word at a token opens a reason.
func (s *scan) isReason(at int) bool {
	if !s.text.Tokens[at].IsWord() {
		return false
	}
	r := roles.Get(s.text.Tokens[at].Hash)
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
