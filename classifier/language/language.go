// Package language tells in which language a post is written, among those of the rule packs.
//
// It weighs short words that every text uses, endings, and letters that few languages have (words.go); the platform's
// own mark counts as a hint. It is small and explains itself; a post of two words stays undetermined, which rules treat
// as "any language".
package language

import (
	"hearsay/classifier/token"
)

// Codes are the languages told apart, ISO 639-1, in the order in which scores count them.
func Codes() []string { return codes[:] }

const count = 8

var codes = [count]string{"en", "fi", "sv", "it", "ro", "de", "fr", "es"}

// Index is the place of a language among Codes, -1 for any other.
func Index(code string) int {
	for i, known := range codes {
		if known == code {
			return i
		}
	}
	return -1
}

// weights are what one sign says for each language.
type weights [count]float32

func (w *weights) add(other *weights) {
	for i := range w {
		w[i] += other[i]
	}
}

// Thresholds of what is told: the least score of the best language and its lead, and the weight of a platform's hint.
const (
	leastScore = 0.7
	leastLead  = 0.25
	hintWeight = 1.2
)

// Identify is the ISO 639-1 code of a text's language, or "" when there is too little to tell. hint is what the
// platform says; a hint outside the known languages is believed unless the words clearly speak against it.
func Identify(text *token.Text, hint string) string {
	var scores weights
	seen := 0
	for i := range text.Tokens {
		t := &text.Tokens[i]
		if t.Kind != token.Word {
			continue
		}
		seen++
		if w := words.Get(t.Hash); w != nil {
			scores.add(w)
		} else if word := text.Folded(i); len(word) >= leastWord {
			addEnding(&scores, word)
		}
	}
	if text.Marks.Foreign {
		addLetters(&scores, text.Source)
	}
	if text.Marks.Inverted > 0 {
		scores[Index("es")]++
	}
	return choose(&scores, hint, seen)
}

func choose(scores *weights, hint string, seen int) string {
	hinted := Index(hint)
	if hinted >= 0 {
		scores[hinted] += hintWeight
	}
	best, second := 0, -1
	for i := 1; i < count; i++ {
		switch {
		case scores[i] > scores[best]:
			best, second = i, best
		case second < 0 || scores[i] > scores[second]:
			second = i
		}
	}
	if hint != "" && hinted < 0 {
		if clearly := scores[best] > 3 && scores[best] > 0.3*float32(seen) && scores[best] > 2*scores[second]; !clearly {
			return hint
		}
	}
	if scores[best] < leastScore || scores[best]-scores[second] < leastLead {
		return ""
	}
	return codes[best]
}

func addLetters(scores *weights, source string) {
	for _, r := range source {
		if r >= firstLetter && r <= lastLetter {
			scores.add(&letters[r-firstLetter])
		}
	}
}

// addEnding looks at how a longer word ends, which tells where no short word does. The longest ending counts.
func addEnding(scores *weights, word []byte) {
	lengths := endingLengths[lastPair(word)]
	for length := longestEnding; length > 1; length-- {
		if lengths>>length&1 == 0 || len(word) < length {
			continue
		}
		if w := endings.Get(token.Hash(word[len(word)-length:])); w != nil {
			scores.add(w)
			return
		}
	}
}

// lastPair is a number for the last two letters of a word.
func lastPair(word []byte) int {
	n := len(word)
	return int(word[n-2]&31)<<5 | int(word[n-1]&31)
}
