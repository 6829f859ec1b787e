// Package question tells whether a post asks something, from how its sentences are built and not from the mark alone.
//
// Each language has a table of what opens a question: interrogatives, verbs that come first in a question, clitics
// (Finnish -ko, -kö), and ways to ask indirectly. The score is the strongest sign of any sentence.
package question

import (
	"strings"

	"hearsay/classifier/token"
)

// Scores of the signs, from 0 to 1. From Asks on a post counts as a question.
const (
	Asks      = 0.5
	markAlone = 0.75
	opening   = 0.7
	hint      = 0.45 // below Asks: counts only with a mark
	indirect  = 0.65
	clitic    = 0.8
	inversion = 0.6
	withMark  = 0.2 // added where a mark confirms the structure
)

// Score is how surely the text asks something, from 0 to 1, and which tokens say so: first and last index of the
// sentence with the strongest sign. language may be "", which tries every table.
func Score(tokens []token.Token, language string) (score float64, first, last int) {
	for start := 0; start < len(tokens); {
		end := start
		for end < len(tokens) && tokens[end].Kind != token.Question && (tokens[end].Kind != token.Stop || abbreviates(tokens, end)) {
			end++
		}
		marked := end < len(tokens) && tokens[end].Kind == token.Question
		if s := sentence(tokens[start:end], language, marked); s > score {
			score, first, last = s, start, min(end, len(tokens)-1)
		}
		start = end + 1
	}
	return score, first, last
}

// abbreviated are words whose point ends no sentence, beside single letters as in "U.S.".
var abbreviated = set("jr, sr, dr, mr, mrs, ms, st, inc, co, corp, rep, sen, gov, gen, prof, vs, esim, mm, ym")

// abbreviates tells whether the stop at i belongs to the word before it.
func abbreviates(tokens []token.Token, i int) bool {
	if i == 0 || tokens[i-1].End != tokens[i].Start || tokens[i-1].Kind != token.Word {
		return false
	}
	word := tokens[i-1].Folded
	return len(word) == 1 || abbreviated[word]
}

// sentence scores one sentence without its final mark.
func sentence(tokens []token.Token, language string, marked bool) float64 {
	words := leading(tokens)
	if len(words) == 0 {
		return 0
	}
	score := 0.0
	for code, g := range grammars {
		if language == "" || language == code {
			score = max(score, g.structure(words))
		}
	}
	switch {
	case marked && score > 0:
		return min(score+withMark, 1)
	case marked:
		return markAlone
	}
	return score
}

// leading is the folded words of a sentence from where it really begins: after handles, hashtags and links.
func leading(tokens []token.Token) []string {
	var words []string
	for _, t := range tokens {
		switch t.Kind {
		case token.Word, token.Number:
			words = append(words, t.Folded)
		case token.Hashtag:
			if len(words) > 0 {
				words = append(words, t.Folded)
			}
		}
	}
	return words
}

// grammar is how one language asks.
type grammar struct {
	lead          map[string]bool // words that may stand before a question: and, but, so
	interrogative map[string]bool // opens a question by itself
	notAfter      map[string]bool // second words that make an interrogative a statement: "what a", "when i"
	verbs         map[string]bool // opens a question when a subject follows
	beforeVerb    map[string]bool // interrogatives that ask only when a verb comes next: "när öppnar skolan"
	verbEnding    string          // of verbs that no list names
	auxiliaries   map[string]bool // opens a question whatever follows
	subjects      map[string]bool
	inverted      map[string]bool // auxiliaries that ask wherever a pronoun follows them
	pronouns      map[string]bool
	notBefore     map[string]bool // words before such a pair that make it a statement: "so do i"
	indirect      []string        // phrases anywhere in the sentence, with spaces around
	clitics       []string        // endings of the first words
	notClitic     map[string]bool
	hinting       map[string]bool // interrogatives that open as many statements: a hint only, which a mark confirms
}

func (g *grammar) structure(words []string) float64 {
	for len(words) > 1 && g.lead[words[0]] {
		words = words[1:]
	}
	second := ""
	if len(words) > 1 {
		second = words[1]
	}
	opens := opening
	if g.hinting[words[0]] {
		opens = hint
	}
	switch {
	case g.hasClitic(words):
		return clitic
	case g.asksIndirectly(words):
		return indirect
	case g.beforeVerb[words[0]] && !g.isVerb(second):
		return 0
	case g.interrogative[words[0]] && !g.notAfter[words[0]+" "+second] && !g.notAfter["* "+second]:
		return opens
	case g.isVerb(words[0]) && g.subjects[second]:
		return opens
	case g.auxiliaries[words[0]] && second != "":
		return opening
	case g.inverts(words):
		return inversion
	}
	return 0
}

func (g *grammar) isVerb(word string) bool {
	return g.verbs[word] || g.auxiliaries[word] || g.verbEnding != "" && strings.HasSuffix(word, g.verbEnding)
}

// inverts tells whether an auxiliary stands before its pronoun anywhere: "i lost my phone what should i do".
func (g *grammar) inverts(words []string) bool {
	for i := 1; i+1 < len(words); i++ {
		if g.inverted[words[i]] && g.pronouns[words[i+1]] && !g.notBefore[words[i-1]] {
			return true
		}
	}
	return false
}

func (g *grammar) asksIndirectly(words []string) bool {
	joined := " " + strings.Join(words, " ") + " "
	for _, phrase := range g.indirect {
		if strings.Contains(joined, phrase) {
			return true
		}
	}
	return false
}

func (g *grammar) hasClitic(words []string) bool {
	for _, word := range words[:min(len(words), 2)] {
		for _, ending := range g.clitics {
			if len(word) >= len(ending)+2 && strings.HasSuffix(word, ending) && !g.notClitic[word] {
				return true
			}
		}
	}
	return false
}
