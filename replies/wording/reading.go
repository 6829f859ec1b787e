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

// reading is the reading level LIX of all that a reply says: words a sentence, and long words in a hundred.
func reading(t replies.Text) (level int, isHard bool) {
	text := strings.Join([]string{t.Fact, t.Myth, t.Why, t.Again}, ". ")
	var words, long, sentences int
	for word := range strings.FieldsFuncSeq(text, unicode.IsSpace) {
		bare := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
		if bare != "" {
			words++
			if utf8.RuneCountInString(bare) > longWord {
				long++
			}
		}
		if strings.ContainsAny(word[len(word)-1:], ".!?:") {
			sentences++
		}
	}
	if words < leastWords {
		return 0, false
	}
	level = int(math.Round(float64(words)/float64(max(sentences, 1)) + 100*float64(long)/float64(words)))
	limit, known := hardFrom[t.Language]
	if !known {
		limit = hardElsewhere
	}
	return level, level >= limit
}
