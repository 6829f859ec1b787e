package wording

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"hearsay/replies"
)

// hardFrom is from which LIX on a text is hard to read, by language. Finnish and German words are longer without being
// harder (Björnsson, Readability of newspapers in 11 languages, Reading Research Quarterly 18, 1983).
var hardFrom = map[string]int{"en": 50, "sv": 50, "fr": 52, "es": 55, "it": 55, "ro": 55, "de": 58, "fi": 68}

const (
	hardElsewhere = 55
	leastWords    = 25 // of which a level can be told
	longWord      = 6  // letters that are not yet a long word
)

// reading is the reading level LIX of all that a reply says: words a sentence, and long words in a hundred. A field ends a sentence, too.
func reading(t replies.Text) (level int, isHard bool) {
	var words, long, sentences int
	for _, field := range []string{t.Fact, t.Myth, t.Why, t.Again} {
		isOpen := false // words came since the last sentence ended
		for word := range strings.FieldsSeq(field) {
			bare := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
			if bare != "" {
				words++
				isOpen = true
			}
			if utf8.RuneCountInString(bare) > longWord {
				long++
			}
			if isOpen && endsSentence(word) {
				sentences++
				isOpen = false
			}
		}
		if isOpen {
			sentences++
		}
	}
	if words < leastWords {
		return 0, false
	}
	level = int(math.Round(float64(words)/float64(sentences) + 100*float64(long)/float64(words)))
	limit, known := hardFrom[t.Language]
	if !known {
		limit = hardElsewhere
	}
	return level, level >= limit
}

// endsSentence tells whether a word is the last of a sentence, within quotation marks or brackets or not.
func endsSentence(word string) bool {
	bare := strings.TrimRight(word, "\"'”’»)]")
	return bare != "" && strings.ContainsAny(bare[len(bare)-1:], ".!?:")
}
